using Dewar.Sdk;

namespace Dewar.Formats.Hdf5;

/// <summary>The elements of a dataset as values of a signal: little-endian numbers, array types as further axes.</summary>
internal sealed class DatasetValues(Hdf5Dataset dataset) : SignalValues
{
    private readonly int _outer = dataset.Shape.Count;
    private readonly long[] _inner = [.. dataset.Type.InnerShape];

    public override ElementType Element { get; } = dataset.Type.Element!.Value;

    public override IReadOnlyList<long> Shape { get; } = [.. dataset.Shape, .. dataset.Type.InnerShape];

    public override void Read(in Slab part, Span<byte> into)
    {
        if (into.IsEmpty)
        {
            return;
        }

        var type = dataset.Type;
        if (_inner.Length == 0 && type.Size == Element.Size)
        {
            dataset.Read(part, into);
            if (!type.IsPlain)
            {
                type.ToElements(into.ToArray(), into);
            }

            return;
        }

        var outer = new Slab([.. part.Start.Take(_outer)], [.. part.Count.Take(_outer)], [.. part.Step.Take(_outer)]);
        var raw = dataset.Read(outer);
        if (_inner.Length == 0)
        {
            type.ToElements(raw, into);
            return;
        }

        // Elements are arrays: all of each was read, and a part of it is wanted.
        var size = Dataspace.Product([outer.Elements, .. _inner, Element.Size]);
        var all = new byte[size <= Array.MaxLength ? size : throw new DamagedException($"{size} bytes of {dataset.Path} are too many at once")];
        type.ToElements(raw, all);
        var innerPart = new Slab([0, .. part.Start.Skip(_outer)], [outer.Elements, .. part.Count.Skip(_outer)], [1, .. part.Step.Skip(_outer)]);
        long[] shape = [outer.Elements, .. _inner];
        new BlockCopy(innerPart, Element.Size).Copy(all, new long[shape.Length], shape, into);
    }
}

/// <summary>Values with their axes in another order.</summary>
/// <param name="values">As they are.</param>
/// <param name="order">The axis there for each axis here.</param>
internal sealed class TurnedValues(SignalValues values, IReadOnlyList<int> order) : SignalValues
{
    public override ElementType Element => values.Element;

    public override IReadOnlyList<long> Shape { get; } = [.. order.Select(axis => values.Shape[axis])];

    public override void Read(in Slab part, Span<byte> into)
    {
        var rank = order.Count;
        var (start, count, step) = (new long[rank], new long[rank], new long[rank]);
        for (var axis = 0; axis < rank; axis++)
        {
            (start[order[axis]], count[order[axis]], step[order[axis]]) = (part.Start[axis], part.Count[axis], part.Step[axis]);
        }

        var there = new byte[into.Length];
        values.Read(new(start, count, step), there);
        var strides = new long[rank];
        long stride = Element.Size;
        for (var axis = rank - 1; axis >= 0; axis--)
        {
            strides[axis] = stride;
            stride *= count[axis];
        }

        Turn(there, 0, 0, strides, part.Count, into);
    }

    private void Turn(byte[] there, int axis, long from, long[] strides, IReadOnlyList<long> count, Span<byte> into)
    {
        if (axis == order.Count || into.IsEmpty)
        {
            there.AsSpan((int)from, into.Length).CopyTo(into);
            return;
        }

        var step = strides[order[axis]];
        var each = into.Length / (int)count[axis];
        var last = axis == order.Count - 1;
        for (var i = 0; i < count[axis]; i++, from += step)
        {
            if (last)
            {
                there.AsSpan((int)from, each).CopyTo(into[(i * each)..]);
            }
            else
            {
                Turn(there, axis + 1, from, strides, count, into.Slice(i * each, each));
            }
        }
    }
}
