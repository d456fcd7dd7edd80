namespace Dewar.Formats.Unknown;

internal static partial class Signatures
{
    /// <summary>Archives and packed files.</summary>
    private static Signature[] Packed =>
    [
        new("PK\u0003\u0004", 0, "ZIP archive", "application/zip"),
        new("PK\u0005\u0006", 0, "ZIP archive, empty", "application/zip"),
        new("\u001f\u008b", 0, "GZIP file", "application/gzip"),
        new("BZh", 0, "BZIP2 file", "application/x-bzip2"),
        new("\u00fd7zXZ\0", 0, "XZ file", "application/x-xz"),
        new("7z\u00bc\u00af\u0027\u001c", 0, "7-Zip archive", "application/x-7z-compressed"),
        new("Rar!\u001a\u0007\u0001\0", 0, "RAR 5 archive", "application/vnd.rar"),
        new("Rar!\u001a\u0007\0", 0, "RAR archive", "application/vnd.rar"),
        new("(\u00b5/\u00fd", 0, "Zstandard file", "application/zstd"),
        new("\u0004\u0022M\u0018", 0, "LZ4 file", "application/x-lz4"),
        new("LZIP", 0, "LZIP file", "application/lzip"),
        new("]\0\0", 0, "LZMA file", "application/x-lzma", 5, "\u00ff\u00ff"),
        new("\u001f\u009d", 0, "compress (Z) file", "application/x-compress"),
        new("\u00ff\u0006\0\0sNaPpY", 0, "Snappy file", "application/x-snappy-framed"),
        new("\u0089LZO\0", 0, "LZO file", "application/x-lzop"),
        new("MSCF", 0, "Cabinet archive", "application/vnd.ms-cab-compressed"),
        new("!<arch>", 0, "Unix archive", "application/x-archive"),
        new("070701", 0, "CPIO archive", "application/x-cpio"),
        new("070707", 0, "CPIO archive", "application/x-cpio"),
        new("xar!", 0, "XAR archive", "application/x-xar"),
        new("ustar", 257, "TAR archive", "application/x-tar"),
        new("\u0060\u00ea", 0, "ARJ archive", "application/x-arj"),
        new("**ACE**", 7, "ACE archive", "application/x-ace-compressed"),
        new("-lh", 2, "LHA archive", "application/x-lzh-compressed"),
        new("hsqs", 0, "SquashFS image", "application/vnd.squashfs"),
    ];
}
