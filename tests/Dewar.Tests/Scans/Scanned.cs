using Dewar.Catalogue;
using Dewar.Experiments;
using Dewar.Hosting;
using Xunit;

namespace Dewar.Scans;

/// <summary>An experiment whose folder is scanned.</summary>
internal sealed class Scanned(IScanSite at, Experiment experiment, string root)
{
    private readonly TestSite _site = at.Site;

    public Experiment Experiment => experiment;

    public string Path => $"api/experiments/{experiment.Name}";

    /// <summary>One whose files are on the share, in a folder of its own.</summary>
    public static async Task<Scanned> InPlace(IScanSite at)
    {
        var name = at.Site.Name("inplace");
        Directory.CreateDirectory(System.IO.Path.Combine(at.Share, "proposals", name));
        var made = await at.Site.Admin.Post<Experiment>("api/experiments", new NewExperiment(name, "test", Storage: "share", StoragePath: $"proposals/{name}"));
        return new(at, made, System.IO.Path.Combine(at.Share, "proposals", name));
    }

    public string At(string path) => System.IO.Path.Combine(root, path);

    public void Put(string path, string content)
    {
        Directory.CreateDirectory(System.IO.Path.GetDirectoryName(At(path))!);
        File.WriteAllText(At(path), content);
    }

    public void Move(string from, string to)
    {
        Directory.CreateDirectory(System.IO.Path.GetDirectoryName(At(to))!);
        Directory.Move(At(from), At(to));
    }

    public async Task<Scan> Scan(NewScan? form = null) => await Ended((await _site.Admin.Post<Scan>($"{Path}/scans", form ?? new NewScan())).Id);

    public Task<Scan> Ended(string id) => Until(id, scan => scan.EndedAt is not null);

    public async Task<Scan> Until(string id, Func<Scan, bool> enough)
    {
        for (var turn = 0; ; turn++)
        {
            var scan = await _site.Admin.Get<Scan>($"{Path}/scans/{id}");
            if (enough(scan))
            {
                return scan;
            }

            Assert.True(turn < 1500, $"It does not come to that: {scan}");
            await Task.Delay(20);
        }
    }

    /// <summary>What a scan did, in one line: new, changed, moved, gone, back.</summary>
    public async Task<string> Did(NewScan? form = null) => await Scan(form) is var s ? $"+{s.Added} ~{s.Changed} >{s.Moved} -{s.Gone} <{s.Back}" : "";

    public async Task<List<Difference>> Differences() => [.. (await _site.Admin.Get<Page<Difference>>($"{Path}/differences")).Items];

    /// <summary>Every listed file with the state of its replica.</summary>
    public async Task<string[]> Listed() => [.. (await _site.Admin.Get<Page<CatalogueFile>>($"{Path}/files")).Items.Select(file => $"{file.Path} {file.Replicas.Single().State}".ToLowerInvariant())];

    public Task<CatalogueFile> Show(string path) => _site.Admin.Get<CatalogueFile>($"{Path}/files/{Query.Path(path)}");

    public async Task<FileVersion[]> Versions(string path) => [.. await _site.Admin.Get<List<FileVersion>>($"{Path}/versions/{Query.Path(path)}")];

    public async Task<string> Get(string path) => (await _site.Admin.Send("GET", $"{Path}/content/{Query.Path(path)}")).Text;

    public async Task<Experiment> Now() => await _site.Admin.Get<Experiment>(Path);
}
