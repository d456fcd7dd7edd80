using System.Numerics;
using Dewar.Sdk;

namespace Dewar.Formats.Hdf5;

/// <summary>
/// The index of a dataset with one axis without limit. Its first elements are in the index block; then come data blocks, which grow, and
/// later super blocks, which hold the addresses of data blocks; large data blocks are in pages.
/// </summary>
internal sealed class ExtensibleArray : ChunkIndex
{
    private const string Part = "an extensible array";

    private readonly Hdf5File _file;
    private readonly ChunkElements _elements;
    private readonly long[] _strides;
    private readonly int _unlimited;
    private readonly int _elementSize;
    private readonly int _indexElements;
    private readonly int _leastElements;
    private readonly int _directSuperBlocks;
    private readonly long _directBlocks;
    private readonly long _pageElements;
    private readonly int _offsetSize;
    private readonly long _index;

    public ExtensibleArray(Hdf5File file, long at, ChunkGrid grid, IReadOnlyList<long> mostShape)
    {
        _file = file;
        var header = file.Fields(at, 12 + 6 * file.Sizes.Lengths + file.Sizes.Offsets, Part);
        header.Expect("EAHD"u8);
        header.Version(0, 0);
        var filtered = header.U8() == 1;
        _elementSize = header.U8();
        var bits = header.U8();
        _indexElements = header.U8();
        _leastElements = header.U8();
        var leastPointers = header.U8();
        var pageBits = header.U8();
        header.Skip(6 * file.Sizes.Lengths);
        _index = header.Offset();
        if (!BitOperations.IsPow2(_leastElements) || !BitOperations.IsPow2(leastPointers) || bits > 64 || pageBits > 32 || _elementSize == 0)
        {
            throw new DamagedException($"{Part} has blocks of {_leastElements} elements and {leastPointers} pointers", at);
        }

        (_pageElements, _offsetSize) = (1L << pageBits, (bits + 7) / 8);
        _directSuperBlocks = 2 * BitOperations.Log2(leastPointers);
        _directBlocks = 2L * (leastPointers - 1);
        _elements = new(file.Sizes, filtered, _elementSize, grid.Bytes);
        (_strides, _unlimited) = Ordered(grid.ChunksOf(mostShape));
        if (_index >= 0)
        {
            Open(_index, "EAIB"u8);
        }
    }

    public override string Name => "extensible array";

    // Behind signature, version, client and the address of the header.
    private int Prefix => 6 + _file.Sizes.Offsets;

    public override ChunkPlace Find(ReadOnlySpan<long> chunk)
    {
        Span<long> turned = stackalloc long[chunk.Length];
        chunk.CopyTo(turned);
        if (_unlimited > 0)
        {
            turned[0] = chunk[_unlimited];
            chunk[.._unlimited].CopyTo(turned[1..]);
        }

        var number = ChunkGrid.Number(turned, _strides);
        if (_index < 0)
        {
            return ChunkPlace.Nowhere;
        }

        if (number < _indexElements)
        {
            return Element(_index + Prefix + number * _elementSize);
        }

        var rest = number - _indexElements;
        var super = BitOperations.Log2((ulong)(rest / _leastElements + 1));
        var blockElements = (1L << (super + 1) / 2) * _leastElements;

        // Before a super block there are 2^n - 1 times the least number of elements.
        var within = rest - ((1L << super) - 1) * _leastElements;
        var blockNumber = within / blockElements;
        var inBlock = within % blockElements;
        var pointers = _index + Prefix + (long)_indexElements * _elementSize;
        return super < _directSuperBlocks
            ? Direct(pointers, FirstBlock(super) + blockNumber, inBlock)
            : InSuperBlock(Address(pointers + (_directBlocks + super - _directSuperBlocks) * _file.Sizes.Offsets), super, blockElements, blockNumber, inBlock);
    }

    private ChunkPlace Direct(long pointers, long block, long inBlock)
    {
        var at = Address(pointers + block * _file.Sizes.Offsets);
        return at < 0 ? ChunkPlace.Nowhere : Element(Open(at, "EADB"u8) + _offsetSize + inBlock * _elementSize);
    }

    private ChunkPlace InSuperBlock(long at, int super, long blockElements, long blockNumber, long inBlock)
    {
        if (at < 0)
        {
            return ChunkPlace.Nowhere;
        }

        var bitmap = Open(at, "EASB"u8) + _offsetSize;
        var blocks = 1L << super / 2;
        var pages = blockElements > _pageElements ? blockElements / _pageElements : 0;
        var block = Address(bitmap + blocks * ((pages + 7) / 8) + blockNumber * _file.Sizes.Offsets);
        if (block < 0)
        {
            return ChunkPlace.Nowhere;
        }

        var first = Open(block, "EADB"u8) + _offsetSize;
        if (pages == 0)
        {
            return Element(first + inBlock * _elementSize);
        }

        var page = inBlock / _pageElements;
        var bit = blockNumber * pages + page;
        return (_file.Look(bitmap + bit / 8, 1, Part)[0] & 0x80 >> (int)(bit % 8)) == 0
            ? ChunkPlace.Nowhere
            : Element(first + 4 + page * (_pageElements * _elementSize + 4) + inBlock % _pageElements * _elementSize);
    }

    private ChunkPlace Element(long at)
    {
        var fields = _file.Fields(at, _elementSize, Part);
        return _elements.Read(ref fields);
    }

    private long Address(long at) => _file.Fields(at, _file.Sizes.Offsets, Part).Offset();

    private long Open(long at, ReadOnlySpan<byte> signature)
    {
        var fields = _file.Fields(at, 5, "a block of an extensible array");
        fields.Expect(signature);
        fields.Version(0, 0);
        return at + Prefix;
    }

    // Super block n has 2^(n/2) data blocks.
    private static long FirstBlock(int super)
    {
        long first = 0;
        for (var i = 0; i < super; i++)
        {
            first += 1L << i / 2;
        }

        return first;
    }

    // The axis without limit counts as the slowest, so that numbers stay when it grows.
    private static (long[] Strides, int Unlimited) Ordered(long[] counts)
    {
        var unlimited = Math.Max(0, Array.FindIndex(counts, count => count < 0));
        long[] turned = [counts[unlimited], .. counts[..unlimited], .. counts[(unlimited + 1)..]];
        return (ChunkGrid.Strides(turned), unlimited);
    }
}
