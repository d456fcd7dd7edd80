using Dewar.Formats.Bytes;
using Dewar.Sdk;

namespace Dewar.Formats.Sdds;

/// <summary>A page of an SDDS file, as it is put together by whichever way it is stored.</summary>
internal static class SddsPage
{
    /// <summary>Cells of a table with words that are kept, as such a table can only be walked through.</summary>
    public const int MostCells = 2 << 20;

    /// <summary>Adds the table of a page.</summary>
    public static void AddTable(SddsHeader header, int page, long rows, SignalValues? values, Dictionary<int, IReadOnlyList<string>> words, Extraction into)
    {
        if (rows == 0 || header.Columns.Count == 0)
        {
            return;
        }

        into.Add(new Signal
        {
            Name = $"page {page}",
            Type = SignalType.Table,
            Element = ElementType.Float64,
            Axes = [new("row", rows), new("column", header.Columns.Count)],
            Columns = [.. header.Columns.Select(column => column.Name)],
            ColumnUnits = [.. header.Columns.Select(column => column.Unit)],
            Words = words,
            Place = $"page {page}",
            Hints = header.Columns.Count > 1 && !words.ContainsKey(0) ? new DrawingHints { Over = 0 } : null,
            Values = values,
        });
    }

    /// <summary>A table whose cells were read one after the other.</summary>
    public static SignalValues OfCells(double[] cells, long rows, int columns) => new DecodedValues(
        ElementType.Float64, [rows, columns], () => System.Runtime.InteropServices.MemoryMarshal.AsBytes(cells.AsSpan()).ToArray());
}
