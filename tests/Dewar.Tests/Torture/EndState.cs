using System.Security.Cryptography;
using Dewar.Audit;
using Dewar.Catalogue;
using Dewar.Disk;
using Dewar.Experiments;
using Xunit;

namespace Dewar.Torture;

/// <summary>What must be true when all is over, asked through the public API and on disk.</summary>
internal sealed class EndState(Laboratory laboratory)
{
    private readonly List<string> _faults = [];
    private readonly Dictionary<string, string> _digests = new(StringComparer.Ordinal);
    private string _tree = "";

    public int Files { get; private set; }

    public int Versions { get; private set; }

    /// <param name="instruments">Those that wrote, each into the folder of the experiment that it is the value of. Several may write to one.</param>
    /// <param name="inOrder">The versions of a path come in the order in which their contents stood; not so where several wrote the same path.</param>
    public async Task Check(IReadOnlyCollection<(Instrument Instrument, string To)> instruments, bool inOrder = true)
    {
        var experiment = await Laboratory.Insist(() => laboratory.Api.Get<Experiment>($"api/experiments/{Laboratory.Experiment}", default));
        _tree = Path.Combine(laboratory.Storage, experiment.StoragePath);
        var files = await laboratory.Files();
        var versions = new Dictionary<string, List<FileVersion>>(StringComparer.Ordinal);
        foreach (var file in files)
        {
            versions[file.Path] = file.Version == 1 ? [new(1, true, file.Size, file.Sha256, file.ModifiedAt, file.RegisteredAt, file.Replicas)]
                : [.. (await laboratory.Versions(file.Path)).OrderBy(version => version.Version)];
        }

        (Files, Versions) = (files.Count, versions.Values.Sum(each => each.Count));
        var written = new HashSet<string>(StringComparer.Ordinal);
        foreach (var (instrument, _) in instruments)
        {
            _faults.AddRange(instrument.Faults());
        }

        foreach (var paths in instruments.SelectMany(each => each.Instrument.Written.Select(file => (Path: RelativePath.Join(each.To, file.Key), Contents: file.Value))).GroupBy(each => each.Path))
        {
            CompareHistory(paths.Key, [.. paths.SelectMany(each => each.Contents)], versions.GetValueOrDefault(paths.Key, []), inOrder);
            written.Add(paths.Key);
        }

        _faults.AddRange(versions.Keys.Except(written).Select(path => $"{path} is in the catalogue, and nobody wrote it"));
        foreach (var (path, those) in versions)
        {
            CheckBytes(path, those);
        }

        CheckTree(files);
        await CheckCounters(experiment, files);
        var audit = await Laboratory.Insist(() => laboratory.Api.Get<AuditCheck>("api/audit/check", default));
        Fault(audit.BrokenAt is not null, audit.Verdict);
        Assert.True(_faults.Count == 0, $"{_faults.Count} faults in {laboratory.Root}:\n{string.Join('\n', _faults.Take(30))}");
    }

    public static string DigestOf(string file)
    {
        using var stream = File.OpenRead(file);
        return Convert.ToHexStringLower(SHA256.HashData(stream));
    }

    private void CompareHistory(string path, List<Content> written, List<FileVersion> versions, bool inOrder)
    {
        var registered = versions.ConvertAll(version => version.Sha256);
        if (!inOrder)
        {
            _faults.AddRange(written.Where(content => content.Certain).Select(content => content.Sha256).Except(registered).Select(lost => $"{path}: the content {lost[..12]} is no version"));
            _faults.AddRange(registered.Except(written.Select(content => content.Sha256)).Select(wrong => $"{path}: a version is {wrong[..12]}, which never stood there"));
            return;
        }

        // Walks both lists: every version must be one of the contents, in order, and no certain one may be left out.
        var at = 0;
        foreach (var content in written)
        {
            if (at < registered.Count && registered[at] == content.Sha256)
            {
                at++;
            }
            else if (content.Certain && !(at > 0 && registered[at - 1] == content.Sha256))
            {
                _faults.Add($"{path}: the content {content.Sha256[..12]} ({content.Size} bytes) is no version in its place; written {Short(written.Select(each => (each.Certain ? "" : "?") + each.Sha256[..6]))}, registered {Short(registered.Select(each => each[..6]))}");
                return;
            }
        }

        Fault(at < registered.Count, $"{path}: version {at + 1} is not what stood there then, or is there twice; written {Short(written.Select(each => (each.Certain ? "" : "?") + each.Sha256[..6]))}, registered {Short(registered.Select(each => each[..6]))}");
    }

