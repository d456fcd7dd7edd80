using System.Text.Json;
using Dewar.Extraction;
using Dewar.Sdk;

namespace Dewar.Viewing;

/// <summary>The signals of a file, for viewers.</summary>
internal static class SignalList
{
    private const int MostSignals = 2000;

    public static void Answer(OpenedFile file, ViewArguments _, SayAnswer say)
    {
        var finding = file.Finding;
        GroveJson.Say(say, json =>
        {
            json.WriteStartObject();
            json.WriteString("format", finding.Extraction.Format);
            json.WriteString("damage", finding.Damage);
            json.WriteStartArray("signals");
            foreach (var (number, signal) in finding.Extraction.Signals.Take(MostSignals).Index())
            {
                Write(json, number, signal);
            }

            json.WriteEndArray();
            json.WriteEndObject();
        });
    }

    /// <summary>The signal that was asked for; without a number the one that is shown first.</summary>
    /// <exception cref="ViewFault">There is none.</exception>
    public static Signal Find(OpenedFile file, ViewArguments arguments)
    {
        var signals = file.Finding.Extraction.Signals;
        if (signals.Count == 0)
        {
            throw ViewFault.Wrong($"No reader finds a signal in {file.Source.Name}");
        }

        var main = Math.Max(0, signals.ToList().FindIndex(signal => signal.IsMain));
        return signals[(int)arguments.Number("signal", main, 0, signals.Count - 1)];
    }

    /// <summary>Its values, with the signal that was asked for.</summary>
    /// <exception cref="ViewFault">They can't be read.</exception>
    public static (Signal Signal, SignalValues Values) Values(OpenedFile file, ViewArguments arguments)
    {
        var signal = Find(file, arguments);
        return (signal, signal.Values ?? throw ViewFault.Wrong("The values of this signal can't be read"));
    }

    private static void Write(Utf8JsonWriter json, int number, Signal signal)
    {
        json.WriteStartObject();
        json.WriteNumber("number", number);
        json.WriteString("name", signal.Name);
        json.WriteString("type", JsonNamingPolicy.KebabCaseLower.ConvertName(signal.Type.ToString()));
        json.WriteString("element", signal.Element.ToString());
        json.WriteNumber("channels", signal.Element.Channels);
        json.WriteString("quantity", signal.Quantity);
        json.WriteString("unit", signal.Unit);
        json.WriteString("place", signal.Place);
        json.WriteBoolean("main", signal.IsMain);
        json.WriteBoolean("readable", signal.Values is not null);
        json.WriteStartArray("axes");
        foreach (var axis in signal.Axes)
        {
            SignalWriter.Write(json, axis);
        }

        json.WriteEndArray();
        WriteWords(json, "columns", signal.Columns);
        WriteWords(json, "columnUnits", signal.ColumnUnits);
        WriteHints(json, signal.Hints ?? new());
        json.WriteEndObject();
    }

    private static void WriteHints(Utf8JsonWriter json, DrawingHints hints)
    {
        json.WriteStartObject("hints");
        if (hints is { Low: { } low, High: { } high } && double.IsFinite(low) && double.IsFinite(high) && low < high)
        {
            json.WriteNumber("low", low);
            json.WriteNumber("high", high);
        }

        json.WriteBoolean("isInverted", hints.Inverted);
        json.WriteNumber("orientation", hints.Orientation);
        if (hints.Palette is { } palette)
        {
            json.WriteBase64String("palette", [.. palette.Take(3 * 65536)]);
        }

        if (hints.Over is { } over)
        {
            json.WriteNumber("over", over);
        }

        json.WriteEndObject();
    }

    private static void WriteWords(Utf8JsonWriter json, string name, IReadOnlyList<string?> words)
    {
        json.WriteStartArray(name);
        foreach (var word in words)
        {
            json.WriteStringValue(word);
        }

        json.WriteEndArray();
    }
}
