using Dewar.Sdk;

namespace Dewar.Formats.Hdf5;

/// <summary>How a dataset is cut into chunks.</summary>
internal sealed class ChunkGrid
{
    private const long MostBytes = 1L << 31;

    /// <param name="lengths">Those of the layout message: elements along each axis and the size of an element.</param>
    public ChunkGrid(long[] lengths, int size, long[] shape)
    {
        var rank = shape.Length;
        if (rank == 0 || lengths.Length < rank || Array.Exists(lengths, length => length <= 0))
        {
            throw new DamagedException($"A dataset of {rank} dimensions has chunks of {lengths.Length - 1}, or empty ones");
        }

        Shape = lengths[..rank];
        Extent = shape;
        Size = size;
        var bytes = Dataspace.Product(Shape);
        Bytes = bytes < MostBytes / size ? (int)(bytes * size) : throw new DamagedException($"A chunk claims {bytes} elements of {size} bytes");
        Counts = ChunksOf(shape);
    }

    /// <summary>Elements of a chunk along each axis.</summary>
    public long[] Shape { get; }

    /// <summary>Elements of the dataset along each axis.</summary>
    public long[] Extent { get; }

    /// <summary>Chunks along each axis.</summary>
    public long[] Counts { get; }

    /// <summary>Bytes of an element.</summary>
    public int Size { get; }

    /// <summary>Bytes of a chunk.</summary>
    public int Bytes { get; }

    /// <summary>Chunks along each axis of a shape; -1 where it has no limit.</summary>
    public long[] ChunksOf(IReadOnlyList<long> shape)
    {
        var counts = new long[Shape.Length];
        for (var axis = 0; axis < counts.Length; axis++)
        {
            counts[axis] = shape[axis] < 0 ? -1 : shape[axis] / Shape[axis] + (shape[axis] % Shape[axis] > 0 ? 1 : 0);
        }

        return counts;
    }

    /// <summary>Chunks from one to the next along each axis, the last the fastest. The length of the first axis does not matter.</summary>
    public static long[] Strides(IReadOnlyList<long> counts)
    {
        var strides = new long[counts.Count];
        long stride = 1;
        for (var axis = counts.Count - 1; axis >= 0; axis--)
        {
            strides[axis] = stride;
            stride = Math.Max(1, counts[axis]) is var count && stride < (1L << 61) / count ? stride * count : 1L << 61;
        }

        return strides;
    }

    /// <summary>The number of a chunk.</summary>
    public static long Number(ReadOnlySpan<long> chunk, long[] strides)
    {
        long number = 0;
        for (var axis = 0; axis < strides.Length; axis++)
        {
            number = checked(number + chunk[axis] * strides[axis]);
        }

        return number;
    }

    /// <summary>The chunk lies partly outside of the dataset.</summary>
    public bool IsAtEdge(ReadOnlySpan<long> chunk)
    {
        for (var axis = 0; axis < Shape.Length; axis++)
        {
            if ((chunk[axis] + 1) * Shape[axis] > Extent[axis])
            {
                return true;
            }
        }

        return false;
    }
}
