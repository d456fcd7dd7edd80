using System.Text;
using Dewar.Sdk;

namespace Dewar.Formats.Images.Netpbm;

/// <summary>The header of a portable map.</summary>
internal sealed record NetpbmHeader(char Kind, long Width, long Height, int Most, int Channels, int DataAt)
{
    public bool IsPlain => Kind is '1' or '2' or '3';

    /// <summary>Eight pixels in a byte.</summary>
    public bool IsBits => Kind is '4';

    /// <summary>One is black.</summary>
    public bool IsInk => Kind is '1' or '4';

    public bool IsFloat => Kind is 'f' or 'F';

    public bool IsBigEndian { get; private init; } = true;

    public ElementType Element => (IsFloat ? ElementType.Float32 : Most > 255 ? ElementType.UInt16 : ElementType.UInt8).Times(Channels);

    public string Name => Kind switch
    {
        '1' or '4' => "Portable bit map",
        '2' or '5' => "Portable grey map",
        '3' or '6' => "Portable pixel map",
        '7' => "Portable arbitrary map",
        _ => "Portable float map",
    };

    public string MediaType => Kind switch
    {
        '1' or '4' => "image/x-portable-bitmap",
        '2' or '5' => "image/x-portable-graymap",
        '3' or '6' => "image/x-portable-pixmap",
        _ => "image/x-portable-anymap",
    };

    public static NetpbmHeader Read(byte[] bytes, MetaGroup tree)
    {
        if (bytes.Length < 7)
        {
            throw new DamagedException("The portable map ends in its header");
        }

        var kind = (char)bytes[1];
        var header = kind == '7' ? Arbitrary(bytes) : Numbers(bytes, kind);
        Picture.CheckSize(header.Width, header.Height, "portable map");
        if (header.Most is < 1 or > 65535 || header.Channels is < 1 or > 4 || header.DataAt > bytes.Length)
        {
            throw new DamagedException($"The portable map has values up to {header.Most} in {header.Channels} channels");
        }

        Comments(bytes.AsSpan(2, header.DataAt - 2), tree);
        return header;
    }

    private static NetpbmHeader Numbers(byte[] bytes, char kind)
    {
        var words = new NetpbmWords(bytes, 2);
        var (width, height) = (words.Next(), words.Next());
        var scale = kind is 'f' or 'F' ? words.NextReal() ?? throw new DamagedException("The float map does not say its byte order") : 1;
        var most = kind is '1' or '4' or 'f' or 'F' ? 1 : words.Next();

        // One byte of white space parts the header from the pixels.
        return new(kind, width, height, most, kind is '3' or '6' or 'F' ? 3 : 1, words.At + 1) { IsBigEndian = scale > 0 };
    }

    private static NetpbmHeader Arbitrary(byte[] bytes)
    {
        var end = bytes.AsSpan().IndexOf("ENDHDR\n"u8);
        if (end < 0)
        {
            throw new DamagedException("The header of the portable arbitrary map has no end");
        }

        var numbers = new Dictionary<string, int>(StringComparer.Ordinal);
        foreach (var line in Encoding.ASCII.GetString(bytes, 0, end).Split('\n'))
        {
            var words = line.Split(' ', StringSplitOptions.RemoveEmptyEntries);
            if (words.Length == 2 && int.TryParse(words[1], out var number))
            {
                numbers[words[0]] = number;
            }
        }

        int Of(string name) => numbers.GetValueOrDefault(name);
        return new('7', Of("WIDTH"), Of("HEIGHT"), Of("MAXVAL"), Of("DEPTH"), end + 7);
    }

    private static void Comments(ReadOnlySpan<byte> header, MetaGroup tree)
    {
        foreach (var line in Encoding.UTF8.GetString(header).Split('\n').Take(1000))
        {
            if (line.IndexOf('#', StringComparison.Ordinal) is >= 0 and var at && line[(at + 1)..].Trim() is { Length: > 0 } comment)
            {
                tree.Add("Comment", comment);
            }
        }
    }
}
