namespace Dewar.Search;

/// <summary>Gathers the values of a part's rows for one column.</summary>
/// <typeparam name="T">Numbers, or words.</typeparam>
internal sealed class ColumnBuilder<T>(IComparer<T> order)
    where T : notnull
{
    private readonly List<(ushort Row, int Value)> _rows = [];
    private readonly Dictionary<T, int> _numbers = [];
    private readonly List<T> _values = [];

    /// <summary>Adds a value; a row may have several, in any order.</summary>
    public void Add(ushort row, T value)
    {
        if (!_numbers.TryGetValue(value, out var number))
        {
            _numbers.Add(value, number = _values.Count);
            _values.Add(value);
        }

        _rows.Add((row, number));
    }

    /// <summary>The distinct values in their order, and which rows have them.</summary>
    /// <param name="rows">How many rows there are.</param>
    public (T[] Values, Codes Codes) Build(int rows)
    {
        var values = _values.ToArray();
        var places = Enumerable.Range(0, values.Length).ToArray();
        Array.Sort(values, places, order);
        var codeOf = new int[values.Length];
        for (var place = 0; place < places.Length; place++)
        {
            codeOf[places[place]] = place + 1;
        }

        var codes = new int[rows];
        var more = new HashSet<(ushort, int)>();
        foreach (var (row, number) in _rows)
        {
            var code = codeOf[number];
            if (codes[row] == 0)
            {
                codes[row] = code;
            }
            else if (codes[row] != code)
            {
                more.Add((row, code));
            }
        }

        return (values, Codes.Of(codes, values.Length, more));
    }
}
