using System.Numerics;
using Dewar.Sdk;

namespace Dewar.Formats.Hdf5;

/// <summary>
/// The blocks of a fractal heap: rows of equal width, and from the third row on each has blocks of twice the size of the one before.
/// Blocks that would be too large are tables themselves.
/// </summary>
internal sealed class DoublingTable
{
    private const string Part = "an indirect block of a fractal heap";

    private readonly Hdf5File _file;
    private readonly int _width;
    private readonly ulong _first;
    private readonly bool _filtered;
    private readonly long _root;
    private readonly int _rootRows;
    private readonly int _directRows;

    private DoublingTable(Hdf5File file, ref Fields fields, bool filtered)
    {
        _file = file;
        _filtered = filtered;
        _width = fields.U16();
        var (first, most) = (fields.Length(), fields.Length());
        OffsetBits = fields.U16();
        fields.Skip(2);
        _root = fields.Offset();
        _rootRows = fields.U16();
        if (_width == 0 || !BitOperations.IsPow2(_width) || first <= 0 || most < first || most > 1L << 32 || !BitOperations.IsPow2(first)
            || !BitOperations.IsPow2(most) || OffsetBits is 0 or > 64 || _rootRows > 64)
        {
            throw new DamagedException("The blocks of a fractal heap have sizes that cannot be", fields.At);
        }

        (_first, MostDirect) = ((ulong)first, most);
        _directRows = BitOperations.Log2((ulong)most) - BitOperations.Log2(_first) + 2;
    }

    /// <summary>Bytes of the largest block that holds objects.</summary>
    public long MostDirect { get; }

    /// <summary>Bits of a place in the heap.</summary>
    public int OffsetBits { get; }

    public static DoublingTable Read(Hdf5File file, ref Fields fields, bool filtered) => new(file, ref fields, filtered);

    /// <summary>The block in which a place of the heap lies.</summary>
    /// <param name="rootSize">The length as stored of a filtered block that is the root itself.</param>
    public Block BlockOf(ulong offset, long rootSize, uint rootMask)
    {
        if (_rootRows == 0)
        {
            return new(_root, 0, (long)_first, _filtered ? rootSize : (long)_first, rootMask);
        }

        ulong start = 0;
        var (at, rows) = (_root, _rootRows);
        for (var depth = 0; depth < 64; depth++)
        {
            var row = RowOf(offset - start);
            if (row >= rows)
            {
                break;
            }

            var size = row < 2 ? _first : _first << (row - 1);
            var rowStart = row == 0 ? 0 : (_first * (ulong)_width) << (row - 1);
            var column = (int)((offset - start - rowStart) / size);
            start += rowStart + size * (ulong)column;
            var entry = Entry(at, row, column, out var stored, out var mask);
            if (row < _directRows)
            {
                return new(entry, start, (long)size, _filtered ? stored : (long)size, mask);
            }

            (at, rows) = (entry, BitOperations.Log2(size) - BitOperations.Log2(_first * (ulong)_width) + 1);
        }

        throw new DamagedException("An object lies outside of its fractal heap");
    }

    private int RowOf(ulong offset) => offset < _first * (ulong)_width ? 0 : BitOperations.Log2(offset) - BitOperations.Log2(_first * (ulong)_width) + 1;

    private long Entry(long at, int row, int column, out long stored, out uint mask)
    {
        var offsets = _file.Sizes.Offsets;
        _file.Fields(at, 5, Part).Expect("FHIB"u8);
        var direct = offsets + (_filtered ? _file.Sizes.Lengths + 4 : 0);
        var number = (long)row * _width + column;
        var directBefore = Math.Min(number, (long)_directRows * _width);
        var place = 5 + offsets + (OffsetBits + 7) / 8 + directBefore * direct + (number - directBefore) * offsets;
        var fields = _file.Fields(at + place, row < _directRows ? direct : offsets, Part);
        var address = fields.Offset();
        (stored, mask) = _filtered && row < _directRows ? (fields.Length(), fields.U32()) : (0, 0);
        return address >= 0 ? address : throw new DamagedException("An object lies in a block of its fractal heap that was never written", at);
    }

    /// <summary>A block that holds objects.</summary>
    /// <param name="Start">Its place in the heap.</param>
    public readonly record struct Block(long At, ulong Start, long Length, long StoredLength, uint Mask);
}
