using Dewar.Sdk;

namespace Dewar.Formats.Hdf5;

/// <summary>The index of a dataset that can't grow beyond a limit: one element for each chunk there may ever be, in pages when many.</summary>
internal sealed class FixedArray : ChunkIndex
{
    private const string Part = "a fixed array";

    private readonly Hdf5File _file;
    private readonly ChunkElements _elements;
    private readonly long[] _strides;
    private readonly int _elementSize;
    private readonly long _count;
    private readonly long _pageElements;
    private readonly long _bitmap;
    private readonly long _first;

    public FixedArray(Hdf5File file, long at, ChunkGrid grid, IReadOnlyList<long> mostShape)
    {
        _file = file;
        _strides = ChunkGrid.Strides(grid.ChunksOf(mostShape));
        var header = file.Fields(at, 8 + file.Sizes.Lengths + file.Sizes.Offsets, Part);
        header.Expect("FAHD"u8);
        header.Version(0, 0);
        var filtered = header.U8() == 1;
        _elementSize = header.U8();
        var pageBits = header.U8();
        _count = header.Length();
        _pageElements = pageBits < 32 ? 1L << pageBits : throw new DamagedException($"{Part} has pages of 2^{pageBits} elements", at);
        _elements = new(file.Sizes, filtered, _elementSize, grid.Bytes);
        var block = header.Offset();
        if (block < 0 || _count < 0 || _elementSize == 0)
        {
            _count = 0;
            return;
        }

        var prefix = file.Fields(block, 6, "a data block of a fixed array");
        prefix.Expect("FADB"u8);
        prefix.Version(0, 0);
        _bitmap = block + 6 + file.Sizes.Offsets;
        var pages = (_count + _pageElements - 1) / _pageElements;
        _first = _count <= _pageElements ? _bitmap : _bitmap + (pages + 7) / 8 + 4;
    }

    public override string Name => "fixed array";

    public override ChunkPlace Find(ReadOnlySpan<long> chunk)
    {
        var number = ChunkGrid.Number(chunk, _strides);
        if (number >= _count)
        {
            return ChunkPlace.Nowhere;
        }

        long place = _first + number * _elementSize;
        if (_count > _pageElements)
        {
            // Each page ends with a checksum; those that were never written are marked so.
            var page = number / _pageElements;
            if ((_file.Look(_bitmap + page / 8, 1, Part)[0] & 0x80 >> (int)(page % 8)) == 0)
            {
                return ChunkPlace.Nowhere;
            }

            place += page * 4;
        }

        var fields = _file.Fields(place, _elementSize, Part);
        return _elements.Read(ref fields);
    }
}
