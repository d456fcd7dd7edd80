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

    /// <summary>Adds a row.</summary>
    public void Add(long row, ReadOnlySpan<double> values)
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

        // The part of one row of the small picture that this row covers, or of two where it lies on their border.
        var (from, to) = (row * (double)height / rows, (row + 1) * (double)height / rows);
        var (first, last) = (Math.Min((int)from, height - 1), Math.Min((int)Math.Ceiling(to) - 1, height - 1));
        for (var y = first; y <= last; y++)
        {
            Weigh(y, Math.Min(to, y + 1) - Math.Max(from, y));
        }
    }

    /// <summary>The small picture.</summary>
    public Plane ToPlane()
    {
        var values = new double[_sums.Length];
        for (var i = 0; i < values.Length; i++)
        {
            values[i] = _weights[i] > 0 && double.IsFinite(_sums[i]) ? _sums[i] / _weights[i] : double.NaN;
        }

        return new(width, height, channels, values);
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
