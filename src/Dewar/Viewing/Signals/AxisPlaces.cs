namespace Dewar.Viewing;

/// <summary>Where the elements of an axis stand.</summary>
internal static class AxisPlaces
{
    private const long Most = 2_000_000;

    public static void Answer(OpenedFile file, ViewArguments arguments, SayAnswer say)
    {
        var signal = SignalList.Find(file, arguments);
        var axis = signal.Axes.ElementAtOrDefault((int)arguments.Number("axis", 0, 0, 64)) ?? throw ViewFault.Wrong("This signal has no such axis");
        var places = axis.Length > Most ? throw ViewFault.TooMuch("This axis has too many places") : axis.Places?.Invoke();
        GroveJson.Say(say, json =>
        {
            json.WriteStartArray();
            for (var i = 0; i < axis.Length; i++)
            {
                GroveJson.WriteNumber(json, places is null ? axis.At(i) : i < places.Length ? places[i] : double.NaN);
            }

            json.WriteEndArray();
        });
    }
}
