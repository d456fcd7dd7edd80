using System.Globalization;
using Dewar.Formats.Bytes;
using Dewar.Sdk;

namespace Dewar.Formats.Tiff;

/// <summary>Text beside pictures of JEOL scanning microscopes: <c>$CM_KEY value</c> for all of them, <c>$$SM_KEY value</c> for the
/// model.</summary>
internal sealed class JeolSideCar : SideCar
{
    private const int MostLines = 10_000;

    private static readonly Dictionary<string, string> Units = new()
    {
        ["$CM_ACCEL_VOLT"] = "kV", ["$$SM_WD"] = "mm", ["$CM_WD"] = "mm", ["$$SM_EMI_CURRENT"] = "µA", ["$$SM_EMISSION_CURRENT"] = "µA",
        ["$CM_FIELD_OF_VIEW"] = "µm",
        ["$$CM_FIELD_OF_VIEW"] = "µm", ["$$SM_MICRON_BAR"] = "px",
    };

    public override string Name => "jeol-sem-text";

    public override FormatPassport Passport { get; } =
        new("JEOL SEM image text", ".txt", "Beam, stage, magnification of the picture of the same name.", "Public descriptions; files");

    public override bool IsOne(ReadOnlySpan<char> text)
    {
        text = text.TrimStart();
        return text.StartsWith("$", StringComparison.Ordinal)
            && (text.Contains("$CM_", StringComparison.Ordinal) || text.Contains("$$SM_", StringComparison.Ordinal));
    }

    public override IEnumerable<string> NamesFor(string stem, string extension) => [$"{stem}.txt", $"{stem}.TXT"];

    public override MetaGroup Read(string text)
    {
        var tree = new MetaGroup("JEOL");
        var lines = 0;
        foreach (var range in text.AsSpan().SplitAny('\r', '\n'))
        {
            var line = text[range].Trim();
            if (line is not ['$', ..] || ++lines > MostLines)
            {
                continue;
            }

            var end = line.AsSpan().IndexOfAny(' ', '\t');
            var (key, rest) = end < 0 ? (line, "") : (line[..end], line[(end + 1)..].Trim());
            var numbers = rest.Split(' ', StringSplitOptions.RemoveEmptyEntries).Select(TextValue.Real).ToArray();
            var isList = numbers.Length > 1 && numbers.All(number => number is not null);
            tree.Add(key, isList ? numbers.Select(number => number!.Value).ToArray() : TextValue.Typed(rest), Units.GetValueOrDefault(key));
        }

        return tree;
    }

    public override (double X, double Y)? PixelSize(MetaGroup tree)
    {
        // The marker's length stands as "10um", its length on the screen in pixels.
        if (tree.Number("$$SM_MICRON_BAR") is > 0 and var pixels
            && TextValue.WithUnit(tree.Word("$$SM_MICRON_MARKER") ?? "") is ((long or double) and var length, { } unit)
            && Lengths.Metres(new MetaValue("", length), unit) is > 0 and var metres)
        {
            return (metres / pixels, metres / pixels);
        }

        return null;
    }

    public override void Tell(MetaGroup tree, Extraction into)
    {
        FactTable.Tell(into.Facts, tree,
        [
            new(CoreNames.AccelerationVoltage, "$CM_ACCEL_VOLT", "kV"), new(CoreNames.Magnification, "$CM_MAG", ""),
            new(CoreNames.WorkingDistance, "$$SM_WD", "mm"),
            new(CoreNames.SpotSize, "$$SM_SPOT_SIZE", ""), new(CoreNames.EmissionCurrent, "$$SM_EMI_CURRENT", "µA"),
            new(CoreNames.SignalName, "$CM_SIGNAL"),
            new(CoreNames.SignalName, "$CM_SIGNAL_NAME"), new(CoreNames.Detector, "$CM_DETECTOR"),
            new(CoreNames.Instrument, "$CM_INSTRUMENT"),
            new(CoreNames.Operator, "$CM_OPERATOR"), new(CoreNames.Title, "$CM_TITLE"), new(CoreNames.Description, "$CM_COMMENT"),
            new(CoreNames.Software, "$CM_VERSION"),
            new(CoreNames.Mode, "$$SM_SCAN_MODE"),
        ]);
        into.Facts.Tell(CoreNames.Manufacturer, "JEOL", "JEOL");
        if (tree.Find("$CM_STAGE_POSITION") is MetaValue { Value: double[] and [var x, var y, var z, .. var angles] })
        {
            const string from = "JEOL/$CM_STAGE_POSITION";
            into.Facts.Tell(CoreNames.StageX, x, "mm", from);
            into.Facts.Tell(CoreNames.StageY, y, "mm", from);
            into.Facts.Tell(CoreNames.StageZ, z, "mm", from);
            into.Facts.Tell(CoreNames.StageRotation, angles is [var rotation, ..] ? rotation : null, "°", from);
            into.Facts.Tell(CoreNames.StageTilt, angles is [_, var tilt, ..] ? tilt : null, "°", from);
        }

        var text = $"{tree.Word("$CM_DATE")} {tree.Word("$CM_TIME")}";
        if (DateTime.TryParseExact(text, ["yyyy/MM/dd HH:mm:ss", "yyyy/M/d H:mm:ss", "MM/dd/yyyy HH:mm:ss", "yyyy-MM-dd HH:mm:ss"],
            CultureInfo.InvariantCulture, DateTimeStyles.None, out var time))
        {
            into.Facts.Tell(CoreNames.AcquiredAt, new FileTime(time), "JEOL/$CM_DATE");
        }
    }
}
