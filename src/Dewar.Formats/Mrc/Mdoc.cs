using System.Globalization;
using System.Runtime.InteropServices;
using System.Text;
using Dewar.Formats.Bytes;
using Dewar.Sdk;

namespace Dewar.Formats.Mrc;

/// <summary>
/// SerialEM's description of an image file: keys and values of the whole, then sections "[ZValue = 0]" for each image, as the manual of
/// SerialEM describes them.
/// </summary>
internal sealed class Mdoc
{
    private const int Largest = 64 << 20;
    private const int MostInTree = 200;

    private static readonly Dictionary<string, string> Units = new(StringComparer.Ordinal)
    {
        ["PixelSpacing"] = "Å", ["Voltage"] = "kV", ["TiltAngle"] = "deg", ["StagePosition"] = "µm", ["StageZ"] = "µm", ["Defocus"] = "µm",
        ["TargetDefocus"] = "µm",
        ["RotationAngle"] = "deg", ["ExposureTime"] = "s", ["ImageShift"] = "µm", ["TiltAxisAngle"] = "deg", ["ExposureDose"] = "1/Å^2",
        ["PriorRecordDose"] = "1/Å^2",
        ["CameraPixelSize"] = "µm",
    };

    private static readonly (string Key, CoreName Name)[] Quantities =
    [
        ("Voltage", CoreNames.AccelerationVoltage), ("Magnification", CoreNames.Magnification), ("SpotSize", CoreNames.SpotSize),
        ("TiltAngle", CoreNames.StageTilt),
        ("StageZ", CoreNames.StageZ), ("Defocus", CoreNames.Defocus), ("ExposureTime", CoreNames.ExposureTime),
        ("PixelSpacing", CoreNames.PixelSize),
        ("CameraLength", CoreNames.CameraLength),
    ];

    private readonly List<(string Name, List<(string Key, string Value, long At)> Entries)> _sections = [];
    private readonly List<(string Key, string Value, long At)> _whole = [];
    private readonly List<string> _titles = [];

    public static bool Begins(string text) =>
        text.TrimStart('\uFEFF', ' ', '\t', '\r', '\n') is var begin
        && (begin.StartsWith("PixelSpacing =", StringComparison.Ordinal) || begin.StartsWith("DataMode =", StringComparison.Ordinal)
            || begin.StartsWith("ImageFile =", StringComparison.Ordinal) || begin.StartsWith("Voltage =", StringComparison.Ordinal)
            || begin.StartsWith("[T = ", StringComparison.Ordinal) || begin.StartsWith("[ZValue = ", StringComparison.Ordinal)
            || begin.StartsWith("[FrameSet = ", StringComparison.Ordinal))
        && (text.Contains("[ZValue = ", StringComparison.Ordinal) || text.Contains("[FrameSet = ", StringComparison.Ordinal)
        || text.Contains("[MontSection = ", StringComparison.Ordinal));

    /// <summary>The description that lies beside an image file, added to what is known of it; null when there is none.</summary>
    public static Mdoc? Beside(ByteSource file, Extraction into)
    {
        var name = file.Name + ".mdoc";
        if (file.Companion(name) is not { } companion)
        {
            return null;
        }

        into.AddPart(name, "metadata");
        var mdoc = Read(companion);
        mdoc.AddTo(into.Metadata.AddGroup("mdoc"), into.Facts, "mdoc.");
        return mdoc;
    }

    public static Mdoc Read(ByteSource file)
    {
        var text = Encoding.UTF8.GetString(file.ReadBytes(0, Math.Min(Largest, file.Length)));
        var mdoc = new Mdoc();
        var entries = mdoc._whole;
        var at = 0L;
        foreach (var raw in text.AsSpan().EnumerateLines())
        {
            var line = raw.Trim();
            if (line is ['[', .., ']'])
            {
                var inner = line[1..^1].Trim();
                if (inner.StartsWith("T = "))
                {
                    mdoc._titles.Add(inner[4..].ToString());
                }
                else
                {
                    entries = [];
                    mdoc._sections.Add((inner.ToString(), entries));
                }
            }
            else if (line.IndexOf('=') is > 0 and var equals)
            {
                entries.Add((line[..equals].Trim().ToString(), line[(equals + 1)..].Trim().ToString(), at));
            }

            at += raw.Length + 1;
        }

        return mdoc;
    }

    /// <summary>The image file that it names; null without.</summary>
    public string? ImageFile => Find("ImageFile", 0);

