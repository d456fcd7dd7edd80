using Dewar.Formats.Bytes;
using Dewar.Sdk;

namespace Dewar.Formats.Dm;

/// <summary>
/// The Fourier transform of a real image, of which only half is stored: F(-k) is the conjugate of F(k). The zero frequency stands in the
/// middle of the whole.
/// </summary>
/// <remarks>
/// Old files (code 5) store as many numbers as the image had pixels: rows of width/2 complex numbers for the right half; the first of a row
/// belongs to the middle column in the lower half of the rows, and to the left-most column in the upper half, where both are needed but
/// once.
/// Newer files (27, 28) store the middle column and everything left of it, from the middle outwards.
/// </remarks>
/// <param name="source">The file.</param>
/// <param name="start">Where the numbers begin.</param>
/// <param name="code">The data type code.</param>
/// <param name="size">Rows and columns of the whole; even.</param>
internal sealed class DmPackedComplex(ByteSource source, long start, int code, (long Height, long Width) size, bool bigEndian) : SignalValues
{
    private readonly bool _old = code == DmElement.PackedComplexOld;
    private readonly int _size = code == DmElement.PackedComplex128 ? 8 : 4;
    private readonly long _halfWidth = size.Width / 2;
    private readonly long _halfHeight = size.Height / 2;

    public override ElementType Element => _size == 8 ? ElementType.Complex128 : ElementType.Complex64;

    public override IReadOnlyList<long> Shape => [size.Height, size.Width];

    /// <summary>Real numbers that such an image stores.</summary>
    public static long Stored(int code, long height, long width) =>
        code == DmElement.PackedComplexOld ? checked(height * width) : checked(height * (width / 2 + 1) * 2);

    public override void Read(in Slab part, Span<byte> into)
    {
        var pair = 2 * _size;
        for (var i = 0; i < part.Count[0]; i++)
        {
            for (var j = 0; j < part.Count[1]; j++)
            {
                var (y, x) = (part.Start[0] + i * part.Step[0], part.Start[1] + j * part.Step[1]);
                var one = into.Slice((int)(i * part.Count[1] + j) * pair, pair);
                if (_old)
                {
                    ReadOld(y, x, one);
                }
                else
                {
                    ReadNew(y, x, one);
                }
            }
        }
    }

    private void ReadNew(long y, long x, Span<byte> one)
    {
        var column = _halfWidth - x;
        var row = column >= 0 ? y : Mirror(y, size.Height);
        Pair((row * (_halfWidth + 1) + Math.Abs(column)) * 2, one, conjugate: column < 0);
    }

    private void ReadOld(long y, long x, Span<byte> one)
    {
        // The four corners of symmetry are real; they stand in pairs.
        if (x % _halfWidth == 0 && y % _halfHeight == 0)
        {
            var at = x == 0 ? 0 : _halfHeight * size.Width;
            Single(at + (y == 0 ? 1 : 0), one[.._size]);
            one[_size..].Clear();
            return;
        }

        var conjugate = x < _halfWidth && x != 0 || x % _halfWidth == 0 && y < _halfHeight;
        if (conjugate)
        {
            (y, x) = (Mirror(y, size.Height), Mirror(x, size.Width));
        }

        var row = x == 0 ? y - _halfHeight : y;
        Pair(row * size.Width + (x == 0 ? 0 : (x - _halfWidth) * 2), one, conjugate);
    }

    private static long Mirror(long at, long length) => at == 0 ? 0 : length - at;

    private void Pair(long number, Span<byte> one, bool conjugate)
    {
        source.ReadExactly(checked(start + number * _size), one);
        if (bigEndian)
        {
            ByteOrder.Reverse(one, _size);
        }

        if (conjugate)
        {
            one[^1] ^= 0x80;
        }
    }

    private void Single(long number, Span<byte> one)
    {
        source.ReadExactly(checked(start + number * _size), one);
        if (bigEndian)
        {
            ByteOrder.Reverse(one, _size);
        }
    }
}
