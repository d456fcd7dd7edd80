using System.Numerics;
using System.Runtime.InteropServices;

namespace Dewar.Formats.Drawing.Pictures;

/// <summary>Makes a picture smaller: each value of it is the average of the area it stands for. What is no number counts for nothing.</summary>
/// <param name="columns">Of the large picture.</param>
/// <param name="rows">Of the large picture.</param>
/// <param name="width">Of the small one; not more.</param>
/// <param name="height">Of the small one; not more.</param>
/// <param name="channels">Values in a place.</param>
internal sealed class AreaAverage(long columns, long rows, int width, int height, int channels)
{
    private readonly double[] _sums = new double[width * height * channels];
    private readonly double[] _weights = new double[width * height * channels];
    private readonly double[] _row = new double[width * channels];
    private readonly double[] _rowWeights = new double[width * channels];
    private readonly double[] _whole = new double[columns * channels];
    private int _wholeAt = -1;
    private double _wholeWeight;

    /// <summary>Adds a row.</summary>
    public void Add(long row, ReadOnlySpan<double> values)
    {
        // The part of one row of the small picture that this row covers, or of two where it lies on their border.
        var (from, to) = (row * (double)height / rows, (row + 1) * (double)height / rows);
        var (first, last) = (Math.Min((int)from, height - 1), Math.Min((int)Math.Ceiling(to) - 1, height - 1));
        var hasGaps = HasGaps(values);
        if (hasGaps)
        {
            Across(values);
        }

        for (var y = first; y <= last; y++)
        {
            var weight = Math.Min(to, y + 1) - Math.Max(from, y);
            if (hasGaps)
            {
                Weigh(y, weight);
            }
            else
            {
                Gather(values, y, weight);
            }
        }
    }

    /// <summary>The small picture.</summary>
    public Plane ToPlane()
    {
        Settle();
        var values = new double[_sums.Length];
        for (var i = 0; i < values.Length; i++)
        {
            values[i] = _weights[i] > 0 && double.IsFinite(_sums[i]) ? _sums[i] / _weights[i] : double.NaN;
        }

        return new(width, height, channels, values);
    }

    // Rows without gaps that go into the same row of the small picture are added up first, and made narrower once.
    private void Gather(ReadOnlySpan<double> values, int y, double weight)
    {
        if (y != _wholeAt)
        {
            Settle();
            _wholeAt = y;
        }

        if (weight <= 1e-9)
        {
            return;
        }

        _wholeWeight += weight;
        var sums = MemoryMarshal.Cast<double, Vector<double>>(_whole.AsSpan());
        var vectors = MemoryMarshal.Cast<double, Vector<double>>(values);
        for (var i = 0; i < sums.Length; i++)
        {
            sums[i] += vectors[i] * weight;
        }

        for (var i = sums.Length * Vector<double>.Count; i < values.Length; i++)
        {
            _whole[i] += values[i] * weight;
        }
    }

    private void Settle()
    {
        if (_wholeWeight > 0)
        {
            Across(_whole);
            for (var (i, at) = (0, _wholeAt * width * channels); i < _row.Length; i++)
            {
                _sums[at + i] += _row[i];
                _weights[at + i] += _rowWeights[i] * _wholeWeight;
            }

            _whole.AsSpan().Clear();
            _wholeWeight = 0;
        }
    }

    // One that is no number makes the sum none.
    private static bool HasGaps(ReadOnlySpan<double> values)
    {
        var vectors = MemoryMarshal.Cast<double, Vector<double>>(values);
        var sums = Vector<double>.Zero;
        foreach (var vector in vectors)
        {
            sums += vector;
        }

        var sum = Vector.Sum(sums);
        foreach (var value in values[(vectors.Length * Vector<double>.Count)..])
        {
            sum += value;
        }

        return !double.IsFinite(sum);
    }

    private void Across(ReadOnlySpan<double> values)
    {
        for (var channel = 0; channel < channels; channel++)
        {
            if (columns == width)
            {
                Copy(values, channel);
            }
            else
            {
                Shrink(values, channel);
            }
        }
    }

    private void Weigh(int y, double weight)
    {
        if (weight <= 1e-9)
        {
            return;
        }

        var sums = _sums.AsSpan(y * width * channels, width * channels);
        var weights = _weights.AsSpan(y * width * channels, width * channels);
        for (var i = 0; i < sums.Length; i++)
        {
            sums[i] += _row[i] * weight;
            weights[i] += _rowWeights[i] * weight;
        }
    }

    private void Copy(ReadOnlySpan<double> values, int channel)
    {
        for (var i = channel; i < _row.Length; i += channels)
        {
            var missing = double.IsNaN(values[i]);
            (_row[i], _rowWeights[i]) = missing ? (0, 0) : (values[i], 1);
        }
    }

    private void Shrink(ReadOnlySpan<double> values, int channel)
    {
        var per = columns / (double)width;
        for (var x = 0; x < width; x++)
        {
            var (from, to) = (x * per, Math.Min((x + 1) * per, columns));
            var (first, last) = ((int)from, Math.Min((int)Math.Ceiling(to), (int)columns) - 1);
            var (sum, weight) = (0.0, 0.0);
            Take(values[first * channels + channel], Math.Min(first + 1, to) - from);
            for (var i = first + 1; i < last; i++)
            {
                var value = values[i * channels + channel];
                if (!double.IsNaN(value))
                {
                    sum += value;
                    weight++;
                }
            }

            if (last > first)
            {
                Take(values[last * channels + channel], to - last);
            }

            (_row[x * channels + channel], _rowWeights[x * channels + channel]) = (sum, weight);

            void Take(double value, double share)
            {
                if (!double.IsNaN(value))
                {
                    sum += value * share;
                    weight += share;
                }
            }
        }
    }
}
