using System.Text.RegularExpressions;
using Dewar.Acquisitions;
using Dewar.Disk;

namespace Dewar.Station;

/// <summary>Which names of a folder an acquisition wants.</summary>
/// <param name="watched">The name of the watched folder itself, for the markers of files directly in it.</param>
internal sealed partial class Selection(AcquisitionOptions options, string watched = "")
{
    private readonly Glob[] _include = [.. options.Include.Select(pattern => new Glob(pattern))];
    private readonly Glob[] _exclude = [.. options.Exclude.Select(pattern => new Glob(pattern))];
    private readonly Glob[] _temporary = [.. (options.Settling ?? new()).Temporary.Select(pattern => new Glob(pattern))];
    private readonly string? _marker = (options.Settling ?? new()).Marker;
    private readonly Regex? _markers = MarkerNames((options.Settling ?? new()).Marker);

    public bool WantsFolder(string name) => !RelativePath.IsOwn(name) && (options.Hidden || !name.StartsWith('.'));

    public bool WantsFile(string path)
    {
        var name = RelativePath.Split(path).Name;
        return WantsFolder(name) && !_temporary.Any(glob => glob.Matches(path)) && (_include.Length == 0 || _include.Any(glob => glob.Matches(path))) &&
            !_exclude.Any(glob => glob.Matches(path));
    }

    /// <summary>Nothing more has to come before this file counts as finished.</summary>
    public bool HasMarker(Folder root, string path) => MarkerFor(path) is not { } marker || root.TryStatBelow(marker, out _);

    /// <summary>The file that must be there before this one counts as finished; null when none must.</summary>
    public string? MarkerFor(string path)
    {
        if (_marker is null)
        {
            return null;
        }

        var (folder, name) = RelativePath.Split(path);
        var stem = Path.GetFileNameWithoutExtension(name);
        var own = folder.Length == 0 ? watched : RelativePath.Split(folder.TrimEnd('/')).Name;
        var marker = _marker.Replace("{name}", name, StringComparison.Ordinal).Replace("{stem}", stem, StringComparison.Ordinal).Replace("{folder}", own, StringComparison.Ordinal);
        while (marker.StartsWith("../", StringComparison.Ordinal) && folder.Length > 0)
        {
            (marker, folder) = (marker[3..], RelativePath.Split(folder.TrimEnd('/')).Folder);
        }

        return _markers!.IsMatch(name) ? null : folder + marker;
    }

    /// <summary>A marker needs no marker of its own: {name}.done is one if its name ends so, {stem}.xml likewise.</summary>
    private static Regex? MarkerNames(string? pattern) => pattern is null ? null
        : new($"^{Placeholder.Replace(Regex.Escape(RelativePath.Split(pattern).Name), ".+")}$", RegexOptions.Singleline);

    [GeneratedRegex(@"\\\{(name|stem|folder)}")]
    private static partial Regex Placeholder { get; }
}
