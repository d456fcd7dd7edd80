using System.Runtime.InteropServices;
using Dewar.Formats.Bytes;
using Dewar.Sdk;

namespace Dewar.Formats.Sas;

/// <summary>A table of Qx, Qy and intensity whose rows are the pixels of a picture, one after the other.</summary>
internal static class Grid
{
    private const int Most = 4 << 20;

    /// <summary>Adds the picture when the rows make one.</summary>
    public static void Add(Signal table, Extraction into)
    {
        var rows = table.Shape[0];
        if (rows is < 4 or > Most || table.Columns is not [var first, var second, _, ..] || !first.StartsWith("Qx", StringComparison.OrdinalIgnoreCase) || !second.StartsWith("Qy", StringComparison.OrdinalIgnoreCase))
        {
            return;
        }

        var places = table.Values!.ReadNumbers(new([0, 0], [rows, 2], [1, 1]));
        var width = 1L;
        while (width < rows && places[2 * width] > places[2 * (width - 1)])
        {
            width++;
        }

        var height = rows / width;
        if (width < 2 || height < 2 || width * height != rows || Math.Abs(places[2 * rows - 2] - places[2 * (width - 1)]) > 1e-6 * Math.Abs(places[0]))
        {
            return;
        }

        var (x, y) = (places[0], places[1]);
        into.Add(new Signal
        {
            Name = table.Columns[2],
            Type = SignalType.Diffraction,
            Element = ElementType.Float64,
            Axes =
            [
                new(second, height) { Offset = y, Scale = (places[2 * rows - 1] - y) / (height - 1), Unit = table.ColumnUnits[1] },
                new(first, width) { Offset = x, Scale = (places[2 * (width - 1)] - x) / (width - 1), Unit = table.ColumnUnits[0] },
            ],
            Quantity = "intensity",
            Unit = table.ColumnUnits[2],
            IsMain = true,
            Values = new DecodedValues(ElementType.Float64, [height, width], () =>
                MemoryMarshal.AsBytes(table.Values.ReadNumbers(new([0, 2], [rows, 1], [1, 1])).AsSpan()).ToArray()),
        });
    }
}
