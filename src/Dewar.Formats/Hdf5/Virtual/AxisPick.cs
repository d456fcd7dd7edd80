namespace Dewar.Formats.Hdf5;

/// <summary>What a selection takes along one axis: blocks at even distances. A count of -1 goes on for ever.</summary>
internal readonly record struct AxisPick(long Start, long Stride, long Count, long Block)
{
    /// <summary>Elements; -1 without end.</summary>
    public long Length => Count < 0 || Block < 0 ? -1 : Count * Block;

    /// <summary>All of an axis.</summary>
    public static AxisPick All(long length) => new(0, Math.Max(1, length), 1, length);

    /// <summary>The place of the element with a number.</summary>
    public long At(long number) => Block <= 0 ? Start + number : Start + number / Block * Stride + number % Block;

    /// <summary>The number of the element at a place; -1 when it is not taken.</summary>
    public long NumberOf(long place)
    {
        var from = place - Start;
        if (from < 0)
        {
            return -1;
        }

        if (Block < 0 || Count == 1)
        {
            return Block < 0 || from < Block ? from : -1;
        }

        var (block, within) = (from / Stride, from % Stride);
        return within < Block && (Count < 0 || block < Count) ? block * Block + within : -1;
    }

    /// <summary>The elements of an endless one that lie before an end.</summary>
    public long LengthBefore(long end)
    {
        if (Length >= 0)
        {
            return Length;
        }

        var from = Math.Max(0, end - Start);
        return Block < 0 ? from : from / Stride * Block + Math.Min(Block, from % Stride);
    }

    /// <summary>So many elements of an endless one, which may end within a block.</summary>
    public long EndOf(long length) => length <= 0 ? 0 : At(length - 1) + 1;

    /// <summary>The same elements, written so that they go on at once where they do.</summary>
    public AxisPick Joined() => Count > 1 && Block > 0 && Stride == Block ? new(Start, Count * Block, 1, Count * Block) : this;
}
