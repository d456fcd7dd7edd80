using Dewar.Sdk;

namespace Dewar.Formats.Bytes;

/// <summary>
/// Values that lie in a file as they are, at even distances along each axis. This holds for most uncompressed formats, whatever the order
/// in which they store their axes.
/// </summary>
/// <param name="source">Where the bytes are.</param>
/// <param name="start">The first element, in bytes from the beginning.</param>
/// <param name="element">The type as it is handed out.</param>
/// <param name="shape">Elements along each axis.</param>
public sealed class PackedValues(ByteSource source, long start, ElementType element, IReadOnlyList<long> shape) : SignalValues
{
    /// <summary>Bytes from one element to the next along each axis, if they are not simply packed with the last axis the fastest.</summary>
    public IReadOnlyList<long> Strides { get; init; } = Packed(element, shape);

    /// <summary>The file's byte order.</summary>
    public bool BigEndian { get; init; }

    public override ElementType Element => element;

    public override IReadOnlyList<long> Shape => shape;

    /// <summary>Strides of elements without gaps, the last axis the fastest.</summary>
    public static IReadOnlyList<long> Packed(ElementType element, IReadOnlyList<long> shape)
    {
        var strides = new long[shape.Count];
        var stride = (long)element.Size;
        for (var axis = shape.Count - 1; axis >= 0; axis--)
        {
            strides[axis] = stride;
            stride = checked(stride * Math.Max(1, shape[axis]));
        }

        return strides;
    }

    public override void Read(in Slab part, Span<byte> into)
    {
        if (into.Length > 0 && FileOrder() is { } order)
        {
            ReadAsStored(part, order, into);
        }
        else if (into.Length > 0)
        {
            ReadAxis(part, 0, start, into);
        }

        if (BigEndian)
        {
            ByteOrder.Reverse(into, element.Kind == ElementKind.Complex ? element.Bits / 16 : element.Bits / 8);
        }
    }

    // The axes as the file stores them, the slowest first; null when they are so already.
    private int[]? FileOrder()
    {
        int[] order = [.. Enumerable.Range(0, shape.Count).OrderByDescending(axis => shape[axis] == 1 ? long.MaxValue : Math.Abs(Strides[axis]))];
        return order.Where(axis => shape[axis] > 1).SequenceEqual(Enumerable.Range(0, shape.Count).Where(axis => shape[axis] > 1)) ? null : order;
    }

    // Read in one sweep in the file's order, then put into ours.
    private void ReadAsStored(in Slab part, int[] order, Span<byte> into)
    {
        var (slab, bytes) = (part, new byte[into.Length]);
        new PackedValues(source, start, element, [.. order.Select(axis => shape[axis])]) { Strides = [.. order.Select(axis => Strides[axis])] }.Read(
            new([.. order.Select(axis => slab.Start[axis])], [.. order.Select(axis => slab.Count[axis])], [.. order.Select(axis => slab.Step[axis])]), bytes);
        var steps = new long[order.Length];
        var packed = Packed(element, part.Count);
        for (var i = 0; i < order.Length; i++)
        {
            steps[i] = packed[order[i]];
        }

        var place = new long[order.Length];
        var (at, fastest) = (0L, order.Length - 1);
        for (var from = 0; from < bytes.Length; from += element.Size)
        {
            bytes.AsSpan(from, element.Size).CopyTo(into[(int)at..]);
            at += steps[fastest];
            for (var axis = fastest; ++place[axis] == part.Count[order[axis]] && axis > 0; axis--)
            {
                place[axis] = 0;
                at += steps[axis - 1] - steps[axis] * part.Count[order[axis]];
            }
        }
    }

    private void ReadAxis(in Slab part, int axis, long offset, Span<byte> into)
    {
        if (axis == shape.Count)
        {
            source.ReadExactly(offset, into);
            return;
        }

        offset = checked(offset + part.Start[axis] * Strides[axis]);
        if (axis == shape.Count - 1)
        {
            ReadRow(offset, (int)part.Count[axis], part.Step[axis] * Strides[axis], into);
            return;
        }

        var each = into.Length / (int)part.Count[axis];
        if (part.Step[axis] == 1 && IsPackedBelow(part, axis, each))
        {
            ReadPacked(offset, each, isUpsideDown: Strides[axis] < 0, into);
            return;
        }

        for (var i = 0; i < part.Count[axis]; i++)
        {
            ReadAxis(part, axis + 1, checked(offset + i * part.Step[axis] * Strides[axis]), into.Slice(i * each, each));
        }
    }

    // Everything below this axis is wanted whole and lies without gaps: it can be read in one go.
    private bool IsPackedBelow(in Slab part, int axis, int each)
    {
        for (var below = axis + 1; below < shape.Count; below++)
        {
            if (part.Start[below] != 0 || part.Count[below] != shape[below] || part.Step[below] != 1)
            {
                return false;
            }
        }

        return Math.Abs(Strides[axis]) == each && Strides.Skip(axis + 1).SequenceEqual(Packed(element, [.. shape.Skip(axis + 1)]));
    }

    // Pictures that are stored upside down are read from their last row on and turned in memory.
    private void ReadPacked(long offset, int each, bool isUpsideDown, Span<byte> into)
    {
        if (!isUpsideDown)
        {
            source.ReadExactly(offset, into);
            return;
        }

        source.ReadExactly(checked(offset - (into.Length - each)), into);
        var row = each <= 4096 ? stackalloc byte[each] : new byte[each];
        for (var (first, last) = (0, into.Length - each); first < last; first += each, last -= each)
        {
            into.Slice(first, each).CopyTo(row);
            into.Slice(last, each).CopyTo(into[first..]);
            row.CopyTo(into[last..]);
        }
    }

    private void ReadRow(long offset, int count, long stride, Span<byte> into)
    {
        if (stride == element.Size)
        {
            source.ReadExactly(offset, into);
            return;
        }

        // Elements near each other are read together with what lies between them.
        var perBlock = stride is > 0 and <= 4096 ? (int)Math.Max(1, 65536 / stride) : 1;
        var block = new byte[Math.Max(0, perBlock - 1) * Math.Max(0, perBlock > 1 ? stride : 0) + element.Size];
        for (var i = 0; i < count; i += perBlock)
        {
            var here = Math.Min(perBlock, count - i);
            var bytes = block.AsSpan(0, (int)((here - 1) * stride * (perBlock > 1 ? 1 : 0)) + element.Size);
            source.ReadExactly(checked(offset + i * stride), bytes);
            for (var j = 0; j < here; j++)
            {
                bytes.Slice((int)(j * stride), element.Size).CopyTo(into[((i + j) * element.Size)..]);
            }
        }
    }
}
