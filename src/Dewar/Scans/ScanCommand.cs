using System.CommandLine;
using Dewar.Experiments;
using Dewar.Hosting;

namespace Dewar.Scans;

/// <summary>dewar scan: compares what lies in a storage with the catalogue.</summary>
internal static class ScanCommand
{
    public static Command Build()
    {
        var experiment = new Argument<string?>("experiment") { Description = "The experiment's name; none with --storage", Arity = ArgumentArity.ZeroOrOne };
        var storage = new Option<string?>("--storage") { Description = "All experiments of this storage (administrators)" };
        var quick = new Option<bool>("--quick") { Description = "Only folders where names came or went; a file that was written over is not noticed" };
        var adopt = new Option<bool>("--adopt") { Description = "Catalogue what is found; otherwise it is only listed. In place it always is" };
        var gone = new Option<bool>("--gone") { Description = "Believe that files are gone, even where an in-place experiment has none left, or a disk was mounted before" };
        var rate = new Option<string?>("--rate") { Description = "How many bytes a second may be read, such as 50MB" };
        var wait = new Option<bool>("--wait") { Description = "Wait until it is done, showing progress; fails if anything differs then" };
        var report = new Option<bool>("--report") { Description = "Scan nothing; list what differs, as the last scan found it" };
        var stop = new Option<bool>("--stop") { Description = "Stop what is being scanned; what was found stays" };
        return new Command("scan", "Compare the files in a storage with the catalogue: what is new, changed, moved or gone") { experiment, storage, quick, adopt, gone, rate, wait, report, stop }.Calls(async (line, api, ct) =>
        {
            var at = (line.GetValue(experiment), line.GetValue(storage)) switch
            {
                ({ } name, null) => $"api/experiments/{Query.Name(name)}",
                (null, { } name) => $"api/storages/{Query.Name(name)}",
                _ => throw new FormatException("Name an experiment, or a storage with --storage."),
            };
            if (line.GetValue(report))
            {
                return await Report(line, api, at, ct);
            }

            if (line.GetValue(stop))
            {
                return await Stop(line, api, at, ct);
            }

            var scan = await api.Post<Scan>($"{at}/scans", new NewScan(line.GetValue(quick), line.GetValue(adopt), line.GetValue(gone), line.GetValue(rate)), ct);
            if (line.GetValue(wait))
            {
                scan = await ProgressLine.Follow<Scan>(api, $"{at}/scans/{scan.Id}", it => it.EndedAt is not null, Standing, line.WantsJson, "The site goes on scanning.", ct);
            }

            return Tell(line, scan);
        });
    }

    private static ExitCode Tell(ParseResult line, Scan scan)
    {
        if (line.WantsJson)
        {
            Screen.Json(scan);
        }
        else if (scan.EndedAt is null)
        {
            Console.WriteLine(scan.Id);
            Screen.Say($"The site scans; 'dewar scan {Asked(scan)} --report' lists what differs.");
        }
        else
        {
            Screen.Say($"{scan.Files} files seen in {scan.Folders} folders: {scan.Added} new, {scan.Changed} changed, {scan.Moved} moved, {scan.Gone} gone, {scan.Back} right again" +
                $"{(scan.Unsettled > 0 ? $"; {scan.Unsettled} still being written, left for the next scan" : "")}.");
            foreach (var more in new[] { scan.Message, scan.Left > 0 ? $"{scan.Left} differ from the catalogue; 'dewar scan {Asked(scan)} --report' lists them." : null }.OfType<string>())
            {
                Screen.Say(more);
            }
        }

        return scan.EndedAt is null || (scan is { State: ScanState.Done, Left: 0, Gone: 0, Message: null } && (scan.Adopt || scan.Changed == 0)) ? ExitCode.Done : ExitCode.Failed;
    }

    private static string Asked(Scan scan) => scan.Experiment ?? $"--storage {scan.Storage}";

    private static async Task<ExitCode> Report(ParseResult line, ApiClient api, string at, CancellationToken ct)
    {
        var all = await Paging.All<Difference>(api, after => Query.Of($"{at}/differences", ("limit", "5000"), ("after", after)), ct);

        if (line.WantsJson)
        {
            Screen.Json(all);
        }
        else
        {
            Screen.Table(all, ("experiment", d => d.Experiment), ("path", d => d.Path), ("is", d => d.Kind.ToString().ToLowerInvariant()), ("size", d => d.Size is { } size ? Bytes.Show(size) : ""),
                ("why", d => d.Cause), ("found", d => Screen.When(d.FoundAt)));
        }

        return all.Count == 0 ? ExitCode.Done : ExitCode.Failed;
    }

    private static async Task<ExitCode> Stop(ParseResult line, ApiClient api, string at, CancellationToken ct)
    {
        var stopped = new List<Scan>();
        foreach (var scan in (await api.Get<List<Scan>>($"{at}/scans", ct)).Where(scan => scan.EndedAt is null))
        {
            stopped.Add(await api.Post<Scan>($"{at}/scans/{scan.Id}/stop", null, ct));
        }

        if (line.WantsJson)
        {
            Screen.Json(stopped);
        }
        else
        {
            Screen.Say(stopped.Count == 0 ? "Nothing is being scanned." : string.Join('\n', stopped.Select(scan => $"Stopped after {scan.Folders} folders and {scan.FilesRead} files read.")));
        }

        return ExitCode.Done;
    }

    private static ProgressLine.Standing Standing(Scan scan) => scan.State == ScanState.Reading
        ? new(scan.Message ?? "reading", scan.ExpectedBytes > 0 ? Math.Min(1, (double)scan.BytesRead / scan.ExpectedBytes) : 1,
            $"{scan.FilesRead} files, {Bytes.Show(scan.BytesRead)} of {Bytes.Show(scan.ExpectedBytes)} read", $"{Bytes.Show(scan.BytesPerSecond)}/s",
            scan.SecondsLeft is { } left ? TimeSpan.FromSeconds(left) : null)
        : new(scan.Message ?? scan.State.ToString().ToLowerInvariant(), scan.ExpectedFiles > 0 ? Math.Min(1, (double)scan.Files / scan.ExpectedFiles) : 0,
            $"{scan.Files} files seen in {scan.Folders} folders", "", null);
}
