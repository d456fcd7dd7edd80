using System.Globalization;
using System.Text;
using Dewar.Formats.Codecs;
using Dewar.Formats.Images.Exif;
using Dewar.Sdk;

namespace Dewar.Formats.Images.Png;

/// <summary>The chunks beside the pixels of a PNG: texts, times, sizes, Exif.</summary>
/// <param name="file">Where it is.</param>
/// <param name="into">What was found goes here.</param>
internal sealed class PngTexts(ByteSource file, Extraction into)
{
    private const int MostInflated = 256 * 1024;
    private const int MostTexts = 5000;
    private MetaGroup? _texts;

    private static readonly (string Keyword, CoreName Name)[] Keywords =
    [
        ("Title", CoreNames.Title), ("Description", CoreNames.Description), ("Comment", CoreNames.Description),
        ("Author", CoreNames.Operator), ("Software", CoreNames.Software), ("Source", CoreNames.Instrument),
    ];

    public void Read(string type, long at, int length, PngHeader header)
    {
        switch (type)
        {
            case "tEXt" or "zTXt" or "iTXt" when (_texts?.Children.Count ?? 0) < MostTexts:
                Text(type, file.ReadBytes(at, length), at);
                break;
            case "pHYs" when length >= 9:
                var size = file.ReadBytes(at, 9);
                var unit = size[8] == 1 ? "1/m" : null;
                var group = into.Metadata.AddGroup("pHYs");
                group.Add("Pixels per unit, X axis", Number(size, 0), unit, at);
                group.Add("Pixels per unit, Y axis", Number(size, 4), unit, at + 4);
                break;
            case "tIME" when length >= 7:
                Time(file.ReadBytes(at, 7), at);
                break;
            case "eXIf" when length >= 8 && into.Metadata.Find("Exif") is null:
                ExifBlock.Read(file.ReadBytes(at, length), at, into);
                break;
            case "gAMA" when length >= 4:
                into.Metadata.Add("gAMA", Number(file.ReadBytes(at, 4), 0) / 100000.0, at: at);
                break;
            case "sRGB" when length >= 1:
                into.Metadata.Add("sRGB", (int)file.ReadBytes(at, 1)[0], at: at);
                break;
            case "iCCP" when length >= 2:
                into.Metadata.Add("iCCP", Latin(file.ReadBytes(at, Math.Min(80, length))), at: at);
                break;
            case "sBIT" or "bKGD" or "tRNS" when length is > 0 and <= 768:
                Samples(type, file.ReadBytes(at, length), at, header);
                break;
            case "acTL" when length >= 8:
                var frames = file.ReadBytes(at, 8);
                into.Metadata.AddGroup("acTL").Add("Frames", Number(frames, 0), at: at);
                into.Warn("Of the pictures of this animated PNG the first one is read.");
                break;
        }
    }

    private void Samples(string type, byte[] bytes, long at, PngHeader header)
    {
        var isWide = type is not "sBIT" && !header.HasPalette;
        var numbers = new long[isWide ? bytes.Length / 2 : bytes.Length];
        for (var i = 0; i < numbers.Length; i++)
        {
            numbers[i] = isWide ? bytes[2 * i] << 8 | bytes[2 * i + 1] : bytes[i];
        }

        into.Metadata.Add(type, numbers.Length == 1 ? numbers[0] : numbers, at: at);
    }

    private void Time(byte[] bytes, long at)
    {
        var (year, month, day) = (bytes[0] << 8 | bytes[1], bytes[2], bytes[3]);
        if (year is < 1 or > 9999 || month is < 1 or > 12 || day < 1 || day > DateTime.DaysInMonth(year, month)
            || bytes[4] > 23 || bytes[5] > 59 || bytes[6] > 60)
        {
            into.Warn("The time of the PNG's last change is no time.");
            return;
        }

        var time = FileTime.Utc(new(year, month, day, bytes[4], bytes[5], Math.Min((int)bytes[6], 59)));
        into.Metadata.Add("tIME", time, at: at, doubt: "This is when the file was last changed.");
    }

    private void Text(string type, byte[] bytes, long at)
    {
        var end = Array.IndexOf(bytes, (byte)0);
        if (end <= 0)
        {
            into.Warn($"A {type} chunk has no keyword.");
            return;
        }

        var keyword = Encoding.Latin1.GetString(bytes, 0, end);
        var rest = bytes.AsSpan(end + 1);
        var text = type switch
        {
            "tEXt" => Plain(rest),
            "zTXt" => rest.Length > 1 ? Inflated(rest[1..], Encoding.Latin1) : "",
            _ => International(rest),
        };
        _texts ??= into.Metadata.AddGroup("Text");
        _texts.Add(keyword, Picture.Shortened(text), at: at + end + 1);
        Tell(keyword, text);
    }

    private void Tell(string keyword, string text)
    {
        foreach (var (known, name) in Keywords)
        {
            if (string.Equals(known, keyword, StringComparison.OrdinalIgnoreCase))
            {
                into.Facts.Tell(name, Picture.Shortened(text), $"Text.{keyword}");
            }
        }

        // Usually as in mail (RFC 1123), though ISO 8601 is met as well.
        if (keyword is "Creation Time" or "date:create"
            && DateTimeOffset.TryParse(text, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out var time))
        {
            // A sign after the hours is one of a zone.
            var words = text.TrimEnd();
            var hasZone = words.EndsWith('Z') || words.EndsWith("GMT", StringComparison.Ordinal)
                || words.IndexOf(':', StringComparison.Ordinal) is > 0 and var colon && words.LastIndexOfAny(['+', '-']) > colon;
            into.Facts.Tell(CoreNames.AcquiredAt, new FileTime(time.DateTime, hasZone ? time.Offset : null), $"Text.{keyword}");
        }
    }

    // Language and translated keyword come before the text.
    private string International(ReadOnlySpan<byte> rest)
    {
        if (rest.Length < 2)
        {
            return "";
        }

        var isInflated = rest[0] == 1;
        rest = rest[2..];
        for (var skipped = 0; skipped < 2; skipped++)
        {
            var end = rest.IndexOf((byte)0);
            rest = end < 0 ? [] : rest[(end + 1)..];
        }

        return isInflated ? Inflated(rest, Encoding.UTF8) : Encoding.UTF8.GetString(rest);
    }

    private string Inflated(ReadOnlySpan<byte> bytes, Encoding encoding)
    {
        var text = new byte[MostInflated];
        try
        {
            return encoding.GetString(text, 0, Zlib.Decode(bytes, text));
        }
        catch (DamagedException)
        {
            into.Warn("A compressed text of the PNG is broken.");
            return "";
        }
    }

    // Latin-1 by the standard; many write UTF-8.
    private static string Plain(ReadOnlySpan<byte> bytes) =>
        (System.Text.Unicode.Utf8.IsValid(bytes) ? Encoding.UTF8 : Encoding.Latin1).GetString(bytes);

    private static string Latin(byte[] bytes) => Encoding.Latin1.GetString(bytes.AsSpan(0, Math.Max(0, Array.IndexOf(bytes, (byte)0))));

    private static long Number(byte[] bytes, int at) => System.Buffers.Binary.BinaryPrimitives.ReadUInt32BigEndian(bytes.AsSpan(at));
}
