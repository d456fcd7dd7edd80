using Dewar.Sdk;

namespace Dewar.Formats.Tiff;

/// <summary>The fields of directories as a tree to be read, in the words of the specification.</summary>
internal static class TagTree
{
    private const int MostPages = 16;
    private const int LongestText = 32 * 1024;
    private const int LongestBytes = 64;

    private static readonly string[] Gps =
    [
        "GPSVersionID", "GPSLatitudeRef", "GPSLatitude", "GPSLongitudeRef", "GPSLongitude", "GPSAltitudeRef", "GPSAltitude",
        "GPSTimeStamp", "GPSSatellites",
        "GPSStatus", "GPSMeasureMode", "GPSDOP", "GPSSpeedRef", "GPSSpeed", "GPSTrackRef", "GPSTrack", "GPSImgDirectionRef",
        "GPSImgDirection", "GPSMapDatum",
    ];

    /// <summary>The file's frame, and the first page of each series.</summary>
    public static void Add(Document document, MetaGroup into)
    {
        var frame = into.AddGroup("TIFF");
        frame.Add("ByteOrder", document.File.BigEndian ? "big-endian" : "little-endian", at: 0);
        frame.Add("BigTIFF", document.File.IsBig, at: 2);
        frame.Add("Pages", document.Pages.Count);
        foreach (var series in document.Series.Take(MostPages))
        {
            var group = into.AddGroup(series.Place is { } place && place.StartsWith("below", StringComparison.Ordinal)
                ? $"Page {document.NumberOf(series.Page)} {series.Name} {series.Page.Width} × {series.Page.Height}"
                : $"Page {document.NumberOf(series.Page)}");
            Add(series.Page.Ifd, group, 0, isGps: false);
        }
    }

    private static void Add(Ifd ifd, MetaGroup group, int depth, bool isGps)
    {
        foreach (var entry in ifd.Entries)
        {
            switch (entry.Tag)
            {
                case Tags.StripOffsets or Tags.StripByteCounts or Tags.TileOffsets or Tags.TileByteCounts:
                case Tags.ColorMap or Tags.JpegTables or Tags.SubIfds:
                    break;
                case Tags.Exif or Tags.Gps or Tags.Interoperability when depth < 3 && entry.Count == 1:
                    if (ifd.Integers(entry, 1) is [var at] && ifd.File.Read(at) is { } below)
                    {
                        Add(below, group.AddGroup(Tags.Name(entry.Tag)), depth + 1, entry.Tag == Tags.Gps);
                    }

                    break;
                default:
                    var name = isGps && entry.Tag < Gps.Length ? Gps[entry.Tag] : Tags.Name(entry.Tag);
                    group.Add(name, Value(ifd, entry), at: entry.At);
                    break;
            }
        }
    }

    private static object? Value(Ifd ifd, Entry entry)
    {
        if (entry.Type == FieldType.Ascii)
        {
            return Ifd.Decode(ifd.Bytes(entry, LongestText)).TrimEnd();
        }

        if (entry.IsBytes && entry.Count > LongestBytes)
        {
            return $"{entry.Count} bytes";
        }

        if (entry.Type is FieldType.Rational or FieldType.SignedRational or FieldType.Float or FieldType.Double)
        {
            return ifd.Numbers(entry, MetaValue.Most) is var numbers && entry.Count == 1 && numbers.Length == 1 ? numbers[0]
                : Long(numbers, entry);
        }

        return ifd.Integers(entry, MetaValue.Most) is var values && entry.Count == 1 && values.Length == 1 ? values[0]
            : Long(values, entry);
    }

    // What is longer than the tree keeps says so by its own length.
    private static Array Long(Array values, Entry entry) => entry.Count < 0 ? Array.Empty<long>() : values;
}
