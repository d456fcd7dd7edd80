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

/// <summary>The pictures of an animated GIF as they are seen, one upon the other: red, green, blue and opacity.</summary>
/// <param name="file">Where it is.</param>
internal sealed class GifFrames(ByteSource file, int width, int height, IReadOnlyList<GifFrame> frames) : SignalValues
{
    private readonly Lock _lock = new();
    private byte[] _canvas = [];
    private byte[] _before = [];
    private int _shown = -1;

    public override ElementType Element => ElementType.Rgba8;

    public override IReadOnlyList<long> Shape { get; } = [frames.Count, height, width];

    public override void Read(in Slab part, Span<byte> into)
    {
        lock (_lock)
        {
            var each = (int)(part.Count[1] * part.Count[2]) * 4;
            for (var i = 0; i < part.Count[0]; i++)
            {
                Show((int)(part.Start[0] + i * part.Step[0]));
                var to = into.Slice(i * each, each);
                for (var (y, o) = (0, 0); y < part.Count[1]; y++)
                {
                    var row = _canvas.AsSpan((int)(part.Start[1] + y * part.Step[1]) * width * 4, width * 4);
                    for (var x = 0; x < part.Count[2]; x++, o += 4)
                    {
                        row.Slice((int)(part.Start[2] + x * part.Step[2]) * 4, 4).CopyTo(to[o..]);
                    }
                }
            }
        }
    }

    // Each picture changes what the ones before left.
    private void Show(int number)
    {
        if (_shown > number || _shown < 0)
        {
            _canvas = new byte[PictureValues.Size(Element, 3, height, width) / 3];
            _shown = -1;
        }

        for (var next = _shown + 1; next <= number; next++)
        {
            if (next > 0)
            {
                Dispose(frames[next - 1]);
            }

            if (frames[next].Disposal == 3)
            {
                _before = _before.Length == _canvas.Length ? _before : new byte[_canvas.Length];
                _canvas.CopyTo(_before, 0);
            }

            _shown = -1;
            Draw(frames[next]);
            _shown = next;
        }
    }

    private void Dispose(GifFrame frame)
    {
        if (frame.Disposal == 3)
        {
            (_canvas, _before) = (_before, _canvas);
        }
        else if (frame.Disposal == 2)
        {
            for (var y = frame.Y; y < Math.Min(height, frame.Y + frame.Height); y++)
            {
                var from = Math.Min(width, frame.X);
                _canvas.AsSpan((y * width + from) * 4, (Math.Min(width, frame.X + frame.Width) - from) * 4).Clear();
            }
        }
    }

    private void Draw(GifFrame frame)
    {
        var indices = frame.Indices(file);
        for (var y = 0; y < frame.Height && frame.Y + y < height; y++)
        {
            for (var x = 0; x < frame.Width && frame.X + x < width; x++)
            {
                var index = indices[y * frame.Width + x];
                if (index == frame.Clear)
                {
                    continue;
                }

                var to = _canvas.AsSpan(((frame.Y + y) * width + frame.X + x) * 4, 4);
                if (3 * index + 3 <= frame.Palette.Length)
                {
                    frame.Palette.AsSpan(3 * index, 3).CopyTo(to);
                }

                to[3] = 255;
            }
        }
    }
}
