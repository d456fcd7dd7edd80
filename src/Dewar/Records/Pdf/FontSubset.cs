using System.Buffers.Binary;
using System.Text;
using Dewar.Formats.Drawing.Fonts;

namespace Dewar.Records;

/// <summary>A TrueType font with some glyphs of another, in a new order: as much of it as a PDF asks for.</summary>
internal static class FontSubset
{
    // Flags of a part of a composite glyph (ISO/IEC 14496-22, section 5.3.3.1.2).
    private const int WideArguments = 1, OneScale = 8, MoreParts = 0x20, TwoScales = 0x40, FourScales = 0x80;

    /// <param name="glyphs">By their numbers in the font; the first is the one for letters that it does not have.</param>
    public static byte[] Of(TrueTypeFont font, IReadOnlyList<int> glyphs)
    {
        // Parts of glyphs come after all that were asked for.
        List<int> all = [.. glyphs];
        var places = glyphs.Index().Reverse().DistinctBy(glyph => glyph.Item).ToDictionary(glyph => glyph.Item, glyph => glyph.Index);
        using var outlines = new MemoryStream();
        List<int> starts = [];
        for (var place = 0; place < all.Count; place++)
        {
            starts.Add((int)outlines.Position);
            var outline = font.Outline(all[place]).ToArray();
            foreach (var (at, part) in Parts(outline))
            {
                if (!places.TryGetValue(part, out var moved))
                {
                    places[part] = moved = all.Count;
                    all.Add(part);
                }

                BinaryPrimitives.WriteUInt16BigEndian(outline.AsSpan(at), (ushort)moved);
            }

            outlines.Write(outline);
            outlines.Write(new byte[-outline.Length & 3]);
        }

        starts.Add((int)outlines.Position);
        return Assemble(
        [
            ("glyf", outlines.ToArray()), ("head", Patched(font.Whole("head"u8), 50, 1)), ("hhea", Patched(font.Whole("hhea"u8), 34, all.Count)),
            ("hmtx", [.. all.SelectMany(glyph => Metric(font, glyph))]), ("loca", [.. starts.SelectMany(Long)]), ("maxp", Patched(font.Whole("maxp"u8), 4, all.Count)),
        ]);
    }

    /// <summary>Where a composite glyph names its parts.</summary>
    private static IEnumerable<(int At, int Glyph)> Parts(byte[] outline)
    {
        if (outline.Length < 10 || BinaryPrimitives.ReadInt16BigEndian(outline) >= 0)
        {
            yield break;
        }

        for (int at = 10, flags = MoreParts; (flags & MoreParts) != 0;)
        {
            flags = BinaryPrimitives.ReadUInt16BigEndian(outline.AsSpan(at));
            yield return (at + 2, BinaryPrimitives.ReadUInt16BigEndian(outline.AsSpan(at + 2)));
            at += 4 + ((flags & WideArguments) != 0 ? 4 : 2) + ((flags & OneScale) != 0 ? 2 : (flags & TwoScales) != 0 ? 4 : (flags & FourScales) != 0 ? 8 : 0);
        }
    }

    private static byte[] Metric(TrueTypeFont font, int glyph)
    {
        var outline = font.Outline(glyph);
        // Nothing moves a glyph from where it is drawn: its bearing is its own left edge.
        var metric = new byte[4];
        BinaryPrimitives.WriteUInt16BigEndian(metric, (ushort)font.Advance(glyph));
        outline[(outline.IsEmpty ? 0 : 2)..(outline.IsEmpty ? 0 : 4)].CopyTo(metric.AsSpan(2));
        return metric;
    }

    private static byte[] Patched(ReadOnlySpan<byte> table, int at, int value)
    {
        var patched = table.ToArray();
        BinaryPrimitives.WriteUInt16BigEndian(patched.AsSpan(at), (ushort)value);
        return patched;
    }

    private static byte[] Long(int number)
    {
        var bytes = new byte[4];
        BinaryPrimitives.WriteInt32BigEndian(bytes, number);
        return bytes;
    }

    private static byte[] Assemble((string Name, byte[] Content)[] tables)
    {
        using var file = new MemoryStream();
        // Six tables: the four numbers of a search in halves.
        file.Write([0, 1, 0, 0, 0, (byte)tables.Length, 0, 64, 0, 2, 0, 32]);
        var at = 12 + 16 * tables.Length;
        foreach (var (name, content) in tables)
        {
            file.Write(Encoding.ASCII.GetBytes(name));
            file.Write(Long(Checksum(content)));
            file.Write(Long(at));
            file.Write(Long(content.Length));
            at += (content.Length + 3) & ~3;
        }

        foreach (var (_, content) in tables)
        {
            file.Write(content);
            file.Write(new byte[-content.Length & 3]);
        }

        return file.ToArray();
    }

    private static int Checksum(byte[] content)
    {
        var padded = new byte[(content.Length + 3) & ~3];
        content.CopyTo(padded, 0);
        var sum = 0;
        for (var at = 0; at < padded.Length; at += 4)
        {
            sum = unchecked(sum + BinaryPrimitives.ReadInt32BigEndian(padded.AsSpan(at)));
        }

        return sum;
    }
}
