using System.Diagnostics;
using System.Text;
using System.Text.Json;
using Dewar.Records;
using Dewar.Sessions;

namespace Dewar.Bench;

/// <summary>A month of a facility whose truth is known: which files come to the right session, and which borders of activities are found.</summary>
internal static class Month
{
    public static async Task Run(Bench bench)
    {
        var month = new Facility(bench.Options.Seed, bench.Options.Days).Make();
        Report.Note($"seed {bench.Options.Seed}, {bench.Options.Days} days: {month.Sessions.Count} sessions of {month.Sessions.Select(each => each.User).Distinct().Count()} people at {month.Computers.Select(each => each.Instrument).Distinct().Count()} instruments, {month.Files.Count:#,0} files");
        foreach (var engine in bench.Options.Engines)
        {
            var begun = Stopwatch.GetTimestamp();
            var clock = new MonthClock(new(2026, 9, 30, 20, 0, 0, TimeSpan.Zero));
            await using var site = await LivedSite.Start(bench.Folder($"month-{engine}"), await bench.Database(engine), clock);
            foreach (var instrument in month.Computers.Select(each => each.Instrument).Distinct())
            {
                await site.AddInstrument(instrument, SessionRules.Pauses);
                await site.AddCalendar(instrument, [.. month.Bookings.Where(each => each.Instrument == instrument)]);
            }

            foreach (var computer in month.Computers)
            {
                await site.AddComputer(computer);
            }

            var play = new Play(site, clock, month);
            await play.Run();
            var judge = new Judge(month, await Found(site, month, play));
            bench.Report.AddAtLeast($"{engine}: files in the right session", 100 * judge.Right, "%", 99);
            bench.Report.AddAtLeast($"{engine}: borders of activities found within one file", 100.0 * judge.FoundBorders / judge.TrueBorders, $"% of {judge.TrueBorders}", 95);
            bench.Report.AddAtLeast($"{engine}: cuts that are borders", 100.0 * judge.RightCuts / judge.Cuts, $"% of {judge.Cuts}", 95);
            bench.Report.AddFact($"{engine}: the month took", Stopwatch.GetElapsedTime(begun).TotalSeconds, "s");
            Tell(judge);
        }

        var nexus = new Judge(month, NexusRule.Of(month));
        bench.Report.AddFact("NexusLIMS's rule: files in the right session", 100 * nexus.Right, "%");
        bench.Report.AddFact("NexusLIMS's rule: borders of activities found within one file", 100.0 * nexus.FoundBorders / nexus.TrueBorders, $"% of {nexus.TrueBorders}");
        bench.Report.AddFact("NexusLIMS's rule: cuts that are borders", 100.0 * nexus.RightCuts / nexus.Cuts, $"% of {nexus.Cuts}");
    }

    private static async Task<List<FoundSession>> Found(LivedSite site, TrueMonth month, Play play)
    {
        var files = month.Files.ToDictionary(each => each.Key);
        var names = play.Names.ToDictionary(each => each.Value, each => each.Key);
        List<FoundSession> found = [];
        string? after = null;
        do
        {
            var page = await site.Ask("GET", $"api/sessions?limit=200{(after is null ? "" : $"&after={after}")}");
            foreach (var session in page.GetProperty("items").EnumerateArray())
            {
                var id = session.GetProperty("id").GetString()!;
                var isByFiles = session.GetProperty("openedBy").GetString() == "files";
                found.Add(new(names.GetValueOrDefault(id, id), isByFiles, await Activities(site, id, files)));
            }

            after = page.TryGetProperty("next", out var next) ? next.GetString() : null;
        }
        while (after is not null);
        return found;
    }

    private static async Task<List<List<TrueFile>>> Activities(LivedSite site, string id, Dictionary<string, TrueFile> files)
    {
        var status = await site.Ask("GET", $"api/sessions/{id}/record/status");
        if (status.GetProperty("revision").GetInt32() == 0)
        {
            return [];
        }

        var record = SessionJson.Read(Encoding.UTF8.GetBytes((await site.Ask("GET", $"api/sessions/{id}/record")).GetRawText()));
        return [.. record.Activities.Select(each => each.Files.Select(file => files[file.Path]).ToList())];
    }

    private static void Tell(Judge judge)
    {
        foreach (var of in judge.Wrong.GroupBy(file => (file.Session, Where: judge.Where(file))).OrderByDescending(each => each.Count()).Take(20))
        {
            Report.Note($"{of.Count()} files {(of.Key.Session is { } session ? $"of {Judge.Name(session)}" : "of no session")} are {of.Key.Where}");
        }

        if (Environment.GetEnvironmentVariable("DEWAR_BENCH_EACH") == "1")
        {
            judge.Faults.ForEach(Report.Note);
        }
    }
}
