using Dewar.Formats.Bytes;
using Dewar.Sdk;

namespace Dewar.Formats.Archives;

/// <summary>What gzip says of the file it packed (RFC 1952).</summary>
internal static class GzipHeader
{
    public static bool Is(FileHead head) => head.Has([0x1f, 0x8b, 0x08]);

    /// <summary>How long the file is when it is unpacked, modulo 4 GiB; of the last piece, where several were joined.</summary>
    public static long Length(ByteSource file) => file.Length < 18 ? 0 : new Cursor(file, file.Length - 4).U32();

    public static void Add(ByteSource file, MetaGroup into)
    {
        var cursor = new Cursor(file, 3);
        var flags = cursor.U8();
        var time = cursor.U32();
        cursor.Skip(2);
        if (time > 0)
        {
            into.Add("modified", FileTime.Utc(DateTime.UnixEpoch.AddSeconds(time)), at: 4);
        }

        if ((flags & 4) != 0)
        {
            cursor.Skip(cursor.U16());
        }

        if ((flags & 8) != 0 && cursor.Left > 0)
        {
            var at = cursor.Position;
            into.Add("name", cursor.Text(Math.Min(cursor.Left, 1024)), at: at);
        }

        into.Add("unpacked", Length(file), "bytes", file.Length - 4, file.Length > 1L << 30 ? "Counted modulo 4 GiB." : null);
    }
}
