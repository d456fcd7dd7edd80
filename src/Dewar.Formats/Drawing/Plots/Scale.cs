namespace Dewar.Formats.Drawing.Plots;

/// <summary>From values to pixels along one axis of a plot.</summary>
/// <param name="Low">The value at the beginning; of a logarithmic axis its logarithm.</param>
/// <param name="High">The value at the end.</param>
/// <param name="IsLogarithmic">Powers of ten are evenly apart.</param>
internal readonly record struct Scale(double Low, double High, bool IsLogarithmic)
{
    /// <summary>Where a value lies, from 0 to 1 within the axis; NaN where it has no place.</summary>
    public double Share(double value) => ((IsLogarithmic ? Math.Log10(value) is var log && double.IsFinite(log) ? log : double.NaN : value) - Low) / (High - Low);

    /// <summary>The axis for all values.</summary>
    /// <param name="values">What is to be seen on it.</param>
    /// <param name="isLogarithmic">What is zero or less is not seen then.</param>
    /// <param name="margin">Room beyond the ends, as a share.</param>
    public static Scale Around(IEnumerable<double[]> values, bool isLogarithmic, double margin)
    {
        var (low, high) = (double.PositiveInfinity, double.NegativeInfinity);
        foreach (var value in values.SelectMany(line => line))
        {
            if (double.IsFinite(value) && (!isLogarithmic || value > 0))
            {
                (low, high) = (Math.Min(low, value), Math.Max(high, value));
            }
        }

        if (!(low <= high))
        {
            return isLogarithmic ? new(0, 1, true) : new(0, 1, false);
        }

        (low, high) = isLogarithmic ? (Math.Log10(low), Math.Log10(high)) : (low, high);
        if (high - low <= Math.Max(Math.Abs(low), Math.Abs(high)) * 1e-12)
        {
            var some = isLogarithmic ? 0.5 : low == 0 ? 1 : Math.Abs(low) * 0.1;
            return new(low - some, high + some, isLogarithmic);
        }

        var room = (high - low) * margin;
        return double.IsFinite(high - low) ? new(low - room, high + room, isLogarithmic) : new(low / 2 - room, high / 2 + room, isLogarithmic);
    }

    /// <summary>The same, reaching down to zero where the values begin near it: counts are seen over their ground.</summary>
    public Scale FromZero() => !IsLogarithmic && Low > 0 && Low < High * 0.5 ? this with { Low = 0 } : this;

    /// <summary>Places for numbers and the texts there, and a power of ten that belongs to the unit.</summary>
    public (double[] Places, string[] Texts, int Power) Marks(int most)
    {
        if (IsLogarithmic && High - Low >= 1)
        {
            var decades = Ticks.Decades(Low, High, most);
            return ([.. decades.Select(power => Math.Pow(10, power))], [.. decades.Select(power => TickText.Power((int)power))], 0);
        }

        var (low, high) = IsLogarithmic ? (Math.Pow(10, Low), Math.Pow(10, High)) : (Low, High);
        var ticks = Ticks.Between(low, high, most);
        var shared = TickText.SharedPower(ticks);
        return (ticks, TickText.Of(ticks, shared), shared);
    }
}
