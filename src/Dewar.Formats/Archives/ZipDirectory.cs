using System.IO.Compression;
using System.Text;
using Dewar.Formats.Bytes;
using Dewar.Sdk;

namespace Dewar.Formats.Archives;

/// <summary>What is in a ZIP file. Written to PKWARE's APPNOTE 6.3.10, with its 64-bit form; when the directory at the end is lost, members are sought from the beginning.</summary>
internal sealed class ZipDirectory
{
    private const int EndLength = 22;
    private const int MostEntries = 100_000;
    private readonly ByteSource _file;
    private readonly List<ZipMember> _members = [];

    public ZipDirectory(ByteSource file)
    {
        _file = file;
        if (!TryEnd(out var at, out var count, out var shift))
        {
            IsRebuilt = true;
            Rebuild();
            return;
        }

        Announced = count;
        var cursor = new Cursor(file, at);
        while (_members.Count < Math.Min(count, MostEntries) && cursor.Left >= 46 && cursor.U32() == 0x02014b50)
        {
            _members.Add(ReadMember(cursor, shift));
        }

        if (_members.Count == 0 && count > 0)
        {
            IsRebuilt = true;
            Rebuild();
        }
    }

    public IReadOnlyList<ZipMember> Members => _members;

    /// <summary>How many members the file says it has.</summary>
    public long Announced { get; }

    /// <summary>The directory was not there.</summary>
    public bool IsRebuilt { get; }

    /// <summary>The archive's comment.</summary>
    public string Comment { get; private set; } = "";

    public static bool Is(FileHead head) => head.Has("PK\x03\x04"u8) || head.Has("PK\x05\x06"u8) || head.Has("PK00PK\x03\x04"u8);

    public ZipMember? Find(string name) => _members.Find(member => member.Name.Equals(name, StringComparison.OrdinalIgnoreCase));

    /// <summary>Unpacks a member; null when its packing is not known, or it is encrypted.</summary>
    /// <param name="most">Bytes after which it ends, whatever the file claims.</param>
    public Stream? Open(ZipMember member, long most) => (Packed(member), member.Method) switch
    {
        ({ } packed, 0) => new BoundedStream(new SourceStream(packed), most),
        ({ } packed, 8) => new BoundedStream(new DeflateStream(new SourceStream(packed), CompressionMode.Decompress), most),
        _ => null,
    };

    /// <summary>A member as a file of its own, for readers; null when its packing is not known, or it is encrypted.</summary>
    public ByteSource? Source(ZipMember member) => (Packed(member), member.Method) switch
    {
        ({ } packed, 0) => packed,
        ({ } packed, 8) => new InflatedSource(member.Name, packed, member.Length),
        _ => null,
    };

    /// <summary>Unpacks a member into memory; null when that can't be done.</summary>
    public byte[]? ReadAll(ZipMember member, int most)
    {
        using var stream = Open(member, most);
        if (stream is null)
        {
            return null;
        }

        var bytes = new MemoryStream();
        try
        {
            stream.CopyTo(bytes);
        }
        catch (InvalidDataException)
        {
            // What came before is used.
        }

        return bytes.ToArray();
    }

    private PartSource? Packed(ZipMember member)
    {
        var local = new Cursor(_file, member.Offset);
        if (member.IsEncrypted || member.Offset < 0 || local.Left < 30 || local.U32() != 0x04034b50)
        {
            return null;
        }

        local.Skip(22);
        var skip = local.U16() + local.U16();
        return new(_file, local.Position + skip, member.PackedLength > 0 ? member.PackedLength : long.MaxValue);
    }

    private bool TryEnd(out long at, out long count, out long shift)
    {
        (at, count, shift) = (0, 0, 0);
        var length = (int)Math.Min(_file.Length, EndLength + ushort.MaxValue);
        var tail = _file.ReadBytes(_file.Length - length, length);
        var place = tail.AsSpan().LastIndexOf("PK\x05\x06"u8);
        if (place < 0 || tail.Length - place < 20)
        {
            return false;
        }

        var end = _file.Length - length + place;
        var cursor = new Cursor(_file, end + 10);
        (count, var size, var offset) = (cursor.U16(), (long)cursor.U32(), (long)cursor.U32());
        var comment = Math.Min(cursor.Left >= 2 ? cursor.U16() : 0, cursor.Left);
        Comment = cursor.Text(comment, Encoding.UTF8);
        if ((count == ushort.MaxValue || size == uint.MaxValue || offset == uint.MaxValue) && TryEnd64(end, ref count, ref size, ref offset))
        {
            at = offset;
            return offset >= 0 && offset < _file.Length;
        }

        // Something may stand before the archive: then all places are shifted.
        shift = end - size - offset;
        shift = shift > 0 && end - size >= 0 ? shift : 0;
        at = offset + shift;
        return at >= 0 && at <= _file.Length;
    }

