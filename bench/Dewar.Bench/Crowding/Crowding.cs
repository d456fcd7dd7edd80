namespace Dewar.Bench;

/// <summary>
/// Acquisitions alone, and in turn while ten people look around and one sends a file from a browser: at most a tenth may be lost by it. At full
/// speed they share the processor also with the programs that play the people, so that it counts against Dewar what they take.
/// </summary>
internal static class Crowding
{
    private const int People = 10;
    private const int Frame = 4 << 20;
    private const int Small = 8 << 10;
    private const int PerFolder = 100;

    /// <summary>Somebody reads a page before the next is asked for.</summary>
    private static readonly TimeSpan Breath = TimeSpan.FromSeconds(2);

    public static async Task Run(Bench bench)
    {
        var frames = Trees.Many(bench, "frames", (int)(bench.Options.Size / Frame), Frame, PerFolder);
        var small = Trees.Many(bench, "small", bench.Options.FilesGiven ?? Fairness.Files, Small, PerFolder);
        foreach (var engine in bench.Options.Engines)
        {
            await using var site = await bench.Start(engine);
            await site.SignIn();
            var crowd = await Crowd.Gather(site, People, Breath);
            await Compare("an instrument's files, from settled to listed, p95", async turn => Tool.Quantile(await Showing.Delays(bench, site, $"{engine}-{turn}"), 0.95));
            await Compare("files of 4 MB, at full speed", _ => Bring(bench, site, frames));
            await Compare("files of 8 KB, at full speed", _ => Bring(bench, site, small));

            async Task Compare(string what, Func<int, Task<double>> seconds)
            {
                Report.Note($"{engine}: {what}");
                var (alone, beside) = (new List<double>(), new List<double>());
                var answers = new List<Answer>();
                for (var round = 0; round < bench.Options.Rounds; round++)
                {
                    alone.Add(await seconds(2 * round));
                    var acquisition = seconds(2 * round + 1);
                    answers.AddRange(await crowd.Until(acquisition));
                    beside.Add(await acquisition);
                }

                bench.Report.AddFact($"{engine}: {what}, alone", Tool.Median(alone), "s", alone);
                bench.Report.AddFact($"{engine}:   beside ten people and one who sends", Tool.Median(beside), "s", beside);
                bench.Report.AddAtMost($"{engine}:   the second to the first", Tool.Median(beside) / Tool.Median(alone), "x", 1 / 0.9);
                bench.Report.AddFact($"{engine}:   meanwhile the people waited, p95 of {answers.Count} answers", Tool.Quantile([.. answers.Select(answer => answer.Ms)], 0.95), "ms");
            }
        }
    }

    /// <summary>Seconds of a whole <c>dewar upload --wait</c> by the site's own station; the copies are gone when the next begins.</summary>
    private static async Task<double> Bring(Bench bench, Site site, string source)
    {
        var experiment = await site.AddExperiment();
        await Copying.Warm(bench, source);
        var (seconds, _) = await site.Verb("upload", experiment, source, "--wait", "--json");
        var place = (await site.Get($"api/experiments/{experiment}")).GetProperty("storagePath").GetString()!;
        Bench.Remove(Path.Combine(site.Home, "storage", place));
        return seconds;
    }
}
