using System.Globalization;
using Dewar.Formats.Bytes;
using Dewar.Sdk;

namespace Dewar.Formats.Tiff;

/// <summary>Fibics' programs (NPVE, Atlas) on ion and electron microscopes: XML in tag 51023.</summary>
internal sealed class FibicsDialect : Dialect
{
    private const ushort Xml = 51023;

    private static readonly Dictionary<string, string> BeamUnits = new() { ["BeamI"] = "pA", ["AccV"] = "V" };

    public override string Format => "Fibics image";

    public override FormatPassport Passport { get; } = new("Fibics NPVE and Atlas images (TIFF)", ".tif .tiff",
        "The image with its scale; beam, scan, stage, detector.", "Public descriptions of tag 51023; files");

    public override bool Recognises(Document document) => document.First.Has(Xml);

    public override void Tell(Document document, Extraction into)
    {
        var raw = new MetaGroup("");
        if (XmlTree.Read(document.First.Text(Xml) ?? "", raw) is { } wrong)
        {
            into.Warn($"The metadata of Fibics is damaged: {wrong}");
        }

        var tree = into.Metadata.AddGroup("Fibics");
        foreach (var child in (raw.Find("Fibics") as MetaGroup ?? raw).Children)
        {
            tree.Add(Refined(child));
        }

        FactTable.Tell(into.Facts, tree,
        [
            new(CoreNames.AccelerationVoltage, "BeamInfo/AccV", "V"), new(CoreNames.BeamCurrent, "BeamInfo/BeamI", "pA"),
            new(CoreNames.DwellTime, "Scan/Dwell", "ns"),
            new(CoreNames.FieldWidth, "Scan/FOV_X", "µm"), new(CoreNames.FieldHeight, "Scan/FOV_Y", "µm"),
            new(CoreNames.ScanRotation, "Scan/ScanRot", "°"),
            new(CoreNames.StageX, "Stage/X", "µm"), new(CoreNames.StageY, "Stage/Y", "µm"), new(CoreNames.StageZ, "Stage/Z", "µm"),
            new(CoreNames.StageTilt, "Stage/Tilt", "°"), new(CoreNames.StageRotation, "Stage/Rot", "°"),
            new(CoreNames.SpotSize, "BeamInfo/SpotControl", ""),
            new(CoreNames.WorkingDistance, "Scan/WD", "mm"), new(CoreNames.Detector, "Image/Detector"),
            new(CoreNames.Aperture, "Image/Aperture"),
            new(CoreNames.Instrument, "Image/Beam"), new(CoreNames.Software, "Application/Version"),
        ]);
        into.Facts.Tell(CoreNames.Mode, tree.Find("BeamInfo", "GFISGas") is null ? null : "HIM", "Fibics/BeamInfo/GFISGas");
        if (DateTimeOffset.TryParse(tree.Word("Application", "Date"), CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal,
            out var time))
        {
            var hasZone = tree.Word("Application", "Date")!.AsSpan(11..).IndexOfAny("+-Z") > 0;
            into.Facts.Tell(CoreNames.AcquiredAt, new FileTime(time.DateTime, hasZone ? time.Offset : null), "Fibics/Application/Date");
        }

        Scale(document.Main, tree);
    }

    private static void Scale(Series series, MetaGroup tree)
    {
        // The affine map from pixels to the sample is turned with the scan; its columns are as long as a pixel.
        double? Length(string x, string y) => tree.Number("Scan", x) is { } first && tree.Number("Scan", y) is { } second
            ? Math.Sqrt(first * first + second * second) * 1e-6 : null;
        if (Length("Ux", "Uy") is > 0 and var across && Length("Vx", "Vy") is > 0 and var down)
        {
            series.ScaleMetres(across, down);
            return;
        }

        series.ScaleMetres(Lengths.Metres(tree.Find("Scan", "FOV_X"), "µm") / series.Page.Width,
            Lengths.Metres(tree.Find("Scan", "FOV_Y"), "µm") / series.Page.Height);
    }

    // Units that only the program knows, and values like "=500.0 V".
    private static MetaNode Refined(MetaNode node)
    {
        if (node is MetaGroup group)
        {
            var refined = new MetaGroup(group.Name);
            foreach (var child in group.Children)
            {
                refined.Add(Refined(child));
            }

            return refined;
        }

        var value = (MetaValue)node;
        if (value.Value is string text && text.StartsWith('='))
        {
            var (number, unit) = TextValue.WithUnit(text[1..]);
            return new MetaValue(value.Name, number) { Unit = unit };
        }

        return value.Unit is null && BeamUnits.TryGetValue(value.Name, out var known)
            ? new MetaValue(value.Name, value.Value) { Unit = known } : value;
    }
}
