namespace Dewar.Formats.Drawing.Pictures;

/// <summary>
/// Which value has so many below it: exactly, and without sorting them all. They are counted in even steps from the least to the most, and only
/// the step is sorted that the value lies in.
/// </summary>
internal sealed class Quantiles
{
    private const int Steps = 4096;

    private readonly double[] _values;
    private readonly int[] _below = new int[Steps + 1];
    private readonly Dictionary<int, double[]> _sorted = [];
    private readonly double _perStep;

    /// <summary>Takes of many values every second, third, … so that no more than about so many are looked at; only those that are numbers.</summary>
    public Quantiles(ReadOnlySpan<double> values, int enough)
    {
        var (step, count) = (values.Length / enough + 1, 0);
        var some = new double[(values.Length + step - 1) / step];
        (Least, Most) = (double.PositiveInfinity, double.NegativeInfinity);
        for (var i = 0; i < values.Length; i += step)
        {
            var value = values[i];
            if (double.IsFinite(value))
            {
                some[count++] = value;
                (Least, Most) = (value < Least ? value : Least, value > Most ? value : Most);
            }
        }

        _values = count == some.Length ? some : some[..count];
        _perStep = Most > Least && double.IsFinite(Steps / (Most - Least)) && double.IsFinite(Most - Least) ? Steps / (Most - Least) : 0;
        foreach (var value in _values)
        {
            _below[Step(value) + 1]++;
        }

        for (var i = 0; i < Steps; i++)
        {
            _below[i + 1] += _below[i];
        }
    }

    public int Count => _values.Length;

    public double Least { get; }

    public double Most { get; }

    /// <summary>The value at a share of all, from 0 for the least to 1 for the most.</summary>
    public double At(double share)
    {
        var rank = (int)Math.Round((_values.Length - 1) * share);
        var step = Array.BinarySearch(_below, rank);
        step = step < 0 ? ~step - 1 : step;

        // Of steps with nothing in them the last has the value.
        while (_below[step + 1] <= rank)
        {
            step++;
        }

        if (!_sorted.TryGetValue(step, out var sorted))
        {
            sorted = new double[_below[step + 1] - _below[step]];
            var at = 0;
            foreach (var value in _values)
            {
                if (Step(value) == step)
                {
                    sorted[at++] = value;
                }
            }

            Array.Sort(sorted);
            _sorted.Add(step, sorted);
        }

        return sorted[rank - _below[step]];
    }

    private int Step(double value) => _perStep > 0 ? Math.Min((int)((value - Least) * _perStep), Steps - 1) : 0;
}
