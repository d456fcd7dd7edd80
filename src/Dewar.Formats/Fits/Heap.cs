using System.Runtime.InteropServices;
using Dewar.Formats.Bytes;
using Dewar.Sdk;

namespace Dewar.Formats.Fits;

/// <summary>Arrays of various lengths, which lie after the rows of a binary table; the rows hold how long each is and where.</summary>
/// <param name="heap">Where it begins, in bytes from the beginning of the file.</param>
/// <param name="first">The first row's place in the file.</param>
internal sealed class Heap(ByteSource file, long heap, long first, long stride, TableColumn column)
{
    /// <summary>Where the heap of a table begins.</summary>
    public static long Start(Header header) =>
        checked(header.DataStart + (header.Whole("THEAP") ?? (header.Whole("NAXIS1") ?? 0) * (header.Whole("NAXIS2") ?? 0)));

    /// <summary>Bytes of the array of a row; none when it has none.</summary>
    public byte[] Array(long row)
    {
        var (length, offset) = Place(row);
        return length == 0 ? [] : file.ReadBytes(checked(heap + offset), checked(length * column.Stored.Size));
    }

    /// <summary>How many elements the array of a row has, and where in the heap.</summary>
    public (long Length, long Offset) Place(long row)
    {
        var cursor = new Cursor(file, checked(first + row * stride), bigEndian: true);
        var (length, offset) = column.Heap == 'Q' ? (cursor.I64(), cursor.I64()) : (cursor.I32(), cursor.I32());
        return length >= 0 && offset >= 0 ? (length, offset) : throw new DamagedException($"Row {row} has an array of negative length or place", first + row * stride);
    }

    /// <summary>A column of such arrays as a block in which the shorter ones end with NaN.</summary>
    public static SignalValues? Values(ByteSource file, Header header, TableColumn column, long rowLength, long rows)
    {
        var heap = new Heap(file, Start(header), header.DataStart + column.Offset, rowLength, column);
        var most = column.Repeat;
        if (most < 0)
        {
            for (var row = 0L; row < Math.Min(rows, 4096) && header.DataStart + (row + 1) * rowLength <= file.Length; row++)
            {
                most = Math.Max(most, heap.Place(row).Length);
            }
        }

        most = Math.Min(most, file.Length / column.Stored.Size);
        return most > 0 && column.Stored.Kind != ElementKind.Complex ? new Ragged(heap, column, [rows, most]) : null;
    }

    private sealed class Ragged(Heap heap, TableColumn column, long[] shape) : SignalValues
    {
        public override ElementType Element => ElementType.Float64;

        public override IReadOnlyList<long> Shape => shape;

        public override void Read(in Slab part, Span<byte> into)
        {
            var numbers = MemoryMarshal.Cast<byte, double>(into);
            numbers.Fill(double.NaN);
            for (var i = 0; i < part.Count[0]; i++)
            {
                var bytes = heap.Array(part.Start[0] + i * part.Step[0]);
                var one = new RecordColumn(0, 0, column.Stored, BigEndian: true)
                {
                    Scale = column.Scaling.Scale,
                    Zero = column.Scaling.Zero,
                    Blank = column.Scaling.Blank,
                    IsLogical = column.Code == 'L',
                };
                for (var j = 0; j < part.Count[1]; j++)
                {
                    var at = (part.Start[1] + j * part.Step[1]) * column.Stored.Size;
                    if (at >= bytes.Length)
                    {
                        break;
                    }

                    numbers[(int)(i * part.Count[1] + j)] = one.Decode(bytes.AsSpan((int)at));
                }
            }
        }
    }
}
