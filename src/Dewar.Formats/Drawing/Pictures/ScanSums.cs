using Dewar.Sdk;

namespace Dewar.Formats.Drawing.Pictures;

/// <summary>
/// What a scan saw: at each place the sum of what was measured there, and the sum of all places. Of a scan larger than the budget evenly
/// spaced places are read.
/// </summary>
/// <param name="source">The signal: scan axes, then those of what was measured at a place.</param>
/// <param name="own">Axes of what was measured.</param>
internal sealed class ScanSums(Drawable source, int own) : IDisposable
{
    private readonly Numbers _numbers = new(source.Values, Gaps.Find(source, CancellationToken.None));

    /// <summary>The mean value at each place: the last scan axis across, the one before it down.</summary>
    public Plane Map { get; private set; } = new(1, 1, 1, [double.NaN]);

    /// <summary>The mean over the places, as large as what was measured at one.</summary>
    public double[] Mean { get; private set; } = [];

    public void Dispose() => _numbers.Dispose();

    public void Read(long budget, CancellationToken ct)
    {
        var scan = source.Rank - own;
        var (columns, rows) = (source.Length(scan - 1), scan > 1 ? source.Length(scan - 2) : 1);
        var each = source.Product(scan, source.Rank);
        var step = (long)Math.Ceiling(Math.Sqrt((double)columns * rows * each / Math.Max(1, budget)));
        var (xStep, yStep) = (Math.Clamp(step, 1, columns), Math.Clamp(step * Math.Max(1, step / columns), 1, rows));
        var (across, down) = ((int)Math.Min(4096, (columns - 1) / xStep + 1), (int)Math.Min(4096, (rows - 1) / yStep + 1));
        var map = new double[across * down];
        Array.Fill(map, double.NaN);
        var (sums, counts) = (new double[checked((int)Math.Min(each, 1 << 24))], new int[(int)Math.Min(each, 1 << 24)]);
        var band = (int)Math.Clamp((1 << 20) / each, 1, across);
        for (var place = 0; place < across * down;)
        {
            ct.ThrowIfCancellationRequested();
            var (y, x) = (place / across, place % across);
            var here = Math.Min(band, across - x);
            try
            {
                var values = _numbers.Read(Part(scan, y * yStep, x * xStep, here, xStep));
                for (var i = 0; i < here; i++)
                {
                    map[place + i] = Add(values.Slice(i * values.Length / here, values.Length / here), sums, counts);
                }
            }
            catch (DamagedException) when (place > 0)
            {
                // The file ends before the scan does.
                break;
            }

            place += here;
        }

        Map = new(across, down, 1, map);
        Mean = [.. sums.Zip(counts, (sum, count) => count > 0 ? sum / count : double.NaN)];
    }

    private Slab Part(int scan, long y, long x, int count, long step)
    {
        var stretches = new List<Stretch> { new(scan - 1, x, count, step) };
        if (scan > 1)
        {
            stretches.Add(new(scan - 2, y, 1));
        }

        for (var axis = scan; axis < source.Rank; axis++)
        {
            stretches.Add(new(axis, 0, source.Length(axis)));
        }

        return Drawable.Part(new long[source.Rank], [.. stretches]);
    }

    private double Add(ReadOnlySpan<double> values, double[] sums, int[] counts)
    {
        var (sum, count, channels) = (0.0, 0, source.Element.Channels);
        for (var i = 0; i < Math.Min(values.Length / channels, sums.Length); i++)
        {
            var value = values[i * channels];
            if (!double.IsNaN(value))
            {
                sum += value;
                count++;
                sums[i] += value;
                counts[i]++;
            }
        }

        return count > 0 ? sum / count : double.NaN;
    }
}
