using Dewar.Formats.Bytes;
using Dewar.Sdk;

namespace Dewar.Formats.Sdds;

/// <summary>Pages that are stored as bytes: a number of rows, parameters, arrays, and then the columns row by row or one after the other.</summary>
internal sealed class BinaryPages(ByteSource file, SddsHeader header, Extraction into)
{
    private readonly Cursor _cursor = new(file, header.End, header.BigEndian);

    public bool IsAtEnd => _cursor.Left < 4;

    /// <summary>Reads a page.</summary>
    /// <param name="isDescribed">Its table and arrays are to be signals.</param>
    public void Read(int page, MetaGroup metadata, bool isDescribed)
    {
        var start = _cursor.Position;
        var rows = (long)_cursor.I32();
        rows = rows == int.MinValue ? _cursor.I64() : rows;
        if (rows < 0)
        {
            throw new DamagedException($"Page {page} has {rows} rows", start);
        }

        metadata.Add("rows", rows, at: start);
        foreach (var parameter in header.Parameters.Where(parameter => parameter.Fixed is null))
        {
            var at = _cursor.Position;
            metadata.Add(parameter.Name, parameter.Type is "string" ? Word() : Number(parameter), parameter.Unit, at);
        }

        foreach (var array in header.Arrays)
        {
            Array(page, array, metadata, isDescribed);
        }

        var isFixed = header.Columns.TrueForAll(column => column.Size > 0);
        if (isFixed)
        {
            Fixed(page, rows, isDescribed);
        }
        else
        {
            Walk(page, rows, isDescribed);
        }
    }

    private void Fixed(int page, long rows, bool isDescribed)
    {
        var width = header.Columns.Sum(column => (long)column.Size);
        var (records, at) = (new List<RecordColumn?>(), _cursor.Position);
        foreach (var column in header.Columns)
        {
            records.Add(column.Element is { } element ? new(at, header.ColumnMajor ? column.Size : width, element, header.BigEndian) : null);
            at = checked(at + (header.ColumnMajor ? column.Size * rows : column.Size));
        }

        if (width * (decimal)rows > _cursor.Left)
        {
            into.Warn($"Page {page} should have {rows} rows of {width} bytes, and the file ends before.");
        }

        if (isDescribed)
        {
            SddsPage.AddTable(header, page, rows, new RecordTable(file, rows, records), [], into);
        }

        _cursor.Position = checked(_cursor.Position + width * rows);
    }

    // Words have lengths of their own: only by going through all cells is it known where the next page begins.
    private void Walk(int page, long rows, bool isDescribed)
    {
        var columns = header.Columns.Count;
        _cursor.Count(rows, 4, "rows");
        var kept = isDescribed && rows * columns <= SddsPage.MostCells ? new double[rows * columns] : null;
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

        if (isDescribed)
        {
            SddsPage.AddTable(header, page, rows, kept is null ? null : SddsPage.OfCells(kept, rows, columns), words, into);
        }
    }

    private void Array(int page, SddsItem array, MetaGroup metadata, bool isDescribed)
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

        if (isDescribed && count > 0 && array.Element is { } element)
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

    private string Word() => _cursor.Text(_cursor.Count(_cursor.I32(), 1, "letters"));
}
