using Dewar.Sdk;

namespace Dewar.Formats.Hdf5;

/// <summary>How many elements there are and how they are arranged.</summary>
/// <param name="IsNull">There are none, not even in no dimension.</param>
/// <param name="Shape">Elements along each axis; empty for a single one.</param>
/// <param name="MaxShape">How far it may grow; -1 without limit.</param>
internal sealed record Dataspace(bool IsNull, long[] Shape, long[] MaxShape)
{
    private const string Part = "a dataspace";

    /// <summary>All elements.</summary>
    public long Elements => IsNull ? 0 : Product(Shape);

    public static Dataspace Read(Fields fields)
    {
        var version = fields.Version(1, 2);
        var rank = fields.U8();
        var flags = fields.U8();
        var type = fields.U8();
        if (version == 1)
        {
            fields.Skip(4);
        }

        if (rank > 32)
        {
            throw new DamagedException($"{Part} claims {rank} dimensions", fields.At);
        }

        var shape = Lengths(ref fields, rank);
        if (Array.Exists(shape, length => length < 0))
        {
            throw new DamagedException("A dataspace is endless", fields.At);
        }

        var most = (flags & 1) != 0 ? Lengths(ref fields, rank) : [.. shape];
        var space = new Dataspace(version == 2 && type == 2, shape, most);
        _ = space.Elements;
        return space;
    }

    /// <summary>Lengths multiplied; too many to be true is damage.</summary>
    public static long Product(ReadOnlySpan<long> lengths)
    {
        long product = 1;
        foreach (var length in lengths)
        {
            if (length == 0)
            {
                return 0;
            }
        }

        foreach (var length in lengths)
        {
            if (product > (1L << 60) / length)
            {
                throw new DamagedException("A dataspace claims more elements than any file can hold");
            }

            product *= length;
        }

        return product;
    }

    private static long[] Lengths(ref Fields fields, int count)
    {
        var lengths = new long[count];
        for (var i = 0; i < count; i++)
        {
            lengths[i] = fields.Length();
        }

        return lengths;
    }
}
