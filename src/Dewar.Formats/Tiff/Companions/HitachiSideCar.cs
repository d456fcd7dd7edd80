using System.Globalization;
using Dewar.Formats.Bytes;
using Dewar.Sdk;

namespace Dewar.Formats.Tiff;

/// <summary>Text beside pictures of Hitachi scanning microscopes: <c>[SemImageFile]</c>, keys and values, most with their units.</summary>
internal sealed class HitachiSideCar : SideCar
{
    private const string Section = "SemImageFile";

    // How the program writes units, and how they are written.
    private static readonly Dictionary<string, string> Units = new()
    {
        ["Volt"] = "V", ["volt"] = "V", ["deg"] = "°",
    };

    // Keys whose values have no unit.
    private static readonly Dictionary<string, string> Silent =
        new() { ["PixelSize"] = "nm", ["MicronMarker"] = "nm", ["StagePositionX"] = "nm", ["StagePositionY"] = "nm" };

    public override string Name => "hitachi-sem-text";

    public override FormatPassport Passport { get; } =
        new("Hitachi SEM image text", ".txt", "Beam, stage, magnification of the picture of the same name.",
            "Hitachi, image information text; public descriptions");

    public override bool IsOne(ReadOnlySpan<char> text) =>
        text.TrimStart().StartsWith("[SemImageFile]", StringComparison.OrdinalIgnoreCase);

    public override IEnumerable<string> NamesFor(string stem, string extension) => [$"{stem}.txt", $"{stem}.TXT"];

    public override MetaGroup Read(string text)
    {
        var raw = new MetaGroup("");
        IniText.Read(text, raw);
        var tree = new MetaGroup("Hitachi");
        foreach (var section in raw.Children.OfType<MetaGroup>())
        {
            var named = tree.AddGroup(string.Equals(section.Name, Section, StringComparison.OrdinalIgnoreCase) ? Section : section.Name);
            foreach (var value in section.Children.OfType<MetaValue>())
            {
                named.Add(value.Name, Split(value, out var unit), unit
                    ?? (value.Value is string ? null : Silent.GetValueOrDefault(value.Name)));
            }
        }

        return tree;
    }

    public override (double X, double Y)? PixelSize(MetaGroup tree) =>
        Lengths.Metres(tree.Find(Section, "PixelSize"), "nm") is > 0 and var size ? (size, size) : null;

    public override void Tell(MetaGroup tree, Extraction into)
    {
        FactTable.Tell(into.Facts, tree,
        [
            new(CoreNames.AccelerationVoltage, $"{Section}/AcceleratingVoltage", "V"),
            new(CoreNames.WorkingDistance, $"{Section}/WorkingDistance", "µm"),
            new(CoreNames.EmissionCurrent, $"{Section}/EmissionCurrent", "nA"),
            new(CoreNames.Magnification, $"{Section}/Magnification", ""),
            new(CoreNames.PixelSize, $"{Section}/PixelSize", "nm"), new(CoreNames.StageX, $"{Section}/StagePositionX", "nm"),
            new(CoreNames.StageY, $"{Section}/StagePositionY", "nm"), new(CoreNames.StageZ, $"{Section}/StagePositionZ", "nm"),
            new(CoreNames.StageTilt, $"{Section}/StagePositionT", "°"), new(CoreNames.StageRotation, $"{Section}/StagePositionR", "°"),
            new(CoreNames.Instrument, $"{Section}/InstructName"), new(CoreNames.Instrument, $"{Section}/InstrumentName"),
            new(CoreNames.SerialNumber, $"{Section}/SerialNumber"), new(CoreNames.Sample, $"{Section}/SampleName"),
            new(CoreNames.SignalName, $"{Section}/SignalName"),
            new(CoreNames.Mode, $"{Section}/LensMode"), new(CoreNames.Description, $"{Section}/DataDisplayCombine"),
            new(CoreNames.Title, $"{Section}/ImageName"),
        ]);
        into.Facts.Tell(CoreNames.Manufacturer, "Hitachi", "Hitachi");
        var text = $"{tree.Word(Section, "Date")} {tree.Word(Section, "Time")}";
        if (DateTime.TryParseExact(text, ["MM/dd/yyyy HH:mm:ss", "M/d/yyyy H:mm:ss", "yyyy/MM/dd HH:mm:ss", "dd/MM/yyyy HH:mm:ss",
            "MM/dd/yyyy hh:mm:ss tt"],
            CultureInfo.InvariantCulture, DateTimeStyles.None, out var time))
        {
            into.Facts.Tell(CoreNames.AcquiredAt, new FileTime(time), $"Hitachi/{Section}/Date");
        }
    }

    private static object? Split(MetaValue value, out string? unit)
    {
        unit = null;
        if (value.Value is not string text || text.Trim().Split(' ', StringSplitOptions.RemoveEmptyEntries) is not [var number, var word])
        {
            return value.Value;
        }

        word = Units.GetValueOrDefault(word, word);
        var (split, known) = TextValue.WithUnit($"{number} {word}");
        unit = known;
        return known is null ? text : split;
    }
}
