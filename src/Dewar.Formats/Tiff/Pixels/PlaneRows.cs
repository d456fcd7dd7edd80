using Dewar.Formats.Bytes;
using Dewar.Sdk;

namespace Dewar.Formats.Tiff;

/// <summary>Puts together the rows of one picture from its strips or tiles.</summary>
/// <param name="page">What describes it.</param>
/// <param name="frame">Its number in the series, for the cache.</param>
/// <param name="chunks">Its strips or tiles.</param>
/// <param name="cache">Where unpacked ones are kept.</param>
internal sealed class PlaneRows(Page page, int frame, ChunkTable chunks, ChunkCache cache)
{
    // A piece of a row that is read at once; hostile files claim rows of gigabytes.
    private const long LongestRow = 64L << 20;

    private readonly bool _isColour = YCbCr.Applies(page);
    private readonly bool _isPlain = Numbers.IsPlain(page);
    private readonly bool _isRaw = page.Compression == Compressions.None && page.Predictor == 1 && !YCbCr.Applies(page);
    private readonly int _sampleSize = page.Element.Bits / 8;
    private readonly bool _swaps = page.Ifd.File.BigEndian;

    /// <summary>Reads a part: elements with all their channels, or one sample of each.</summary>
    public void Read(in Window window, int sample, Span<byte> into)
    {
        var rowSize = into.Length / (int)window.Rows;
        var buffers = new Buffers();
        for (var i = 0L; i < window.Rows;)
        {
            var y = window.Top + i * window.RowStep;
            if (IsWhole(window) && WholeRows(y, page.Planar ? sample : 0, window.Rows - i, into[(int)(i * rowSize)..]) is > 0 and var done)
            {
                i += done;
                continue;
            }

            ReadRow(window, y, sample, into.Slice((int)(i * rowSize), rowSize), buffers);
            i++;
        }
    }

    private int Channels => page.Element.Channels;

    // Rows are wanted whole, and they are in the file as they are handed out but for the byte order.
    private bool IsWhole(in Window window) =>
        _isRaw && _isPlain && window.RowStep == 1 && window.ColumnStep == 1 && window.Columns == page.Width && chunks.Across == 1
        && page.ChunkWidth == page.Width && chunks.SamplesPerPixel == Channels && page.Photometric != Photometric.Separated;

    private long WholeRows(long y, int plane, long wanted, Span<byte> into)
    {
        var (line, row) = (y / page.ChunkHeight, y % page.ChunkHeight);
        var count = Math.Min(wanted, chunks.RowsOf(line) - row);
        var bytes = into[..(int)(count * chunks.PackedRow)];
        chunks.ReadRaw(plane * chunks.Down + line, row, 0, bytes);
        if (_swaps)
        {
            ByteOrder.Reverse(bytes, NumberSize);
        }

        return count;
    }

    private void ReadRow(in Window window, long y, int sample, Span<byte> into, Buffers buffers)
    {
        if (!page.Planar)
        {
            ReadSamples(window, y, 0, sample, Channels, into, 0, buffers);
            return;
        }

        for (var channel = 0; channel < Channels; channel++)
        {
            ReadSamples(window, y, Channels > 1 ? channel : sample, 0, 1, into, channel, buffers);
        }
    }

    // From the pieces of a row: so many samples of each element, the first of which goes to a channel.
    private void ReadSamples(in Window window, long y, int plane, int firstSample, int samples, Span<byte> into, int channel,
        Buffers buffers)
    {
        var (line, row) = (y / page.ChunkHeight, y % page.ChunkHeight);
        var elementSize = _sampleSize * Channels;
        for (var column = 0L; column < window.Columns;)
        {
            var x = window.Left + column * window.ColumnStep;
            var across = x / page.ChunkWidth;
            var here = Math.Min(window.Columns - column, ((across + 1) * page.ChunkWidth - 1 - x) / window.ColumnStep + 1);
            var first = x - across * page.ChunkWidth;
            var last = first + (here - 1) * window.ColumnStep;
            var chunk = (plane * chunks.Down + line) * chunks.Across + across;
            var unpacked = Unpacked(chunk, line, row, first, last, buffers, out var from, out var perPixel);
            var source = unpacked[(int)((first - from) * perPixel * _sampleSize + firstSample * _sampleSize)..];
            Copy(source, (int)(perPixel * _sampleSize * window.ColumnStep), into[(int)(column * elementSize + channel * _sampleSize)..],
                elementSize, samples * _sampleSize, (int)here);
            column += here;
        }
    }

