using Dewar.Sdk;

namespace Dewar.Viewing;

/// <summary>How the values of a picture are spread, by a sample of it: what contrast is chosen from.</summary>
internal static class Ranges
{
    private const int Sampled = 512;
    private const int Bars = 128;

    private static readonly double[] Shares = [0, 0.1, 1, 2, 25, 50, 75, 98, 99, 99.9, 100];

    public static void Answer(OpenedFile file, ViewArguments arguments, SayAnswer say)
    {
        var plane = new PlaneView(file, arguments);
        var step = Math.Max(1, Math.Max(plane.Width, plane.Height) / Sampled);
        var (width, height) = ((plane.Width + step - 1) / step, (plane.Height + step - 1) / step);
        var numbers = new double[checked(width * height * plane.Element.Channels)];
        SignalValues.Decode(plane.Read(0, 0, width, height, step), plane.Element, numbers);
        var finite = Array.FindAll(numbers, double.IsFinite);
        Array.Sort(finite);
        GroveJson.Say(say, json =>
        {
            json.WriteStartObject();
            json.WriteNumber("sampled", finite.Length);
            json.WriteNumber("total", plane.Width * plane.Height);
            json.WriteStartArray("percentiles");
            foreach (var share in finite.Length == 0 ? [] : Shares)
            {
                json.WriteStartArray();
                json.WriteNumberValue(share);
                json.WriteNumberValue(finite[(int)Math.Round(share / 100 * (finite.Length - 1))]);
                json.WriteEndArray();
            }

            json.WriteEndArray();
            json.WriteStartArray("histogram");
            foreach (var count in Histogram(finite))
            {
                json.WriteNumberValue(count);
            }

            json.WriteEndArray();
            json.WriteEndObject();
        });
    }

    private static int[] Histogram(double[] sorted)
    {
        var counts = new int[sorted.Length == 0 ? 0 : Bars];
        foreach (var number in sorted)
        {
            var place = (number - sorted[0]) / (sorted[^1] - sorted[0]);
            counts[double.IsFinite(place) ? Math.Min(Bars - 1, (int)(place * Bars)) : 0]++;
        }

        return counts;
    }
}
