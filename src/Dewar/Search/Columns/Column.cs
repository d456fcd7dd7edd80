namespace Dewar.Search;

/// <summary>What all columns have: for each row the numbers of its values.</summary>
internal abstract class Column(Codes codes)
{
    public Codes Codes => codes;

    /// <summary>Memory that it takes, roughly, in bytes.</summary>
    public abstract int Bytes { get; }

    /// <summary>The rows with a value.</summary>
    public RowSet Any() => codes.Between(1, codes.Distinct);
}

/// <summary>A column of numbers: quantities in SI, times, sizes.</summary>
internal sealed class NumberColumn(double[] values, Codes codes) : Column(codes)
{
    /// <summary>The distinct values, ascending.</summary>
    public ReadOnlySpan<double> Values => values;

    public override int Bytes => values.Length * 8 + Codes.Bytes;

    /// <summary>The first value of a row; not a number where it has none.</summary>
    public double this[int row] => Codes[row] is > 0 and var code ? values[code - 1] : double.NaN;

    /// <summary>The rows with a value within bounds.</summary>
    public RowSet Within(Bounds bounds) => Codes.Between(Below(bounds.From, !bounds.WithFrom) + 1, Below(bounds.To, bounds.WithTo));

    /// <summary>The rows with one of some values.</summary>
    public RowSet In(IReadOnlySet<double> some)
    {
        var wanted = new bool[values.Length + 1];
        for (var number = 0; number < values.Length; number++)
        {
            wanted[number + 1] = some.Contains(values[number]);
        }

        return Codes.Where(wanted);
    }

    // How many values are smaller, or as small.
    private int Below(double limit, bool orEqual)
    {
        var at = Array.BinarySearch(values, limit);
        return at < 0 ? ~at : orEqual ? at + 1 : at;
    }
}

/// <summary>A column of words.</summary>
internal sealed class WordColumn(string[] values, Codes codes) : Column(codes)
{
    /// <summary>The distinct values, in ordinal order.</summary>
    public ReadOnlySpan<string> Values => values;

    public override int Bytes => values.Sum(value => value.Length * 2 + 40) + Codes.Bytes;

    /// <summary>The first value of a row; null where it has none.</summary>
    public string? this[int row] => Codes[row] is > 0 and var code ? values[code - 1] : null;

    /// <summary>The rows with a value for which something holds; it is asked once for each distinct value.</summary>
    public RowSet Where(Func<string, bool> holds)
    {
        var wanted = new bool[values.Length + 1];
        for (var number = 0; number < values.Length; number++)
        {
            wanted[number + 1] = holds(values[number]);
        }

        return Codes.Where(wanted);
    }
}