    // The samples of a row in one strip or tile, little-endian and of whole bytes, from a pixel at or before the first one on.
    private ReadOnlySpan<byte> Unpacked(
        long chunk, long line, long row, long first, long last, Buffers buffers, out long from, out int perPixel)
    {
        perPixel = _isColour ? 3 : chunks.SamplesPerPixel;
        from = page.Predictor == 1 ? first - first % 8 : 0;
        var to = page.Predictor == 1 ? last + 1 : page.ChunkWidth;
        var bits = checked(perPixel * page.Bits);
        var (start, length) = (checked(from * bits / 8), checked(((to - from) * bits + 7) / 8));
        if (length > LongestRow)
        {
            throw new DamagedException($"A row of a picture is said to have {length} bytes", page.Ifd.At);
        }

        Span<byte> packed;
        if (_isRaw)
        {
            packed = buffers.Packed((int)length);
            chunks.ReadRaw(chunk, row, start, packed);
        }
        else
        {
            var bytes = cache.Get(frame, chunk, () => chunks.Read(chunk, line));
            var rowLength = checked(page.ChunkWidth * bits + 7) / 8;
            if (row * rowLength + start + length > bytes.Length)
            {
                throw new DamagedException(
                    $"Row {row} of piece {chunk} of a picture is missing: of its rows only {bytes.Length} bytes are there", page.Ifd.At);
            }

            packed = buffers.Packed((int)length);
            bytes.AsSpan((int)(row * rowLength + start), (int)length).CopyTo(packed);
        }

        var samples = Plain(packed, (int)(to - from), perPixel, buffers);
        if (page.Photometric == Photometric.Separated && Channels == 3)
        {
            samples = samples[..Inks.ToRgb(samples, perPixel, page.Bits)];
            perPixel = 3;
        }

        return samples;
    }

    private Span<byte> Plain(Span<byte> packed, int pixels, int perPixel, Buffers buffers)
    {
        var count = checked(pixels * perPixel);
        if (page.Predictor == Predictors.FloatingPoint)
        {
            var size = page.Bits / 8;
            var sorted = buffers.Sorted(packed.Length);
            Predictors.Unsort(packed, sorted, size, perPixel);
            return _isPlain ? sorted : Widened(sorted, count, buffers, bigEndian: false);
        }

        if (!_isPlain)
        {
            return page.Predictor == 1 ? Widened(packed, count, buffers, _swaps)
                : throw new DamagedException($"Differences of samples of {page.Bits} bits are not known", page.Ifd.At);
        }

        if (_swaps)
        {
            ByteOrder.Reverse(packed, NumberSize);
        }

        if (page.Predictor == Predictors.Differences)
        {
            Predictors.Add(packed, _sampleSize, perPixel);
        }

        return packed;
    }

    private Span<byte> Widened(Span<byte> packed, int count, Buffers buffers, bool bigEndian)
    {
        var wide = buffers.Wide(checked(count * _sampleSize));
        Numbers.Unpack(page, bigEndian, packed, wide, count);
        return wide;
    }

    // Of a complex number both parts are turned round by themselves.
    private int NumberSize => page.Element.Kind == ElementKind.Complex ? _sampleSize / 2 : _sampleSize;

    private static void Copy(ReadOnlySpan<byte> source, int sourceStep, Span<byte> into, int intoStep, int size, int count)
    {
        if (sourceStep == size && intoStep == size)
        {
            source[..(size * count)].CopyTo(into);
            return;
        }

        if (size == 1)
        {
            for (var i = 0; i < count; i++)
            {
                into[i * intoStep] = source[i * sourceStep];
            }

            return;
        }

        for (var i = 0; i < count; i++)
        {
            source.Slice(i * sourceStep, size).CopyTo(into[(i * intoStep)..]);
        }
    }

    /// <summary>Memory for one row, which grows with the longest one.</summary>
    private sealed class Buffers
    {
        private byte[] _packed = [];
        private byte[] _sorted = [];
        private byte[] _wide = [];

        public Span<byte> Packed(int length) => Of(ref _packed, length);

        public Span<byte> Sorted(int length) => Of(ref _sorted, length);

        public Span<byte> Wide(int length) => Of(ref _wide, length);

        private static Span<byte> Of(ref byte[] buffer, int length)
        {
            if (buffer.Length < length)
            {
                buffer = new byte[length];
            }

            return buffer.AsSpan(0, length);
        }
    }
}
