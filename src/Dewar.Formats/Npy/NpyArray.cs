using System.Text;
using Dewar.Formats.Bytes;
using Dewar.Sdk;

namespace Dewar.Formats.Npy;

/// <summary>An array in the format of numpy (NEP 1; numpy.lib.format, versions 1.0 to 3.0).</summary>
internal static class NpyArray
{
    private const int LongestHeader = 1 << 20;
    private const int WidestTable = 12;

    /// <summary>Reads the header of an array and describes it.</summary>
    /// <param name="name">The array's name; empty when it is alone.</param>
    public static void Describe(ByteSource file, string name, MetaGroup metadata, Extraction into)
    {
        var cursor = new Cursor(file, 6);
        var (major, minor) = (cursor.U8(), cursor.U8());
        metadata.Add("version", $"{major}.{minor}", at: 6);
        var length = major == 1 ? cursor.U16() : cursor.U32();
        if (major is 0 or > 3 || length > LongestHeader)
        {
            throw new DamagedException($"An array of version {major}.{minor} with a header of {length} bytes", 6);
        }

        var text = (major == 3 ? Encoding.UTF8 : Encoding.Latin1).GetString(cursor.Bytes(length));
        if (PythonLiteral.Parse(text) is not Dictionary<string, object?> header || header.GetValueOrDefault("shape") is not object[] lengths)
        {
            throw new DamagedException("The header of an array has no shape", 10);
        }

        var fortran = header.GetValueOrDefault("fortran_order") is true;
        long[] shape = [.. lengths.Select(one => one is >= 0L and long number ? number : throw new DamagedException("An axis of an array has no length", 10))];
        var descr = header.GetValueOrDefault("descr");
        var fields = new List<NpyField>();
        var size = NpyField.All(descr, fields);
        metadata.Add("descr", descr as string ?? text, at: 10);
        metadata.Add("fortran_order", fortran, at: 10);
        metadata.Add("shape", shape, at: 10);
        if (shape.Length > 32)
        {
            throw new DamagedException($"An array has {shape.Length} axes", 10);
        }

        var total = shape.Aggregate(size, (product, one) => checked(product * one));
        if (total > file.Length - cursor.Position)
        {
            into.Warn($"The array {name} should have {total} bytes, and {file.Length - cursor.Position} are there.");
        }

        if (descr is object[] || fields.Exists(field => field.IsWord))
        {
            AddTable(file, name, cursor.Position, size, shape, fields, into);
        }
        else
        {
            AddArray(file, name, cursor.Position, fields[0], shape, fortran, into);
        }
    }

    private static void AddArray(ByteSource file, string name, long start, NpyField field, long[] shape, bool fortran, Extraction into)
    {
        if (field.Element is not { } element)
        {
            into.Warn($"The array {name} holds elements of numpy's type {field.Kind} with {field.Size} bytes, which are not read.");
            return;
        }

        // Pictures in colours, as imaging libraries keep them.
        var coloured = shape is [> 16, > 16, 3 or 4] && element == ElementType.UInt8 && !fortran && field.Kind == 'u';
        if (coloured)
        {
            (element, shape) = (element.Times((int)shape[2]), shape[..2]);
        }

        var table = shape is [var rows, > 1 and <= WidestTable and var columns] && rows >= 4 * columns && element.Kind != ElementKind.Complex;
        var values = new PackedValues(file, start, element, shape) { BigEndian = field.BigEndian };
        into.Add(new Signal
        {
            Name = name,
            Type = table ? SignalType.Table : shape.Length switch { 0 => SignalType.Unknown, 1 => SignalType.Spectrum, _ => SignalType.Image },
            Element = element,
            Axes = table ? [new("row", shape[0]), new("column", shape[1])] : Axes(shape),
            Columns = table ? [.. Enumerable.Range(0, (int)shape[1]).Select(column => $"column {column}")] : [],
            ColumnUnits = table ? new string?[shape[1]] : [],
            Unit = field.Unit,
            Place = name is "" ? null : name,
            Values = fortran ? new PackedValues(file, start, element, shape) { BigEndian = field.BigEndian, Strides = Columnwise(element, shape) } : values,
        });
    }

    private static void AddTable(ByteSource file, string name, long start, long size, long[] shape, List<NpyField> fields, Extraction into)
    {
        var rows = shape.Aggregate(1L, (product, length) => checked(product * length));
        var words = new Dictionary<int, IReadOnlyList<string>>();
        for (var i = 0; i < fields.Count; i++)
        {
            if (fields[i].IsWord)
            {
                words[i] = Words(file, start + fields[i].Offset, size, rows, fields[i]);
            }
        }

        into.Add(new Signal
        {
            Name = name,
            Type = SignalType.Table,
            Element = ElementType.Float64,
            Axes = [new("row", rows), new("column", fields.Count)],
            Columns = [.. fields.Select((field, i) => field.Name is "" ? $"column {i}" : field.Name)],
            ColumnUnits = [.. fields.Select(field => field.Unit)],
            Words = words,
            Place = name is "" ? null : name,
            Values = new RecordTable(file, rows, [.. fields.Select(field => field.Element is { } element ? new RecordColumn(start + field.Offset, size, element, field.BigEndian) : (RecordColumn?)null)]),
        });
    }

    private static List<string> Words(ByteSource file, long start, long stride, long rows, NpyField field)
    {
        var words = new List<string>();
        var bytes = new byte[Math.Min(field.Size, 1024)];
        var encoding = field.Kind != 'U' ? Encoding.Latin1 : field.BigEndian ? new UTF32Encoding(bigEndian: true, byteOrderMark: false) : Encoding.UTF32;
        for (var row = 0L; row < Math.Min(rows, MetaValue.Most) && start + row * stride <= file.Length - bytes.Length; row++)
        {
            file.ReadExactly(start + row * stride, bytes);
            words.Add(encoding.GetString(bytes).TrimEnd('\0'));
        }

        return words;
    }

    private static Axis[] Axes(long[] shape)
    {
        string[] names = ["z", "y", "x"];
        return [.. shape.Select((length, i) => new Axis(shape.Length - i <= 3 ? names[^(shape.Length - i)] : $"axis {i}", length) { IsScan = shape.Length - i > 2 })];
    }

    private static long[] Columnwise(ElementType element, long[] shape)
    {
        var strides = new long[shape.Length];
        var stride = (long)element.Size;
        for (var axis = 0; axis < shape.Length; axis++)
        {
            strides[axis] = stride;
            stride = checked(stride * Math.Max(1, shape[axis]));
        }

        return strides;
    }
}
