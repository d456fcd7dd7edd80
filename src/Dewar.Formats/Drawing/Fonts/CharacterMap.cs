using System.Buffers.Binary;

namespace Dewar.Formats.Drawing.Fonts;

/// <summary>Which glyph draws which character: the table cmap of a font, formats 4 and 12.</summary>
internal sealed class CharacterMap
{
    private readonly Dictionary<int, int> _glyphs = [];

    public int this[int character] => _glyphs.GetValueOrDefault(character);

    public static CharacterMap Read(ReadOnlySpan<byte> font, int table)
    {
        var map = new CharacterMap();
        var cmap = font[table..];
        for (var i = 0; i < U16(cmap, 2); i++)
        {
            var part = cmap[(int)U32(cmap, 4 + 8 * i + 4)..];
            if (U16(part, 0) == 4)
            {
                map.AddSegments(part);
            }
            else if (U16(part, 0) == 12)
            {
                map.AddGroups(part);
            }
        }

        return map;
    }

    private void AddSegments(ReadOnlySpan<byte> part)
    {
        var segments = U16(part, 6) / 2;
        for (var segment = 0; segment < segments; segment++)
        {
            var (last, first) = (U16(part, 14 + 2 * segment), U16(part, 16 + 2 * segments + 2 * segment));
            var delta = U16(part, 16 + 4 * segments + 2 * segment);
            var rangeAt = 16 + 6 * segments + 2 * segment;
            var range = U16(part, rangeAt);
            for (var character = first; character <= last && character != 0xFFFF; character++)
            {
                var glyph = range == 0 ? character : U16(part, rangeAt + range + 2 * (character - first));
                _glyphs.TryAdd(character, glyph == 0 && range != 0 ? 0 : (ushort)(glyph + delta));
            }
        }
    }

    private void AddGroups(ReadOnlySpan<byte> part)
    {
        for (var group = 0; group < U32(part, 12); group++)
        {
            var (first, last, glyph) = ((int)U32(part, 16 + 12 * group), (int)U32(part, 20 + 12 * group), (int)U32(part, 24 + 12 * group));
            for (var character = first; character <= last; character++)
            {
                _glyphs.TryAdd(character, glyph + character - first);
            }
        }
    }

    private static int U16(ReadOnlySpan<byte> bytes, int at) => BinaryPrimitives.ReadUInt16BigEndian(bytes[at..]);

    private static uint U32(ReadOnlySpan<byte> bytes, int at) => BinaryPrimitives.ReadUInt32BigEndian(bytes[at..]);
}
