namespace Dewar.Formats.Hdf5;

/// <summary>What stands where nothing was ever written: the fill value messages, old and new.</summary>
internal static class FillValue
{
    /// <summary>One element as it would be in the file; empty for zeros.</summary>
    public static byte[] Read(Hdf5File file, ObjectHeader header, int size)
    {
        var bytes = header.Find(MessageType.FillValue) is { } message ? Read(file.Fields(message, "the fill value"))
            : header.Find(MessageType.OldFillValue) is { } old ? ReadOld(file.Fields(old, "the old fill value"))
            : [];
        return bytes.Length == size && bytes.AsSpan().ContainsAnyExcept((byte)0) ? bytes : [];
    }

    private static byte[] Read(Fields fields)
    {
        var version = fields.Version(1, 3);
        if (version == 3)
        {
            return (fields.U8() & 0x20) != 0 ? Sized(ref fields) : [];
        }

        fields.Skip(2);
        return fields.U8() != 0 ? Sized(ref fields) : [];
    }

    private static byte[] ReadOld(Fields fields) => Sized(ref fields);

    private static byte[] Sized(ref Fields fields)
    {
        var size = fields.Left < 4 ? 0 : fields.U32();
        return size > fields.Left ? [] : fields.Take(size).ToArray();
    }
}
