using System.Buffers.Binary;
using System.Text;
using Dewar.Sdk;

namespace Dewar.Formats.Images.Exif;

/// <summary>The Exif of a picture: directories of fields as in TIFF (CIPA DC-008), put into the tree as they are met.</summary>
internal sealed class ExifBlock
{
    private const int MostEntries = 2000;
    private readonly byte[] _bytes;
    private readonly long _start;
    private readonly bool _isBigEndian;
    private readonly HashSet<uint> _visited = [];
    private readonly List<string> _odd = [];
    private int _entries;

    private ExifBlock(byte[] bytes, long start, MetaGroup tree)
    {
        (_bytes, _start, Tree) = (bytes, start, tree);
        _isBigEndian = bytes[0] == 'M';
    }

    /// <summary>Groups Image, Photo, GPS, Interoperability and Thumbnail.</summary>
    public MetaGroup Tree { get; }

    /// <summary>What is odd about it, in sentences.</summary>
    public IReadOnlyList<string> Odd => _odd;

    /// <summary>Reads a block into the tree of a file.</summary>
    /// <param name="bytes">From the byte order on.</param>
    /// <param name="start">Where that is in the file.</param>
    /// <returns>Null when it is none.</returns>
    public static ExifBlock? Read(byte[] bytes, long start, Extraction into)
    {
        if (bytes.Length < 8 || !(bytes.AsSpan().StartsWith("II*\0"u8) || bytes.AsSpan().StartsWith("MM\0*"u8)))
        {
            into.Warn("The Exif block does not begin as one.");
            return null;
        }

        var block = new ExifBlock(bytes, start, into.Metadata.AddGroup("Exif"));
        var next = block.Directory(block.U32(4), block.Tree.AddGroup("Image"), isGps: false, depth: 0);
        if (next != 0)
        {
            block.Directory(next, block.Tree.AddGroup("Thumbnail"), isGps: false, depth: 1);
        }

        foreach (var odd in block._odd)
        {
            into.Warn(odd);
        }

        return block;
    }

    // Gives the place of the directory that follows; 0 when none does.
    private uint Directory(uint at, MetaGroup group, bool isGps, int depth)
    {
        if (at < 8 || at > _bytes.Length - 2 || depth > 4 || !_visited.Add(at))
        {
            _odd.Add($"The Exif directory {group.Name} is not where it is said to be.");
            return 0;
        }

        var count = U16((int)at);
        var there = Math.Min(count, (_bytes.Length - (int)at - 2) / 12);
        for (var i = 0; i < there && _entries++ < MostEntries; i++)
        {
            Entry((int)at + 2 + 12 * i, group, isGps, depth);
        }

        if (there < count)
        {
            _odd.Add($"The Exif directory {group.Name} is cut off.");
        }

        var end = (int)at + 2 + 12 * count;
        return end + 4 <= _bytes.Length ? U32(end) : 0;
    }

    private void Entry(int at, MetaGroup group, bool isGps, int depth)
    {
        var (tag, type, count) = (U16(at), U16(at + 2), U32(at + 4));
        var size = type switch { 1 or 2 or 6 or 7 => 1, 3 or 8 => 2, 4 or 9 or 11 or 13 => 4, 5 or 10 or 12 => 8, _ => 0 };
        var name = ExifTags.NameOf(tag, isGps);
        var place = size * (long)count <= 4 ? at + 8L : U32(at + 8);
        if (size == 0 || place > _bytes.Length - size * (long)count)
        {
            _odd.Add($"The Exif field {name} is of an unknown type, or outside of its block.");
            return;
        }

        var inner = (isGps ? 0 : tag) switch { 0x8769 => "Photo", 0x8825 => "GPS", 0xA005 => "Interoperability", _ => null };
        if (inner is not null && count > 0)
        {
            var innerGroup = (group.Name is "Image" ? Tree : group).AddGroup(inner);
            Directory(size == 4 ? U32((int)place) : 0, innerGroup, inner is "GPS", depth + 1);
            return;
        }

        var value = Value(tag, type, (int)place, (int)count, isGps);
        group.Add(new MetaValue(name, value) { Unit = isGps ? null : ExifTags.UnitOf(tag), At = _start + place });
    }

    private object? Value(int tag, int type, int at, int count, bool isGps)
    {
        var bytes = _bytes.AsSpan(at, count * (type is 1 or 2 or 6 or 7 ? 1 : 0));
        if (type == 2 || type == 7 && tag is 0x9000 or 0xA000)
        {
            return Text(bytes, Encoding.UTF8);
        }

        if (!isGps && tag is >= 0x9C9B and <= 0x9C9F && type == 1)
        {
            return Text(bytes, Encoding.Unicode);
        }

        if (type == 7 && (tag == 0x9286 || isGps && tag is 0x1B or 0x1C) && count >= 8)
        {
            var isUnicode = bytes.StartsWith("UNICODE\0"u8);
            return Text(bytes[8..], !isUnicode ? Encoding.UTF8 : _isBigEndian ? Encoding.BigEndianUnicode : Encoding.Unicode);
        }

        if (type == 7 && count > 16)
        {
            return bytes.ContainsAnyExceptInRange((byte)9, (byte)126) ? $"{count} bytes" : Text(bytes, Encoding.ASCII);
        }

        return Numbers(type, at, count);
    }

    private object? Numbers(int type, int at, int count)
    {
        var kept = Math.Min(count, MetaValue.Most);
        if (type is 5 or 10 or 11 or 12)
        {
            var numbers = new double[kept];
            for (var i = 0; i < kept; i++)
            {
                numbers[i] = type switch
                {
                    5 => (double)U32(at + 8 * i) / U32(at + 8 * i + 4),
                    10 => (double)(int)U32(at + 8 * i) / (int)U32(at + 8 * i + 4),
                    11 => BitConverter.UInt32BitsToSingle(U32(at + 4 * i)),
                    _ => BitConverter.UInt64BitsToDouble(U64(at + 8 * i)),
                };
            }

            return kept == 1 ? numbers[0] : numbers;
        }

        var whole = new long[kept];
        for (var i = 0; i < kept; i++)
        {
            whole[i] = type switch
            {
                1 or 7 => _bytes[at + i],
                6 => (sbyte)_bytes[at + i],
                3 => U16(at + 2 * i),
                8 => (short)U16(at + 2 * i),
                9 => (int)U32(at + 4 * i),
                _ => U32(at + 4 * i),
            };
        }

        return kept == 1 ? whole[0] : whole;
    }

    private static string Text(ReadOnlySpan<byte> bytes, Encoding encoding)
    {
        var text = encoding.GetString(bytes);
        var end = text.IndexOf('\0');
        return Picture.Shortened((end < 0 ? text : text[..end]).Trim());
    }

    private ushort U16(int at) => _isBigEndian
        ? BinaryPrimitives.ReadUInt16BigEndian(_bytes.AsSpan(at))
        : BinaryPrimitives.ReadUInt16LittleEndian(_bytes.AsSpan(at));

    private uint U32(int at) => _isBigEndian
        ? BinaryPrimitives.ReadUInt32BigEndian(_bytes.AsSpan(at))
        : BinaryPrimitives.ReadUInt32LittleEndian(_bytes.AsSpan(at));

    private ulong U64(int at) => _isBigEndian
        ? BinaryPrimitives.ReadUInt64BigEndian(_bytes.AsSpan(at))
        : BinaryPrimitives.ReadUInt64LittleEndian(_bytes.AsSpan(at));
}
