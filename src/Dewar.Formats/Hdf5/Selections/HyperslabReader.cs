using Dewar.Sdk;

namespace Dewar.Formats.Hdf5;

/// <summary>Hyperslab selections as they are serialised, versions 1 to 3.</summary>
internal static class HyperslabReader
{
    public static Selection Read(ref Fields fields)
    {
        var version = fields.U32();
        if (version is < 1 or > 3)
        {
            throw new DamagedException($"A hyperslab has version {version}, which nobody knows", fields.At);
        }

        var size = version == 2 ? 8 : 4;
        var regular = false;
        if (version == 1)
        {
            fields.Skip(8);
        }
        else
        {
            regular = (fields.U8() & 1) != 0;
            size = version == 3 ? fields.U8() : size;
            fields.Skip(version == 2 ? 4 : 0);
        }

        var rank = fields.U32();
        if (rank is 0 or > 32 || size is not (2 or 4 or 8))
        {
            throw new DamagedException($"A hyperslab has {rank} dimensions of {size} bytes", fields.At);
        }

        return regular || version == 2 ? ReadRegular(ref fields, (int)rank, size) : ReadBlocks(ref fields, (int)rank, size);
    }

    private static RegularSelection ReadRegular(ref Fields fields, int rank, int size)
    {
        var (start, stride, count, block) = (new long[rank], new long[rank], new long[rank], new long[rank]);
        for (var axis = 0; axis < rank; axis++)
        {
            (start[axis], stride[axis], count[axis], block[axis]) = (fields.Signed(size), fields.Signed(size), fields.Signed(size), fields.Signed(size));
            if (start[axis] < 0 || stride[axis] <= 0 && count[axis] != 1)
            {
                throw new DamagedException("A hyperslab begins before its dataspace, or does not go on", fields.At);
            }
        }

        return new(start, stride, count, block);
    }

    private static BlockSelection ReadBlocks(ref Fields fields, int rank, int size)
    {
        var count = (long)fields.Unsigned(size);
        if (count < 0 || count > fields.Left / (2L * rank * size))
        {
            throw new DamagedException($"A hyperslab claims {count} blocks", fields.At);
        }

        var blocks = new (long[] First, long[] Last)[count];
        for (var i = 0; i < count; i++)
        {
            blocks[i] = (Corner(ref fields, rank, size), Corner(ref fields, rank, size));
        }

        return new(blocks);
    }

    private static long[] Corner(ref Fields fields, int rank, int size)
    {
        var corner = new long[rank];
        for (var axis = 0; axis < rank; axis++)
        {
            corner[axis] = (long)(fields.Unsigned(size) & long.MaxValue);
        }

        return corner;
    }
}
