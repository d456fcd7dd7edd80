using System.Numerics;
using System.Runtime.InteropServices;

namespace Dewar.Formats.Drawing.Pictures;

/// <summary>
/// Makes a picture smaller: each value of it is the average of the area it stands for. What is no number counts for nothing. Rows come in
/// their order, and only those of one row of the small picture are held.
/// </summary>
/// <param name="columns">Of the large picture.</param>
/// <param name="rows">Of the large picture.</param>
/// <param name="small">The small one, as yet without values; not larger.</param>
internal sealed class AreaAverage(long columns, long rows, Plane small)
{
    private readonly Cell[] _cells = columns == small.Width ? [] : Cells(columns, small.Width);
    private int _at;

    // Rows without gaps are added up in their whole length, and made narrower once.
    private readonly RowSum<int> _small = new(columns * small.Channels);
    private readonly RowSum<double> _whole = new(columns * small.Channels);

    // Of rows with gaps each place has a weight of its own.
    private readonly double[] _sums = new double[small.Width * small.Channels];
    private readonly double[] _weights = new double[small.Width * small.Channels];
    private bool _hasGaps;

    /// <summary>Adds a row: of bytes, of integers of 16 bits, or of numbers that can be none.</summary>
    public void Add<T>(long row, ReadOnlySpan<T> values) where T : unmanaged, INumber<T>
    {
        // The part of one row of the small picture that this row covers, or of two where it lies on their border.
        var (from, to) = (row * (double)small.Height / rows, (row + 1) * (double)small.Height / rows);
        var (first, last) = (Math.Min((int)from, small.Height - 1), Math.Min((int)Math.Ceiling(to) - 1, small.Height - 1));
        var numbers = typeof(T) == typeof(double) ? MemoryMarshal.Cast<T, double>(values) : [];
        var hasGaps = RowSum<double>.HasGaps(numbers);
        for (var y = first; y <= last; y++)
        {
            var weight = (Math.Min(to, y + 1) - Math.Max(from, y)) * rows / small.Height;
            if (y != _at)
            {
                Settle();
                _at = y;
            }

            if (weight <= 1e-9)
            {
                continue;
            }

            if (hasGaps)
            {
                AddWithGaps(numbers, weight);
            }
            else if (typeof(T) == typeof(double))
            {
                _whole.Add(numbers, weight);
            }
            else
            {
                _small.AddSmall(values, (int)Math.Round(weight * SmallIntegers.Whole), _whole);
            }
        }
    }

    /// <summary>The small picture.</summary>
    public Plane ToPlane()
    {
        Settle();
        return small;
    }

    // Writes the row of the small picture that was gathered.
    private void Settle()
    {
        var into = small.Row(_at);
        if (_hasGaps || _small.Weight > 0 && _whole.Weight > 0)
        {
            Blend(_small, SmallIntegers.Whole, into);
            Blend(_whole, 1, into);
            for (var i = 0; i < into.Length; i++)
            {
                into[i] = _weights[i] > 0 && double.IsFinite(_sums[i]) ? _sums[i] / _weights[i] : double.NaN;
            }

            _sums.AsSpan().Clear();
            _weights.AsSpan().Clear();
            _hasGaps = false;
        }
        else if (_small.Weight > 0)
        {
            Across(_small, into);
        }
        else if (_whole.Weight > 0)
        {
            Across(_whole, into);
        }

        _small.Clear();
        _whole.Clear();
    }

    // The averages of rows without gaps.
    private void Across<T>(RowSum<T> sum, Span<double> into) where T : unmanaged, INumber<T>
    {
        var (channels, share) = (small.Channels, small.Width / (columns * sum.Weight));
        var values = sum.Values;
        if (columns == small.Width)
        {
            for (var i = 0; i < into.Length; i++)
            {
                into[i] = double.CreateTruncating(values[i]) * share;
            }
        }
        else
        {
            for (var channel = 0; channel < channels; channel++)
            {
                for (var x = 0; x < _cells.Length; x++)
                {
                    into[x * channels + channel] = _cells[x].Sum(values, channel, channels) * share;
                }
            }
        }

        if (RowSum<double>.HasGaps(into))
        {
            Valid.Finite.Keep(into);
        }
    }

    private void Blend<T>(RowSum<T> sum, double unit, Span<double> scratch) where T : unmanaged, INumber<T>
    {
        if (sum.Weight > 0)
        {
            Across(sum, scratch);
            var weight = sum.Weight / unit * columns / small.Width;
            for (var i = 0; i < scratch.Length; i++)
            {
                _sums[i] += scratch[i] * weight;
                _weights[i] += weight;
            }
        }
    }

    private void AddWithGaps(ReadOnlySpan<double> values, double weight)
    {
        _hasGaps = true;
        var channels = small.Channels;
        for (var channel = 0; channel < channels; channel++)
        {
            for (var x = 0; x < small.Width; x++)
            {
                var (sum, weights) = columns == small.Width ? Cell.One(values[x * channels + channel]) : _cells[x].SumOfNumbers(values, channel, channels);
                _sums[x * channels + channel] += sum * weight;
                _weights[x * channels + channel] += weights * weight;
            }
        }
    }

    private static Cell[] Cells(long columns, int width)
    {
        var (cells, per) = (new Cell[width], columns / (double)width);
        for (var x = 0; x < width; x++)
        {
            var (from, to) = (x * per, Math.Min((x + 1) * per, columns));
            var (first, last) = ((int)from, Math.Min((int)Math.Ceiling(to), (int)columns) - 1);
            cells[x] = new(first, last, Math.Min(first + 1, to) - from, last > first ? to - last : 0);
        }

        return cells;
    }

    /// <summary>The columns that a place of the small picture covers.</summary>
    /// <param name="First">The first, and <paramref name="Head"/> the share of it.</param>
    /// <param name="Last">The last, and <paramref name="Tail"/> the share of it unless it is the first.</param>
    private readonly record struct Cell(int First, int Last, double Head, double Tail)
    {
        public static (double Sum, double Weight) One(double value) => double.IsNaN(value) ? (0, 0) : (value, 1);

        public double Sum<T>(ReadOnlySpan<T> values, int channel, int step) where T : INumber<T>
        {
            var sum = double.CreateTruncating(values[First * step + channel]) * Head + double.CreateTruncating(values[Last * step + channel]) * Tail;
            for (var i = First + 1; i < Last; i++)
            {
                sum += double.CreateTruncating(values[i * step + channel]);
            }

            return sum;
        }

        public (double Sum, double Weight) SumOfNumbers(ReadOnlySpan<double> values, int channel, int step)
        {
            var (sum, weight) = (0.0, 0.0);
            for (var i = First; i <= Last; i++)
            {
                var value = values[i * step + channel];
                if (!double.IsNaN(value))
                {
                    var share = i == First ? Head : i == Last ? Tail : 1;
                    (sum, weight) = (sum + value * share, weight + share);
                }
            }

            return (sum, weight);
        }
    }
}
