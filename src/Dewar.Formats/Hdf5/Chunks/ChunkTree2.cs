namespace Dewar.Formats.Hdf5;

/// <summary>Chunks in a B-tree of version 2: datasets with several axes without limit.</summary>
internal sealed class ChunkTree2(Hdf5File file, long root, int rank, bool filtered, int unfiltered) : ChunkIndex
{
    private readonly BTree2 _tree = BTree2.Read(file, root);

    public override string Name => "B-tree version 2";

    public override ChunkPlace Find(ReadOnlySpan<long> chunk)
    {
        var elements = new ChunkElements(file.Sizes, filtered, _tree.RecordSize - 8 * rank, unfiltered);
        var wanted = chunk.ToArray();
        var place = ChunkPlace.Nowhere;
        return _tree.Find((ref Fields record) =>
        {
            place = elements.Read(ref record);
            foreach (var number in wanted)
            {
                var order = record.U64().CompareTo((ulong)number);
                if (order != 0)
                {
                    return order;
                }
            }

            return 0;
        })
            ? place
            : ChunkPlace.Nowhere;
    }
}
