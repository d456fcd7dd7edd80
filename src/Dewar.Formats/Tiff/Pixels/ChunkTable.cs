using Dewar.Sdk;

namespace Dewar.Formats.Tiff;

/// <summary>The strips or tiles of a page: where they are, and what is in them before rows are unpacked.</summary>
internal sealed class ChunkTable
{
    /// <summary>What one strip or tile can hold unpacked. All of it has to be in memory at once.</summary>
    private const long MostBytes = 384L << 20;

    private const int MostChunks = 1 << 24;

    private readonly Page _page;
    private readonly long _shift;
    private readonly long[] _offsets;
    private readonly long[] _counts;

    /// <param name="page">The page.</param>
    /// <param name="shift">Bytes by which this picture lies behind the one that the page describes.</param>
    public ChunkTable(Page page, long shift)
    {
        _page = page;
        _shift = shift;
        Across = (page.Width + page.ChunkWidth - 1) / page.ChunkWidth;
        Down = (page.Height + page.ChunkHeight - 1) / page.ChunkHeight;
        var wanted = checked(Across * Down * (page.Planar ? page.Samples : 1));
        if (wanted > MostChunks)
        {
            throw new DamagedException($"A picture of {page.Width} × {page.Height} is said to lie in {wanted} pieces", page.Ifd.At);
        }

        var where = page.Ifd[page.Tiled ? Tags.TileOffsets : Tags.StripOffsets]
            ?? page.Ifd[page.Tiled ? Tags.StripOffsets : Tags.TileOffsets];
        var sizes = page.Ifd[page.Tiled ? Tags.TileByteCounts : Tags.StripByteCounts]
            ?? page.Ifd[page.Tiled ? Tags.StripByteCounts : Tags.TileByteCounts];
        _offsets = where is { } offsets ? page.Ifd.Integers(offsets, (int)wanted) : [];
        _counts = sizes is { } counts ? page.Ifd.Integers(counts, (int)wanted) : [];
    }

    /// <summary>Strips or tiles side by side.</summary>
    public long Across { get; }

    /// <summary>Strips or tiles one below the other.</summary>
    public long Down { get; }

    /// <summary>Samples that stand together in a row of a strip or tile.</summary>
    public int SamplesPerPixel => _page.Planar ? 1 : _page.Samples;

    /// <summary>Bytes of a row in the file.</summary>
    public long PackedRow => checked(_page.ChunkWidth * SamplesPerPixel * _page.Bits + 7) / 8;

    /// <summary>Rows of the strips or tiles in this line of them.</summary>
    public long RowsOf(long line) => _page.Tiled ? _page.ChunkHeight : Math.Min(_page.ChunkHeight, _page.Height - line * _page.ChunkHeight);

    /// <summary>Where a strip or tile begins; null when it was never written, and is all zeros.</summary>
    public long? Begin(long chunk)
    {
        if (chunk >= _offsets.Length)
        {
            throw new DamagedException($"Piece {chunk} of a picture is missing; its directory lists {_offsets.Length}", _page.Ifd.At);
        }

        var isWritten = _offsets[chunk] > 0 || chunk < _counts.Length && _counts[chunk] > 0;
        return isWritten ? checked(_offsets[chunk] + _shift) : null;
    }

    /// <summary>Reads rows of an uncompressed strip or tile as they are, beginning with a byte in the row.</summary>
    public void ReadRaw(long chunk, long row, long byteInRow, Span<byte> into)
    {
        if (Begin(chunk) is not { } begin)
        {
            into.Clear();
            return;
        }

        _page.Ifd.File.Source.ReadExactly(checked(begin + row * PackedRow + byteInRow), into);
        if (_page.LowBitFirst)
        {
            Bits.Reverse(into);
        }
    }

    /// <summary>Unpacks a whole strip or tile: the rows as the file has them, one after the other; colours that are not stored row by row
    /// are RGB then.</summary>
    public byte[] Read(long chunk, long line)
    {
        var rows = RowsOf(line);
        var isColour = YCbCr.Applies(_page);
        var size = isColour ? YCbCr.PackedSize(_page, rows) : checked(rows * PackedRow);
        if (size > MostBytes || rows * PackedRow > MostBytes)
        {
            throw new DamagedException(
                $"A piece of the picture of {_page.Width} × {_page.Height} has {size} bytes unpacked, too many at once", _page.Ifd.At);
        }

        if (Begin(chunk) is not { } begin)
        {
            return new byte[checked(rows * PackedRow)];
        }

        var source = _page.Ifd.File.Source;
        var compression = Compressions.Find(_page.Compression)!;
        var length = chunk < _counts.Length && _counts[chunk] > 0 ? _counts[chunk] : Math.Max(0, source.Length - begin);
        var packed = source.ReadBytes(begin, Math.Min(Math.Min(length, Math.Max(0, source.Length - begin)), MostBytes));
        if (size / Math.Max(1, compression.Ratio) > packed.Length + 1024L)
        {
            throw new DamagedException($"{packed.Length} bytes of {compression.Name} can't be {size} bytes of the picture", begin);
        }

        if (_page.LowBitFirst)
        {
            Bits.Reverse(packed);
        }

        var bytes = new byte[size];
        var done = compression.Unpack!(_page, packed, bytes);
        if (done < size)
        {
            // Rows that are there are given; the others are not made up.
            Array.Resize(ref bytes, done);
        }

        return isColour ? YCbCr.ToRgb(_page, bytes, rows) : bytes;
    }
}
