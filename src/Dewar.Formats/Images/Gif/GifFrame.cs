using Dewar.Formats.Codecs;
using Dewar.Sdk;

namespace Dewar.Formats.Images.Gif;

/// <summary>A picture of a GIF: where it lies on the canvas, and how it is shown.</summary>
internal sealed record GifFrame(int X, int Y, int Width, int Height, bool IsInterlaced, byte[] Palette, int LiteralBits, long DataAt)
{
    // A code of twelve bits stands for at most 4096 pixels.
    private const int MostOfByte = 4096 * 8 / 12;

    /// <summary>How it is taken away before the next: 2 to the background, 3 to what was before.</summary>
    public int Disposal { get; init; }

    /// <summary>The place in the palette that is not drawn; null without.</summary>
    public int? Clear { get; init; }

    public double Seconds { get; init; }

    /// <summary>Places in the palette, row by row, as if it were not interlaced.</summary>
    public byte[] Indices(ByteSource file)
    {
        // With what is seen of an animation and what was before, three of these are in memory.
        var size = PictureValues.Size(ElementType.UInt8, 3, Height, Width) / 3;
        var blocks = Blocks(file);
        if (size / MostOfByte > blocks.Length)
        {
            throw new DamagedException($"A picture of the GIF should have {size} pixels, and has {blocks.Length} bytes for them", DataAt);
        }

        var raw = new byte[size];
        var there = Lzw.DecodeGif(blocks, raw, LiteralBits);
        if (there < raw.Length)
        {
            throw new DamagedException($"A picture of the GIF ends after {there} of {raw.Length} pixels", DataAt);
        }

        if (!IsInterlaced)
        {
            return raw;
        }

        var rows = new byte[raw.Length];
        var from = 0;
        foreach (var (first, step) in (ReadOnlySpan<(int, int)>)[(0, 8), (4, 8), (2, 4), (1, 2)])
        {
            for (var y = first; y < Height; y += step, from += Width)
            {
                raw.AsSpan(from, Width).CopyTo(rows.AsSpan(y * Width));
            }
        }

        return rows;
    }

    private byte[] Blocks(ByteSource file)
    {
        using var all = new MemoryStream();
        Span<byte> block = stackalloc byte[256];
        for (var at = DataAt; file.Read(at, block) is > 1 and var read && block[0] > 0;)
        {
            var length = Math.Min((int)block[0], read - 1);
            all.Write(block.Slice(1, length));
            at += 1 + length;
        }

        return all.ToArray();
    }
}
