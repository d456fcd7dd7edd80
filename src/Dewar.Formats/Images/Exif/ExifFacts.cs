using System.Globalization;
using Dewar.Sdk;

namespace Dewar.Formats.Images.Exif;

/// <summary>What Exif says, in common names.</summary>
internal static class ExifFacts
{
    private static readonly (string Time, string Offset, string Fraction, string? Doubt)[] Times =
    [
        ("DateTimeOriginal", "OffsetTimeOriginal", "SubSecTimeOriginal", null),
        ("DateTimeDigitized", "OffsetTimeDigitized", "SubSecTimeDigitized", null),
        ("DateTime", "OffsetTime", "SubSecTime", "This is when the file was last changed."),
    ];

    public static void Tell(MetaGroup exif, Facts facts)
    {
        Word(CoreNames.Title, "Image", "DocumentName");
        Word(CoreNames.Title, "Image", "XPTitle");
        Word(CoreNames.Description, "Image", "ImageDescription");
        Word(CoreNames.Description, "Photo", "UserComment");
        Word(CoreNames.Description, "Image", "XPComment");
        Word(CoreNames.Manufacturer, "Image", "Make");
        Word(CoreNames.Instrument, "Image", "Model");
        Word(CoreNames.Software, "Image", "Software");
        Word(CoreNames.Operator, "Image", "Artist");
        Word(CoreNames.Operator, "Image", "XPAuthor");
        Word(CoreNames.Operator, "Photo", "CameraOwnerName");
        Word(CoreNames.SerialNumber, "Photo", "BodySerialNumber");
        facts.Tell(CoreNames.ExposureTime, exif.Number("Photo", "ExposureTime"), "s", "Exif.Photo.ExposureTime");
        facts.Tell(CoreNames.ExposureTime, exif.Number("Image", "ExposureTime"), "s", "Exif.Image.ExposureTime");
        if (exif.Number("Photo", "FNumber") is { } stop && double.IsFinite(stop))
        {
            facts.Tell(CoreNames.Aperture, $"f/{stop:0.##}", "Exif.Photo.FNumber");
        }

        foreach (var (time, offset, fraction, doubt) in Times)
        {
            var group = time is "DateTime" ? "Image" : "Photo";
            var known = Time(exif.Word(group, time), exif.Word("Photo", offset), exif.Word("Photo", fraction));
            facts.Tell(CoreNames.AcquiredAt, known, $"Exif.{group}.{time}", doubt);
        }

        void Word(CoreName name, string group, string field) => facts.Tell(name, exif.Word(group, field), $"Exif.{group}.{field}");
    }

    /// <summary>How the picture must be turned to stand upright.</summary>
    public static int Orientation(MetaGroup? exif) => exif?.Number("Image", "Orientation") is >= 1 and <= 8 and var turn ? (int)turn : 1;

    /// <summary>
    /// The axes of a picture that a Renishaw microscope took: the place of its corner and its field of view, in µm.
    /// </summary>
    public static IReadOnlyList<Axis>? RenishawAxes(MetaGroup? exif, long width, long height)
    {
        if ((exif?.Find("Image", "FocalPlaneXYOrigins") as MetaValue)?.Value is not double[] { Length: 2 } origin
            || (exif.Find("Image", "FieldOfViewXY") as MetaValue)?.Value is not double[] { Length: 2 } field
            || !origin.All(double.IsFinite) || !field.All(number => double.IsFinite(number) && number > 0))
        {
            return null;
        }

        // Five means micrometres in the standard's list of units.
        var unit = exif.Number("Photo", "FocalPlaneResolutionUnit") switch { 2 => "in", 3 => "cm", 4 => "mm", _ => "µm" };
        return
        [
            new("y", height) { Scale = field[1] / height, Offset = origin[1], Unit = unit },
            new("x", width) { Scale = field[0] / width, Offset = origin[0], Unit = unit },
        ];
    }

    /// <summary>Exif writes 2026:11:21 22:05:31; some write other separators.</summary>
    public static FileTime? Time(string? text, string? offset, string? fraction)
    {
        var digits = text?.Replace('-', ':').Replace('/', ':').Replace('T', ' ');
        digits = digits?.Length > 19 ? digits[..19] : digits;
        if (!DateTime.TryParseExact(digits, "yyyy:MM:dd HH:mm:ss", null, DateTimeStyles.None, out var local)
            || local.Year < 1900)
        {
            return null;
        }

        if (fraction is { Length: > 0 and <= 7 } && fraction.All(char.IsAsciiDigit))
        {
            local = local.AddTicks(long.Parse(fraction.PadRight(7, '0')));
        }

        return new(local, Zone(offset));
    }

    private static TimeSpan? Zone(string? text)
    {
        if (text is "Z")
        {
            return TimeSpan.Zero;
        }

        if (text is not { Length: 6 } || text[0] is not ('+' or '-') || !TimeSpan.TryParseExact(text[1..], @"hh\:mm", null, out var ahead))
        {
            return null;
        }

        return ahead > TimeSpan.FromHours(14) ? null : text[0] == '-' ? -ahead : ahead;
    }
}
