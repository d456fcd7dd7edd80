using Dewar.Sdk;

namespace Dewar.Formats.Hdf5;

/// <summary>Elements of a dataspace that were chosen: all, none, points, or blocks.</summary>
internal abstract record Selection
{
    public const string Part = "a selection";

    /// <summary>Reads one as it is serialised in the file.</summary>
    public static Selection Read(ref Fields fields)
    {
        var type = fields.U32();
        switch (type)
        {
            case 0:
                fields.Skip(12);
                return new NoneSelection();
            case 1:
                return ReadPoints(ref fields);
            case 2:
                return HyperslabReader.Read(ref fields);
            case 3:
                fields.Skip(12);
                return new AllSelection();
            default:
                throw new DamagedException($"A selection is of kind {type}, which nobody knows", fields.At);
        }
    }

    private static PointSelection ReadPoints(ref Fields fields)
    {
        var size = 4;
        if (fields.U32() == 1)
        {
            fields.Skip(8);
        }
        else
        {
            size = fields.U8();
        }

        var rank = fields.U32();
        var count = size is 2 or 4 or 8 ? (long)fields.Unsigned(size) : -1;
        if (rank is 0 or > 32 || count < 0 || count > fields.Left / (rank * size))
        {
            throw new DamagedException($"A selection claims {count} points of {rank} dimensions", fields.At);
        }

        var points = new long[count * rank];
        for (var i = 0; i < points.Length; i++)
        {
            points[i] = (long)fields.Unsigned(size);
        }

        return new((int)rank, points);
    }
}

/// <summary>All elements.</summary>
internal sealed record AllSelection : Selection;

/// <summary>No element.</summary>
internal sealed record NoneSelection : Selection;

/// <summary>Single elements: their coordinates, one after the other.</summary>
internal sealed record PointSelection(int Rank, long[] Coordinates) : Selection;

/// <summary>Blocks from a corner to the opposite one, which belongs to it.</summary>
internal sealed record BlockSelection(IReadOnlyList<(long[] First, long[] Last)> Blocks) : Selection;

/// <summary>Blocks at even distances. A count or block of -1 has no limit.</summary>
internal sealed record RegularSelection(long[] Start, long[] Stride, long[] Count, long[] Block) : Selection
{
    public int Rank => Start.Length;

    /// <summary>The axis along which it has no limit; -1 when it has one along all.</summary>
    public int Unlimited => Math.Max(Array.IndexOf(Count, -1), Array.IndexOf(Block, -1));
}
