using System.Buffers.Binary;
using System.Runtime.InteropServices;
using Dewar.Sdk;

namespace Dewar.Formats.Bytes;

/// <summary>A number that stands at even distances in a file, once for each row of a table.</summary>
/// <param name="Start">The first, in bytes from the beginning of the file.</param>
/// <param name="Stride">Bytes from one to the next.</param>
/// <param name="Element">Its type; of complex ones the magnitude is given.</param>
internal readonly record struct RecordColumn(long Start, long Stride, ElementType Element, bool BigEndian = false)
{
    /// <summary>The value is the stored number times this …</summary>
    public double Scale { get; init; } = 1;

    /// <summary>… and this added.</summary>
    public double Zero { get; init; }

    /// <summary>The stored number that stands for none.</summary>
    public long? Blank { get; init; }

    /// <summary>A letter T or F.</summary>
    public bool IsLogical { get; init; }

    public double Decode(ReadOnlySpan<byte> bytes)
    {
        if (IsLogical)
        {
            return bytes[0] switch { (byte)'T' => 1, (byte)'F' => 0, _ => double.NaN };
        }

        Span<byte> one = stackalloc byte[16];
        one = one[..Element.Size];
        bytes[..Element.Size].CopyTo(one);
        if (BigEndian)
        {
            ByteOrder.Reverse(one, Element.Kind == ElementKind.Complex ? Element.Size / 2 : Element.Size);
        }

        Span<double> value = stackalloc double[1];
        SignalValues.Decode(one, Element, value);
        return Blank == (long)value[0] && Element.Kind is ElementKind.Signed or ElementKind.Unsigned ? double.NaN : value[0] * Scale + Zero;
    }
}

/// <summary>A table of numbers of any types, each column with its own; they are handed out as double precision. A column that is null is NaN.</summary>
internal sealed class RecordTable(ByteSource source, long rows, IReadOnlyList<RecordColumn?> columns) : SignalValues
{
    private const int BlockSize = 64 * 1024;

    public override ElementType Element => ElementType.Float64;

    public override IReadOnlyList<long> Shape { get; } = [rows, columns.Count];

    public override void Read(in Slab part, Span<byte> into)
    {
        var numbers = MemoryMarshal.Cast<byte, double>(into);
        var (count, width) = ((int)part.Count[0], (int)part.Count[1]);
        if (count == 0 || width == 0)
        {
            return;
        }

        // Rows that lie together are read together, column by column from the same bytes.
        var wanted = new RecordColumn?[width];
        for (var i = 0; i < width; i++)
        {
            wanted[i] = columns[(int)(part.Start[1] + i * part.Step[1])];
        }

        var stride = wanted.Max(column => column?.Stride ?? 1) * Math.Max(1, part.Step[0]);
        var block = (int)Math.Clamp(BlockSize / Math.Max(1, stride), 1, count);
        for (var first = 0; first < count; first += block)
        {
            var here = Math.Min(block, count - first);
            ReadRows(wanted, part.Start[0] + first * part.Step[0], here, part.Step[0], numbers.Slice(first * width, here * width));
        }
    }

    private void ReadRows(RecordColumn?[] wanted, long row, int count, long step, Span<double> into)
    {
        Span<byte> bytes = [];
        var bytesStart = -1L;
        byte[]? buffer = null;
        for (var i = 0; i < wanted.Length; i++)
        {
            if (wanted[i] is not { } column)
            {
                for (var j = 0; j < count; j++)
                {
                    into[j * wanted.Length + i] = double.NaN;
                }

                continue;
            }

            var start = checked(column.Start + row * column.Stride);
            var length = checked((int)((count - 1) * step * column.Stride)) + column.Element.Size;
            if (bytesStart < 0 || start < bytesStart || start + length > bytesStart + bytes.Length)
            {
                // A little more is read, where it is there, so that the neighbours need no reading of their own.
                var most = (int)Math.Min(length + (long)Math.Min(column.Stride, 4096), source.Length - start);
                buffer ??= new byte[Math.Max(length, most)];
                buffer = buffer.Length < Math.Max(length, most) ? new byte[Math.Max(length, most)] : buffer;
                bytes = buffer.AsSpan(0, Math.Max(length, most));
                source.ReadExactly(start, bytes);
                bytesStart = start;
            }

            var at = (int)(start - bytesStart);
            for (var j = 0; j < count; j++)
            {
                into[j * wanted.Length + i] = column.Decode(bytes[(int)(at + j * step * column.Stride)..]);
            }
        }
    }
}
