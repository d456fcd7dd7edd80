using Dewar.Sdk;

namespace Dewar.Search;

/// <summary>The keys that every site knows, written out.</summary>
internal static class SearchKeys
{
    public static readonly SearchKey Path = new("path", KeyKind.Text, "Where the file is in its experiment; patterns such as *.h5 or raw/**.");
    public static readonly SearchKey Name = new("name", KeyKind.Text, "The file's name without its folders.");
    public static readonly SearchKey Experiment = new("experiment", KeyKind.Text, "The experiment it belongs to.");
    public static readonly SearchKey Taken = new("taken", KeyKind.Time, "When it was measured; where the file does not say, when it was written.");
    public static readonly SearchKey Session = new("session", KeyKind.Text, "The session at the instrument.");
    public static readonly SearchKey Extension = new("extension", KeyKind.Text, "What the name ends with: dm4, h5, tif.");
    public static readonly SearchKey Month = new("month", KeyKind.Text, "The month in which it was taken: 2026-11.");
    public static readonly SearchKey Station = new("station", KeyKind.Text, "The station that brought it.");
    public static readonly SearchKey Type = new("type", KeyKind.Text, "What is in it: Image, Spectrum, SpectrumImage, Diffraction, Table, PointCloud, Volume, Text.");
    public static readonly SearchKey Format = new("format", KeyKind.Text, "The format, or its extension: dm4, HDF5, TIFF.");
    public static readonly SearchKey Reader = new("reader", KeyKind.Text, "Who read it.");
    public static readonly SearchKey State = new("state", KeyKind.Text, "How far reading it is: waiting, read, damaged, failed.");
    public static readonly SearchKey Size = new("size", KeyKind.Size, "How large the file is: size>1GB.");
    public static readonly SearchKey Modified = new("modified", KeyKind.Time, "When the file was last written.");
    public static readonly SearchKey Registered = new("registered", KeyKind.Time, "When it came into the catalogue.");
    public static readonly SearchKey Preview = new("preview", KeyKind.Text, "Its picture.");

    /// <summary>Other names for keys, for those who would look for them so.</summary>
    private static readonly Dictionary<string, string> Also = new(StringComparer.OrdinalIgnoreCase)
    {
        ["date"] = "taken", ["acquired"] = "acquired_at", ["ended"] = "ended_at",
        ["voltage"] = "acceleration_voltage", ["energy"] = "beam_energy", ["exposure"] = "exposure_time", ["dwell"] = "dwell_time",
        ["current"] = "beam_current", ["tilt"] = "stage_tilt", ["file"] = "name", ["folder"] = "path", ["user"] = "operator", ["added"] = "registered",
    };

    public static IReadOnlyList<SearchKey> All { get; } =
        [Path, Name, Extension, Experiment, Session, Station, Taken, Month, Type, Format, Reader, State, Size, Modified, Registered, Preview, .. CoreNames.All.Select(SearchKey.Of)];

    private static readonly Dictionary<string, SearchKey> ByName = All.ToDictionary(key => key.Name, StringComparer.OrdinalIgnoreCase);

    /// <summary>The key of a name, with blanks or hyphens for underscores; null when it is none of these.</summary>
    public static SearchKey? Find(string name)
    {
        name = name.Replace('-', '_').Replace(' ', '_');
        return ByName.GetValueOrDefault(Also.GetValueOrDefault(name, name));
    }

    /// <summary>Names that somebody may have meant who wrote this one, the nearest first.</summary>
    public static IEnumerable<string> Near(string name, IEnumerable<string> others) => others.Concat(ByName.Keys).Concat(Also.Keys)
        .Select(known => (Name: known, Steps: Steps(name.ToLowerInvariant(), known.ToLowerInvariant())))
        .Where(known => known.Steps <= Math.Max(1, name.Length / 3))
        .OrderBy(known => known.Steps).ThenBy(known => known.Name, StringComparer.Ordinal).Select(known => known.Name).Distinct().Take(3);

    // How many letters must be added, taken or changed (Levenshtein 1966).
    private static int Steps(string one, string other)
    {
        var row = Enumerable.Range(0, other.Length + 1).ToArray();
        for (var i = 1; i <= one.Length; i++)
        {
            var diagonal = row[0];
            row[0] = i;
            for (var j = 1; j <= other.Length; j++)
            {
                (diagonal, row[j]) = (row[j], Math.Min(Math.Min(row[j], row[j - 1]) + 1, diagonal + (one[i - 1] == other[j - 1] ? 0 : 1)));
            }
        }

        return row[^1];
    }
}
