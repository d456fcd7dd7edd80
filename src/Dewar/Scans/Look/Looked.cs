using Dewar.Disk;

namespace Dewar.Scans;

/// <summary>A folder as it was when it was read last.</summary>
/// <param name="Path">In the experiment, with its closing slash.</param>
/// <param name="ModifiedNs">Null when it must be read again.</param>
/// <param name="IsMounted">Another file system than that of the storage's root.</param>
internal sealed record KnownFolder(string Path, long? ModifiedNs, bool IsMounted);

/// <summary>What a look at some folders found, to be written at once.</summary>
internal sealed record Looked(ScannedExperiment Experiment, ScanProgress Progress)
{
    /// <summary>By folder; they take the place of what was known to differ there.</summary>
    public List<(string Folder, List<Differing> Differing)> Differences { get; } = [];

    public List<KnownFolder> Read { get; } = [];

    /// <summary>Folders that were seen in those that were read.</summary>
    public List<string> Children { get; } = [];

    /// <summary>Folders that are not there any more, with all that should be in them.</summary>
    public List<string> Lacking { get; } = [];

    /// <summary>Folders that could not be read.</summary>
    public List<(string Path, string Cause)> Closed { get; } = [];

    /// <summary>False when it is known already, with one above it.</summary>
    public bool Lack(string path)
    {
        var isNews = !Lacking.Exists(above => path.StartsWith(above, StringComparison.Ordinal));
        Lacking.AddRange(isNews ? [path] : []);
        return isNews;
    }

    public void Close(string path, string cause)
    {
        Closed.Add((path, cause));
        Progress.Message = $"{(path.Length == 0 ? Experiment.Root : RelativePath.Join(Experiment.Root, path.TrimEnd('/')))}: {cause}";
    }
}