    public void AddTo(MetaGroup tree, Facts facts, string path)
    {
        foreach (var (i, title) in _titles.Index())
        {
            tree.Add($"T {i}", title);
        }

        Add(_whole, tree);
        foreach (var (name, entries) in _sections.Take(MostInTree))
        {
            Add(entries, tree.AddGroup(name));
        }

        foreach (var (key, name) in Quantities)
        {
            if (Find(key, 0) is { } word && Number(word) is { } number)
            {
                facts.Tell(name, number, key is "CameraLength" ? "m" : Units.GetValueOrDefault(key, ""), path + key);
            }
        }

        if (Find("StagePosition", 0)?.Split(' ', StringSplitOptions.RemoveEmptyEntries) is [var x, var y, ..])
        {
            facts.Tell(CoreNames.StageX, Number(x), "µm", path + "StagePosition");
            facts.Tell(CoreNames.StageY, Number(y), "µm", path + "StagePosition");
        }

        facts.Tell(CoreNames.Binning, Find("Binning", 0) is { } binning ? $"{binning}x{binning}" : null, path + "Binning");
        facts.Tell(CoreNames.Software, _titles.Find(title => title.Contains("SerialEM", StringComparison.Ordinal)) is { } written
            ? written.Split("  ")[0] : null, path + "T");
        if (WrittenTimeOf(Find("DateTime", 0)) is { } time)
        {
            facts.Tell(CoreNames.AcquiredAt, time, path + "DateTime");
        }
    }

    /// <summary>The numbers of the sections as a table; null when there are none.</summary>
    public Signal? Table()
    {
        var rows = _sections.FindAll(section => section.Name.StartsWith("ZValue", StringComparison.Ordinal)
            || section.Name.StartsWith("FrameSet", StringComparison.Ordinal));
        var columns = rows.Take(1).SelectMany(row => row.Entries).Where(entry => Number(entry.Value) is not null).Select(entry => entry.Key)
            .Distinct().Take(256).ToList();
        if (rows.Count == 0 || columns.Count == 0)
        {
            return null;
        }

        var numbers = new double[rows.Count * columns.Count];
        for (var i = 0; i < rows.Count; i++)
        {
            var entries = rows[i].Entries.DistinctBy(entry => entry.Key)
                .ToDictionary(entry => entry.Key, entry => entry.Value, StringComparer.Ordinal);
            for (var j = 0; j < columns.Count; j++)
            {
                numbers[i * columns.Count + j] = entries.TryGetValue(columns[j], out var word) && Number(word) is { } number
                    ? number : double.NaN;
            }
        }

        return new()
        {
            Name = "Sections",
            Type = SignalType.Table,
            Element = ElementType.Float64,
            Axes = [new("row", rows.Count), new("column", columns.Count)],
            Columns = columns,
            ColumnUnits = [.. columns.Select(column => Units.GetValueOrDefault(column))],
            Values = new PackedValues(new MemorySource("sections", MemoryMarshal.AsBytes<double>(numbers).ToArray()), 0,
                ElementType.Float64, [rows.Count, columns.Count]),
        };
    }

    // SerialEM writes "21-Nov-15 13:24:00" and, newer, "21-Nov-2015  13:24:00".
    private static FileTime? WrittenTimeOf(string? text) => WrittenTime.Read(text) is { } written ? new FileTime(written.Local) : null;

    private string? Find(string key, int section) =>
        _whole.Find(entry => entry.Key == key).Value ?? (section < _sections.Count
            ? _sections[section].Entries.Find(entry => entry.Key == key).Value : null);

    private static void Add(List<(string Key, string Value, long At)> entries, MetaGroup tree)
    {
        foreach (var (key, value, at) in entries.Take(1000))
        {
            var words = value.Split(' ', StringSplitOptions.RemoveEmptyEntries);
            var numbers = words.Length is > 0 and <= 64 ? words.Select(Number).ToArray() : [];
            object typed = numbers.Length == 0 || numbers.Contains(null) ? value
                : numbers.Length > 1 ? numbers.Select(number => number!.Value).ToArray()
                : long.TryParse(value, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var whole)
                ? whole : numbers[0]!.Value;
            tree.Add(key, typed, typed is string ? null : Units.GetValueOrDefault(key), at);
        }
    }

    private static double? Number(string word) =>
        double.TryParse(word, NumberStyles.Float, CultureInfo.InvariantCulture, out var number) && double.IsFinite(number) ? number : null;
}
