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
        var destination = new Argument<string?>("destination") { Description = "The folder to download into; made if missing", Arity = ArgumentArity.ZeroOrOne };
        var zip = new Option<string?>("--zip") { Description = "Into this one ZIP file instead; a broken one is gone on with" };
        var bag = new Option<bool>("--bag") { Description = "With --zip: as a bag (BagIt, RFC 8493), with the digests in it" };
        var parallel = new Option<int>("--parallel") { Description = "How many files at a time", DefaultValueFactory = _ => 8 };
        var version = new Option<long?>("--version") { Description = "This version of the one file that --path names, as 'dewar file versions' counts them" };
        var filters = new FileFilters();
        var command = new Command("download", "Download files, checked against their digests; what is there already is not fetched again") { experiment, destination, zip, bag, parallel, version };
        filters.AddTo(command);
        return command.Calls(async (line, api, ct) =>
        {
            if (line.GetValue(zip) is { } file)
            {
                return await ZipDownload.Run(line, api, Asked(line, experiment, destination, version, filters, bag, file), ct);
            }

            if (line.GetValue(bag))
            {
                throw new FormatException("A bag is one file: name it with --zip FILE.");
            }

            var root = (line.GetValue(destination) ?? throw new FormatException("Say where to: a folder, or --zip FILE.")) is { Length: > 0 } given ? Path.GetFullPath(given) : throw new FormatException("The destination is empty: name a folder, '.' for this one.");
            if (File.Exists(root))
            {
                throw new FormatException($"'{root}' is a file; a download needs a folder.");
            }

            var pages = line.GetValue(version) is { } wanted
                ? AsyncEnumerable.Repeat<IReadOnlyList<CatalogueFile>>([await EarlierVersion.Find(line, api, line.GetValue(experiment)!, filters, wanted, ct)], 1)
                : filters.Pages(line, api, line.GetValue(experiment)!, false, ct, replicas: false);
            using var stopped = ct.Register(() => Screen.Say("The same command goes on from here."));
            using var run = new DownloadRun(api, line.GetValue(experiment)!, root);
            await ProgressLine.Run(line.WantsJson, async show =>
            {
                using var following = CancellationTokenSource.CreateLinkedTokenSource(ct);
                var showing = run.Show(show, following.Token);
                await Parallel.ForEachAsync(Pieces(pages, run),
                    new ParallelOptions { MaxDegreeOfParallelism = Math.Clamp(line.GetValue(parallel), 1, 64), CancellationToken = ct }, run.Fetch);
                await following.CancelAsync();
                await showing;
            });
            return Tell(line, run);
        });
    }

    private static ZipDownload.Wish Asked(ParseResult line, Argument<string> experiment, Argument<string?> destination, Option<long?> version, FileFilters filters, Option<bool> bag, string file) =>
        line.GetValue(destination) is not null || line.GetValue(version) is not null
            ? throw new FormatException("With --zip there is neither a destination folder nor a --version.")
            : new(line.GetValue(experiment)!, filters.Parameters(line), line.GetValue(bag), file);

    /// <summary>What is fetched at a time: one large file, or many small ones.</summary>
    private static async IAsyncEnumerable<IReadOnlyList<CatalogueFile>> Pieces(IAsyncEnumerable<IReadOnlyList<CatalogueFile>> pages, DownloadRun run)
    {
        await foreach (var page in pages)
        {
            run.Expect(page);
            var (small, bytes) = (new List<CatalogueFile>(), 0L);
            foreach (var file in page)
            {
                if (file.Size > SmallFiles.Largest)
                {
                    yield return [file];
                    continue;
                }

                if (small.Count == SmallFiles.MostFiles || bytes + file.Size > SmallFiles.MostBytes)
                {
                    yield return small;
                    (small, bytes) = ([], 0);
                }

                small.Add(file);
                bytes += file.Size;
            }

            if (small.Count > 0)
            {
                yield return small;
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
