using System.Runtime.InteropServices;
using System.Text;
using Dewar.Formats.Bytes;
using Dewar.Sdk;

namespace Dewar.Formats.Fits;

/// <summary>A TABLE extension: numbers and words as text at fixed places of each row.</summary>
internal static class AsciiTable
{
    private sealed record Field(string Name, string? Unit, bool IsText, int Start, int Width, double Scale, double Zero, string? Null);

    public static void Describe(ByteSource file, Header header, int index, Extraction into)
    {
        if (header.Lengths() is not [var rowLength, var rows, ..] || rowLength is 0 or > 1 << 20)
        {
            return;
        }

        var fields = Fields(header, (int)rowLength);
        var words = new Dictionary<int, IReadOnlyList<string>>();
        for (var n = 0; n < fields.Count; n++)
        {
            if (fields[n].IsText)
            {
                words[n] = Words(file, header.DataStart, rowLength, rows, fields[n]);
            }
        }

        into.Add(new Signal
        {
            Name = header.Word("EXTNAME") ?? "",
            Type = SignalType.Table,
            Element = ElementType.Float64,
            Axes = [new("row", rows), new("column", fields.Count)],
            Columns = [.. fields.Select(field => field.Name)],
            ColumnUnits = [.. fields.Select(field => field.Unit)],
            Words = words,
            Place = $"HDU {index}",
            Values = new Rows(file, header.DataStart, rowLength, rows, fields),
        });
    }

    private static List<Field> Fields(Header header, int rowLength)
    {
        var fields = new List<Field>();
        for (var n = 1; n <= Math.Min(header.Whole("TFIELDS") ?? 0, 999); n++)
        {
            var form = header.Word($"TFORM{n}")?.Trim() ?? "";
            var start = (header.Whole($"TBCOL{n}") ?? 0) - 1;
            if (form is "" || !int.TryParse(form[1..].Split('.')[0], out var width) || width <= 0 || start < 0 || start > rowLength - width)
            {
                throw new DamagedException($"Column {n} of a text table lies outside of its rows, or has no form", header.Find($"TFORM{n}")?.At);
            }

            fields.Add(new(
                header.Word($"TTYPE{n}") is { Length: > 0 } name ? name : $"column {n}",
                header.Word($"TUNIT{n}") is { Length: > 0 } unit ? unit : null,
                form[0] is 'A',
                (int)start,
                width,
                header.Number($"TSCAL{n}", 1),
                header.Number($"TZERO{n}", 0),
                header.Word($"TNULL{n}")?.Trim()));
        }

        return fields;
    }

    private static List<string> Words(ByteSource file, long start, long rowLength, long rows, Field field)
    {
        var words = new List<string>();
        var bytes = new byte[field.Width];
        for (var row = 0L; row < Math.Min(rows, MetaValue.Most) && start + (row + 1) * rowLength <= file.Length; row++)
        {
            file.ReadExactly(start + row * rowLength + field.Start, bytes);
            words.Add(Encoding.Latin1.GetString(bytes).TrimEnd());
        }

        return words;
    }

    private sealed class Rows(ByteSource file, long start, long rowLength, long rows, List<Field> fields) : SignalValues
    {
        public override ElementType Element => ElementType.Float64;

        public override IReadOnlyList<long> Shape { get; } = [rows, fields.Count];

        public override void Read(in Slab part, Span<byte> into)
        {
            var numbers = MemoryMarshal.Cast<byte, double>(into);
            var line = new byte[rowLength];
            var at = 0;
            for (var row = 0L; row < part.Count[0]; row++)
            {
                file.ReadExactly(checked(start + (part.Start[0] + row * part.Step[0]) * rowLength), line);
                for (var column = 0L; column < part.Count[1]; column++)
                {
                    numbers[at++] = Number(line, fields[(int)(part.Start[1] + column * part.Step[1])]);
                }
            }
        }

        private static double Number(byte[] line, Field field)
        {
            var text = line.AsSpan(field.Start, field.Width).Trim((byte)' ');
            return !field.IsText && text.Length > 0 && (field.Null is null || Encoding.Latin1.GetString(text) != field.Null) && NumberText.TryParse(text, out var number)
                ? number * field.Scale + field.Zero
                : double.NaN;
        }
    }
}
