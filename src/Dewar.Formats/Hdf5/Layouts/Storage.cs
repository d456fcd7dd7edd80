using Dewar.Sdk;

namespace Dewar.Formats.Hdf5;

/// <summary>Where the elements of a dataset are: the layout message, understood.</summary>
internal abstract class Storage
{
    /// <summary>In the words of the specification: compact, contiguous, chunked, virtual.</summary>
    public abstract string Name { get; }

    /// <summary>Elements of a chunk along each axis; null when there are no chunks.</summary>
    public virtual IReadOnlyList<long>? ChunkShape => null;

    /// <summary>Reads a part as it is in the file. It lies within the shape.</summary>
    public abstract void Read(in Slab part, Span<byte> into);
}

/// <summary>Elements that were never written: all have the fill value.</summary>
internal sealed class UnwrittenStorage(string name, byte[] fill) : Storage
{
    public override string Name => name;

    public override void Read(in Slab part, Span<byte> into) => Fill(into, fill);

    /// <summary>Repeats the fill value; an empty one is zeros.</summary>
    public static void Fill(Span<byte> into, byte[] fill)
    {
        if (fill.Length == 0)
        {
            into.Clear();
            return;
        }

        for (var i = 0; i + fill.Length <= into.Length; i += fill.Length)
        {
            fill.CopyTo(into[i..]);
        }
    }
}

/// <summary>Elements inside of the object header.</summary>
internal sealed class CompactStorage(ReadOnlyMemory<byte> bytes, long[] shape, int size) : Storage
{
    public override string Name => "compact";

    public override void Read(in Slab part, Span<byte> into)
    {
        if (bytes.Length < Dataspace.Product(shape) * size)
        {
            throw new DamagedException($"A compact dataset has {bytes.Length} bytes, fewer than its shape demands");
        }

        new BlockCopy(part, size).Copy(bytes.Span, new long[shape.Length], shape, into);
    }
}
