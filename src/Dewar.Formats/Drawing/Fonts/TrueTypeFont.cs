using System.Buffers.Binary;

namespace Dewar.Formats.Drawing.Fonts;

/// <summary>A TrueType font (ISO/IEC 14496-22, "OpenType") with outlines in its table glyf.</summary>
internal sealed class TrueTypeFont
{
    private readonly byte[] _bytes;
    private readonly Dictionary<uint, (int At, int Length)> _tables = [];
    private readonly CharacterMap _characters;
    private readonly bool _longPlaces;
    private readonly int _advances;

    /// <summary>One of the fonts that ship with Dewar, by the name of its file.</summary>
    public static TrueTypeFont Shipped(string name)
    {
        using var resource = typeof(TrueTypeFont).Assembly.GetManifestResourceStream($"Dewar.Formats.Fonts.{name}.ttf")!;
        var bytes = new byte[resource.Length];
        resource.ReadExactly(bytes);
        return new(bytes);
    }

    public TrueTypeFont(byte[] bytes)
    {
        _bytes = bytes;
        for (var table = 0; table < U16(4); table++)
        {
            _tables[U32(12 + 16 * table)] = ((int)U32(12 + 16 * table + 8), (int)U32(12 + 16 * table + 12));
        }

        UnitsPerEm = U16(Table("head"u8) + 18);
        _longPlaces = U16(Table("head"u8) + 50) != 0;
        Ascent = (short)U16(Table("hhea"u8) + 4);
        _advances = U16(Table("hhea"u8) + 34);
        _characters = CharacterMap.Read(bytes, Table("cmap"u8));
    }

    /// <summary>Units of the outlines in the size of the font.</summary>
    public int UnitsPerEm { get; }

    /// <summary>How far letters reach above the line.</summary>
    public int Ascent { get; }

    /// <summary>The number of the glyph of a character; 0, a box, when the font does not have it.</summary>
    public int Glyph(int character) => _characters[character];

    /// <summary>How far the next glyph stands from this one.</summary>
    public int Advance(int glyph) => U16(Table("hmtx"u8) + 4 * Math.Min(glyph, _advances - 1));

    /// <summary>The outline of a glyph as the font describes it; empty when it has none, as a space.</summary>
    public ReadOnlySpan<byte> Outline(int glyph)
    {
        var (place, outlines) = (Table("loca"u8), Table("glyf"u8));
        var (from, to) = _longPlaces
            ? ((int)U32(place + 4 * glyph), (int)U32(place + 4 * glyph + 4))
            : (2 * U16(place + 2 * glyph), 2 * U16(place + 2 * glyph + 2));
        return _bytes.AsSpan(outlines + from, to - from);
    }

    /// <summary>A table as it stands in the font, for those who make a smaller one of it.</summary>
    public ReadOnlySpan<byte> Whole(ReadOnlySpan<byte> name)
    {
        var (at, length) = _tables[BinaryPrimitives.ReadUInt32BigEndian(name)];
        return _bytes.AsSpan(at, length);
    }

    private int Table(ReadOnlySpan<byte> name) => _tables[BinaryPrimitives.ReadUInt32BigEndian(name)].At;

    private int U16(int at) => BinaryPrimitives.ReadUInt16BigEndian(_bytes.AsSpan(at));

    private uint U32(int at) => BinaryPrimitives.ReadUInt32BigEndian(_bytes.AsSpan(at));
}
