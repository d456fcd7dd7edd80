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
        var average = new AreaAverage(across, read, width1, height1, source.Hints.Palette is null ? source.Element.Channels : 3);
        var band = Math.Max(1, BandNumbers / Math.Max(1, across * source.Element.Channels));
        using var numbers = new Numbers(source.Values, _valid);
        for (var row = 0L; row < read;)
        {
            ct.ThrowIfCancellationRequested();
            var part = Drawable.Part(place, new(yAxis, row * yStep, Math.Min(band, read - row), yStep), new(xAxis, 0, across, xStep));
            try
            {
                Add(average, row, numbers.Read(part), part.Count[yAxis]);
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

    private void Add(AreaAverage average, long row, ReadOnlySpan<double> numbers, long rows)
    {
        var all = source.Hints.Palette is { } palette ? Coloured(numbers, palette, source.Element.Channels) : numbers;
        var length = (int)(all.Length / rows);
        for (var i = 0; i < rows; i++)
        {
            average.Add(row + i, all.Slice(i * length, length));
        }
    }

    // Numbers of colours can't be averaged, colours can.
    private static double[] Coloured(ReadOnlySpan<double> numbers, IReadOnlyList<byte> palette, int channels)
    {
        var colours = new double[numbers.Length / channels * 3];
        for (var i = 0; i < colours.Length / 3; i++)
        {
            var number = numbers[i * channels];
            var at = number >= 0 && number < palette.Count / 3 ? 3 * (int)number : -1;
            for (var channel = 0; channel < 3; channel++)
            {
                colours[3 * i + channel] = at < 0 ? double.NaN : palette[at + channel];
            }
        }

        return colours;
    }
}
