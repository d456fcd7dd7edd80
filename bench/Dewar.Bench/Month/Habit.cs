namespace Dewar.Bench;

/// <summary>How somebody takes pictures.</summary>
internal enum Habit { ByHand, Series, Detectors, Alternating, SpectrumImages }

/// <summary>One picture of a session: when, and what the instrument was set to.</summary>
internal sealed record Shot(DateTimeOffset At, string Folder, string Mode, string Signal, string? Sample, bool Begins);

/// <summary>Takes pictures for as long as a session lasts, in activities: runs of one habit with one setting, between pauses or changes.</summary>
internal sealed class Working(Random random, Habit usual)
{
    private int _run = 1, _sample = 1;
    private string _mode = "TEM";

    /// <param name="breaks">Times in which nobody works; one always begins an activity.</param>
    /// <param name="isSeries">A program goes on alone: one activity, without pauses.</param>
    public List<Shot> Through(DateTimeOffset from, DateTimeOffset until, IReadOnlyList<(DateTimeOffset From, DateTimeOffset Until)> breaks, bool namesSample, bool isSeries = false)
    {
        List<Shot> shots = [];
        var at = from;
        while (at < until)
        {
            var way = isSeries ? new Way(random, Habit.Series) : new Way(random, random.Next(10) < 7 ? usual : Habit.ByHand);
            var left = isSeries ? int.MaxValue : Math.Max(3, (int)Chance.LogNormal(random, way.Usual > 100 ? 5 : 14, 0.8, 3, 150));
            if (shots is not [])
            {
                at = Move(shots[^1].At, way);
            }

            for (var begins = shots is not []; left > 0 && at < until; left--)
            {
                if (breaks.FirstOrDefault(each => each.From <= at && at < each.Until) is { Until: var back } && back != default)
                {
                    // Whoever comes back goes on as before; the pause alone parts the two.
                    (at, begins) = (back.AddSeconds(20 + random.Next(200)), shots is not []);
                    if (at >= until)
                    {
                        break;
                    }
                }

                foreach (var signal in way.Signals(left))
                {
                    shots.Add(new(at, $"run-{_run:00}", _mode, signal, namesSample ? $"sample {_sample}" : null, begins));
                    (at, begins) = (at.AddSeconds(0.2), false);
                }

                at = left > 1 ? at.AddSeconds(way.Gap()) : at;
            }
        }

        return shots;
    }

    /// <summary>On to the next activity: after a pause, or at once with something changed.</summary>
    private DateTimeOffset Move(DateTimeOffset last, Way way)
    {
        var isPause = random.Next(10) < 7;
        switch (isPause ? random.Next(8) : random.Next(3))
        {
            case 0: _run++; break;
            case 1: _mode = _mode == "TEM" ? "STEM" : "TEM"; break;
            case 2: (_run, _sample) = (_run + 1, _sample + 1); break;
            case 3: (_run, _mode) = (_run + 1, _mode == "TEM" ? "STEM" : "TEM"); break;
            default: break;
        }

        return last.AddSeconds(isPause ? Math.Max(6 * way.Usual, Chance.LogNormal(random, 900, 0.6, 240, 4800)) : way.Gap() * (0.8 + random.NextDouble()));
    }

    private sealed class Way
    {
        private readonly Random _random;
        private readonly Habit _habit;
        private readonly double _spread;

        public Way(Random random, Habit habit)
        {
            (_random, _habit) = (random, habit);
            Usual = habit switch
            {
                Habit.Series => Chance.LogNormal(random, 30, 0.5, 8, 90),
                Habit.SpectrumImages => Chance.LogNormal(random, 240, 0.4, 120, 600),
                _ => Chance.LogNormal(random, 45, 0.4, 15, 120),
            };
            _spread = habit switch { Habit.Series => 0.04, Habit.SpectrumImages => 0.25, _ => 0.2 + 0.35 * random.NextDouble() };
        }

        public double Usual { get; }

        public double Gap() => Usual * Math.Exp(_spread * Chance.Normal(_random));

        public string[] Signals(int left) => _habit switch
        {
            Habit.Detectors => ["image", "image", "image"],
            Habit.Alternating => [left % 2 == 0 ? "diffraction" : "image"],
            Habit.SpectrumImages => ["spectrum-image"],
            _ => ["image"],
        };
    }
}

internal static class Chance
{
    public static double LogNormal(Random random, double median, double spread, double least, double most) => Math.Clamp(median * Math.Exp(spread * Normal(random)), least, most);

    public static double Normal(Random random) => Math.Sqrt(-2 * Math.Log(1 - random.NextDouble())) * Math.Cos(2 * Math.PI * random.NextDouble());

    public static bool Is(Random random, double share) => random.NextDouble() < share;

    public static TimeSpan Minutes(Random random, double median, double spread, double least, double most) => TimeSpan.FromMinutes(LogNormal(random, median, spread, least, most));
}
