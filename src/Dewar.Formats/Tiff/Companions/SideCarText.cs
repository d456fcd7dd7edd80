using System.Text;
using Dewar.Sdk;

namespace Dewar.Formats.Tiff;

/// <summary>Finds the text beside a picture, and tells what it says.</summary>
internal static class SideCarText
{
    private const long Longest = 1 << 20;

    /// <summary>The text beside a picture that is of this kind, with its name; null when there is none.</summary>
    public static (string Name, string Text)? Beside(ByteSource source, SideCar kind)
    {
        var dot = source.Name.LastIndexOf('.');
        var (stem, extension) = dot < 0 ? (source.Name, "") : (source.Name[..dot], source.Name[(dot + 1)..]);
        foreach (var name in kind.NamesFor(stem, extension))
        {
            if (source.Companion(name) is { } found && Decode(found.ReadBytes(0, Math.Min(found.Length, Longest))) is var text
                && kind.IsOne(text))
            {
                return (name, text);
            }
        }

        return null;
    }

    /// <summary>Adds the tree, the facts and the scale to a picture.</summary>
    public static void Tell((string Name, string Text) found, SideCar kind, Series series, Extraction into)
    {
        into.AddPart(found.Name, "metadata");
        var tree = into.Metadata.Add(kind.Read(found.Text));
        kind.Tell(tree, into);
        series.ScaleMetres(kind.PixelSize(tree)?.X, kind.PixelSize(tree)?.Y);
    }

    /// <summary>Whether bytes can be such a text at all: most files have a zero among the first few.</summary>
    public static bool CanBe(ReadOnlySpan<byte> bytes) =>
        bytes is [0xff, 0xfe, ..] or [0xfe, 0xff, ..] || !bytes[..Math.Min(bytes.Length, 16)].Contains((byte)0);

    /// <summary>Text in UTF-8, UTF-16 with its mark, or Latin-1.</summary>
    public static string Decode(ReadOnlySpan<byte> bytes) => bytes switch
    {
        [0xff, 0xfe, ..] => Encoding.Unicode.GetString(bytes[2..]),
        [0xfe, 0xff, ..] => Encoding.BigEndianUnicode.GetString(bytes[2..]),
        [0xef, 0xbb, 0xbf, ..] => Encoding.UTF8.GetString(bytes[3..]),
        _ => Ifd.Decode(bytes),
    };
}
