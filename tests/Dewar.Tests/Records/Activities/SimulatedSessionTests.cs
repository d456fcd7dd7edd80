using Xunit;

namespace Dewar.Records;

public sealed class SimulatedSessionTests(ITestOutputHelper output)
{
    [Theory, InlineData(0), InlineData(1000), InlineData(2000)]
    public void Nineteen_of_twenty_borders_are_found_within_one_file_and_few_others(int seeds)
    {
        var (found, true_, cuts, right) = (0, 0, 0, 0);
        for (var seed = seeds; seed < seeds + 300; seed++)
        {
            var (files, truth) = SimulatedSession.Make(seed);
            var borders = Activities.Of(files, new()).Skip(1).Select(activity => activity.Files[0].File).ToArray();
            true_ += truth.Count;
            cuts += borders.Length;
            found += truth.Count(border => borders.Any(cut => Math.Abs(cut - border) <= 1));
            right += borders.Count(cut => truth.Any(border => Math.Abs(cut - border) <= 1));
        }

        output.WriteLine($"{found} of {true_} borders found, {right} of {cuts} cuts right");
        Assert.True(found >= 0.95 * true_, $"{found} of {true_} borders found");
        Assert.True(right >= 0.95 * cuts, $"{right} of {cuts} cuts right");
    }
}
