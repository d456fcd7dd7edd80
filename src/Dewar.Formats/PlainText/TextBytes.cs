using System.Text;
using System.Text.Unicode;
using Dewar.Formats.Bytes;
using Dewar.Sdk;

namespace Dewar.Formats.PlainText;

/// <summary>
/// A file of text as bytes in which ASCII letters are single bytes: UTF-8 or a code page as they are, UTF-16 and UTF-32 turned into UTF-8.
/// </summary>
/// <param name="Bytes">The text.</param>
/// <param name="Start">Where it begins, after a byte-order mark.</param>
/// <param name="Encoding">How <paramref name="Bytes"/> are to be read.</param>
/// <param name="EncodingName">The encoding of the file itself.</param>
/// <param name="LineEnd">The byte that ends lines.</param>
internal sealed record TextBytes(ByteSource Bytes, long Start, Encoding Encoding, string EncodingName, byte LineEnd)
{
    /// <summary>Windows' Western code page: Latin-1 with letters where that has control codes.</summary>
    public static readonly Encoding Windows1252 = CodePagesEncodingProvider.Instance.GetEncoding(1252)!;

    // UTF-16 is turned into UTF-8 in memory; what lies behind is not read.
    private const int MostWide = 32 << 20;

    /// <summary>The text of a file; null when it is none.</summary>
    public static TextBytes? Of(ByteSource file)
    {
        var head = new byte[Math.Min(FileHead.Size, file.Length)];
        return Of(file, head.AsSpan(0, file.Read(0, head)));
    }

    /// <summary>The whole lines at the beginning of a file; null when it is no text.</summary>
    public static TextBytes? Of(FileHead head)
    {
        var bytes = head.Bytes.Span;
        var length = head.Length > bytes.Length && bytes.LastIndexOfAny((byte)'\n', (byte)'\r') is > 0 and var last ? last + 1 : bytes.Length;
        return Of(new PartSource(head.Source, 0, length), bytes[..length]);
    }

    /// <summary>The text of a file whose beginning is known; null when it is none.</summary>
    public static TextBytes? Of(ByteSource file, ReadOnlySpan<byte> head)
    {
        if (Guess(head, file.Length > head.Length, out var mark) is not { } encoding)
        {
            return null;
        }

        var wide = encoding.GetByteCount("a") > 1;
        var source = file;
        var start = (long)mark;
        var bytes = head[mark..];
        if (wide)
        {
            var all = file.ReadBytes(mark, Math.Min(file.Length - mark, MostWide));
            var text = Encoding.UTF8.GetBytes(encoding.GetString(all));
            source = new MemorySource(file.Name, text);
            start = 0;
            bytes = text.AsSpan(0, Math.Min(text.Length, FileHead.Size));
        }

        var end = bytes.Contains((byte)'\n') || !bytes.Contains((byte)'\r') ? (byte)'\n' : (byte)'\r';
        return new(source, start, wide ? Encoding.UTF8 : encoding, NameOf(encoding, mark), end);
    }

    /// <summary>Which encoding it is, by its beginning; null when it is no text.</summary>
    /// <param name="head">The file's beginning.</param>
    /// <param name="goesOn">There is more than the beginning, which may so end within a letter.</param>
    /// <param name="mark">Bytes of the byte-order mark.</param>
    public static Encoding? Guess(ReadOnlySpan<byte> head, bool goesOn, out int mark)
    {
        mark = head switch
        {
            [0xef, 0xbb, 0xbf, ..] => 3,
            [0xff, 0xfe, 0, 0, ..] or [0, 0, 0xfe, 0xff, ..] => 4,
            [0xff, 0xfe, ..] or [0xfe, 0xff, ..] => 2,
            _ => 0,
        };
        var little = mark > 0 && head[0] == 0xff;
        Encoding? marked = mark switch
        {
            3 => Encoding.UTF8,
            4 => little ? Encoding.UTF32 : new UTF32Encoding(bigEndian: true, byteOrderMark: true),
            2 => little ? Encoding.Unicode : Encoding.BigEndianUnicode,
            _ => null,
        };
        var text = head[mark..];
        if (marked is not null)
        {
            return text.IsEmpty || Readable(marked.GetString(text)) ? marked : null;
        }

        if (Wide(text) is { } wide)
        {
            return wide;
        }

        // Some headers are filled up with zeros to a fixed length.
        text = text.TrimEnd((byte)0);
        if (text.IsEmpty || text.Contains((byte)0) || Controls(text) * 100 > text.Length)
        {
            return null;
        }

        if (Utf8.IsValid(goesOn ? WholeLetters(text) : text))
        {
            return Encoding.UTF8;
        }

        return HighBytes(text) * 10 <= text.Length * 3 ? Windows1252 : null;
    }

    private static string NameOf(Encoding encoding, int mark) => encoding switch
    {
        UTF8Encoding => mark > 0 ? "UTF-8 with byte-order mark" : "UTF-8",
        UnicodeEncoding => encoding.CodePage == 1200 ? "UTF-16, little-endian" : "UTF-16, big-endian",
        UTF32Encoding => "UTF-32",
        _ => "Windows-1252",
    };

    // Without a mark: ASCII in UTF-16 has a zero in every second byte.
    private static Encoding? Wide(ReadOnlySpan<byte> text)
    {
        if (text.Length < 4 || (text.Length & 1) != 0 || !text.Contains((byte)0))
        {
            return null;
        }

        int[] zeros = [0, 0];
        for (var i = 0; i < text.Length; i++)
        {
            zeros[i & 1] += text[i] == 0 ? 1 : 0;
            if (zeros[0] > 0 && zeros[1] > 0)
            {
                return null;
            }
        }

        if (Math.Max(zeros[0], zeros[1]) * 5 < text.Length * 2)
        {
            return null;
        }

        var encoding = zeros[1] > zeros[0] ? Encoding.Unicode : Encoding.BigEndianUnicode;
        return Readable(encoding.GetString(text)) ? encoding : null;
    }

    private static bool Readable(string text)
    {
        var odd = 0;
        foreach (var letter in text)
        {
            odd += letter is '\uFFFD' or '\uFFFF' || char.IsControl(letter) && letter is not ('\r' or '\n' or '\t' or '\f' or '\0') ? 1 : 0;
        }

        return odd * 50 <= text.Length;
    }

    private static int Controls(ReadOnlySpan<byte> text)
    {
        var count = 0;
        foreach (var letter in text)
        {
            count += letter is < 32 and not (9 or 10 or 12 or 13 or 26 or 27) or 127 ? 1 : 0;
        }

        return count;
    }

    private static int HighBytes(ReadOnlySpan<byte> text)
    {
        var count = 0;
        foreach (var letter in text)
        {
            count += letter >> 7;
        }

        return count;
    }

    // Without the beginning of a letter at the end.
    private static ReadOnlySpan<byte> WholeLetters(ReadOnlySpan<byte> text)
    {
        for (var back = 1; back <= Math.Min(4, text.Length); back++)
        {
            if (text[^back] < 0x80)
            {
                return text;
            }

            if (text[^back] >= 0xc0)
            {
                return text[..^back];
            }
        }

        return text;
    }
}
