using System.Runtime.InteropServices;
using Dewar.Formats.Bytes;
using Dewar.Sdk;

namespace Dewar.Formats.Jeol;

/// <summary>
/// A stream of 16-bit words whose upper four bits say what the lower twelve are: a place along x (8) or y (9) in 4096ths of the scan, the
/// brightness of the picture there (10), the channel of a photon (11). When y goes back a new frame begins; a last frame that is not whole
/// does not count.
/// </summary>
/// <param name="file">The file.</param>
/// <param name="start">Where the words begin.</param>
/// <param name="size">Places along y and x.</param>
internal sealed class JeolEvents(ByteSource file, long start, (int Rows, int Columns) size)
{
    public const int Channels = 4096;
    private const int Range = 4096;
    private const int Block = 1 << 20;

    private readonly Lock _reading = new();
    private Sums? _sums;
    private long? _end;

    /// <summary>Whether the beginning of the stream has a picture in it.</summary>
    public bool HasPicture()
    {
        var words = new byte[Math.Max(0, Math.Min(256 * 1024, (file.Length - start) & ~1))];
        file.ReadExactly(start, words);
        foreach (var word in MemoryMarshal.Cast<byte, ushort>(words.AsSpan()))
        {
            if (word >> 12 == 10)
            {
                return true;
            }
        }

        return false;
    }

    public SignalValues Map => Later([size.Rows, size.Columns], sums => sums.Map);

    public SignalValues Picture => Later([size.Rows, size.Columns], sums => sums.Picture);

    public SignalValues Spectrum => Later([Channels], sums => sums.Spectrum);

    /// <summary>All counts: rows, columns, channels, 16 bits each.</summary>
    public byte[] Decode()
    {
        var cube = new byte[DecodedValues.Size(ElementType.UInt16, [size.Rows, size.Columns, Channels])];
        Pass(End(), (kind, place, value) =>
        {
            if (kind == 11)
            {
                var count = MemoryMarshal.Cast<byte, ushort>(cube.AsSpan(checked((place * Channels + value) * 2), 2));
                count[0] += count[0] == ushort.MaxValue ? (ushort)0 : (ushort)1;
            }
        });
        return cube;
    }

    private DecodedValues Later(long[] shape, Func<Sums, double[]> which) =>
        new(ElementType.Float64, shape, () => MemoryMarshal.AsBytes<double>(which(Sum())).ToArray());

    private Sums Sum()
    {
        lock (_reading)
        {
            if (_sums is { } done)
            {
                return done;
            }

            var sums = new Sums(new double[size.Rows * size.Columns], new double[size.Rows * size.Columns], new double[Channels]);
            Pass(End(), (kind, place, value) =>
            {
                if (kind == 11)
                {
                    sums.Map[place]++;
                    sums.Spectrum[value]++;
                }
                else
                {
                    sums.Picture[place] += value;
                }
            });
            return _sums = sums;
        }
    }

    // Where the last whole frame ends; the only one counts as it is.
    private long End()
    {
        if (_end is { } known)
        {
            return known;
        }

        var (lastStart, last, frames) = (0L, -1, 0);
        var hasPicture = false;
        var (x, number) = (0, 0L);
        Words(long.MaxValue, (kind, value) =>
        {
            if (kind == 9)
            {
                if (value < last)
                {
                    (lastStart, frames, x) = (number, frames + 1, 0);
                }

                last = value;
            }
            else if (kind == 8)
            {
                x = value;
            }

            hasPicture |= kind == 10;
            number++;
        });
        var isWhole = last >= Range - (Range / size.Rows) && (x >= Range - (Range / size.Columns) || !hasPicture);
        _end = isWhole || frames == 0 ? number : lastStart;
        return _end.Value;
    }

    private void Pass(long end, Action<int, int, int> each)
    {
        var (x, y) = (-1, -1);
        var (width, height) = (Math.Max(1, Range / size.Columns), Math.Max(1, Range / size.Rows));
        Words(end, (kind, value) =>
        {
            switch (kind)
            {
                case 8:
                    x = value / width;
                    break;
                case 9:
                    y = value / height;
                    break;
                case 10 or 11 when x >= 0 && y >= 0 && x < size.Columns && y < size.Rows:
                    each(kind, y * size.Columns + x, value);
                    break;
            }
        });
    }

    private void Words(long most, Action<int, int> each)
    {
        var bytes = new byte[Block];
        for (var at = start; at + 1 < file.Length && most > 0;)
        {
            var read = file.Read(at, bytes) & ~1;
            if (read == 0)
            {
                return;
            }

            var words = MemoryMarshal.Cast<byte, ushort>(bytes.AsSpan(0, read));
            foreach (var word in words[..(int)Math.Min(words.Length, most)])
            {
                each(word >> 12, word & 0xfff);
            }

            most -= words.Length;
            at += read;
        }
    }

    private sealed record Sums(double[] Map, double[] Picture, double[] Spectrum);
}
