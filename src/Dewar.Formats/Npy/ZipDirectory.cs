using System.Text;
using Dewar.Formats.Bytes;
using Dewar.Sdk;

namespace Dewar.Formats.Npy;

/// <summary>What lies in a ZIP archive, by the list at its end (APPNOTE 6.3.10, with the 64-bit fields).</summary>
internal static class ZipDirectory
{
    private const int MostEntries = 100_000;

    /// <summary>A file in the archive.</summary>
    /// <param name="Method">0 when it is stored as it is, 8 when it is deflated.</param>
    /// <param name="Header">Where its own header begins.</param>
    public sealed record Entry(string Name, int Method, long Packed, long Size, long Header)
    {
        /// <summary>Its bytes.</summary>
        public ByteSource Open(ByteSource archive)
        {
            var cursor = new Cursor(archive, Header);
            if (cursor.U32() != 0x04034b50)
            {
                throw new DamagedException($"{Name} in the archive has no header", Header);
            }

            cursor.Position = Header + 26;
            var start = Header + 30 + cursor.U16() + cursor.U16();
            return Method switch
            {
                0 => new PartSource(archive, start, Packed),
                8 => new InflatedSource(Name, new PartSource(archive, start, Packed), Size),
                _ => throw new DamagedException($"{Name} in the archive is packed by method {Method}, which nobody here knows", Header),
            };
        }
    }

    public static IEnumerable<Entry> Read(ByteSource file)
    {
        var cursor = new Cursor(file, End(file));
        cursor.Skip(10);
        var (count, _, start) = ((long)cursor.U16(), cursor.U32(), (long)cursor.U32());
        if (start == uint.MaxValue || count == ushort.MaxValue)
        {
            (count, start) = Large(file, cursor.Position - 20);
        }

        cursor.Position = start;
        for (var i = 0; i < Math.Min(count, MostEntries); i++)
        {
            yield return One(cursor);
        }
    }

    private static Entry One(Cursor cursor)
    {
        if (cursor.U32() != 0x02014b50)
        {
            throw new DamagedException("The list of the archive is broken", cursor.Position - 4);
        }

        cursor.Skip(6);
        var method = cursor.U16();
        cursor.Skip(8);
        var (packed, size) = ((long)cursor.U32(), (long)cursor.U32());
        var (nameLength, extraLength, remark) = (cursor.U16(), cursor.U16(), cursor.U16());
        cursor.Skip(8);
        var header = (long)cursor.U32();
        var name = Encoding.UTF8.GetString(cursor.Bytes(nameLength));
        var after = cursor.Position + extraLength;
        while (cursor.Position + 4 <= after)
        {
            var (id, length) = (cursor.U16(), cursor.U16());
            var next = cursor.Position + length;
            if (id == 1)
            {
                size = size == uint.MaxValue ? cursor.I64() : size;
                packed = packed == uint.MaxValue ? cursor.I64() : packed;
                header = header == uint.MaxValue ? cursor.I64() : header;
            }

            cursor.Position = next;
        }

        cursor.Position = after + remark;
        return packed >= 0 && size >= 0 && header >= 0 ? new(name, method, packed, size, header) : throw new DamagedException($"{name} has a negative size or place", after);
    }

    // The record at the very end, before a remark of up to 65535 letters.
    private static long End(ByteSource file)
    {
        var length = (int)Math.Min(file.Length, 65_557);
        var tail = file.ReadBytes(file.Length - length, length);
        var at = tail.AsSpan().LastIndexOf("PK\u0005\u0006"u8);
        return at >= 0 ? file.Length - length + at : throw new DamagedException("The archive has no end: it was cut off");
    }

    private static (long Count, long Start) Large(ByteSource file, long end)
    {
        var cursor = new Cursor(file, end - 20);
        if (cursor.Position < 0 || cursor.U32() != 0x07064b50)
        {
            throw new DamagedException("The archive says it is large, and has no place for that", end);
        }

        cursor.Skip(4);
        cursor.Position = cursor.I64();
        if (cursor.U32() != 0x06064b50)
        {
            throw new DamagedException("The list of the large archive is not where it should be", cursor.Position - 4);
        }

        cursor.Skip(28);
        var count = cursor.I64();
        cursor.Skip(8);
        return (count, cursor.I64());
    }
}
