using System.Runtime.InteropServices;
using Dewar.Formats.Bytes;
using Dewar.Sdk;

namespace Dewar.Formats.Sdds;

/// <summary>The pages of an SDDS file as signals, whichever way they are stored.</summary>
internal sealed class SddsSignals(SddsHeader header, Extraction into)
{
    private const int MostSignals = 256;

    // Of all tables with words together: such a table can only be walked through, and a short row has as many cells as a long one.
    private const long MostCells = 4 << 20;

    private long _cells;

    /// <summary>There is room for one more.</summary>
    public bool HasRoom => into.Signals.Count < MostSignals;

    /// <summary>Says that there was none, when there was none.</summary>
    public void TellIfFull()
    {
        if (!HasRoom)
        {
            into.Warn($"The first {MostSignals} signals are described; the parameters of later pages are in the metadata.");
        }
    }

    /// <summary>Takes room for so many cells; false when there is not so much left.</summary>
    public bool Take(long cells)
    {
        var has = cells <= MostCells - _cells;
        _cells += has ? cells : 0;
        return has;
    }

    /// <summary>A table whose cells were read one after the other, and stay in memory.</summary>
    public SignalValues OfCells(double[] cells, long rows) => new DecodedValues(
        ElementType.Float64, [rows, header.Columns.Count], () => MemoryMarshal.AsBytes(cells.AsSpan()).ToArray());

    /// <summary>Adds the table of a page.</summary>
    public void AddTable(int page, long rows, SignalValues? values, Dictionary<int, IReadOnlyList<string>> words)
    {
        if (rows == 0 || header.Columns.Count == 0 || !HasRoom)
        {
            return;
        }

        into.Add(new Signal
        {
            Name = $"page {page}",
            Type = SignalType.Table,
            Element = ElementType.Float64,
            Axes = [new("row", rows), new("column", header.Columns.Count)],
            Columns = header.ColumnNames,
            ColumnUnits = header.ColumnUnits,
            Words = words,
            Place = $"page {page}",
            Hints = header.Columns.Count > 1 && !words.ContainsKey(0) ? new DrawingHints { Over = 0 } : null,
            Values = values,
        });
    }
}
