using Dewar.Sdk;

namespace Dewar.Formats.Hdf5;

/// <summary>The superblock, versions 0 to 3: where the root group is and how wide addresses are.</summary>
/// <param name="RootAddress">The object header of the root group.</param>
/// <param name="ExtensionAddress">The object header of the superblock extension; -1 without.</param>
/// <param name="Length">Bytes from the superblock to the end of the file, as it says; -1 when it does not.</param>
/// <param name="IsRight">The checksum is the one of the bytes.</param>
internal sealed record Superblock(int Version, FieldSizes Sizes, long RootAddress, long ExtensionAddress, long Length, bool IsRight)
{
    /// <summary>Where the signature is looked for at most.</summary>
    public const long FarthestUserBlock = 1L << 40;

    public static ReadOnlySpan<byte> Signature => [0x89, (byte)'H', (byte)'D', (byte)'F', 0x0d, 0x0a, 0x1a, 0x0a];

    /// <summary>Looks for the signature at 0, 512, 1024, 2048 and on; -1 when it is nowhere.</summary>
    public static long Find(ByteSource source, long most = FarthestUserBlock)
    {
        Span<byte> eight = stackalloc byte[8];
        for (long at = 0; at <= source.Length - 16 && at <= most; at = at == 0 ? 512 : at * 2)
        {
            if (source.Read(at, eight) == 8 && eight.SequenceEqual(Signature))
            {
                return at;
            }
        }

        return -1;
    }

    /// <summary>Reads it from a source that begins with it.</summary>
    public static Superblock Read(ByteSource source)
    {
        var bytes = source.ReadBytes(0, Math.Min(source.Length, 256));
        var fields = new Fields(bytes, 0, default, "the superblock");
        fields.Expect(Signature);
        return fields.Version(0, 3) is var version && version < 2 ? ReadOld(bytes, version) : ReadNew(bytes, version);
    }

    private static Superblock ReadOld(byte[] bytes, int version)
    {
        var fields = new Fields(bytes, 0, Widths(bytes[13], bytes[14]), "the superblock");
        fields.Skip(version == 0 ? 24 : 28);
        var start = fields.Offset();
        fields.Offset();
        var end = fields.Offset();
        fields.Offset();

        // The place of a name has the width of lengths, other than the specification says.
        fields.Length();
        return new(version, fields.Sizes, fields.Offset(), -1, end < 0 ? -1 : end - start, true);
    }

    private static Superblock ReadNew(byte[] bytes, int version)
    {
        var fields = new Fields(bytes, 0, Widths(bytes[9], bytes[10]), "the superblock");
        fields.Skip(12);
        var start = fields.Offset();
        var (extension, end, root) = (fields.Offset(), fields.Offset(), fields.Offset());
        fields.Skip(4);
        return new(version, fields.Sizes, root, extension, end < 0 ? -1 : end - start, Checksum.IsRight(bytes.AsSpan(0, fields.Position)));
    }

    private static FieldSizes Widths(byte offsets, byte lengths) =>
        offsets is 1 or 2 or 4 or 8 or 16 or 32 && lengths is 1 or 2 or 4 or 8 or 16 or 32
            ? new(offsets, lengths)
            : throw new DamagedException($"The superblock says that addresses have {offsets} and lengths {lengths} bytes", 9);
}
