using System.Buffers.Binary;
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
        var rows = sheet.Rows.ToArray();
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
            foreach (var column in sheet.Row(row).Keys)
            {
                low = Math.Min(low, column);
                high = Math.Max(high, column);
            }
        }

        return (low, high);
    }

    // The first row of words that is about as wide as the rows below it. The place in the list of rows; null without one.
    private static int? Heading(Sheet sheet, int[] rows)
    {
        var widths = rows.Take(200).Select(row => sheet.Row(row).Count).Order().ToArray();
        var usual = widths[widths.Length / 2];
        for (var i = 0; i < Math.Min(HeadingsWithin, rows.Length - 1); i++)
        {
            var cells = sheet.Row(rows[i]);
            if (cells.Count * 5 < usual * 3)
            {
                continue;
            }

            var words = cells.Values.Count(value => value is string);
            var below = rows.Skip(i + 1).Take(20).SelectMany(row => sheet.Row(row).Values).ToList();
            var numbers = below.Any(value => value is double or bool or FileTime);
            if (words == cells.Count && (numbers || cells.Values.Distinct().Count() == cells.Count && i == 0 && cells.Count > 1))
            {
                return i;
            }

            if (words * 2 < cells.Count)
            {
                return null;
            }
        }

        return null;
    }

    private static bool AreUnits(Sheet sheet, int row) => sheet.Row(row).Values.All(value => value is string word && Units.IsUnit(word.Trim('[', ']', '(', ')')));

    private static void Above(Sheet sheet, int[] rows, Extraction into, MetaGroup tree)
    {
        foreach (var row in rows)
        {
            object[] cells = [.. sheet.Row(row).OrderBy(cell => cell.Key).Select(cell => cell.Value)];
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
            var cells = sheet.Row((int)(firstRow + part.Start[0] + i * part.Step[0]));
            for (var j = 0L; j < part.Count[1]; j++)
            {
                var value = cells.GetValueOrDefault((int)(firstColumn + part.Start[1] + j * part.Step[1]));
                BinaryPrimitives.WriteDoubleLittleEndian(into[(int)((i * part.Count[1] + j) * 8)..], Sheet.Number(value));
            }
        }
    }
}