    private bool TryEnd64(long end, ref long count, ref long size, ref long offset)
    {
        if (end < 20)
        {
            return false;
        }

        var locator = new Cursor(_file, end - 20);
        if (locator.U32() != 0x07064b50)
        {
            return false;
        }

        locator.Skip(4);
        var record = new Cursor(_file, locator.I64());
        if (record.Position < 0 || record.Left < 56 || record.U32() != 0x06064b50)
        {
            return false;
        }

        record.Skip(28);
        (count, size, offset) = (record.I64(), record.I64(), record.I64());
        return count >= 0;
    }

    private static ZipMember ReadMember(Cursor cursor, long shift)
    {
        cursor.Skip(4);
        var (flags, method, stamp, crc) = (cursor.U16(), cursor.U16(), cursor.U32(), cursor.U32());
        var (packed, length) = ((long)cursor.U32(), (long)cursor.U32());
        var (nameLength, extraLength, commentLength) = (cursor.U16(), cursor.U16(), cursor.U16());
        cursor.Skip(8);
        var offset = (long)cursor.U32();
        var name = NameOf(cursor.Bytes(nameLength), flags);
        Extra64(cursor.Bytes(extraLength), ref length, ref packed, ref offset);
        cursor.Skip(commentLength);
        return new(name, method, (flags & 1) != 0, packed, length, checked(offset + shift), crc, TimeOf(stamp));
    }

    // Lengths that need 64 bits stand in an extra field; only those that are missing above, in this order.
    private static void Extra64(ReadOnlySpan<byte> extra, ref long length, ref long packed, ref long offset)
    {
        while (extra.Length >= 4)
        {
            var (id, size) = (BitConverter.ToUInt16(extra), BitConverter.ToUInt16(extra[2..]));
            extra = extra[4..];
            if (size > extra.Length)
            {
                return;
            }

            if (id == 1)
            {
                var field = extra[..size];
                Take(ref length, ref field);
                Take(ref packed, ref field);
                Take(ref offset, ref field);
            }

            extra = extra[size..];
        }

        static void Take(ref long value, ref ReadOnlySpan<byte> field)
        {
            if (value == uint.MaxValue && field.Length >= 8)
            {
                value = BitConverter.ToInt64(field);
                field = field[8..];
            }
        }
    }

    private void Rebuild()
    {
        var block = new byte[64 * 1024];
        for (var at = 0L; at < Math.Min(_file.Length, 64L << 20) && _members.Count < MostEntries;)
        {
            var read = _file.Read(at, block);
            var found = block.AsSpan(0, read).IndexOf("PK\x03\x04"u8);
            if (found < 0)
            {
                if (read < block.Length)
                {
                    return;
                }

                at += read - 3;
                continue;
            }

            var local = new Cursor(_file, at + found + 6);
            if (local.Left < 24)
            {
                return;
            }

            var start = at + found;
            var (flags, method, stamp, crc, packed, length, nameLength, extraLength) =
                (local.U16(), local.U16(), local.U32(), local.U32(), (long)local.U32(), (long)local.U32(), local.U16(), local.U16());
            if (nameLength > local.Left)
            {
                return;
            }

            var name = NameOf(local.Bytes(nameLength), flags);
            Extra64(local.Bytes((int)Math.Min(extraLength, local.Left)), ref length, ref packed, ref start);
            _members.Add(new(name, method, (flags & 1) != 0, packed, length, start, crc, TimeOf(stamp)));
            var after = local.Position + ((flags & 8) != 0 || packed > local.Left ? 0 : packed);
            at = Math.Max(start + 4, after);
        }
    }

    private static string NameOf(byte[] bytes, int flags)
    {
        try
        {
            return new UTF8Encoding(false, throwOnInvalidBytes: true).GetString(bytes);
        }
        catch (DecoderFallbackException)
        {
            return ((flags & 0x800) != 0 ? Encoding.UTF8 : CodePagesEncodingProvider.Instance.GetEncoding(437)!).GetString(bytes);
        }
    }

    // Two seconds are the smallest step; the zone is the writer's.
    private static FileTime? TimeOf(uint stamp)
    {
        var (date, time) = ((int)(stamp >> 16), (int)(stamp & 0xffff));
        var (year, month, day) = (1980 + (date >> 9), (date >> 5) & 15, date & 31);
        var (hour, minute, second) = (time >> 11, (time >> 5) & 63, (time & 31) * 2);
        return month is >= 1 and <= 12 && day >= 1 && day <= DateTime.DaysInMonth(year, month) && hour < 24 && minute < 60 && second < 60
            ? new(new DateTime(year, month, day, hour, minute, second))
            : null;
    }
}

/// <summary>A file in a ZIP file.</summary>
/// <param name="Name">With its folders, as the archive says; never used as a path.</param>
/// <param name="Method">How it is packed.</param>
/// <param name="IsEncrypted">Protected with a password.</param>
/// <param name="PackedLength">Bytes in the archive.</param>
/// <param name="Length">Bytes when unpacked, as claimed.</param>
/// <param name="Offset">Where its own header is.</param>
/// <param name="Crc">The checksum of its content.</param>
/// <param name="Time">When it was last changed.</param>
internal sealed record ZipMember(string Name, int Method, bool IsEncrypted, long PackedLength, long Length, long Offset, uint Crc, FileTime? Time);
