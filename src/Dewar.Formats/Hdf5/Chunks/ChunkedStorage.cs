using System.Buffers;
using Dewar.Sdk;

namespace Dewar.Formats.Hdf5;

/// <summary>Elements in chunks, each of which is packed on its own. Only those that are needed are read.</summary>
/// <param name="index">Where they are; null when none was ever written.</param>
/// <param name="packing">The filters, and whether chunks that lie partly outside are left unpacked.</param>
internal sealed class ChunkedStorage(
    (Hdf5File File, long Address) dataset, ChunkGrid grid, ChunkIndex? index, (FilterPipeline Filters, bool EdgesUnfiltered) packing, byte[] fill) : Storage
{
    // Nothing packs better than that, except for constant values in formats whose chunks are small anyway.
    private const long MostPerByte = 2048;
    private const long AlwaysAllowed = 64 << 20;

    private readonly long[] _strides = ChunkGrid.Strides(grid.Counts);

    public override string Name => "chunked";

    public override IReadOnlyList<long> ChunkShape => grid.Shape;

    /// <summary>The kind of the index; empty when nothing was ever written.</summary>
    public string IndexName => index?.Name ?? "";

    public override void Read(in Slab part, Span<byte> into)
    {
        if (into.IsEmpty)
        {
            return;
        }

        var rank = grid.Shape.Length;
        var touched = new long[rank][];
        for (var axis = 0; axis < rank; axis++)
        {
            touched[axis] = Touched(part.Start[axis], part.Count[axis], part.Step[axis], grid.Shape[axis]);
        }

        var copy = new BlockCopy(part, grid.Size);
        Span<int> counter = stackalloc int[rank];
        Span<long> chunk = stackalloc long[rank];
        Span<long> origin = stackalloc long[rank];
        counter.Clear();
        while (true)
        {
            for (var axis = 0; axis < rank; axis++)
            {
                chunk[axis] = touched[axis][counter[axis]];
                origin[axis] = chunk[axis] * grid.Shape[axis];
            }

            if (Chunk(chunk) is { } bytes)
            {
                copy.Copy(bytes, origin, grid.Shape, into);
            }
            else
            {
                copy.Fill(fill, origin, grid.Shape, into);
            }

            var next = rank - 1;
            while (next >= 0 && ++counter[next] == touched[next].Length)
            {
                counter[next--] = 0;
            }

            if (next < 0)
            {
                return;
            }
        }
    }

    private byte[]? Chunk(ReadOnlySpan<long> chunk)
    {
        var number = ChunkGrid.Number(chunk, _strides);
        if (dataset.File.Chunks.Find(dataset.Address, number) is { } known)
        {
            return known;
        }

        var place = index?.Find(chunk) ?? ChunkPlace.Nowhere;
        if (place.At < 0)
        {
            return null;
        }

        var plain = packing.Filters.IsEmpty || packing.EdgesUnfiltered && grid.IsAtEdge(chunk);
        if (!plain && grid.Bytes > AlwaysAllowed && grid.Bytes / MostPerByte > place.Length)
        {
            throw new DamagedException($"A chunk claims to hold {grid.Bytes} bytes in {place.Length}", place.At);
        }

        var bytes = Read(place, plain);
        dataset.File.Chunks.Keep(dataset.Address, number, bytes);
        return bytes;
    }

    private byte[] Read(in ChunkPlace place, bool plain)
    {
        if (place.Length < 0 || place.At > dataset.File.Source.Length - (plain ? grid.Bytes : place.Length))
        {
            throw new DamagedException($"{dataset.File.Name} ends before a chunk", place.At);
        }

        var bytes = GC.AllocateUninitializedArray<byte>(grid.Bytes);
        if (plain)
        {
            dataset.File.Source.ReadExactly(place.At, bytes);
            return bytes;
        }

        var stored = ArrayPool<byte>.Shared.Rent((int)Math.Min(place.Length, Array.MaxLength));
        try
        {
            var packed = stored.AsSpan(0, (int)place.Length);
            dataset.File.Source.ReadExactly(place.At, packed);
            packing.Filters.Decode(packed, place.Mask, bytes);
            return bytes;
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(stored);
        }
    }

    // The numbers of the chunks along an axis in which the part has elements.
    private static long[] Touched(long start, long count, long step, long length)
    {
        var last = start + (count - 1) * step;
        var touched = new List<long>((int)Math.Min(count, (last / length) - (start / length) + 1));
        for (var place = start; place <= last;)
        {
            var chunk = place / length;
            touched.Add(chunk);

            // The first element of the part behind this chunk.
            var behind = (chunk + 1) * length;
            place = start + (behind - start + step - 1) / step * step;
        }

        return [.. touched];
    }
}
