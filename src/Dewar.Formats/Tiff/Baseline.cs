using System.Globalization;
using Dewar.Sdk;

namespace Dewar.Formats.Tiff;

/// <summary>What the fields of TIFF and EXIF themselves say in common names; it is told last, as instruments' own words are
/// better.</summary>
internal static class Baseline
{
    // Coarser ones are for the printer: 72, 96, 150, 300, 1200 per inch.
    private const double LargestPixel = 6e-6;

    private static readonly string[] DateFormats =
    [
        "yyyy:MM:dd HH:mm:ss", "yyyy:MM:dd HH:mm:ss.FFFFFF", "yyyy-MM-dd HH:mm:ss", "yyyy/MM/dd HH:mm:ss", "yyyy/MM/dd HH:mm",
        "yyyy-MM-ddTHH:mm:ss",
        "yyyyMMdd HH:mm:ss", "yyyyMMdd HH:mm:ss.FFF", "yyyy:MM:dd HH:mm", "yyyy:MM:dd",
    ];

    public static void Tell(Document document, Extraction into)
    {
        var (ifd, facts) = (document.Main.Page.Ifd, into.Facts);
        var page = $"Page {document.NumberOf(document.Main.Page)}";
        var exif = ifd[Tags.Exif] is not null && document.File.Read(ifd.Integer(Tags.Exif, 0)) is { } below ? below : null;
        facts.Tell(CoreNames.AcquiredAt, Date(exif?.Text(36867), exif?.Text(36881)), $"{page}/Exif/DateTimeOriginal");
        facts.Tell(CoreNames.AcquiredAt, Date(ifd.Text(Tags.DateTime), exif?.Text(36880)), $"{page}/DateTime",
            "It can be the time of saving.");
        facts.Tell(CoreNames.ExposureTime, exif?.Number(33434), "s", $"{page}/Exif/ExposureTime");
        facts.Tell(CoreNames.Software, ifd.Text(Tags.Software), $"{page}/Software");
        facts.Tell(CoreNames.Manufacturer, ifd.Text(Tags.Make), $"{page}/Make");
        facts.Tell(CoreNames.Instrument, ifd.Text(Tags.Model), $"{page}/Model");
        if (ifd.Text(Tags.Artist) is { } artist && !artist.StartsWith("Copyright", StringComparison.OrdinalIgnoreCase))
        {
            facts.Tell(CoreNames.Operator, artist, $"{page}/Artist");
        }

        facts.Tell(CoreNames.Title, ifd.Text(269), $"{page}/DocumentName");
        if (ifd.Text(Tags.ImageDescription) is { Length: < 4096 } description
            && description.AsSpan().TrimStart() is not (['<' or '{' or '[' or '#', ..])
            && !description.StartsWith("ImageJ=", StringComparison.Ordinal))
        {
            facts.Tell(CoreNames.Description, description, $"{page}/ImageDescription");
        }
    }

    /// <summary>Scales from the resolution, where it is so fine that it is meant for the object and not for the printer.</summary>
    public static void Scale(Document document)
    {
        foreach (var series in document.Series)
        {
            if (series.X.Scale is null && PixelSize(series.Page.Ifd, Tags.XResolution) is { } x
                && PixelSize(series.Page.Ifd, Tags.YResolution) is { } y
                && x <= LargestPixel && y <= LargestPixel)
            {
                series.Scale(x * 1e6, y * 1e6, "µm");
            }
        }
    }

    /// <summary>Metres of a pixel by the resolution; null when it has no unit.</summary>
    public static double? PixelSize(Ifd ifd, ushort tag)
    {
        var unit = ifd.Integer(Tags.ResolutionUnit, 2) switch { 2 => 0.0254, 3 => 0.01, _ => double.NaN };
        return ifd.Number(tag) is { } perUnit && perUnit > 0 && unit / perUnit is var size && double.IsFinite(size) && size > 0 ? size
            : null;
    }

    /// <summary>A date as TIFF and EXIF, and those who are careless with them, write it.</summary>
    public static FileTime? Date(string? text, string? offset = null)
    {
        if (!DateTime.TryParseExact(text?.Trim(), DateFormats, CultureInfo.InvariantCulture, DateTimeStyles.None, out var time)
            || time.Year < 1950)
        {
            return null;
        }

        return offset?.Trim() is ['+' or '-', ..] zone
            && TimeSpan.TryParseExact(zone[1..], @"hh\:mm", CultureInfo.InvariantCulture, out var ahead)
            ? new(time, zone[0] == '-' ? -ahead : ahead)
            : new(time);
    }
}
