using System.CommandLine;
using Dewar.Catalogue;
using Dewar.Disk;
using Dewar.Hosting;

namespace Dewar.Downloads;

/// <summary>dewar download: several files at a time, on from where a broken one ended, each checked against its digest.</summary>
internal static class DownloadCommand
{
    public static Command Build()
    {
        var experiment = new Argument<string>("experiment") { Description = "The experiment's name" };
        var destination = new Argument<string>("destination") { Description = "The folder to download into; made if missing" };
        var parallel = new Option<int>("--parallel") { Description = "How many files at a time", DefaultValueFactory = _ => 8 };
        var version = new Option<long?>("--version") { Description = "This version of the one file that --path names, as 'dewar file versions' counts them" };
        var filters = new FileFilters();
        var command = new Command("download", "Download files, checked against their digests; what is there already is not fetched again") { experiment, destination, parallel, version };
        filters.AddTo(command);
        return command.Calls(async (line, api, ct) =>
        {
            var root = line.GetValue(destination) is { Length: > 0 } given ? Path.GetFullPath(given) : throw new FormatException("The destination is empty: name a folder, '.' for this one.");
            if (File.Exists(root))
            {
                throw new FormatException($"'{root}' is a file; a download needs a folder.");
            }

            var pages = line.GetValue(version) is { } wanted
                ? AsyncEnumerable.Repeat<IReadOnlyList<CatalogueFile>>([await EarlierVersion.Find(line, api, line.GetValue(experiment)!, filters, wanted, ct)], 1)
                : filters.Pages(line, api, line.GetValue(experiment)!, false, ct);
            using var stopped = ct.Register(() => Screen.Say("The same command goes on from here."));
            var run = new DownloadRun(api, line.GetValue(experiment)!, root);
            await ProgressLine.Run(line.WantsJson, async show =>
            {
                using var following = CancellationTokenSource.CreateLinkedTokenSource(ct);
                var showing = run.Show(show, following.Token);
                await Parallel.ForEachAsync(Files(pages, run),
                    new ParallelOptions { MaxDegreeOfParallelism = Math.Clamp(line.GetValue(parallel), 1, 64), CancellationToken = ct }, run.Fetch);
                await following.CancelAsync();
                await showing;
            });
            return Tell(line, run);
        });
    }

    private static async IAsyncEnumerable<CatalogueFile> Files(IAsyncEnumerable<IReadOnlyList<CatalogueFile>> pages, DownloadRun run)
    {
        await foreach (var page in pages)
        {
            run.Expect(page);
            foreach (var file in page)
            {
                yield return file;
            }
        }
    }

    private static ExitCode Tell(ParseResult line, DownloadRun run)
    {
        if (line.WantsJson)
        {
            Screen.Json(run.Result);
        }
        else
        {
            Screen.Say($"{(run.Result.Downloaded == 1 ? "1 file" : $"{run.Result.Downloaded} files")} downloaded ({Bytes.Show(run.Result.Bytes)}), {run.Result.AlreadyThere} were there already, {run.Result.Failed.Count} failed.");
            foreach (var (path, why) in run.Result.Failed)
            {
                Screen.Say($"  {Screen.OneLine(path)}: {why}");
            }
        }

        return run.Result.Failed.Count == 0 ? ExitCode.Done : ExitCode.Failed;
    }
}
