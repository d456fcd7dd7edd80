using Dewar.Formats.Bytes;
using Dewar.Sdk;

namespace Dewar.Formats.Sdds;

/// <summary>Pages that are stored as bytes: a number of rows, parameters, arrays, and then the columns row by row or one after the other.</summary>
internal sealed class BinaryPages(ByteSource file, SddsHeader header, SddsSignals signals, Extraction into)
{
    private const int LongestWord = 64 * 1024;

    private readonly bool _isFixed = header.Columns.TrueForAll(column => column.Size > 0);
    private readonly Cursor _cursor = new(file, header.End, header.BigEndian);

    public bool IsAtEnd => _cursor.Left < 4;

    /// <summary>Reads a page: its table and its arrays become signals while there is room.</summary>
    public void Read(int page, MetaGroup metadata)
    {
        var start = _cursor.Position;
        var rows = (long)_cursor.I32();
        rows = rows == int.MinValue ? _cursor.I64() : rows;
        if (rows < 0)
        {
            throw new DamagedException($"Page {page} has {rows} rows", start);
        }

        metadata.Add("rows", rows, at: start);
        foreach (var parameter in header.PageParameters)
        {
            var at = _cursor.Position;
            metadata.Add(parameter.Name, parameter.Type is "string" ? Word() : Number(parameter), parameter.Unit, at);
        }

        foreach (var array in header.Arrays)
        {
            Array(page, array, metadata);
        }

        if (rows > 0 && _isFixed)
        {
            Fixed(page, rows);
        }
        else if (rows > 0)
        {
            Walk(page, rows);
        }
    }

    private void Fixed(int page, long rows)
    {
        var width = header.Columns.Sum(column => (long)column.Size);
        if (width * (decimal)rows > _cursor.Left)
        {
            into.Warn($"Page {page} should have {rows} rows of {width} bytes, and the file ends before.");
        }

        var end = checked(_cursor.Position + width * rows);
        if (signals.HasRoom)
        {
            signals.AddTable(page, rows, new RecordTable(file, rows, Records(width, rows)), []);
        }

        _cursor.Position = end;
    }

    private List<RecordColumn?> Records(long width, long rows)
    {
        var (records, at) = (new List<RecordColumn?>(header.Columns.Count), _cursor.Position);
        foreach (var column in header.Columns)
        {
            records.Add(column.Element is { } element ? new(at, header.ColumnMajor ? column.Size : width, element, header.BigEndian) : null);
            at += header.ColumnMajor ? column.Size * rows : column.Size;
        }

        return records;
    }

    // Words have lengths of their own: only by going through all cells is it known where the next page begins.
    private void Walk(int page, long rows)
    {
        var columns = header.Columns.Count;
        _cursor.Count(rows, 4, "rows");
        var kept = signals.HasRoom && signals.Take(rows * columns) ? new double[rows * columns] : null;
        var words = new Dictionary<int, IReadOnlyList<string>>();
        for (var i = 0L; i < rows * columns; i++)
        {
            var (row, column) = header.ColumnMajor ? (i % rows, (int)(i / rows)) : (i / columns, (int)(i % columns));
            var item = header.Columns[column];
            var number = double.NaN;
            if (item.Type is not "string")
            {
                number = Number(item) ?? double.NaN;
            }
            else if (row < MetaValue.Most)
            {
                (words.TryGetValue(column, out var list) ? (List<string>)list : (List<string>)(words[column] = new List<string>())).Add(Word());
            }
            else
            {
                _cursor.Skip(_cursor.Count(_cursor.I32(), 1, "letters"));
            }

            if (kept is not null)
            {
                kept[row * columns + column] = number;
            }
        }

        if (signals.HasRoom)
        {
            signals.AddTable(page, rows, kept is null ? null : signals.OfCells(kept, rows), words);
        }
    }

    private void Array(int page, SddsItem array, MetaGroup metadata)
    {
        var shape = new long[array.Dimensions];
        for (var i = 0; i < shape.Length; i++)
        {
            shape[i] = Math.Max(0, _cursor.I32());
        }

        var count = shape.Aggregate(1L, (product, length) => checked(product * length));
        metadata.Add($"{array.Name} dimensions", shape);
        if (array.Type is "string")
        {
            for (var i = _cursor.Count(count, 4, "words"); i > 0; i--)
            {
                _cursor.Skip(_cursor.Count(_cursor.I32(), 1, "letters"));
            }

            return;
        }

        if (signals.HasRoom && count > 0 && array.Element is { } element)
        {
            into.Add(new Signal
            {
                Name = array.Name,
                Type = shape.Length == 1 ? SignalType.Spectrum : SignalType.Image,
                Element = element,
                Axes = [.. shape.Select((length, i) => new Axis((shape.Length - i) switch { 1 => "x", 2 => "y", _ => $"axis {i}" }, length) { IsScan = shape.Length - i > 2 })],
                Unit = array.Unit,
                Place = $"page {page}, {array.Name}",
                Values = new PackedValues(file, _cursor.Position, element, shape) { BigEndian = header.BigEndian },
            });
        }

        _cursor.Position = checked(_cursor.Position + count * array.Size);
    }

    private double? Number(SddsItem item)
    {
        switch (item.Type)
        {
            case "short":
                return _cursor.I16();
            case "ushort":
                return _cursor.U16();
            case "long":
                return _cursor.I32();
            case "ulong":
                return _cursor.U32();
            case "long64":
                return _cursor.I64();
            case "ulong64":
                return _cursor.U64();
            case "float":
                return _cursor.F32();
            case "double":
                return _cursor.F64();
            case "character":
                return _cursor.U8();
            default:
                _cursor.Skip(item.Size);
                return null;
        }
    }

    private string Word()
    {
        var length = _cursor.Count(_cursor.I32(), 1, "letters");
        var word = _cursor.Text(Math.Min(length, LongestWord));
        _cursor.Skip(Math.Max(0, length - LongestWord));
        return word;
    }
}
