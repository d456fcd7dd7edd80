using Dewar.Acquisitions;
using Dewar.Disk;

namespace Dewar.Station;

/// <summary>Which names of a folder an acquisition wants.</summary>
internal sealed class Selection(AcquisitionOptions options)
{
    private readonly Glob[] _include = [.. options.Include.Select(pattern => new Glob(pattern))];
    private readonly Glob[] _exclude = [.. options.Exclude.Select(pattern => new Glob(pattern))];
    private readonly Glob[] _temporary = [.. (options.Settling ?? new()).Temporary.Select(pattern => new Glob(pattern))];
    private readonly string? _marker = (options.Settling ?? new()).Marker;

    public bool WantsFolder(string name) => !RelativePath.IsOwn(name) && (options.Hidden || !name.StartsWith('.'));

    public bool WantsFile(string path)
    {
        var name = RelativePath.Split(path).Name;
        return WantsFolder(name) && !_temporary.Any(glob => glob.Matches(path)) && (_include.Length == 0 || _include.Any(glob => glob.Matches(path))) &&
            !_exclude.Any(glob => glob.Matches(path));
    }

    /// <summary>The file that must be there before this one counts as finished; null when none must.</summary>
    public string? MarkerFor(string path)
    {
        if (_marker is null)
        {
            return null;
        }

        var (folder, name) = RelativePath.Split(path);
        var stem = Path.GetFileNameWithoutExtension(name);
        var own = RelativePath.Split(folder.TrimEnd('/')).Name;
        var marker = _marker.Replace("{name}", name, StringComparison.Ordinal).Replace("{stem}", stem, StringComparison.Ordinal).Replace("{folder}", own, StringComparison.Ordinal);
        while (marker.StartsWith("../", StringComparison.Ordinal) && folder.Length > 0)
        {
            (marker, folder) = (marker[3..], RelativePath.Split(folder.TrimEnd('/')).Folder);
        }

        return IsMarker(_marker, path) ? null : folder + marker;
    }

    /// <summary>A marker needs no marker of its own: {name}.done is one if its name ends so, {stem}.xml likewise.</summary>
    private static bool IsMarker(string pattern, string path)
    {
        var fixedEnd = pattern[(pattern.LastIndexOf('}') + 1)..];
        return fixedEnd.Length == 0 ? RelativePath.Split(path).Name == RelativePath.Split(pattern).Name : path.EndsWith(fixedEnd, StringComparison.Ordinal);
    }
}
