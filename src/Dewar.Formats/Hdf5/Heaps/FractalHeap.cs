using System.Numerics;
using Dewar.Sdk;

namespace Dewar.Formats.Hdf5;

/// <summary>A fractal heap: links, attributes and shared messages of any length, found by an identifier.</summary>
internal sealed class FractalHeap
{
    private const string Part = "a fractal heap";
    private const long MostDecoded = 64 << 20;

    private readonly Hdf5File _file;
    private readonly DoublingTable _table;
    private readonly FilterPipeline _filters;
    private readonly int _lengthSize;
    private readonly long _hugeIndex;
    private readonly long _rootSize;
    private readonly uint _rootMask;
    private BTree2? _huge;
    private (long At, byte[] Bytes) _lastDecoded = (-1, []);

    private FractalHeap(Hdf5File file, long at)
    {
        _file = file;
        var (offsets, lengths) = (file.Sizes.Offsets, file.Sizes.Lengths);
        var fields = file.Fields(at, Math.Min(22 + 12L * lengths + 3 * offsets + 12 + 1024, file.Source.Length - at), Part);
        fields.Expect("FRHP"u8);
        fields.Version(0, 0);
        IdLength = fields.U16();
        var filterLength = fields.U16();
        fields.Skip(1);
        var mostManaged = fields.U32();
        fields.Skip(lengths);
        _hugeIndex = fields.Offset();
        fields.Skip(lengths + offsets + 8 * lengths);
        _table = DoublingTable.Read(file, ref fields, filterLength > 0);
        _filters = FilterPipeline.None;
        if (filterLength > 0)
        {
            _rootSize = fields.Length();
            _rootMask = fields.U32();
            _filters = FilterPipeline.Read(new(fields.Take(filterLength), fields.At, file.Sizes, "the filters of a fractal heap"));
        }

        _lengthSize = Math.Min((BitOperations.Log2((ulong)_table.MostDirect) + 7) / 8, BTree2.SizeOf(Math.Max(1, mostManaged)));
        if (IdLength < 1 + (_table.OffsetBits + 7) / 8)
        {
            throw new DamagedException($"{Part} has identifiers of {IdLength} bytes", at);
        }
    }

    /// <summary>Bytes of an identifier.</summary>
    public int IdLength { get; }

    public static FractalHeap Read(Hdf5File file, long at) => new(file, at);

    /// <summary>The object of an identifier.</summary>
    public Fields Fields(ReadOnlySpan<byte> id, string part)
    {
        var bytes = Find(id, out var at);
        return new(bytes, at, _file.Sizes, part);
    }

    /// <summary>The bytes of an object.</summary>
    public ReadOnlySpan<byte> Find(ReadOnlySpan<byte> id, out long at)
    {
        var fields = new Fields(id, 0, _file.Sizes, "an identifier of a fractal heap");
        var kind = fields.U8() >> 4 & 3;
        at = -1;
        switch (kind)
        {
            case 0:
                var offset = fields.Unsigned((_table.OffsetBits + 7) / 8);
                return Managed(offset, (long)fields.Unsigned(_lengthSize), out at);
            case 1:
                return Huge(id, out at);
            case 2 when IdLength - 1 <= 16:
                return fields.Take((id[0] & 15) + 1);
            case 2:
                return fields.Take(((id[0] & 15) << 8 | fields.U8()) + 1);
            default:
                throw new DamagedException("An object of a fractal heap is of a kind that nobody knows");
        }
    }

    private ReadOnlySpan<byte> Managed(ulong offset, long length, out long at)
    {
        var block = _table.BlockOf(offset, _rootSize, _rootMask);
        var within = (long)(offset - block.Start);
        at = block.At + within;
        if (length > block.Length - within)
        {
            throw new DamagedException("An object of a fractal heap is longer than its block", at);
        }

        if (_filters.IsEmpty)
        {
            return _file.Look(at, length, Part);
        }

        if (_lastDecoded.At != block.At)
        {
            _lastDecoded = (block.At, Decode(_file.Look(block.At, block.StoredLength, Part), block.Mask, block.Length));
        }

        return _lastDecoded.Bytes.AsSpan((int)within, (int)length);
    }

    // Too long for the blocks: the identifier says where it is, or is the key of a tree that does.
    private ReadOnlySpan<byte> Huge(ReadOnlySpan<byte> identifier, out long at)
    {
        var id = new Fields(identifier, 0, _file.Sizes, "an identifier of a fractal heap");
        id.Skip(1);
        var filtered = !_filters.IsEmpty;
        var direct = _file.Sizes.Offsets + _file.Sizes.Lengths + (filtered ? 4 + _file.Sizes.Lengths : 0);
        long length, size = -1;
        uint mask = 0;
        if (IdLength - 1 >= direct)
        {
            (at, length) = (id.Offset(), id.Length());
            if (filtered)
            {
                (mask, size) = (id.U32(), id.Length());
            }
        }
        else
        {
            var key = id.Unsigned(Math.Min(id.Left, Math.Min(8, _file.Sizes.Lengths)));
            long foundAt = -1, foundLength = 0;
            var found = (_huge ??= BTree2.Read(_file, _hugeIndex)).Find((ref Fields record) =>
            {
                (foundAt, foundLength) = (record.Offset(), record.Length());
                if (filtered)
                {
                    (mask, size) = (record.U32(), record.Length());
                }

                return record.Unsigned(Math.Min(8, record.Left)).CompareTo(key);
            });
            (at, length) = found ? (foundAt, foundLength) : throw new DamagedException("A huge object of a fractal heap is not in its index");
        }

        var bytes = _file.Look(at, length, "a huge object of a fractal heap");
        return filtered ? Decode(bytes, mask, size) : bytes;
    }

    private byte[] Decode(ReadOnlySpan<byte> stored, uint mask, long size)
    {
        if (size is < 0 or > MostDecoded)
        {
            throw new DamagedException($"A packed block of {Part} claims {size} bytes");
        }

        var bytes = new byte[size];
        _filters.Decode(stored, mask, bytes);
        return bytes;
    }
}
