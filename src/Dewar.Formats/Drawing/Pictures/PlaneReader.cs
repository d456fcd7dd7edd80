using System.Runtime.InteropServices;
using Dewar.Sdk;

namespace Dewar.Formats.Drawing.Pictures;

/// <summary>
/// Reads a picture out of a signal, made smaller while it is read, so that memory holds a band of it only. Of a picture larger than the
/// budget evenly spaced rows are read, and if these are still too much, evenly spaced columns of them.
/// </summary>
/// <param name="source">The signal.</param>
/// <param name="budget">Elements that may be read.</param>
/// <param name="ct">Stops it between bands.</param>
internal sealed class PlaneReader(Drawable source, long budget, CancellationToken ct)
{
    private const int BandNumbers = 1 << 19;
    private const long MostBytes = 256 << 20;
    private const long MostAcross = 1 << 20;

    private readonly Valid _valid = Gaps.Find(source, ct);
    private readonly byte[] _palette = [.. source.Hints.Palette ?? []];
    private Colour[] _colours = [];

    /// <summary>The picture over two axes at a place of the others; not larger than it is.</summary>
    /// <exception cref="DamagedException">Nothing of it can be read.</exception>
    public Plane Read(long[] place, int yAxis, int xAxis, int width, int height)
    {
        var (columns, rows) = (source.Length(xAxis), source.Length(yAxis));
        var affordable = Math.Max(1, Math.Min(budget, MostBytes / source.Element.Size));
        var yStep = Math.Clamp((long)Math.Ceiling((double)columns * rows / affordable), 1, Math.Max(1, rows / height));
        var read = (rows - 1) / yStep + 1;
        var xStep = Math.Clamp((long)Math.Ceiling((double)columns * read / affordable), 1, Math.Max(1, columns / width));

        // At least one row is in memory, however long it is.
        xStep = Math.Max(xStep, (columns - 1) / MostAcross + 1);
        var across = (columns - 1) / xStep + 1;
        var (width1, height1) = ((int)Math.Min(width, across), (int)Math.Min(height, read));
        var average = new AreaAverage(across, read, new(width1, height1, _palette.Length > 0 ? 3 : source.Element.Channels));
        var band = Math.Max(1, BandNumbers / Math.Max(1, across * source.Element.Channels));
        using var numbers = new Numbers(source.Values, _valid);
        _colours = _palette.Length > 0 ? new Colour[across] : [];
        for (var row = 0L; row < read;)
        {
            ct.ThrowIfCancellationRequested();
            var part = Drawable.Part(place, new(yAxis, row * yStep, Math.Min(band, read - row), yStep), new(xAxis, 0, across, xStep));
            try
            {
                Add(average, row, numbers.ReadBytes(part), part.Count[yAxis], numbers);
                row += part.Count[yAxis];
            }
            catch (DamagedException) when (band > 1 || row > 0)
            {
                // A file that is cut off: what is there is drawn.
                if (band == 1)
                {
                    break;
                }

                band = Math.Max(1, band / 8);
            }
        }

        return average.ToPlane();
    }

    // Most pictures are of small integers that are all valid, and need not become numbers one by one.
    private void Add(AreaAverage average, long row, ReadOnlySpan<byte> bytes, long rows, Numbers numbers)
    {
        var length = (int)(bytes.Length / rows);
        for (var i = 0; i < rows; i++)
        {
            var one = bytes.Slice(i * length, length);
            switch (source.Element.Kind, source.Element.Bits)
            {
                case var _ when _palette.Length > 0: AddColours(average, row + i, one, numbers); break;
                case (ElementKind.Unsigned, 8) when IsPlain: average.Add(row + i, one); break;
                case (ElementKind.Unsigned, 16) when IsPlain: average.Add(row + i, MemoryMarshal.Cast<byte, ushort>(one)); break;
                case (ElementKind.Signed, 16) when IsPlain: average.Add(row + i, MemoryMarshal.Cast<byte, short>(one)); break;
                default: average.Add<double>(row + i, numbers.Decode(one)); break;
            }
        }
    }

    private bool IsPlain => BitConverter.IsLittleEndian && _valid == Valid.Finite;

    // Numbers of colours can't be averaged, colours can.
    private void AddColours(AreaAverage average, long row, ReadOnlySpan<byte> elements, Numbers numbers)
    {
        var channels = source.Element.Channels;
        if (source.Element == ElementType.UInt8 && _palette.Length == 3 * 256)
        {
            var palette = MemoryMarshal.Cast<byte, Colour>(_palette);
            for (var i = 0; i < elements.Length; i++)
            {
                _colours[i] = palette[elements[i]];
            }

            average.Add(row, MemoryMarshal.AsBytes<Colour>(_colours));
            return;
        }

        var all = numbers.Decode(elements);
        var colours = new double[all.Length / channels * 3];
        for (var i = 0; i < colours.Length / 3; i++)
        {
            var number = all[i * channels];
            var at = number >= 0 && number < _palette.Length / 3 ? 3 * (int)number : -1;
            for (var channel = 0; channel < 3; channel++)
            {
                colours[3 * i + channel] = at < 0 ? double.NaN : _palette[at + channel];
            }
        }

        average.Add<double>(row, colours);
    }
}
