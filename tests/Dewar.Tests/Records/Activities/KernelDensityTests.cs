using System.Text.Json;
using Xunit;

namespace Dewar.Records;

public sealed class KernelDensityTests
{
    [Fact]
    public void Golden_cases_come_out_to_the_letter()
    {
        using var cases = JsonDocument.Parse(File.ReadAllText(SharedFiles.PathOf("expected/activity-clustering.json")));
        Assert.All(cases.RootElement.EnumerateArray(), Check);
        Assert.Equal(32, cases.RootElement.GetArrayLength());
    }

    private static void Check(JsonElement golden)
    {
        double[] times = [.. golden.GetProperty("mtimes").EnumerateArray().Select(time => time.GetDouble())];
        var sensitivity = golden.GetProperty("sensitivity").GetDouble();
        var boundaries = golden.GetProperty("boundaries").EnumerateArray().Select(time => time.GetDouble()).ToArray();

        var (width, minima) = KernelDensity.Minima(times, sensitivity);
        if (golden.GetProperty("bandwidth") is { ValueKind: JsonValueKind.Number } expected)
        {
            Assert.Equal(expected.GetDouble(), width, expected.GetDouble() * 1e-9);
        }

        // A single time is its own boundary there; here nothing is to be cut.
        Assert.Equal(times.Length == 1 ? [] : boundaries, minima, (one, other) => Math.Abs(one - other) < 1e-5);

        var activities = Activities.Of(Series.At(times), new(ActivityRule.KernelDensity, sensitivity));
        Assert.Equal(
            golden.GetProperty("assignment").EnumerateArray().Select(number => number.GetInt32()),
            activities.SelectMany((activity, number) => activity.Files.Select(_ => number)));
    }

    // The same sums, added up in full: what a windowed evaluation leaves out must not show.
    [Theory, InlineData(1), InlineData(2)]
    public void Leaving_out_what_is_far_away_changes_nothing(int seed)
    {
        var random = new Random(seed);
        var times = Enumerable.Range(0, 120).Select(place => place / 30 * 4000 + random.NextDouble() * 900).Order().ToArray();

        var (width, minima) = KernelDensity.Minima(times, 1);

        var gaps = times.Zip(times.Skip(1), (one, next) => next - one).ToArray();
        var widths = Enumerable.Range(0, 35).Select(number => Math.Pow(10, Math.Log10(gaps.Min()) + number * (Math.Log10(gaps.Max()) - Math.Log10(gaps.Min())) / 34));
        Assert.Equal(widths.MaxBy(one => times.Average(time => Plain(times.Where(other => other != time), time, one)))!, width, 1e-9);
        var grid = Enumerable.Range(0, 1200).Select(place => times[0] + place * (times[^1] - times[0]) / 1199).ToArray();
        var heights = grid.Select(point => Plain(times, point, width)).ToArray();
        var expected = Enumerable.Range(1, 1198).Where(place => heights[place] < heights[place - 1] && heights[place] < heights[place + 1]).Select(place => grid[place]);
        Assert.Equal(expected, minima, (one, other) => Math.Abs(one - other) < 1e-6);
        Assert.NotEmpty(minima);
    }

    [Fact]
    public void Beyond_its_bound_pauses_cut()
    {
        var files = new Series().Even(6000, 2).Wait(3000).Even(6000, 2).Files;

        Assert.Equal([6000, 6000], Series.Sizes(files, new(ActivityRule.KernelDensity)));
    }

    [Fact]
    public void A_border_says_which_rule_made_it()
    {
        var activities = Activities.Of(Series.At(0, 30, 65, 90, 2000, 2031, 2062), new(ActivityRule.KernelDensity));

        Assert.Equal("fewest files around this time, by the kernel-density rule; 32 min without a file", activities[1].Why);
    }

    private static double Plain(IEnumerable<double> times, double point, double width)
    {
        var exponents = times.Select(time => -(time - point) * (time - point) / (2 * width * width)).ToArray();
        var most = exponents.Max();
        return most + Math.Log(exponents.Sum(one => Math.Exp(one - most))) - Math.Log(width);
    }
}
