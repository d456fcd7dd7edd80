using System.Text;

namespace Dewar.Formats.Msa;

/// <summary>Lines of text, whatever they end with, each with its place in the file.</summary>
internal sealed class MsaText
{
    private readonly string _text;
    private readonly int _bytesPerLetter;
    private readonly bool _utf8;
    private int _at;
    private long _bytesBefore;
    private int _lettersBefore;

    public MsaText(byte[] bytes)
    {
        _text = Decode(bytes);
        _bytesPerLetter = bytes.Length > 1 && (bytes[0], bytes[1]) is (0xFF, 0xFE) or (0xFE, 0xFF) ? 2 : 1;
        _bytesBefore = _bytesPerLetter == 2 ? 2 : bytes.AsSpan().StartsWith((ReadOnlySpan<byte>)[0xEF, 0xBB, 0xBF]) ? 3 : 0;
        _utf8 = _bytesPerLetter == 1 && _text.Length != bytes.Length - _bytesBefore;
    }

    /// <summary>The next line, and where it begins; null at the end.</summary>
    public (ReadOnlyMemory<char> Line, long At)? Next()
    {
        if (_at >= _text.Length)
        {
            return null;
        }

        var start = _at;
        var length = _text.AsSpan(start).IndexOfAny('\r', '\n');
        var end = length < 0 ? _text.Length : start + length;
        _at = end + (end + 1 < _text.Length && _text[end] == '\r' && _text[end + 1] == '\n' ? 2 : 1);
        return (_text.AsMemory(start, end - start), Place(start));
    }

    /// <summary>UTF-16 with its mark, UTF-8, or else Latin-1.</summary>
    public static string Decode(ReadOnlySpan<byte> bytes)
    {
        if (bytes.StartsWith((ReadOnlySpan<byte>)[0xFF, 0xFE]))
        {
            return Encoding.Unicode.GetString(bytes[2..]);
        }

        if (bytes.StartsWith((ReadOnlySpan<byte>)[0xFE, 0xFF]))
        {
            return Encoding.BigEndianUnicode.GetString(bytes[2..]);
        }

        var text = Encoding.UTF8.GetString(bytes);
        return (text.Contains('\uFFFD') ? Encoding.Latin1.GetString(bytes) : text).TrimStart('\uFEFF');
    }

    private long Place(int letter)
    {
        if (!_utf8)
        {
            return _bytesBefore + (long)letter * _bytesPerLetter;
        }

        _bytesBefore += Encoding.UTF8.GetByteCount(_text.AsSpan(_lettersBefore, letter - _lettersBefore));
        _lettersBefore = letter;
        return _bytesBefore;
    }
}
