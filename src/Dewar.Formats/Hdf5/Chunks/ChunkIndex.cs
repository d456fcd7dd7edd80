using Dewar.Sdk;

namespace Dewar.Formats.Hdf5;

/// <summary>Where a chunk is in the file.</summary>
/// <param name="At">-1 when it was never written.</param>
/// <param name="Length">Bytes as stored.</param>
/// <param name="Mask">Bits of the filters that were left out.</param>
internal readonly record struct ChunkPlace(long At, long Length, uint Mask)
{
    public static ChunkPlace Nowhere { get; } = new(-1, 0, 0);
}

/// <summary>Says where chunks are.</summary>
internal abstract class ChunkIndex
{
    /// <summary>In the words of the specification.</summary>
    public abstract string Name { get; }

    /// <param name="chunk">Its number along each axis.</param>
    public abstract ChunkPlace Find(ReadOnlySpan<long> chunk);
}

/// <summary>The dataset is one chunk.</summary>
internal sealed class SingleChunk(long at, long length, uint mask) : ChunkIndex
{
    public override string Name => "single chunk";

    public override ChunkPlace Find(ReadOnlySpan<long> chunk) => new(at, length, mask);
}

/// <summary>All chunks lie one after the other.</summary>
internal sealed class ImplicitChunks(long at, ChunkGrid grid, IReadOnlyList<long> mostShape) : ChunkIndex
{
    private readonly long[] _strides = ChunkGrid.Strides(grid.ChunksOf(mostShape));

    public override string Name => "implicit";

    public override ChunkPlace Find(ReadOnlySpan<long> chunk) => new(checked(at + ChunkGrid.Number(chunk, _strides) * grid.Bytes), grid.Bytes, 0);
}

/// <summary>Elements of fixed and extensible arrays: addresses, and for filtered chunks their length and mask.</summary>
internal readonly struct ChunkElements(FieldSizes sizes, bool filtered, int size, int unfiltered)
{
    public ChunkPlace Read(ref Fields fields)
    {
        var at = fields.Offset();
        if (!filtered)
        {
            return new(at, unfiltered, 0);
        }

        var lengthSize = size - sizes.Offsets - 4;
        return lengthSize is > 0 and <= 8 ? new(at, (long)(fields.Unsigned(lengthSize) & long.MaxValue), fields.U32())
            : throw new DamagedException($"An index of chunks has elements of {size} bytes", fields.At);
    }
}