    private void CheckBytes(string path, List<FileVersion> versions)
    {
        Fault(versions.Count(version => version.Current) != 1, $"{path}: not exactly one version is the current one");
        foreach (var version in versions)
        {
            Fault(version.Replicas.Count != 1, $"{path}, version {version.Version}: {version.Replicas.Count} replicas");
            foreach (var replica in version.Replicas)
            {
                Fault(replica.State != ReplicaState.Verified || replica.VerifiedAt is null, $"{path}, version {version.Version}: its replica is {replica.State}");
                var actual = File.Exists(replica.Path) ? Hashed(replica.Path) : "not there";
                Fault(actual != version.Sha256, $"{path}, version {version.Version}{(version.Current ? " (current)" : "")}: {replica.Path} should be {version.Sha256[..12]} and is {actual[..Math.Min(12, actual.Length)]}");
                Fault(version.Current && File.Exists(replica.Path) && new FileInfo(replica.Path).Length != version.Size, $"{path}: the size is wrong");
            }
        }
    }

    /// <summary>On disk is what is in the catalogue, and nothing else.</summary>
    private void CheckTree(List<CatalogueFile> files)
    {
        var known = files.Select(file => file.Path).ToHashSet(StringComparer.Ordinal);
        foreach (var file in Directory.Exists(_tree) ? Directory.EnumerateFiles(_tree, "*", new EnumerationOptions { RecurseSubdirectories = true, AttributesToSkip = 0 }) : [])
        {
            var path = Path.GetRelativePath(_tree, file);
            Fault(Path.GetFileName(path).StartsWith(".dewar-", StringComparison.Ordinal), $"The temporary file {path} was left");
            if (path.StartsWith(KeptVersions.Root, StringComparison.Ordinal))
            {
                Fault(Hashed(file) != Path.GetFileName(path), $"The kept version {path} holds other bytes");
                Fault(!_digests.ContainsKey(file), $"The kept version {path} belongs to nothing");
            }
            else
            {
                Fault(!known.Contains(path), $"{path} is on disk and not in the catalogue");
            }
        }
    }

    private async Task CheckCounters(Experiment experiment, List<CatalogueFile> files)
    {
        Fault(experiment.Files != files.Count || experiment.Bytes != files.Sum(file => file.Size),
            $"The experiment counts {experiment.Files} files and {experiment.Bytes} bytes; there are {files.Count} and {files.Sum(file => file.Size)}");
        var folders = new Stack<string>([""]);
        while (folders.TryPop(out var folder))
        {
            var view = await Laboratory.Insist(() => laboratory.Api.Get<FolderView>($"api/experiments/{Laboratory.Experiment}/folders/{folder}?limit=1", default));
            var below = files.Where(file => folder.Length == 0 || file.Path.StartsWith(folder + "/", StringComparison.Ordinal)).ToList();
            Fault(view.Files != below.Count || view.Bytes != below.Sum(file => file.Size),
                $"The folder '{folder}' counts {view.Files} files and {view.Bytes} bytes; there are {below.Count} and {below.Sum(file => file.Size)}");
            foreach (var next in view.Folders)
            {
                folders.Push(next.Path);
            }
        }
    }

    private string Hashed(string file) => _digests.TryGetValue(file, out var known) ? known : _digests[file] = DigestOf(file);

    private static string Short(IEnumerable<string> digests) => string.Join(' ', digests);

    private void Fault(bool wrong, string what)
    {
        if (wrong)
        {
            _faults.Add(what);
        }
    }
}
