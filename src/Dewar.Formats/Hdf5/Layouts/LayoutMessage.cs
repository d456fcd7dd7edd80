using Dewar.Sdk;

namespace Dewar.Formats.Hdf5;

/// <summary>The data layout message, versions 1 to 5.</summary>
internal static class LayoutMessage
{
    private const int Compact = 0;
    private const int Contiguous = 1;
    private const int Chunked = 2;
    private const int Virtual = 3;

    public static Storage Read(Hdf5File file, ObjectHeader header, long[] shape, Hdf5Type type)
    {
        var size = type.Size;
        var message = header.Find(MessageType.Layout) ?? throw new DamagedException("A dataset has no layout", header.Address);
        var fields = file.Fields(message, "the layout message");
        var fill = FillValue.Read(file, header, size);
        var version = fields.Version(1, 5);
        return version < 3 ? ReadOld(file, header, ref fields, message, shape, size, fill) : (int)fields.U8() switch
        {
            Compact => new CompactStorage(Body(ref fields, message, fields.U16()), shape, size),
            Contiguous => OfContiguous(file, header, fields.Offset(), shape, size, fill),
            Chunked => version == 3 ? ReadVersion3(file, header, ref fields, shape, size, fill) : ReadVersion4(file, header, ref fields, shape, size, fill),
            Virtual => new VirtualStorage(file, VirtualMapping.ReadAll(file, fields.Offset(), fields.U32()), shape, type, fill),
            var other => throw new DamagedException($"A dataset has a layout of class {other}, which nobody knows", message.At),
        };
    }

    /// <summary>The sources of a virtual dataset; null when it is none.</summary>
    public static VirtualSources? Sources(Hdf5File file, ObjectHeader header)
    {
        var message = header.Find(MessageType.Layout) ?? throw new DamagedException("A dataset has no layout", header.Address);
        var fields = file.Fields(message, "the layout message");
        return fields.Version(1, 5) >= 4 && fields.U8() == Virtual ? new(file, VirtualMapping.ReadAll(file, fields.Offset(), fields.U32())) : null;
    }

    private static Storage ReadOld(Hdf5File file, ObjectHeader header, ref Fields fields, in HeaderMessage message, long[] shape, int size, byte[] fill)
    {
        var (rank, type) = (fields.U8(), fields.U8());
        fields.Skip(5);
        var at = type == Compact ? -1 : fields.Offset();
        var lengths = Lengths(ref fields, rank, 4);
        return (int)type switch
        {
            Compact => new CompactStorage(Body(ref fields, message, fields.U32()), shape, size),
            Contiguous => OfContiguous(file, header, at, shape, size, fill),
            Chunked => OfTree(file, header, lengths, at, shape, size, fill),
            _ => throw new DamagedException($"A dataset has a layout of class {type}, which nobody knows", message.At),
        };
    }

    private static ChunkedStorage ReadVersion3(Hdf5File file, ObjectHeader header, ref Fields fields, long[] shape, int size, byte[] fill)
    {
        var (rank, at) = (fields.U8(), fields.Offset());
        return OfTree(file, header, Lengths(ref fields, rank, 4), at, shape, size, fill);
    }

    private static ChunkedStorage OfTree(Hdf5File file, ObjectHeader header, long[] lengths, long at, long[] shape, int size, byte[] fill)
    {
        var grid = new ChunkGrid(lengths, size, shape);
        return OfChunks(file, header, grid, at < 0 ? null : new ChunkTree1(file, at, grid), false, fill);
    }

    private static ChunkedStorage ReadVersion4(Hdf5File file, ObjectHeader header, ref Fields fields, long[] shape, int size, byte[] fill)
    {
        var flags = fields.U8();
        var rank = fields.U8();
        var lengths = Lengths(ref fields, rank, Math.Clamp((int)fields.U8(), 1, 8));
        var grid = new ChunkGrid(lengths, size, shape);
        var type = fields.U8();
        var filtered = header.Has(MessageType.FilterPipeline);
        var (singleSize, singleMask) = ((long)grid.Bytes, 0u);
        switch (type)
        {
            case 1 when (flags & 2) != 0:
                (singleSize, singleMask) = (fields.Length(), fields.U32());
                break;
            case 3:
                fields.Skip(1);
                break;
            case 4:
                fields.Skip(5);
                break;
            case 5:
                fields.Skip(6);
                break;
        }

        var at = fields.Offset();
        var space = Dataspace.Read(file.Fields(header.Find(MessageType.Dataspace)!.Value, "a dataspace"));
        ChunkIndex? index = at < 0 ? null : type switch
        {
            1 => new SingleChunk(at, singleSize, singleMask),
            2 => new ImplicitChunks(at, grid, space.MaxShape),
            3 => new FixedArray(file, at, grid, space.MaxShape),
            4 => new ExtensibleArray(file, at, grid, space.MaxShape),
            5 => new ChunkTree2(file, at, shape.Length, filtered, grid.Bytes),
            _ => throw new DamagedException($"Chunks have an index of kind {type}, which nobody knows", fields.At),
        };
        return OfChunks(file, header, grid, index, (flags & 1) != 0, fill);
    }

    private static ChunkedStorage OfChunks(Hdf5File file, ObjectHeader header, ChunkGrid grid, ChunkIndex? index, bool edgesUnfiltered, byte[] fill)
    {
        var filters = header.Find(MessageType.FilterPipeline) is { } message ? FilterPipeline.Read(file.Fields(message, "the filters")) : FilterPipeline.None;
        return new((file, header.Address), grid, index, (filters, edgesUnfiltered), fill);
    }

    private static Storage OfContiguous(Hdf5File file, ObjectHeader header, long at, long[] shape, int size, byte[] fill)
    {
        if (header.Find(MessageType.ExternalFiles) is { } external)
        {
            return new ContiguousStorage(ExternalFiles.Read(file, file.Fields(external, "the external file list")), 0, shape, size);
        }

        return at < 0 ? new UnwrittenStorage("contiguous", fill) : new ContiguousStorage(file.Source, at, shape, size);
    }

    private static ReadOnlyMemory<byte> Body(ref Fields fields, in HeaderMessage message, long length) =>
        message.Body.Slice(message.Body.Length - fields.Left, (int)Math.Min(length, fields.Left));

    private static long[] Lengths(ref Fields fields, int count, int size)
    {
        var lengths = new long[count];
        for (var i = 0; i < count; i++)
        {
            lengths[i] = (long)(fields.Unsigned(size) & long.MaxValue);
        }

        return lengths;
    }
}
