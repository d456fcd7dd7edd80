using System.Text;

namespace Dewar.Reservations;

/// <summary>Joins folded lines. Bytes are joined before they become letters: a fold may part a letter that takes several.</summary>
internal static class Unfolding
{
    private static readonly UTF8Encoding Utf8 = new(false, throwOnInvalidBytes: true);

    /// <summary>Each line with the number at which it begins; empty ones are left out.</summary>
    public static IEnumerable<(int Number, string Text)> Lines(byte[] calendar)
    {
        var at = calendar is [0xEF, 0xBB, 0xBF, ..] ? 3 : 0;
        var (line, number, begin) = (new List<byte>(), 1, 1);
        while (at < calendar.Length)
        {
            var end = Array.FindIndex(calendar, at, each => each is (byte)'\n' or (byte)'\r');
            end = end < 0 ? calendar.Length : end;
            line.AddRange(calendar.AsSpan(at, end - at));
            at = end + (end + 1 < calendar.Length && calendar[end] == '\r' && calendar[end + 1] == '\n' ? 2 : 1);
            number++;
            if (at < calendar.Length && (calendar[at] is (byte)' ' or (byte)'\t'))
            {
                at++;
                continue;
            }

            if (line.Count > 0)
            {
                yield return (begin, Letters([.. line]));
                line.Clear();
            }

            begin = number;
        }

        if (line.Count > 0)
        {
            yield return (begin, Letters([.. line]));
        }
    }

    /// <summary>What is no UTF-8 was written by a program that knows one byte for a letter.</summary>
    private static string Letters(byte[] line)
    {
        try
        {
            return Utf8.GetString(line);
        }
        catch (DecoderFallbackException)
        {
            return Encoding.Latin1.GetString(line);
        }
    }
}
