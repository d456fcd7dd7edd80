using System.Globalization;
using Dewar.Formats.Bytes;
using Dewar.Sdk;

namespace Dewar.Formats.Tiff;

/// <summary>Zeiss scanning microscopes with SmartSEM: text in tag 34118, a line with a key and below it one with a label and a
/// value.</summary>
internal sealed class ZeissSemDialect : Dialect
{
    private const ushort Settings = 34118;
    private const int MostPages = 64;
    private const double ReferenceWidth = 1024;

    public override string Format => "Zeiss SmartSEM image";

    public override FormatPassport Passport { get; } = new("Zeiss SEM and FIB images, SmartSEM (TIFF)", ".tif .tiff",
        "The image with its scale; beam, stage, detector, vacuum.", "Public descriptions of tag 34118 (CZ_SEM); files");

    public override bool Recognises(Document document) => document.First.Text(Settings)?.Contains("AP_", StringComparison.Ordinal) == true;

    public override void Tell(Document document, Extraction into)
    {
        MetaGroup? first = null;
        foreach (var page in document.Pages.Take(MostPages))
        {
            if (page.Ifd.Text(Settings) is { } text)
            {
                var tree = into.Metadata.AddGroup("CZ_SEM");
                Read(text, tree);
                first ??= tree;
            }
        }

        if (first is not null)
        {
            TellFacts(first, into);
            Scale(document.Main, first);
        }
    }

    private static void Read(string text, MetaGroup tree)
    {
        List<double> numbers = [];
        string? key = null;
        foreach (var range in text.AsSpan().SplitAny('\r', '\n'))
        {
            var line = text[range].Trim();
            if (line is "")
            {
                continue;
            }

            if (IsKey(line))
            {
                key = line;
            }
            else if (key is null)
            {
                if (TextValue.Real(line) is { } number)
                {
                    numbers.Add(number);
                }
            }
            else
            {
                Add(tree, key, line);
                key = null;
            }
        }

        tree.Add("", numbers.ToArray());
    }

    private static bool IsKey(string line) => line.Length > 3 && line[2] == '_' && line.AsSpan().IndexOfAnyExcept(KeyLetters) < 0;

    private static readonly System.Buffers.SearchValues<char> KeyLetters =
        System.Buffers.SearchValues.Create("ABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789_-");

    // "WD = 3.9 mm"; dates have a colon instead.
    private static void Add(MetaGroup tree, string key, string line)
    {
        var at = line.IndexOf('=', StringComparison.Ordinal);
        at = at < 0 ? line.IndexOf(':', StringComparison.Ordinal) : at;
        var (value, unit) = TextValue.WithUnit(at < 0 ? line : line[(at + 1)..]);
        tree.Add(key, value, unit);
    }

    private static void TellFacts(MetaGroup tree, Extraction into)
    {
        FactTable.Tell(into.Facts, tree,
        [
            new(CoreNames.AccelerationVoltage, "AP_ACTUALKV", "kV"), new(CoreNames.AccelerationVoltage, "AP_MANUALKV", "kV"),
            new(CoreNames.WorkingDistance, "AP_WD", "mm"), new(CoreNames.BeamCurrent, "AP_IPROBE", "A"),
            new(CoreNames.BeamCurrent, "AP_PROBE_CURRENT", "A"),
            new(CoreNames.StageX, "AP_STAGE_AT_X", "mm"), new(CoreNames.StageY, "AP_STAGE_AT_Y", "mm"),
            new(CoreNames.StageZ, "AP_STAGE_AT_Z", "mm"),
            new(CoreNames.StageTilt, "AP_STAGE_AT_T", "°"), new(CoreNames.StageRotation, "AP_STAGE_AT_R", "°"),
            new(CoreNames.FieldWidth, "AP_WIDTH", "µm"), new(CoreNames.FieldHeight, "AP_HEIGHT", "µm"),
            new(CoreNames.PixelSize, "AP_IMAGE_PIXEL_SIZE", "nm"),
            new(CoreNames.ScanRotation, "AP_SCANROTATION", "°"), new(CoreNames.FrameTime, "AP_FRAME_TIME", "s"),
            new(CoreNames.DwellTime, "DP_DWELL_TIME", "s"),
            new(CoreNames.DwellTime, "AP_PIXEL_DWELL", "s"), new(CoreNames.Pressure, "AP_SYSTEM_VAC", "mbar"),
            new(CoreNames.Pressure, "AP_CHAMBER_PRESSURE", "mbar"),
            new(CoreNames.Frames, "AP_FRAME_AVERAGE_COUNT", ""), new(CoreNames.ExtractionVoltage, "AP_EXTRACTORV", "kV"),
            new(CoreNames.SpotSize, "AP_SPOT", ""),
            new(CoreNames.Aperture, "AP_APERTURESIZE"), new(CoreNames.DetectorType, "DP_DETECTOR_TYPE"),
            new(CoreNames.Detector, "DP_DETECTOR_CHANNEL"),
            new(CoreNames.SignalName, "DP_DETECTOR_CHANNEL"), new(CoreNames.Instrument, "SV_SERIAL_NUMBER"),
            new(CoreNames.SerialNumber, "SV_SERIAL_NUMBER"), new(CoreNames.Software, "SV_VERSION"), new(CoreNames.Sample, "SV_SAMPLE_ID"),
            new(CoreNames.Operator, "SV_USER_NAME"), new(CoreNames.Operator, "SV_OPERATOR"), new(CoreNames.Description, "SV_USER_TEXT"),
        ]);
        into.Facts.Tell(CoreNames.Manufacturer, "Zeiss", "CZ_SEM");
        into.Facts.Tell(CoreNames.Mode, "SEM", "CZ_SEM");
        into.Facts.Tell(CoreNames.Magnification, Magnification(tree.Find("AP_MAG") as MetaValue), "", "CZ_SEM/AP_MAG");
        if (DateTime.TryParseExact($"{tree.Word("AP_DATE")} {tree.Word("AP_TIME")}",
            ["d MMM yyyy H:mm:ss", "dd MMM yyyy HH:mm:ss", "d MMM yyyy h:mm:ss tt"],
            CultureInfo.InvariantCulture, DateTimeStyles.None, out var time))
        {
            into.Facts.Tell(CoreNames.AcquiredAt, new FileTime(time), "CZ_SEM/AP_DATE");
        }
    }

    // "50.00 K X" is fifty thousand times, "105 X" a hundred and five.
    private static double? Magnification(MetaValue? value)
    {
        if (value?.AsWord is not { } text)
        {
            return null;
        }

        var words = text.Split(' ', StringSplitOptions.RemoveEmptyEntries);
        return TextValue.Real(words is [var first, ..] ? first : null) * (words is [_, "K" or "k" or "KX", ..] ? 1000 : 1);
    }

    // The fourth number is the size of a pixel, but of a picture of 1024 columns: the field's width tells which one is meant.
    private static void Scale(Series series, MetaGroup tree)
    {
        var width = series.Page.Width;
        var told = Lengths.Metres(tree.Find("AP_IMAGE_PIXEL_SIZE"), "nm") ?? Lengths.Metres(tree.Find("AP_WIDTH"), "µm") / width;
        if (tree.Find("") is MetaValue { Value: double[] and [_, _, _, > 0 and var pixel, ..] })
        {
            var other = pixel * ReferenceWidth / width;
            series.ScaleMetres(told is { } near && Math.Abs(near - pixel) < Math.Abs(near - other) ? pixel : other);
            return;
        }

        series.ScaleMetres(told ?? Lengths.Metres(tree.Find("AP_PIXEL_SIZE"), "nm"));
    }
}
