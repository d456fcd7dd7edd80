using System.Buffers.Binary;
using System.Runtime.InteropServices;
using Dewar.Formats.PlainText;
using Dewar.Sdk;

namespace Dewar.Formats.Spreadsheets;

/// <summary>Makes a table of a sheet: finds its headings and units, and what stands above them.</summary>
internal static class SheetTable
{
    private const int MostWords = 256;
    private const int HeadingsWithin = 40;

    /// <summary>Adds a sheet as a signal, and what stands above its table to the metadata.</summary>
    public static void Add(Sheet sheet, Extraction into, MetaGroup tree)
    {
        var rows = sheet.Rows;
        tree.Add("rows", rows.Length == 0 ? 0 : rows[^1] + 1);
        tree.Add("cells", sheet.CellCount);
        if (sheet.IsHidden)
        {
            tree.Add("hidden", true);
        }

        if (sheet.IsCut)
        {
            into.Warn($"Sheet '{sheet.Name}' has more than the {sheet.CellCount} cells that were read.");
        }

        if (rows.Length == 0)
        {
            into.Add(Table(sheet, [], [], [], 0, 0));
            return;
        }

        var (low, high) = Width(sheet, rows);
        var heading = Heading(sheet, rows);
        var first = heading is { } at ? at + 1 : 0;
        var units = heading is not null && first < rows.Length && AreUnits(sheet, rows[first]) ? rows[first++] : (int?)null;
        var names = new string[high - low + 1];
        var columnUnits = new string?[names.Length];
        for (var i = 0; i < names.Length; i++)
        {
            var text = heading is { } row ? Sheet.Word(sheet[rows[row], low + i]).Trim() : "";
            var (name, unit) = Units.Split(text);
            names[i] = name is "" ? Letters(low + i) : name;
            columnUnits[i] = unit ?? (units is { } unitRow && Sheet.Word(sheet[unitRow, low + i]) is { Length: > 0 } below ? below.Trim('[', ']', '(', ')') : null);
        }

        Above(sheet, rows[..(heading ?? 0)], into, tree);
        into.Add(Table(sheet, rows[first..], names, columnUnits, low, first < rows.Length ? rows[^1] - rows[first] + 1 : 0));
    }

    /// <summary>A column's letters: A, B, … AA.</summary>
    public static string Letters(int column)
    {
        var letters = "";
        for (var rest = column + 1; rest > 0; rest = (rest - 1) / 26)
        {
            letters = (char)('A' + (rest - 1) % 26) + letters;
        }

        return letters;
    }

    private static Signal Table(Sheet sheet, int[] rows, string[] names, string?[] units, int low, long count)
    {
        var words = new Dictionary<int, IReadOnlyList<string>>();
        for (var i = 0; i < names.Length; i++)
        {
            if (rows.Take(1000).Any(row => sheet[row, low + i] is string or FileTime))
            {
                var first = rows[0];
                words[i] = [.. Enumerable.Range(0, (int)Math.Min(MostWords, count)).Select(row => Sheet.Word(sheet[first + row, low + i]))];
            }
        }

        return new Signal
        {
            Name = sheet.Name,
            Type = SignalType.Table,
            Element = ElementType.Float64,
            Axes = [new Axis("row", count), new Axis("column", names.Length)],
            Columns = names,
            ColumnUnits = units,
            Words = words,
            Place = sheet.Name,
            Values = new SheetValues(sheet, rows.Length == 0 ? 0 : rows[0], low, count, names.Length),
        };
    }

    private static (int Low, int High) Width(Sheet sheet, int[] rows)
    {
        var (low, high) = (int.MaxValue, 0);
        foreach (var row in rows)
        {
            var cells = sheet.Row(row);
            low = Math.Min(low, cells[0].Column);
            high = Math.Max(high, cells[^1].Column);
        }

        return (low, high);
    }

    // The first row of words that is about as wide as the rows below it. The place in the list of rows; null without one.
    private static int? Heading(Sheet sheet, int[] rows)
    {
        var first = rows.Take(200).Select(row => Values(sheet, row)).ToArray();
        var usual = first.Select(cells => cells.Length).Order().ElementAt(first.Length / 2);
        for (var i = 0; i < Math.Min(HeadingsWithin, rows.Length - 1); i++)
        {
            var cells = first[i];
            if (cells.Length * 5 < usual * 3)
            {
                continue;
            }

            var words = cells.Count(value => value is string);
            var numbers = first.Skip(i + 1).Take(20).SelectMany(below => below).Any(value => value is double or bool or FileTime);
            if (words == cells.Length && (numbers || cells.Distinct().Count() == cells.Length && i == 0 && cells.Length > 1))
            {
                return i;
            }

            if (words * 2 < cells.Length)
            {
                return null;
            }
        }

        return null;
    }

    private static object[] Values(Sheet sheet, int row)
    {
        var cells = sheet.Row(row);
        var values = new object[cells.Length];
        for (var i = 0; i < values.Length; i++)
        {
            values[i] = cells[i].Value;
        }

        return values;
    }

    private static bool AreUnits(Sheet sheet, int row) =>
        Values(sheet, row).All(value => value is string word && Units.IsUnit(word.Trim('[', ']', '(', ')')));

    private static void Above(Sheet sheet, int[] rows, Extraction into, MetaGroup tree)
    {
        foreach (var row in rows)
        {
            var cells = Values(sheet, row);
            if (cells is [string key, var value])
            {
                KeyValues.Add(tree, into.Facts, key.Trim().TrimEnd(':', '='), Sheet.Word(value), null);
            }
            else if (cells is [string line] && KeyValues.TryPair(line, out var name, out var word))
            {
                KeyValues.Add(tree, into.Facts, name, word, null);
            }
            else
            {
                tree.Add($"row {row + 1}", string.Join(", ", cells.Take(32).Select(Sheet.Word)));
            }
        }
    }
}

/// <summary>The numbers of a sheet.</summary>
internal sealed class SheetValues(Sheet sheet, int firstRow, int firstColumn, long rows, int columns) : SignalValues
{
    public override ElementType Element => ElementType.Float64;

    public override IReadOnlyList<long> Shape { get; } = [rows, columns];

    public override void Read(in Slab part, Span<byte> into)
    {
        for (var i = 0L; i < part.Count[0]; i++)
        {
            var target = into.Slice((int)(i * part.Count[1] * 8), (int)part.Count[1] * 8);
            MemoryMarshal.Cast<byte, double>(target).Fill(double.NaN);
            foreach (var cell in sheet.Row((int)(firstRow + part.Start[0] + i * part.Step[0])))
            {
                var column = cell.Column - firstColumn - part.Start[1];
                if (column >= 0 && column % part.Step[1] == 0 && column / part.Step[1] < part.Count[1])
                {
                    BinaryPrimitives.WriteDoubleLittleEndian(target[(int)(column / part.Step[1] * 8)..], cell.AsNumber);
                }
            }
        }
    }
}
