using Dewar.Sdk;

namespace Dewar.Formats.Hdf5;

/// <summary>Chunks in a B-tree of version 1, ordered by the place of their first element. Nodes that were seen stay for a while.</summary>
internal sealed class ChunkTree1(Hdf5File file, long root, ChunkGrid grid) : ChunkIndex
{
    private const int MostNodes = 4096;

    private readonly Dictionary<long, Node> _nodes = [];
    private readonly int _rank = grid.Shape.Length;

    public override string Name => "B-tree version 1";

    public override ChunkPlace Find(ReadOnlySpan<long> chunk)
    {
        Span<long> place = stackalloc long[_rank];
        for (var axis = 0; axis < _rank; axis++)
        {
            place[axis] = chunk[axis] * grid.Shape[axis];
        }

        var at = root;
        for (var depth = 0; depth <= BTree1.Deepest; depth++)
        {
            var node = Open(at);
            var number = node.Search(place, _rank);
            if (number < 0)
            {
                return ChunkPlace.Nowhere;
            }

            if (node.Level == 0)
            {
                return node.Places.AsSpan(number * _rank, _rank).SequenceEqual(place) ? node.Chunks[number] : ChunkPlace.Nowhere;
            }

            at = node.Chunks[number].At;
        }

        throw new DamagedException("The B-tree of a dataset's chunks runs in circles", root);
    }

    private Node Open(long at)
    {
        lock (_nodes)
        {
            if (_nodes.TryGetValue(at, out var known))
            {
                return known;
            }
        }

        var fields = BTree1.Open(file, at, type: 1, out var level, out var count, 8 + 8 * (_rank + 1));
        var node = new Node(level, new long[count * _rank], new ChunkPlace[count]);
        for (var i = 0; i < count; i++)
        {
            var (length, mask) = (fields.U32(), fields.U32());
            for (var axis = 0; axis < _rank; axis++)
            {
                node.Places[i * _rank + axis] = (long)fields.U64();
            }

            fields.Skip(8);
            node.Chunks[i] = new(fields.Offset(), length, mask);
        }

        lock (_nodes)
        {
            if (_nodes.Count >= MostNodes)
            {
                _nodes.Clear();
            }

            _nodes[at] = node;
        }

        return node;
    }

    private sealed record Node(int Level, long[] Places, ChunkPlace[] Chunks)
    {
        // The last entry that does not lie behind the place; -1 when all do.
        public int Search(ReadOnlySpan<long> place, int rank)
        {
            var (low, high) = (0, Chunks.Length);
            while (low < high)
            {
                var middle = (low + high) / 2;
                (low, high) = Places.AsSpan(middle * rank, rank).SequenceCompareTo(place) <= 0 ? (middle + 1, high) : (low, middle);
            }

            return low - 1;
        }
    }
}
