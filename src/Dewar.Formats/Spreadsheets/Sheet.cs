using Dewar.Sdk;

namespace Dewar.Formats.Spreadsheets;

/// <summary>The cells of a sheet, as they come. Only so many are kept.</summary>
/// <param name="name">The sheet's name.</param>
internal sealed class Sheet(string name)
{
    public const int MostCells = 1_000_000;
    private readonly List<Cell> _cells = [];
    private int[]? _rows;
    private int[] _starts = [];

    public string Name => name;

    /// <summary>There are more cells than are kept.</summary>
    public bool IsCut { get; set; }

    /// <summary>Not shown by the program that wrote it.</summary>
    public bool IsHidden { get; init; }

    public int CellCount => _cells.Count;

    /// <summary>The rows that have cells, in order. From now on no cells are added.</summary>
    public int[] Rows => _rows ?? Sort();

    /// <summary>Keeps a cell; its value is a <c>double</c>, <c>string</c>, <c>bool</c> or <see cref="FileTime"/>; times without a date are words.</summary>
    public void Set(int row, int column, object? value)
    {
        if (value is null or "" || row < 0 || column is < 0 or > 16_383)
        {
            return;
        }

        IsCut |= _cells.Count >= MostCells;
        if (!IsCut)
        {
            _cells.Add(value is double number ? new(row, column, number, null) : new(row, column, double.NaN, value));
        }
    }

    /// <summary>A cell's value; null when it is empty.</summary>
    public object? this[int row, int column]
    {
        get
        {
            foreach (var cell in Row(row))
            {
                if (cell.Column == column)
                {
                    return cell.Value;
                }
            }

            return null;
        }
    }

    /// <summary>The cells of a row that are not empty, by column.</summary>
    public ReadOnlySpan<Cell> Row(int row)
    {
        var at = Array.BinarySearch(Rows, row);
        var cells = System.Runtime.InteropServices.CollectionsMarshal.AsSpan(_cells);
        return at < 0 ? [] : cells[_starts[at]..(at + 1 < _starts.Length ? _starts[at + 1] : cells.Length)];
    }

    /// <summary>A value as a word.</summary>
    public static string Word(object? value) => value switch
    {
        null => "",
        double number => number.ToString("R"),
        bool flag => flag ? "TRUE" : "FALSE",
        var other => other.ToString() ?? "",
    };

    // They come in order, as a rule; of two at one place the later one counts: a formula's words after the formula.
    private int[] Sort()
    {
        for (var i = 1; i < _cells.Count; i++)
        {
            if (_cells[i].Place <= _cells[i - 1].Place)
            {
                var sorted = _cells.Select((cell, number) => (cell, number)).OrderBy(pair => pair.cell.Place).ThenByDescending(pair => pair.number)
                    .DistinctBy(pair => pair.cell.Place).Select(pair => pair.cell).ToList();
                _cells.Clear();
                _cells.AddRange(sorted);
                break;
            }
        }

        var (rows, starts) = (new List<int>(), new List<int>());
        for (var i = 0; i < _cells.Count; i++)
        {
            if (i == 0 || _cells[i].Row != _cells[i - 1].Row)
            {
                rows.Add(_cells[i].Row);
                starts.Add(i);
            }
        }

        _starts = [.. starts];
        return _rows = [.. rows];
    }
}

/// <summary>A cell.</summary>
/// <param name="Row">Counted from zero.</param>
/// <param name="Column">Counted from zero.</param>
/// <param name="Number">Its value; NaN for another.</param>
/// <param name="Other">A value that is no number.</param>
internal readonly record struct Cell(int Row, int Column, double Number, object? Other)
{
    public object Value => Other ?? Number;

    /// <summary>A flag counts as a number as well.</summary>
    public double AsNumber => Other is bool flag ? flag ? 1 : 0 : Number;

    public long Place => (long)Row << 16 | (uint)Column;
}
