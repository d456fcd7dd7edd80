using Dewar.Sdk;

namespace Dewar.Formats.Images.Gif;

/// <summary>The pictures of an animated GIF as they are seen, one upon the other: red, green, blue and opacity.</summary>
/// <param name="file">Where it is.</param>
internal sealed class GifFrames(ByteSource file, int width, int height, IReadOnlyList<GifFrame> frames) : SignalValues
{
    // Pixels of all pictures that are decoded for one that is asked for.
    private const long MostDecoded = 128 << 20;

    private readonly Lock _lock = new();
    private byte[] _canvas = [];
    private byte[] _before = [];
    private int _shown = -1;
    private (int Number, string Why)? _broken;

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

    // Each picture changes what the ones before left, but for one that covers all of them.
    private void Show(int number)
    {
        var first = number;
        while (first > 0 && first != _shown && !CoversAll(frames[first]))
        {
            first--;
        }

        if (_broken is var (broken, why) && broken >= first && broken <= number)
        {
            throw new DamagedException(why);
        }

        Bear(first == _shown ? first + 1 : first, number);
        if (first != _shown)
        {
            _canvas = new byte[PictureValues.Size(Element, 6, height, width) / 6];
            _shown = first - 1;
        }

        for (var next = _shown + 1; next <= number; next++)
        {
            if (next > first)
            {
                Dispose(frames[next - 1]);
            }

            if (frames[next].Disposal == 3)
            {
                _before = _before.Length == _canvas.Length ? _before : new byte[_canvas.Length];
                _canvas.CopyTo(_before, 0);
            }

            _shown = -1;
            try
            {
                Draw(frames[next]);
            }
            catch (DamagedException failure)
            {
                _broken = (next, failure.Message);
                throw;
            }

            _shown = next;
        }
    }

    private bool CoversAll(GifFrame frame) =>
        frame is { X: 0, Y: 0, Clear: null, Disposal: not 3 } && frame.Width >= width && frame.Height >= height;

    private void Bear(int first, int last)
    {
        var pixels = 0L;
        for (var i = first; i <= last; i++)
        {
            pixels += (long)frames[i].Width * frames[i].Height;
        }

        if (pixels > MostDecoded)
        {
            throw new DamagedException($"Picture {last + 1} of the GIF is made of {last - first + 1} others with {pixels} pixels, which is refused");
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
