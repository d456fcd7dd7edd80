using Dewar.Sdk;

namespace Dewar.Formats.Hdf5;

/// <summary>Elements that lie one after the other, in this file or in others.</summary>
internal sealed class ContiguousStorage(ByteSource source, long at, long[] shape, int size) : Storage
{
    private const int BlockSize = 64 * 1024;

    public override string Name => "contiguous";

    public override void Read(in Slab part, Span<byte> into)
    {
        if (into.Length > 0)
        {
            Read(part, 0, at, size * Dataspace.Product(shape), into);
        }
    }

    // Offset: where the elements below this axis begin. Length: how many bytes they are.
    private void Read(in Slab part, int axis, long offset, long length, Span<byte> into)
    {
        if (axis == shape.Length)
        {
            source.ReadExactly(offset, into);
            return;
        }

        var stride = length / shape[axis];
        offset += part.Start[axis] * stride;
        if (part.Step[axis] == 1 && IsWholeBelow(part, axis))
        {
            source.ReadExactly(offset, into);
            return;
        }

        if (axis == shape.Length - 1)
        {
            ReadStepping(offset, (int)part.Count[axis], part.Step[axis] * stride, into);
            return;
        }

        var each = into.Length / (int)part.Count[axis];
        for (var i = 0; i < part.Count[axis]; i++)
        {
            Read(part, axis + 1, offset + i * part.Step[axis] * stride, stride, into.Slice(i * each, each));
        }
    }

    private bool IsWholeBelow(in Slab part, int axis)
    {
        for (var below = axis + 1; below < shape.Length; below++)
        {
            if (part.Start[below] != 0 || part.Count[below] != shape[below] || part.Step[below] != 1)
            {
                return false;
            }
        }

        return true;
    }

    private void ReadStepping(long offset, int count, long step, Span<byte> into)
    {
        // Elements near each other are read together with what lies between them.
        var perBlock = (int)Math.Clamp(BlockSize / step, 1, count);
        var block = new byte[(perBlock - 1) * step + size];
        for (var i = 0; i < count; i += perBlock)
        {
            var here = Math.Min(perBlock, count - i);
            var bytes = block.AsSpan(0, (int)((here - 1) * step) + size);
            source.ReadExactly(offset + i * step, bytes);
            for (var j = 0; j < here; j++)
            {
                bytes.Slice((int)(j * step), size).CopyTo(into[((i + j) * size)..]);
            }
        }
    }
}
