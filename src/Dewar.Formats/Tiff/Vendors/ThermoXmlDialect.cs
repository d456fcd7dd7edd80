using System.Globalization;
using Dewar.Formats.Bytes;
using Dewar.Sdk;

namespace Dewar.Formats.Tiff;

/// <summary>FEI and Thermo Fisher transmission microscopes and Phenom desktop microscopes: XML in tag 34683, or JSON as Velox writes
/// it.</summary>
internal sealed class ThermoXmlDialect : Dialect
{
    private const ushort Titan = 34683;

    public override string Format => "FEI/Thermo image with XML";

    public override FormatPassport Passport { get; } = new("FEI/Thermo TEM, Phenom and Velox exports (TIFF)", ".tif .tiff",
        "The image; beam, stage, detector from XML or JSON.", "Public descriptions of tag 34683; files");

    public override bool Recognises(Document document) => document.First.Has(Titan) || IsVelox(document.Description);

    public override void Tell(Document document, Extraction into)
    {
        var isTag = document.First.Has(Titan);
        var text = isTag ? document.First.Text(Titan) ?? "" : document.Description;
        var tree = into.Metadata.AddGroup(isTag ? "FEI_TITAN" : "Velox");
        var wrong = text.AsSpan().TrimStart() is ['{', ..] ? JsonTree.Read(text, tree) : XmlTree.Read(text, tree);
        if (wrong is not null)
        {
            into.Warn($"The metadata of {tree.Name} is damaged: {wrong}");
        }

        var top = tree.Children is [MetaGroup only] ? only : tree;
        if (top.Find("Optics") is MetaGroup && top.Find("Core") is MetaGroup)
        {
            TellVelox(document, top, into);
            return;
        }

        Labelled(document, top, into);
    }

    private static bool IsVelox(string text) =>
        text.StartsWith('{') && text.Contains("\"Optics\"", StringComparison.Ordinal)
            && text.Contains("\"Instrument\"", StringComparison.Ordinal);

    // The tree that Velox also writes into EMD: SI units, numbers often as words.
    private static void TellVelox(Document document, MetaGroup tree, Extraction into)
    {
        var facts = into.Facts;
        void Number(CoreName name, string unit, params string[] path) =>
            facts.Tell(name, TextValue.Real(tree.Word(path)), unit, string.Join('/', path));
        Number(CoreNames.AccelerationVoltage, "V", "Optics", "AccelerationVoltage");
        Number(CoreNames.CameraLength, "m", "Optics", "CameraLength");
        Number(CoreNames.Defocus, "m", "Optics", "Defocus");
        Number(CoreNames.Magnification, "", "CustomProperties", "StemMagnification", "value");
        Number(CoreNames.FrameTime, "s", "Scan", "FrameTime");
        Number(CoreNames.DwellTime, "s", "Scan", "DwellTime");
        Number(CoreNames.StageX, "m", "Stage", "Position", "x");
        Number(CoreNames.StageY, "m", "Stage", "Position", "y");
        Number(CoreNames.StageZ, "m", "Stage", "Position", "z");
        Number(CoreNames.StageTilt, "rad", "Stage", "AlphaTilt");
        Number(CoreNames.StageTiltBeta, "rad", "Stage", "BetaTilt");
        FactTable.Tell(facts, tree,
        [
            new(CoreNames.Instrument, "Instrument/InstrumentModel"), new(CoreNames.Instrument, "Instrument/InstrumentClass"),
            new(CoreNames.SerialNumber, "Instrument/InstrumentId"), new(CoreNames.Manufacturer, "Instrument/Manufacturer"),
            new(CoreNames.Software, "Instrument/ControlSoftwareVersion"), new(CoreNames.Detector, "BinaryResult/Detector"),
            new(CoreNames.Sample, "Sample/SampleId"),
        ]);
        if (TextValue.Real(tree.Word("Acquisition", "AcquisitionStartDatetime", "DateTime")) is > 0 and < 4e9 and var seconds)
        {
            facts.Tell(CoreNames.AcquiredAt, FileTime.Utc(DateTime.UnixEpoch.AddSeconds(seconds)),
                "Acquisition/AcquisitionStartDatetime/DateTime");
        }

        document.Main.ScaleMetres(TextValue.Real(tree.Word("BinaryResult", "PixelSize", "width")),
            TextValue.Real(tree.Word("BinaryResult", "PixelSize", "height")));
    }

    // Lists of labels with values and units, wherever they stand, and Phenom's plain elements.
    private static void Labelled(Document document, MetaGroup tree, Extraction into)
    {
        foreach (var (name, label, unit) in new (CoreName, string, string)[]
        {
            (CoreNames.AccelerationVoltage, "High tension", "V"), (CoreNames.AccelerationVoltage, "acceleratingVoltage", "V"),
            (CoreNames.Magnification, "Magnification", ""), (CoreNames.CameraLength, "Camera length", "m"),
            (CoreNames.SpotSize, "Spot size", ""),
            (CoreNames.EmissionCurrent, "Emission", "A"), (CoreNames.Defocus, "Defocus", "m"), (CoreNames.StageX, "Stage X", "m"),
            (CoreNames.StageY, "Stage Y", "m"),
            (CoreNames.StageZ, "Stage Z", "m"), (CoreNames.StageTilt, "Stage A", "°"), (CoreNames.StageTiltBeta, "Stage B", "°"),
            (CoreNames.WorkingDistance, "workingDistance", "mm"), (CoreNames.PixelSize, "pixelWidth", "nm"),
            (CoreNames.ExposureTime, "Exposure time", "s"),
        })
        {
            if (Anywhere(tree, label, 0) is { Value: long or double } value)
            {
                into.Facts.Tell(name, value.AsNumber, value.Unit ?? unit, label);
            }
        }

        foreach (var (name, label) in new (CoreName, string)[]
        {
            (CoreNames.Instrument, "Microscope"), (CoreNames.Operator, "User"), (CoreNames.Mode, "Mode"),
            (CoreNames.Detector, "detector"), (CoreNames.Detector, "Camera"),
        })
        {
            into.Facts.Tell(name, Anywhere(tree, label, 0)?.AsWord, label);
        }

        var when = Anywhere(tree, "AcquisitionDate", 0) ?? Anywhere(tree, "Acquisition date", 0) ?? Anywhere(tree, "time", 0);
        if (DateTime.TryParse(when?.AsWord, CultureInfo.InvariantCulture, DateTimeStyles.None, out var time))
        {
            into.Facts.Tell(CoreNames.AcquiredAt, new FileTime(time), when!.Name);
        }

        document.Main.ScaleMetres(
            Lengths.Metres(Anywhere(tree, "pixelWidth", 0) ?? Anywhere(tree, "Pixel size X", 0), "nm"),
                Lengths.Metres(Anywhere(tree, "pixelHeight", 0), "nm"));
    }

    private static MetaValue? Anywhere(MetaGroup tree, string name, int depth)
    {
        foreach (var child in tree.Children)
        {
            if (child is MetaValue value && string.Equals(value.Name, name, StringComparison.OrdinalIgnoreCase))
            {
                return value;
            }

            if (depth < 8 && child is MetaGroup group && Anywhere(group, name, depth + 1) is { } found)
            {
                return found;
            }
        }

        return null;
    }
}
