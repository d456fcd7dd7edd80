using System.Text;
using Dewar.Sdk;

namespace Dewar.Formats.Ser;

/// <summary>
/// The XML that TIA leaves in an EMI file for each thing it shows. The rest of the file is not documented; what is known is that the name
/// of a SER file stands before the XML that belongs to it, and that images without SER file have XML too.
/// </summary>
internal static class EmiObjects
{
    private const long MostSearched = 512L << 20;
    private const int Window = 1 << 20;
    private const int MostObjects = 1000;
    private const int LongestXml = 4 << 20;

    /// <summary>The XML fragments in the file's order, each with the number of its SER file, or null.</summary>
    public static List<(int? Number, string Xml, long At)> Find(ByteSource file, CancellationToken ct)
    {
        var found = new List<(int?, string, long)>();
        var (number, at) = ((int?)null, 0L);
        while (found.Count < MostObjects && Next(file, at, ct) is var (place, isXml))
        {
            if (!isXml)
            {
                number = NumberOf(file, place) ?? number;
                at = place + 1;
                continue;
            }

            var end = EndOf(file, place);
            found.Add((number, Text(file.ReadBytes(place, end - place)), place));
            (number, at) = (null, end);
        }

        return found;
    }

    // The next "<ObjectInfo>", or end of the name of a SER file.
    private static (long Place, bool IsXml)? Next(ByteSource file, long from, CancellationToken ct)
    {
        var window = new byte[(int)Math.Min(Window, Math.Max(0, file.Length - from))];
        const int Overlap = 16;
        for (var start = from; start < Math.Min(file.Length, MostSearched); start += window.Length - Overlap)
        {
            ct.ThrowIfCancellationRequested();
            var bytes = window.AsSpan(0, file.Read(start, window));
            var (xml, ser) = (bytes.IndexOf("<ObjectInfo>"u8), bytes.IndexOf(".ser"u8));
            if (xml >= 0 && (ser < 0 || xml < ser))
            {
                return (start + xml, true);
            }

            if (ser >= 0)
            {
                return (start + ser, false);
            }

            if (bytes.Length <= Overlap)
            {
                return null;
            }
        }

        return null;
    }

    private static long EndOf(ByteSource file, long start)
    {
        var bytes = new byte[(int)Math.Min(LongestXml, file.Length - start)];
        var read = file.Read(start, bytes);
        var end = bytes.AsSpan(0, read).IndexOf("</ObjectInfo>"u8);
        return end >= 0 ? start + end + "</ObjectInfo>".Length
            : throw new DamagedException($"{file.Name}: the description of an object has no end", start);
    }

    // "…acquire_12.ser": 12.
    private static int? NumberOf(ByteSource file, long dot)
    {
        Span<byte> before = stackalloc byte[(int)Math.Min(8, dot)];
        file.ReadExactly(dot - before.Length, before);
        var (number, factor) = (0, 1);
        for (var i = before.Length - 1; i >= 0; i--, factor *= 10)
        {
            if (!char.IsAsciiDigit((char)before[i]))
            {
                return before[i] == '_' && factor > 1 ? number : null;
            }

            number += (before[i] - '0') * factor;
        }

        return null;
    }

    private static string Text(byte[] bytes)
    {
        try
        {
            return new UTF8Encoding(false, throwOnInvalidBytes: true).GetString(bytes);
        }
        catch (DecoderFallbackException)
        {
            return Encoding.Latin1.GetString(bytes);
        }
    }
}
