using System.Text;
using Dewar.Formats.Bytes;
using Dewar.Sdk;

namespace Dewar.Formats.Fits;

/// <summary>
/// A BINTABLE extension. Its plain columns are one table. Columns that hold an array in each row are signals of their own, unless there is
/// only one row, in which arrays are columns: so spectra are stored.
/// </summary>
internal static class BinaryTable
{
    private const int MostArrays = 64;

    public static void Describe(ByteSource file, Header header, int index, Extraction into)
    {
        if (header.Lengths() is not [var rowLength, var rows, ..])
        {
            return;
        }

        var columns = TableColumn.Of(header, rowLength);
        if (rows == 1 && Spectrum(columns) is { Count: > 0 } arrays)
        {
            Add(file, header, index, arrays, arrays[0].Repeat, column => column.Stored.Size, into);
            columns.RemoveAll(arrays.Contains);
        }

        if (columns.Exists(column => column.IsScalar || column.IsText))
        {
            Add(file, header, index, columns.FindAll(column => column.IsScalar || column.IsText && column.Heap is null), rows, _ => rowLength, into);
        }

        foreach (var column in columns.Where(column => !column.IsScalar && !column.IsText && column.Repeat != 0).Take(MostArrays))
        {
            AddArrays(file, header, index, column, rowLength, rows, into);
        }
    }

    // Arrays of one row that are all of one length.
    private static List<TableColumn> Spectrum(List<TableColumn> columns)
    {
        var arrays = columns.FindAll(column => column is { Heap: null, IsText: false, Repeat: > 1, Dimensions.Length: 1 });
        return arrays.TrueForAll(column => column.Repeat == arrays[0].Repeat) ? arrays : [];
    }

    private static void Add(
        ByteSource file, Header header, int index, List<TableColumn> columns, long rows, Func<TableColumn, long> stride, Extraction into)
    {
        var records = new List<RecordColumn?>();
        var words = new Dictionary<int, IReadOnlyList<string>>();
        foreach (var column in columns)
        {
            var start = header.DataStart + column.Offset;
            if (column.IsText)
            {
                words[records.Count] = Words(file, start, stride(column), column.Repeat, rows);
            }

            records.Add(column.IsText ? null : new RecordColumn(start, stride(column), column.Stored, BigEndian: true)
            {
                Scale = column.Scaling.Scale,
                Zero = column.Scaling.Zero,
                Blank = column.Scaling.Blank,
                IsLogical = column.Code == 'L',
            });
        }

        into.Add(new Signal
        {
            Name = header.Word("EXTNAME") ?? "",
            Type = SignalType.Table,
            Element = ElementType.Float64,
            Axes = [new("row", rows), new("column", columns.Count)],
            Columns = [.. columns.Select(column => column.Name)],
            ColumnUnits = [.. columns.Select(column => column.Unit)],
            Words = words,
            Place = $"HDU {index}",
            Values = new RecordTable(file, rows, records),
        });
    }

    private static List<string> Words(ByteSource file, long start, long stride, long length, long rows)
    {
        var words = new List<string>();
        var bytes = new byte[Math.Clamp(length, 0, 1024)];
        for (var row = 0L; row < Math.Min(rows, MetaValue.Most) && start + row * stride <= file.Length - bytes.Length; row++)
        {
            file.ReadExactly(start + row * stride, bytes);
            var end = Array.IndexOf(bytes, (byte)0);
            words.Add(Encoding.Latin1.GetString(bytes, 0, end < 0 ? bytes.Length : end).TrimEnd());
        }

        return words;
    }

    private static void AddArrays(ByteSource file, Header header, int index, TableColumn column, long rowLength, long rows, Extraction into)
    {
        var values = column.Heap is not null ? Heap.Values(file, header, column, rowLength, rows) : Packed(file, header, column, rowLength, rows);
        if (values is null)
        {
            return;
        }

        string[] names = values.Shape.Count > 4 ? [.. values.Shape.Select((_, axis) => $"axis {axis}")] : ["z", "y", "x"];
        Axis[] own = [.. values.Shape.Skip(1).Zip(names[^(values.Shape.Count - 1)..], (length, name) => new Axis(name, length))];
        into.Add(new Signal
        {
            Name = column.Name,
            Type = own.Length == 1 ? SignalType.Spectrum : SignalType.Image,
            Element = values.Element,
            Axes = [new Axis("row", rows) { IsScan = true }, .. own],
            Unit = column.Unit,
            Place = $"HDU {index}, column {column.Name}",
            Values = values,
        });
    }

    private static SignalValues Packed(ByteSource file, Header header, TableColumn column, long rowLength, long rows)
    {
        long[] own = [.. column.Dimensions.Reverse()];
        long[] shape = [rows, .. own];
        return column.Scaling.Apply(new PackedValues(file, header.DataStart + column.Offset, column.Stored, shape)
        {
            Strides = [rowLength, .. PackedValues.Packed(column.Stored, own)],
            BigEndian = true,
        });
    }
}
