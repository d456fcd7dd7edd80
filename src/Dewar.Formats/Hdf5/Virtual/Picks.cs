using Dewar.Sdk;

namespace Dewar.Formats.Hdf5;

/// <summary>Turns selections that are the same along an axis for all others into picks along each axis.</summary>
internal static class Picks
{
    /// <summary>The picks along each axis; null when the selection is not of that kind.</summary>
    public static AxisPick[]? Of(Selection selection, IReadOnlyList<long> shape) => selection switch
    {
        AllSelection => [.. shape.Select(AxisPick.All)],
        RegularSelection regular when regular.Rank == shape.Count => OfRegular(regular),
        BlockSelection blocks => OfBlocks(blocks, shape.Count),
        _ => null,
    };

    private static AxisPick[] OfRegular(RegularSelection regular)
    {
        var picks = new AxisPick[regular.Rank];
        for (var axis = 0; axis < picks.Length; axis++)
        {
            if (regular.Count[axis] == 0 || regular.Block[axis] == 0 || regular.Count[axis] > 1L << 40 || regular.Block[axis] > 1L << 40
                || regular.Count[axis] != 1 && regular.Stride[axis] < regular.Block[axis] || regular.Count[axis] < 0 && regular.Block[axis] < 0)
            {
                throw new DamagedException("A selection of a virtual dataset overlaps itself or is empty");
            }

            picks[axis] = new AxisPick(regular.Start[axis], Math.Max(1, regular.Stride[axis]), regular.Count[axis], regular.Block[axis]).Joined();
        }

        return picks;
    }

    // Older versions list the blocks of even the most regular selection one by one.
    private static AxisPick[]? OfBlocks(BlockSelection selection, int rank)
    {
        var blocks = selection.Blocks;
        if (blocks.Count == 0 || blocks[0].First.Length != rank)
        {
            return null;
        }

        var picks = new AxisPick[rank];
        long product = 1;
        for (var axis = 0; axis < rank; axis++)
        {
            var along = new SortedSet<(long First, long Last)>();
            foreach (var (first, last) in blocks)
            {
                along.Add((first[axis], last[axis]));
            }

            if (OfIntervals([.. along]) is not { } pick)
            {
                return null;
            }

            picks[axis] = pick.Joined();
            product *= along.Count;
        }

        return product == blocks.Count ? picks : null;
    }

    private static AxisPick? OfIntervals((long First, long Last)[] along)
    {
        var block = along[0].Last - along[0].First + 1;
        var stride = along.Length > 1 ? along[1].First - along[0].First : Math.Max(1, block);
        if (block <= 0 || along.Length > 1 && stride < block)
        {
            return null;
        }

        for (var i = 1; i < along.Length; i++)
        {
            if (along[i].First != along[0].First + i * stride || along[i].Last != along[i].First + block - 1)
            {
                return null;
            }
        }

        return new(along[0].First, stride, along.Length, block);
    }
}
