using Dewar.Sdk;

namespace Dewar.Formats.Tiff;

/// <summary>Images exported by Gatan's DigitalMicrograph: tags 65003 to 65027 with units, scales and origins of up to three axes.</summary>
internal sealed class DigitalMicrographDialect : Dialect
{
    // For each: x, y, z. The units are written twice, as symbols and as words.
    private const ushort Units = 65003;
    private const ushort Origins = 65006;
    private const ushort Scales = 65009;
    private const ushort IntensityUnit = 65022;
    private const ushort IntensityOrigin = 65024;
    private const ushort IntensityScale = 65025;

    private static readonly (ushort Tag, string Name)[] Named =
    [
        (65000, "Name"), (Units, "XUnit"), (65004, "YUnit"), (65005, "ZUnit"), (Origins, "XOrigin"), (65007, "YOrigin"),
            (65008, "ZOrigin"), (Scales, "XScale"),
        (65010, "YScale"), (65011, "ZScale"), (65012, "XUnitName"), (65013, "YUnitName"), (65014, "ZUnitName"),
            (IntensityUnit, "IntensityUnit"),
        (65023, "IntensityUnitName"), (IntensityOrigin, "IntensityOrigin"), (IntensityScale, "IntensityScale"),
    ];

    public override string Format => "DigitalMicrograph image";

    public override FormatPassport Passport { get; } = new("Images exported by DigitalMicrograph (TIFF)", ".tif",
        "The image or stack with scales, origins and units.", "Public descriptions of tags 65003 to 65027; files");

    public override bool Recognises(Document document) =>
        document.First[Scales] is { Type: FieldType.Double or FieldType.Float } || document.First[Units] is { Type: FieldType.Ascii };

    public override void Tell(Document document, Extraction into)
    {
        var (ifd, tree) = (document.First, into.Metadata.AddGroup("DigitalMicrograph"));
        foreach (var (tag, name) in Named)
        {
            if (ifd[tag] is { } entry)
            {
                tree.Add(name, entry.Type == FieldType.Ascii ? ifd.Text(entry) : ifd.Number(tag), at: entry.At);
            }
        }

        var series = document.Main;
        series.X = Scaled(series.X, ifd, 0);
        series.Y = Scaled(series.Y, ifd, 1);
        if (series.Leading is [var stack] && ifd.Has(Scales + 2))
        {
            var unit = ifd.Text(Units + 2)?.Trim();
            series.Arrange([Scaled(stack with { Name = unit is "s" or "ms" ? "time" : "z" }, ifd, 2)]);
        }

        series.Unit = tree.Word("IntensityUnit") is { Length: > 0 } counts ? counts : series.Unit;
        if (series.X is { Scale: { } size, Unit: { } length })
        {
            into.Facts.Tell(CoreNames.PixelSize, Lengths.Metres(new MetaValue("", size), length) is null ? null : size, length,
                "DigitalMicrograph/XScale");
        }
    }

    private static Axis Scaled(Axis axis, Ifd ifd, ushort which)
    {
        if (ifd.Number((ushort)(Scales + which)) is not { } scale || !double.IsFinite(scale) || scale == 0)
        {
            return axis;
        }

        var origin = ifd.Number((ushort)(Origins + which)) is { } given && double.IsFinite(given) ? given : 0;
        var unit = ifd.Text((ushort)(Units + which))?.Trim();
        return axis with { Scale = scale, Offset = origin, Unit = unit is "" ? null : unit };
    }
}
