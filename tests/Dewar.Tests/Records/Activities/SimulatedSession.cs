namespace Dewar.Records;

/// <summary>Sessions as they come about at a microscope, whose activities are known.</summary>
internal static class SimulatedSession
{
    /// <returns>The files, and the numbers of those that begin an activity, the first of all left out.</returns>
    public static (IReadOnlyList<ActivityFile> Files, IReadOnlyList<long> Truth) Make(int seed)
    {
        var random = new Random(seed);
        List<ActivityFile> files = [];
        List<long> truth = [];
        var seconds = 0.0;
        var now = new State("run1", "TEM", "Image", "A1");
        var habit = random.Next(3);
        for (var left = random.Next(2, 13); left > 0; left--)
        {
            var way = new Way(random, habit);
            if (files is not [])
            {
                truth.Add(files.Count + 1);
                now = Next(random, now, files.Count, out var isPause);
                seconds += isPause ? Math.Max(6 * way.Usual, LogNormal(random, 900, 0.6, 240, 5400)) : way.Gap() * (0.8 + random.NextDouble());
            }

            for (var count = Math.Clamp((int)LogNormal(random, 12, 0.9, 3, 150), 3, 150); count > 0; count--)
            {
                var state = way.IsAlternating && count % 2 == 0 ? now with { Signal = "Diffraction" } : now;
                for (var detector = 0; detector < way.Detectors; detector++)
                {
                    var number = files.Count + 1;
                    files.Add(new(number, $"{state.Folder}/{number:D5}.dm3", state.Folder, Series.Start.AddSeconds(seconds + 0.2 * detector), state.Mode, state.Signal, state.Sample));
                }

                seconds += count > 1 ? way.Gap() : 0;
            }
        }

        return (files, truth);
    }

    private static State Next(Random random, State now, int number, out bool isPause)
    {
        isPause = random.Next(10) < 7;
        return (isPause ? random.Next(8) : random.Next(4)) switch
        {
            0 => now with { Folder = $"run{number}" },
            1 => now with { Mode = now.Mode == "TEM" ? "STEM" : "TEM" },
            2 => now with { Sample = $"A{number}" },
            3 => now with { Folder = $"run{number}", Mode = now.Mode == "TEM" ? "STEM" : "TEM" },
            _ => now,
        };
    }

    private static double LogNormal(Random random, double median, double spread, double least, double most) => Math.Clamp(median * Math.Exp(spread * Normal(random)), least, most);

    private static double Normal(Random random) => Math.Sqrt(-2 * Math.Log(1 - random.NextDouble())) * Math.Cos(2 * Math.PI * random.NextDouble());

    private sealed record State(string Folder, string Mode, string Signal, string Sample);

    /// <summary>How somebody works: by hand, or by a program that takes pictures like clockwork.</summary>
    private sealed class Way
    {
        private readonly Random _random;
        private readonly double _spread;

        public Way(Random random, int habit)
        {
            _random = random;
            var isProgram = habit != 2 && random.Next(3) == 0;
            Usual = isProgram ? LogNormal(random, 8, 0.8, 1, 60) : LogNormal(random, 45, 0.4, 15, 120);
            _spread = isProgram ? 0.05 : 0.2 + 0.35 * random.NextDouble();
            IsAlternating = random.Next(5) == 0;
            Detectors = random.Next(6) == 0 ? 2 : 1;
        }

        public double Usual { get; }

        public bool IsAlternating { get; }

        public int Detectors { get; }

        public double Gap() => Usual * Math.Exp(_spread * Normal(_random));
    }
}
