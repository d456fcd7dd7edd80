using Dewar.Sdk;

namespace Dewar.Formats.Spreadsheets;

/// <summary>The cells of a sheet, as they come. Only so many are kept.</summary>
/// <param name="name">The sheet's name.</param>
internal sealed class Sheet(string name)
{
    public const int MostCells = 1_000_000;
    private readonly Dictionary<int, Dictionary<int, object>> _rows = [];
    private int _cells;

    public string Name => name;

    /// <summary>There are more cells than are kept.</summary>
    public bool IsCut { get; set; }

    /// <summary>The last row and column that the file announces, counted from one; 0 when it does not.</summary>
    public (int Rows, int Columns) Announced { get; set; }

    /// <summary>Not shown by the program that wrote it.</summary>
    public bool IsHidden { get; set; }

    public bool IsFull => _cells >= MostCells;

    /// <summary>The rows that have cells, in order.</summary>
    public IEnumerable<int> Rows => _rows.Keys.Order();

    public int CellCount => _cells;

    /// <summary>Keeps a cell; its value is a <c>double</c>, <c>string</c>, <c>bool</c> or <see cref="FileTime"/>; times without a date are words.</summary>
    public void Set(int row, int column, object? value)
    {
        if (value is null or "" || row < 0 || column is < 0 or > 16_383)
        {
            return;
        }

        if (IsFull)
        {
            IsCut = true;
            return;
        }

        if (!_rows.TryGetValue(row, out var cells))
        {
            _rows[row] = cells = [];
        }

        _cells += cells.TryAdd(column, value) ? 1 : 0;
    }

    /// <summary>A cell's value; null when it is empty.</summary>
    public object? this[int row, int column] => _rows.TryGetValue(row, out var cells) && cells.TryGetValue(column, out var value) ? value : null;

    /// <summary>The cells of a row that are not empty, by column.</summary>
    public IReadOnlyDictionary<int, object> Row(int row) => _rows.TryGetValue(row, out var cells) ? cells : new Dictionary<int, object>();

    /// <summary>A value as a number; NaN for words and times.</summary>
    public static double Number(object? value) => value switch
    {
        double number => number,
        bool flag => flag ? 1 : 0,
        _ => double.NaN,
    };

    /// <summary>A value as a word.</summary>
    public static string Word(object? value) => value switch
    {
        null => "",
        double number => number.ToString("R"),
        bool flag => flag ? "TRUE" : "FALSE",
        var other => other.ToString() ?? "",
    };
}
