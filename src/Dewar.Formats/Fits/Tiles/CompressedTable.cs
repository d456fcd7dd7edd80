using Dewar.Sdk;

namespace Dewar.Formats.Fits.Tiles;

/// <summary>
/// A BINTABLE whose columns are compressed tile by tile (FITS standard 4.0, section 10.3). It is described as the table that it was; the
/// values are not unpacked, and the bytes that stand in their place are not shown as values.
/// </summary>
internal static class CompressedTable
{
    public static void Describe(Header header, int index, Extraction into)
    {
        var rows = Math.Max(0, header.Whole("ZNAXIS2") ?? 0);
        var (columns, units, methods) = (new List<string>(), new List<string?>(), new SortedSet<string>(StringComparer.Ordinal));
        for (var n = 1; n <= Math.Clamp(header.Whole("TFIELDS") ?? 0, 0, 999); n++)
        {
            columns.Add(header.Word($"TTYPE{n}") is { Length: > 0 } name ? name : $"column {n}");
            units.Add(header.Word($"TUNIT{n}") is { Length: > 0 } unit ? unit : null);
            methods.Add(header.Word($"ZCTYP{n}")?.Trim() is { Length: > 0 } method ? method : "GZIP_2");
        }

        into.Add(new Signal
        {
            Name = header.Word("EXTNAME") ?? "",
            Type = SignalType.Table,
            Element = ElementType.Float64,
            Axes = [new("row", rows), new("column", columns.Count)],
            Columns = columns,
            ColumnUnits = units,
            Place = $"HDU {index}",
        });
        into.Warn(
            $"The table in unit {index} is compressed ({string.Join(", ", methods)}); its columns are described, their values are not read.");
    }
}
