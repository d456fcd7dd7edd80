using System.Security.Cryptography;
using Dewar.Access;
using Dewar.Acquisitions;
using Dewar.Catalogue;
using Dewar.Downloads;
using Dewar.Experiments;
using Dewar.Hosting;
using Dewar.Instruments;

namespace Dewar.Demo;

/// <summary>The demonstration, done as a user would: through the API, with nothing that the site does not offer everybody.</summary>
internal sealed class DemoRun(ApiClient api, DemoInstruments instruments, string root, TimeProvider time)
{
    private const string Microscope = "gold-lattice", Detector = "powder-rings";

    /// <summary>True when every file arrived, every copy was verified, and every download had the right digest.</summary>
    public async Task<bool> Run(CancellationToken ct)
    {
        Directory.CreateDirectory(instruments.Microscope);
        Directory.CreateDirectory(instruments.Detector);
        var watches = new[]
        {
            await Watch(Microscope, "Gold lattice at 200 kV", "tem", instruments.Microscope, new() { QuietSeconds = 1, Temporary = ["*.tmp"] }, ct),
            await Watch(Detector, "Powder rings at 8 keV", "diffraction", instruments.Detector, new() { QuietSeconds = 1 }, ct),
        };
        Screen.Say("Two instruments write; Dewar watches their folders:");
        var writing = instruments.Run(ct);
        await Follow(watches, () => writing.IsCompleted, ct);
        await writing;
        foreach (var watch in watches)
        {
            await api.Do(HttpMethod.Post, $"{At(watch)}/stop", new StopAcquisition(), ct);
        }

        var ended = await Follow(watches, () => true, ct);
        var files = await Catalogue(ct);
        Tell(files);
        var wrong = await Compare(files, ct);
        var failed = ended.Sum(watch => watch.Totals.Failed);
        Screen.Say(wrong.Count == 0 && failed == 0
            ? $"\nAll {files.Count} files arrived, each copy was verified, and each was downloaded again with the digest it had at the instrument."
            : $"\n{failed} files failed and {wrong.Count} are not what they should be:\n  {string.Join("\n  ", wrong)}");
        return wrong.Count == 0 && failed == 0;
    }

    private async Task<Acquisition> Watch(string experiment, string title, string type, string folder, Settling settling, CancellationToken ct)
    {
        await api.Post<Experiment>("api/experiments", new NewExperiment(experiment, type, title), ct);
        return await api.Post<Acquisition>($"api/experiments/{experiment}/acquisitions",
            new NewAcquisition([new(folder)], Options: new() { Settling = settling }), ct);
    }

    /// <summary>Shows how the watches go until the instruments are done and nothing is under way.</summary>
    private async Task<List<Acquisition>> Follow(Acquisition[] watches, Func<bool> instrumentsAreDone, CancellationToken ct)
    {
        var now = new List<Acquisition>();
        await ProgressLine.Run(quiet: false, async show =>
        {
            while (true)
            {
                var done = instrumentsAreDone();
                now.Clear();
                foreach (var watch in watches)
                {
                    now.Add(await api.Get<Acquisition>(At(watch), ct));
                }

                var (found, registered) = (now.Sum(each => each.Totals.Found), now.Sum(each => each.Totals.Registered));
                show(new("acquiring", found == 0 ? 0 : (double)registered / found,
                    $"{registered} of {found} files, {Bytes.Show(now.Sum(each => each.Totals.BytesRegistered))}, {now.Sum(each => each.Totals.Settling)} still being written",
                    $"{Bytes.Show(now.Sum(each => each.Totals.BytesPerSecond))}/s", null));
                if (done && now.All(each => each.EndedAt is not null || each.StopRequestedAt is null && each.Totals is { Settling: 0, Moving: 0 }))
                {
                    return;
                }

                await Task.Delay(TimeSpan.FromMilliseconds(300), time, ct);
            }
        });
        return now;
    }

    private async Task<List<(string Experiment, CatalogueFile File)>> Catalogue(CancellationToken ct)
    {
        var all = new List<(string Experiment, CatalogueFile File)>();
        foreach (var experiment in (string[])[Microscope, Detector])
        {
            all.AddRange((await api.Get<Page<CatalogueFile>>($"api/experiments/{experiment}/files?limit=10000", ct)).Items.Select(file => (experiment, file)));
        }

        return all;
    }

    private static void Tell(List<(string Experiment, CatalogueFile File)> files)
    {
        Screen.Say("\nThe catalogue, the first of each folder:");
        Screen.Table([.. files.GroupBy(each => (each.Experiment, Path.GetDirectoryName(each.File.Path))).SelectMany(folder => folder.Take(2))],
            ("experiment", each => each.Experiment), ("path", each => each.File.Path), ("size", each => Bytes.Show(each.File.Size)), ("version", each => $"{each.File.Version}"),
            ("state", each => string.Join(' ', each.File.Replicas.Select(replica => replica.State.ToString().ToLowerInvariant()))), ("sha256", each => each.File.Sha256[..16] + "…"));
    }

    /// <summary>Downloads everything and compares it with what the instruments have.</summary>
    private async Task<List<string>> Compare(List<(string Experiment, CatalogueFile File)> files, CancellationToken ct)
    {
        var wrong = new List<string>();
        foreach (var (experiment, source) in (ReadOnlySpan<(string, string)>)[(Microscope, instruments.Microscope), (Detector, instruments.Detector)])
        {
            wrong.AddRange(Missing(source, files.Where(each => each.Experiment == experiment).Select(each => each.File.Path)));
        }

        foreach (var experiment in files.GroupBy(each => each.Experiment, each => each.File))
        {
            var into = Path.Combine(root, "download", experiment.Key);
            Directory.CreateDirectory(into);
            using var run = new DownloadRun(api, experiment.Key, into);
            await Parallel.ForEachAsync(experiment, ct, run.Fetch);
            wrong.AddRange(run.Result.Failed.Select(failure => $"{failure.Key}: {failure.Value}"));
            var source = experiment.Key == Microscope ? instruments.Microscope : instruments.Detector;
            foreach (var file in experiment)
            {
                if (file.Replicas is not [{ State: ReplicaState.Verified }] || await Digest(Path.Combine(source, file.Path), ct) != file.Sha256 ||
                    await Digest(Path.Combine(into, file.Path), ct) != file.Sha256)
                {
                    wrong.Add($"{file.Path}: source, copy and download differ, or the copy was not verified");
                }
            }
        }

        return wrong;
    }

    private static List<string> Missing(string source, IEnumerable<string> paths) =>
        [.. Directory.EnumerateFiles(source, "*", SearchOption.AllDirectories).Select(file => Path.GetRelativePath(source, file)).Except(paths).Select(path => $"{path}: did not arrive")];

    private static async Task<string> Digest(string file, CancellationToken ct)
    {
        await using var stream = File.OpenRead(file);
        return Convert.ToHexStringLower(await SHA256.HashDataAsync(stream, ct));
    }

    private static string At(Acquisition watch) => $"api/experiments/{watch.Experiment}/acquisitions/{watch.Id}";
}
