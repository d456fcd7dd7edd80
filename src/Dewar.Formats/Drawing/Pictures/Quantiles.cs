using System.Buffers;

namespace Dewar.Formats.Drawing.Pictures;

/// <summary>
/// Which value has so many below it: exactly, and without sorting them all. They are counted in even steps from the least to the most; the
/// step that the value lies in is divided again, until it holds few enough to be sorted.
/// </summary>
internal sealed class Quantiles : IDisposable
{
    private const int Steps = 4096;
    private const int Few = 256;

    private readonly double[] _values;
    private readonly double _perStep;

    // For each value its step, and for each step how many values are below it; none where the values are sorted or all the same.
    private readonly ushort[] _steps = [];
    private readonly int[] _below = [];
    private readonly Dictionary<int, Quantiles> _within = [];

    /// <summary>Takes of many values every second, third, … so that no more than about so many are looked at; only those that are numbers.</summary>
    public Quantiles(ReadOnlySpan<double> values, int enough)
    {
        var (step, count) = (values.Length / enough + 1, 0);
        _values = ArrayPool<double>.Shared.Rent((values.Length + step - 1) / step);
        var (least, most) = (double.PositiveInfinity, double.NegativeInfinity);
        for (var i = 0; i < values.Length; i += step)
        {
            var value = values[i];
            if (double.IsFinite(value))
            {
                _values[count++] = value;
                least = value < least ? value : least;
                most = value > most ? value : most;
            }
        }

        (Count, Least, Most) = (count, least, most);
        if (most - least <= 1e-13 * Math.Abs(most))
        {
            // What differs by rounding only is the same.
            return;
        }

        _perStep = Steps / (most - least);
        if (count <= Few || !double.IsNormal(_perStep))
        {
            _values.AsSpan(0, count).Sort();
            return;
        }

        (_steps, _below) = (ArrayPool<ushort>.Shared.Rent(count), new int[Steps + 1]);
        for (var i = 0; i < count; i++)
        {
            var place = Math.Min((int)((_values[i] - least) * _perStep), Steps - 1);
            _steps[i] = (ushort)place;
            _below[place + 1]++;
        }

        for (var i = 0; i < Steps; i++)
        {
            _below[i + 1] += _below[i];
        }
    }

    public int Count { get; }

    public double Least { get; }

    public double Most { get; }

    /// <summary>The value at a share of all, from 0 for the least to 1 for the most.</summary>
    public double At(double share) => Ranked((int)Math.Round((Count - 1) * share));

    public void Dispose()
    {
        ArrayPool<double>.Shared.Return(_values);
        if (_steps.Length > 0)
        {
            ArrayPool<ushort>.Shared.Return(_steps);
        }

        foreach (var within in _within.Values)
        {
            within.Dispose();
        }

        _within.Clear();
    }

    private double Ranked(int rank)
    {
        if (_steps.Length == 0)
        {
            return _values[rank];
        }

        var step = Array.BinarySearch(_below, rank);
        step = step < 0 ? ~step - 1 : step;

        // Of steps with nothing in them the last has the value.
        while (_below[step + 1] <= rank)
        {
            step++;
        }

        if (!_within.TryGetValue(step, out var within))
        {
            _within.Add(step, within = Within(step));
        }

        return within.Ranked(rank - _below[step]);
    }

    private Quantiles Within(int step)
    {
        var count = _below[step + 1] - _below[step];
        var values = ArrayPool<double>.Shared.Rent(count);
        for (var (at, from) = (0, 0); at < count;)
        {
            // Even areas come in runs.
            from += _steps.AsSpan(from, Count - from).IndexOf((ushort)step);
            var run = _steps.AsSpan(from, Count - from).IndexOfAnyExcept((ushort)step) is >= 0 and var end ? end : Count - from;
            _values.AsSpan(from, run).CopyTo(values.AsSpan(at));
            (at, from) = (at + run, from + run);
        }

        var within = new Quantiles(values.AsSpan(0, count), int.MaxValue);
        ArrayPool<double>.Shared.Return(values);
        return within;
    }
}
