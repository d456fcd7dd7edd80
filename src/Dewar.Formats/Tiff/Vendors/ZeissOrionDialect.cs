using System.Globalization;
using Dewar.Formats.Bytes;
using Dewar.Sdk;

namespace Dewar.Formats.Tiff;

/// <summary>Zeiss Orion helium-ion microscopes: XML in tag 65000, in which each setting has a value and a unit.</summary>
internal sealed class ZeissOrionDialect : Dialect
{
    private const ushort ImageTags = 65000;

    // How the program writes units, and how they are written.
    private static readonly Dictionary<string, string> Units = new()
    {
        ["Volts"] = "V", ["picoAmps"] = "pA", ["Microns"] = "µm", ["Millimeters"] = "mm", ["Degrees"] = "°", ["ElectronVolts"] = "eV",
        ["uSec"] = "µs",
        ["Micro Radians"] = "µrad", ["μm"] = "µm", ["X"] = "",
    };

    public override string Format => "Zeiss Orion helium-ion image";

    public override FormatPassport Passport { get; } = new("Zeiss Orion helium-ion images (TIFF)", ".tif .tiff",
        "The image with its scale; beam, column, stage, detector, scan.", "Public descriptions of tag 65000 (ImageTags); files");

    public override bool Recognises(Document document) =>
        document.First[ImageTags] is { IsBytes: true } entry
            && Ifd.Decode(document.First.Bytes(entry, 256)).Contains("<ImageTags", StringComparison.Ordinal);

    public override void Tell(Document document, Extraction into)
    {
        var raw = new MetaGroup("");
        if (XmlTree.Read(document.First.Text(ImageTags) ?? "", raw) is { } wrong)
        {
            into.Warn($"The metadata of the Orion is damaged: {wrong}");
        }

        var tree = into.Metadata.AddGroup("ImageTags");
        foreach (var child in (raw.Find("ImageTags") as MetaGroup ?? raw).Children)
        {
            if (child is MetaValue value)
            {
                tree.Add(value.Name, value.Value, value.Unit is { } unit ? Units.GetValueOrDefault(unit, unit) : null);
            }
            else
            {
                tree.Add(child);
            }
        }

        FactTable.Tell(into.Facts, tree,
        [
            new(CoreNames.AccelerationVoltage, "GFIS.AccelerationVoltage", "V"),
            new(CoreNames.AccelerationVoltage, "AccelerationVoltage", "V"),
            new(CoreNames.ExtractionVoltage, "GFIS.ExtractionVoltage", "V"), new(CoreNames.ExtractionVoltage, "ExtractionVoltage", "V"),
            new(CoreNames.BeamCurrent, "GFIS.BeamCurrent", "pA"), new(CoreNames.BeamCurrent, "BlankerCurrent", "pA"),
            new(CoreNames.WorkingDistance, "GFIS.WorkingDistance", "mm"), new(CoreNames.WorkingDistance, "WorkingDistance", "mm"),
            new(CoreNames.FieldWidth, "GFIS.FieldOfView", "µm"), new(CoreNames.FieldWidth, "Fov", "µm"),
            new(CoreNames.ScanRotation, "GFIS.ScanRotation", "°"),
            new(CoreNames.ScanRotation, "ScanRotate", "°"), new(CoreNames.PixelSize, "ScalingX", "m"),
            new(CoreNames.PixelHeight, "ScalingY", "m"),
            new(CoreNames.DwellTime, "DwellTime", "µs"), new(CoreNames.StageX, "StageX", "µm"), new(CoreNames.StageY, "StageY", "µm"),
            new(CoreNames.StageZ, "StageZ", "mm"), new(CoreNames.StageTilt, "StageTilt", "°"),
            new(CoreNames.StageRotation, "StageRotate", "°"),
            new(CoreNames.Pressure, "ChamberPressure", "Torr"), new(CoreNames.Magnification, "Magnification4x5", ""),
            new(CoreNames.SpotSize, "SpotNumber", ""),
            new(CoreNames.Frames, "NumAverages", ""), new(CoreNames.Detector, "DetectorName"), new(CoreNames.Aperture, "GFIS.ApertureSize"),
            new(CoreNames.Instrument, "System.Model"),
        ]);
        into.Facts.Tell(CoreNames.Manufacturer, "Zeiss", "ImageTags");
        into.Facts.Tell(CoreNames.Mode, "HIM", "ImageTags");
        if (DateTime.TryParseExact(tree.Word("TimeStamp"), ["M/dd/yyyy h:mm:ss tt", "M/d/yyyy h:mm:ss tt", "M/d/yyyy H:mm:ss"],
            CultureInfo.InvariantCulture,
            DateTimeStyles.None, out var time))
        {
            into.Facts.Tell(CoreNames.AcquiredAt, new FileTime(time), "ImageTags/TimeStamp");
        }

        document.Main.ScaleMetres(Lengths.Metres(tree.Find("ScalingX"), "m"), Lengths.Metres(tree.Find("ScalingY"), "m"));
    }
}
