using Dewar.Formats.Bytes;
using Dewar.Sdk;

namespace Dewar.Formats.Tiff;

/// <summary>MarCCD and Rayonix detectors: a header of 3072 bytes at byte 1024, between the frame of TIFF and the picture.</summary>
internal sealed class MarCcdDialect : Dialect
{
    private const int HeaderAt = 1024;
    private const int HeaderLength = 3072;
    private const uint LittleEndian = 1234;
    private const uint BigEndian = 4321;

    public override string Format => "MarCCD detector image";

    public override FormatPassport Passport { get; } = new("MarCCD and Rayonix images", ".mccd .tif",
        "The diffraction image; distance, wavelength, beam centre, exposure, pixel size.", "Mar USA, marCCD header documentation");

    public override bool Recognises(Document document)
    {
        if (document.Source.Length < HeaderAt + HeaderLength)
        {
            return false;
        }

        var name = new Cursor(document.Source, HeaderAt + 4).Text(16);
        return name.StartsWith("MMX", StringComparison.Ordinal)
            && new Cursor(document.Source, HeaderAt + 28, document.File.BigEndian).U32() is LittleEndian or BigEndian;
    }

    public override void Tell(Document document, Extraction into)
    {
        var big = new Cursor(document.Source, HeaderAt + 28, document.File.BigEndian).U32() == BigEndian;
        var tree = into.Metadata.AddGroup("MarCCD");
        long Whole(int offset, string name, string? unit = null) =>
            (long)tree.Add(name, new Cursor(document.Source, HeaderAt + offset, big).I32(), unit, HeaderAt + offset).Value!;
        string Text(int offset, int length, string name) =>
            tree.Add(name, new Cursor(document.Source, HeaderAt + offset).Text(length), at: HeaderAt + offset).AsWord ?? "";
        Whole(80, "nfast");
        Whole(84, "nslow");
        Whole(104, "saturated_value");
        var facts = into.Facts;
        facts.Tell(CoreNames.DetectorDistance, Whole(640, "xtal_to_detector", "µm") is > 0 and var distance ? distance : null, "µm",
            "MarCCD/xtal_to_detector");
        facts.Tell(CoreNames.BeamCentreX, Whole(644, "beam_x") / 1000.0, "px", "MarCCD/beam_x");
        facts.Tell(CoreNames.BeamCentreY, Whole(648, "beam_y") / 1000.0, "px", "MarCCD/beam_y");
        Whole(652, "integration_time", "ms");
        facts.Tell(CoreNames.ExposureTime, Whole(656, "exposure_time", "ms"), "ms", "MarCCD/exposure_time");
        var (x, y) = (Whole(772, "pixelsize_x", "nm"), Whole(776, "pixelsize_y", "nm"));
        facts.Tell(CoreNames.DetectorPixelSize, x > 0 ? x : null, "nm", "MarCCD/pixelsize_x");
        facts.Tell(CoreNames.Wavelength, Whole(908, "source_wavelength", "fm") is > 0 and var wavelength ? wavelength : null, "fm",
            "MarCCD/source_wavelength");
        Text(1024 + 256, 128, "filetitle");
        Text(1024 + 384, 128, "filepath");
        var comment = Text(1024 + 1024, 512, "dataset_comments");
        facts.Tell(CoreNames.Description, comment, "MarCCD/dataset_comments");
        document.Main.Type = SignalType.Diffraction;
        document.Main.Quantity = "counts";
        if (x > 0 && y > 0)
        {
            document.Main.Scale(x / 1000.0, y / 1000.0, "µm");
        }
    }
}
