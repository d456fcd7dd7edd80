using Xunit;

namespace Dewar.Torture;

[Collection("Torture")]
public sealed class TwoStationsTests(ITestOutputHelper output)
{
    private const int Paths = 12;
    private const int Rounds = 10;
    private const int Kills = 16;
    private volatile bool _over;
    private int _kills;

    [Theory, InlineData(false), InlineData(true)]
    public async Task Two_stations_that_bring_the_same_paths_both_have_all_their_contents_kept(bool killed)
    {
        await using var laboratory = await Laboratory.Open();
        var (left, right) = (await laboratory.AddStation("left"), await laboratory.AddStation("right"));
        var one = new Instrument(laboratory.Folder("one"), 9, TimeSpan.FromSeconds(0.3));
        var two = new Instrument(laboratory.Folder("two"), 10, TimeSpan.FromSeconds(0.3));
        left.Start();
        right.Start();
        var acquisition = await laboratory.Acquire([new(one.Folder, "left"), new(two.Folder, "right")], quiet: 0.3);

        // Contents that both bring, and bring again, beside those that come once.
        var common = Enumerable.Range(0, 3).Select(number => Instrument.Bytes(new(number), 4000)).ToArray();
        var torment = killed ? Task.WhenAll(Torment(left, new(11)), Torment(right, new(12))) : Task.CompletedTask;
        try
        {
            await Task.WhenAll(new[] { one, two }.SelectMany(instrument => Enumerable.Range(0, Paths).Select(path => Rewrite(laboratory, instrument, $"shared/{path}", common))));
        }
        finally
        {
            _over = true;
            await torment;
        }

        output.WriteLine($"{_kills} kills");

        var ended = await laboratory.Stop(acquisition);
        await new EndState(laboratory).Check([(one, ""), (two, "")], inOrder: false);
        Assert.Equal(0, ended.Totals.Failed);
    }

    private static async Task Rewrite(Laboratory laboratory, Instrument instrument, string path, byte[][] common)
    {
        var random = instrument.NewRandom();
        for (var round = 0; round < Rounds; round++)
        {
            if (random.Next(2) == 0)
            {
                await instrument.Write(random, path, random.GetItems(common, 1)[0], certain: false);
                await Task.Delay(random.Next(300, 1500));
                continue;
            }

            var bytes = Instrument.Bytes(random, random.Next(1, 5000));
            await instrument.Write(random, path, bytes);
            await Laboratory.Until(async () => (await laboratory.Files(path)).Count > 0 && (await laboratory.Versions(path)).Any(version => version.Sha256 == Instrument.Digest(bytes)),
                () => $"{path} as {Instrument.Digest(bytes)[..12]}");
        }
    }

    private async Task Torment(Product station, Random random)
    {
        // Then they are left in peace: on a busy machine they would else be killed faster than they start.
        for (var kill = 0; kill < Kills && !_over; kill++)
        {
            await Task.Delay(random.Next(500, 3000));
            station.Kill();
            Interlocked.Increment(ref _kills);
            station.Start();
        }
    }
}
