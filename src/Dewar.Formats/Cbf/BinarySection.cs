using System.Buffers.Text;
using Dewar.Formats.Bytes;
using Dewar.Sdk;

namespace Dewar.Formats.Cbf;

/// <summary>Bytes in a CBF with the lines that describe them (CBF definition, IUCr International Tables G, 2.3).</summary>
internal sealed class BinarySection
{
    public const string Boundary = "--CIF-BINARY-FORMAT-SECTION--";

    /// <summary>The lines, by their names in lower case.</summary>
    public Dictionary<string, string> Lines { get; } = new(StringComparer.Ordinal);

    /// <summary>Where the bytes begin, or the text that stands for them.</summary>
    public long Start { get; private set; }

    /// <summary>Where they have ended.</summary>
    public long End { get; private set; }

    public string Encoding => Word("content-transfer-encoding", "BINARY").ToUpperInvariant();

    /// <summary>"byte_offset", "packed", "none" …</summary>
    public string Compression
    {
        get
        {
            var type = Word("content-type", "");
            var at = type.IndexOf("conversions=", StringComparison.OrdinalIgnoreCase);
            return at < 0 ? "none" : type[(at + 12)..].Split(';')[0].Trim(' ', '"').ToLowerInvariant().Replace("x-cbf_", "", StringComparison.Ordinal);
        }
    }

    public bool IsBigEndian => Word("x-binary-element-byte-order", "").StartsWith("BIG", StringComparison.OrdinalIgnoreCase);

    public ElementType Element
    {
        get
        {
            var words = Word("x-binary-element-type", "unsigned 32-bit integer").Trim('"').ToLowerInvariant();
            var bits = words.Contains("64-bit", StringComparison.Ordinal) ? 64 : words.Contains("16-bit", StringComparison.Ordinal) ? 16
                : words.Contains("8-bit", StringComparison.Ordinal) ? 8 : 32;
            return words.Contains("complex", StringComparison.Ordinal) ? new(ElementKind.Complex, bits * 2)
                : words.Contains("real", StringComparison.Ordinal) ? new(ElementKind.Float, Math.Max(bits, 32))
                : new(words.Contains("unsigned", StringComparison.Ordinal) ? ElementKind.Unsigned : ElementKind.Signed, bits);
        }
    }

    /// <summary>Lengths of the axes, the slowest first; none when they are not told here.</summary>
    public long[] Shape
    {
        get
        {
            string[] names = ["x-binary-size-third-dimension", "x-binary-size-second-dimension", "x-binary-size-fastest-dimension"];
            long[] shape = [.. names.Select(name => Number(name) ?? 0)];
            return shape switch
            {
                [_, _, <= 0] => [],
                [<= 1, <= 0, _] => [shape[2]],
                [<= 1, _, _] => shape[1..],
                _ => shape,
            };
        }
    }

    public long? Number(string name) => long.TryParse(Lines.GetValueOrDefault(name), out var number) ? number : null;

    /// <summary>Reads from behind the boundary.</summary>
    public static BinarySection Read(LineReader lines, long length)
    {
        var section = new BinarySection();
        var last = "";
        while (lines.NextText() is { } line && line.Trim() is not "")
        {
            var colon = line.IndexOf(':');
            if (line[0] is ' ' or '\t' || colon <= 0)
            {
                section.Lines[last] = $"{section.Lines.GetValueOrDefault(last)} {line.Trim()}".Trim();
            }
            else if (section.Lines.Count < 100)
            {
                last = line[..colon].Trim().ToLowerInvariant();
                section.Lines[last] = line[(colon + 1)..].Trim();
            }
        }

        section.Start = lines.Position;
        if (section.Encoding is not "BINARY")
        {
            while (lines.NextText() is { } line && !line.StartsWith(Boundary, StringComparison.Ordinal))
            {
                section.End = lines.Position;
            }

            return section;
        }

        // The bytes are introduced by four of their own: they stop listings on the terminals of old.
        section.Start += 4;
        if (section.Number("x-binary-size") is not ({ } size and >= 0))
        {
            throw new DamagedException("A section of bytes does not say how many it has", section.Start);
        }

        section.End = checked(section.Start + size);
        lines.Seek(Math.Min(section.End, length));
        return section;
    }

    /// <summary>The bytes, still compressed.</summary>
    public byte[] Bytes(ByteSource file)
    {
        if (Encoding is "BINARY")
        {
            // Of a file that was cut off, what is there may still be enough.
            return file.ReadBytes(Start, Math.Max(0, Math.Min(End, file.Length) - Start));
        }

        var text = file.ReadBytes(Start, Math.Min(End - Start, DecodedValues.Most));
        return Encoding switch
        {
            "BASE64" => Base64Text(text),
            "QUOTED-PRINTABLE" => QuotedPrintable(text),
            _ => throw new DamagedException($"Nobody here knows the encoding {Encoding}", Start),
        };
    }

    private static byte[] Base64Text(byte[] text)
    {
        var plain = Array.FindAll(text, letter => letter > ' ');
        var bytes = new byte[Base64.GetMaxDecodedFromUtf8Length(plain.Length / 4 * 4)];
        Base64.DecodeFromUtf8(plain, bytes, out _, out var written);
        return bytes[..written];
    }

    private static byte[] QuotedPrintable(byte[] text)
    {
        var bytes = new List<byte>(text.Length);
        for (var i = 0; i < text.Length; i++)
        {
            if (text[i] != '=')
            {
                if (text[i] is not ((byte)'\r' or (byte)'\n'))
                {
                    bytes.Add(text[i]);
                }
            }
            else if (i + 2 < text.Length && Utf8Parser.TryParse(text.AsSpan(i + 1, 2), out byte value, out var used, 'x') && used == 2)
            {
                bytes.Add(value);
                i += 2;
            }
        }

        return [.. bytes];
    }

    private string Word(string name, string otherwise) => Lines.GetValueOrDefault(name) is { Length: > 0 } word ? word : otherwise;
}
