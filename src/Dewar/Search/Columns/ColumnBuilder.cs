namespace Dewar.Search;

/// <summary>Gathers the values of a section's rows for one column.</summary>
/// <typeparam name="T">Numbers, or words.</typeparam>
internal sealed class ColumnBuilder<T>(IComparer<T> order)
    where T : notnull
{
    private readonly List<(ushort Row, T Value)> _values = [];

    /// <summary>Adds a value; a row may have several, in any order.</summary>
    public void Add(ushort row, T value) => _values.Add((row, value));

    /// <summary>The distinct values in their order, and which rows have them.</summary>
    public (T[] Values, Codes Codes) Build()
    {
        var values = _values.Select(each => each.Value).Distinct().ToArray();
        Array.Sort(values, order);
        var numbers = values.Index().ToDictionary(each => each.Item, each => each.Index + 1);
        var codes = new int[RowSet.Places];
        var more = new HashSet<(ushort, int)>();
        foreach (var (row, value) in _values)
        {
            var code = numbers[value];
            if (codes[row] == 0)
            {
                codes[row] = code;
            }
            else if (codes[row] != code)
            {
                more.Add((row, code));
            }
        }

        return (values, new(codes, values.Length, more));
    }
}
