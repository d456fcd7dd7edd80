namespace Dewar.Viewing;

/// <summary>What there is to say of numbers that come one after the other.</summary>
internal sealed class Sums
{
    private double _squares;

    public long Count { get; private set; }

    public double Mean { get; private set; }

    public double Spread => Count == 0 ? 0 : Math.Sqrt(_squares / Count);

    public double Least { get; private set; } = double.PositiveInfinity;

    public double Greatest { get; private set; } = double.NegativeInfinity;

    public double LeastFromZero { get; private set; } = double.PositiveInfinity;

    public double LeastAboveZero { get; private set; } = double.PositiveInfinity;

    public Int128 WholeLeast { get; private set; } = Int128.MaxValue;

    public Int128 WholeGreatest { get; private set; } = Int128.MinValue;

    public Int128 WholeLeastFromZero { get; private set; } = Int128.MaxValue;

    public Int128 WholeLeastAboveZero { get; private set; } = Int128.MaxValue;

    public void Add(double value)
    {
        if (!double.IsFinite(value))
        {
            return;
        }

        Count++;
        var off = value - Mean;
        Mean += off / Count;
        _squares += off * (value - Mean);
        Least = Math.Min(Least, value);
        Greatest = Math.Max(Greatest, value);
        LeastFromZero = value >= 0 ? Math.Min(LeastFromZero, value) : LeastFromZero;
        LeastAboveZero = value > 0 ? Math.Min(LeastAboveZero, value) : LeastAboveZero;
    }

    /// <summary>Whole numbers of 64 bits do not fit a double.</summary>
    public void AddWhole(Int128 value)
    {
        Add((double)value);
        WholeLeast = Int128.Min(WholeLeast, value);
        WholeGreatest = Int128.Max(WholeGreatest, value);
        WholeLeastFromZero = value >= 0 ? Int128.Min(WholeLeastFromZero, value) : WholeLeastFromZero;
        WholeLeastAboveZero = value > 0 ? Int128.Min(WholeLeastAboveZero, value) : WholeLeastAboveZero;
    }
}
