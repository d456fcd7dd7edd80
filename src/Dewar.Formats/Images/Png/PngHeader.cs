using Dewar.Formats.Bytes;
using Dewar.Sdk;

namespace Dewar.Formats.Images.Png;

/// <summary>The IHDR of a PNG.</summary>
internal sealed record PngHeader(long Width, long Height, int Depth, int ColourType, bool IsInterlaced)
{
    /// <summary>Samples of a pixel as they are stored.</summary>
    public int Channels => ColourType switch { 2 => 3, 4 => 2, 6 => 4, _ => 1 };

    /// <summary>The type as it is handed out: numbers of less than 8 bits and places in a palette as bytes.</summary>
    public ElementType Element => (Depth == 16 ? ElementType.UInt16 : ElementType.UInt8).Times(Channels);

    public bool HasPalette => ColourType == 3;

    public static PngHeader Read(Cursor chunk)
    {
        var header = new PngHeader(chunk.U32(), chunk.U32(), chunk.U8(), chunk.U8(), (chunk.U32() >> 8 & 0xFF) != 0);
        var isKnown = (header.ColourType, header.Depth) switch
        {
            (0, 1 or 2 or 4 or 8 or 16) or (3, 1 or 2 or 4 or 8) or (2 or 4 or 6, 8 or 16) => true,
            _ => false,
        };
        if (!isKnown || header.Width is 0 or > int.MaxValue || header.Height is 0 or > int.MaxValue)
        {
            throw new DamagedException(
                $"The PNG has {header.Width} x {header.Height} pixels of type {header.ColourType}, {header.Depth} bits", chunk.Position);
        }

        return header;
    }
}
