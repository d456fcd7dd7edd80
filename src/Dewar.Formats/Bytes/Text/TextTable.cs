using System.Runtime.InteropServices;
using Dewar.Sdk;

namespace Dewar.Formats.Bytes;

/// <summary>
/// Columns of numbers in a stretch of text, a row in a line. Lines that are no numbers are stepped over; missing numbers are NaN. A table
/// of ordinary size whose rows are full is kept once it was read.
/// </summary>
/// <param name="source">Where the text is.</param>
/// <param name="start">Where the first row begins, in bytes.</param>
/// <param name="end">Where the last row has ended.</param>
internal sealed class TextTable(ByteSource source, long start, long end, long rows, int columns) : SignalValues
{
    private const long MostKept = 4 << 20;
    private double[]? _kept;

    public override ElementType Element => ElementType.Float64;

    public override IReadOnlyList<long> Shape { get; } = [rows, columns];

    /// <summary>Letters with which lines begin that are not rows, though they might be numbers.</summary>
    public string Skip { get; init; } = "#";

    public override void Read(in Slab part, Span<byte> into)
    {
        var numbers = MemoryMarshal.Cast<byte, double>(into);
        // A row may be much shorter than the table is wide.
        if (rows * columns > Math.Min(MostKept, end - start))
        {
            Parse(part, numbers);
            return;
        }

        if (_kept is not { } kept)
        {
            kept = new double[rows * columns];
            Parse(Slab.All(Shape), kept);
            _kept = kept;
        }

        var at = 0;
        for (var row = 0L; row < part.Count[0]; row++)
        {
            var from = (part.Start[0] + row * part.Step[0]) * columns;
            for (var column = 0L; column < part.Count[1]; column++)
            {
                numbers[at++] = kept[from + part.Start[1] + column * part.Step[1]];
            }
        }
    }

    // Tables that are too long to be kept are read from their beginning again, as text has no other way.
    private void Parse(in Slab part, Span<double> into)
    {
        var lines = new LineReader(source, start, end);
        var line = new double[columns];
        into.Fill(double.NaN);
        var (row, at) = (0L, 0);
        while (at < into.Length && lines.Next(out var text))
        {
            if (text.Length == 0 || Skip.Contains((char)text[0]))
            {
                continue;
            }

            var (index, rest) = Math.DivRem(row - part.Start[0], Math.Max(1, part.Step[0]));
            if (row < part.Start[0] || rest != 0 || index >= part.Count[0])
            {
                row += IsRow(text) ? 1 : 0;
                continue;
            }

            line.AsSpan().Fill(double.NaN);
            if (NumberText.Row(text, line) <= 0)
            {
                continue;
            }

            row++;
            for (var column = 0L; column < part.Count[1]; column++)
            {
                into[at++] = line[part.Start[1] + column * part.Step[1]];
            }
        }
    }

    private static bool IsRow(ReadOnlySpan<byte> text) => NumberText.Row(text, []) > 0;
}
