using System.Buffers.Binary;
using System.IO.Compression;
using System.Runtime.InteropServices;
using Dewar.Formats.Bytes;
using Dewar.Sdk;

namespace Dewar.Formats.Fits.Tiles;

/// <summary>Decodes the tiles of a picture: ZCMPTYPE with its parameters, ZSCALE and ZZERO where the values were quantised.</summary>
internal sealed class TileDecoder
{
    private readonly ElementType _stored;
    private readonly string _method;
    private readonly Heap? _compressed;
    private readonly Heap? _gzipped;
    private readonly Heap? _plain;
    private readonly Quantisation? _quantisation;
    private readonly int _blockSize = 32;
    private readonly int _bytes = 4;

    public TileDecoder(ByteSource file, Header header, List<TableColumn> columns, long rowLength, ElementType stored)
    {
        _stored = stored;
        _method = header.Word("ZCMPTYPE") ?? "";
        _compressed = Of("COMPRESSED_DATA");
        _gzipped = Of("GZIP_COMPRESSED_DATA");
        _plain = Of("UNCOMPRESSED_DATA");
        _quantisation = stored.Kind == ElementKind.Float ? Quantisation.Of(file, header, columns, rowLength) : null;
        for (var i = 1; header.Word($"ZNAME{i}") is { } name && i < 100; i++)
        {
            var value = (int)Math.Clamp(header.Whole($"ZVAL{i}") ?? 0, 0, 1 << 20);
            (_blockSize, _bytes) = name switch { "BLOCKSIZE" => (value, _bytes), "BYTEPIX" => (_blockSize, value), _ => (_blockSize, _bytes) };
        }

        Heap? Of(string name) => columns.Find(column => column.Name == name && column.Heap is not null) is { } found
            ? new(file, Heap.Start(header), header.DataStart + found.Offset, rowLength, found)
            : null;
    }

    public bool IsKnown => _method is "RICE_1" or "RICE_ONE" or "GZIP_1" or "GZIP_2" or "PLIO_1" or "HCOMPRESS_1" or "NOCOMPRESS";

    /// <summary>All elements of a tile, little-endian.</summary>
    public byte[] Decode(long number, int pixels)
    {
        if (_compressed?.Array(number) is { Length: > 0 } bytes)
        {
            var whole = _method.StartsWith("GZIP", StringComparison.Ordinal) || _method is "NOCOMPRESS"
                ? Unpack(bytes, pixels)
                : Pack(Whole(bytes, pixels), _quantisation is null ? _stored : ElementType.Int32);
            return _quantisation?.Restore(number, whole, pixels, _stored) ?? Sized(whole, pixels);
        }

        if (_gzipped?.Array(number) is { Length: > 0 } gzipped)
        {
            return Sized(Turn(Gunzip(gzipped, pixels * 8L), pixels), pixels);
        }

        return _plain?.Array(number) is { Length: > 0 } plain ? Sized(Turn(plain, pixels), pixels) : throw new DamagedException($"Tile {number} has no data");
    }

    private int[] Whole(byte[] bytes, int pixels) => _method switch
    {
        "PLIO_1" => Plio.Decode(bytes, pixels),
        "HCOMPRESS_1" => Hcompress.Decode(bytes, pixels),
        _ => Rice.Decode(bytes, pixels, _blockSize, _bytes),
    };

    private byte[] Unpack(byte[] bytes, int pixels)
    {
        var whole = _method is "NOCOMPRESS" ? bytes : Gunzip(bytes, pixels * 8L);
        if (_method is "GZIP_2" && whole.Length >= pixels)
        {
            whole = Unshuffle(whole, whole.Length / pixels);
        }

        return Turn(whole, pixels);
    }

    // The first bytes of all numbers stand together, then the second ones …
    private static byte[] Unshuffle(byte[] bytes, int size)
    {
        var (result, count) = (new byte[bytes.Length], bytes.Length / size);
        for (var i = 0; i < size; i++)
        {
            for (var j = 0; j < count; j++)
            {
                result[j * size + i] = bytes[i * count + j];
            }
        }

        return result;
    }

    private static byte[] Turn(byte[] bytes, int pixels)
    {
        ByteOrder.Reverse(bytes, Math.Max(1, bytes.Length / pixels));
        return bytes;
    }

    private static byte[] Gunzip(byte[] bytes, long most)
    {
        using var gzip = new GZipStream(new MemoryStream(bytes), CompressionMode.Decompress);
        using var whole = new MemoryStream();
        var buffer = new byte[64 * 1024];
        while (gzip.Read(buffer) is > 0 and var read)
        {
            whole.Write(buffer, 0, read);
            if (whole.Length > most)
            {
                throw new DamagedException("A tile decompresses to more than its picture allows");
            }
        }

        return whole.ToArray();
    }

    private static byte[] Pack(int[] numbers, ElementType element)
    {
        var bytes = new byte[numbers.Length * element.Size];
        for (var i = 0; i < numbers.Length; i++)
        {
            switch (element.Size)
            {
                case 1:
                    bytes[i] = (byte)numbers[i];
                    break;
                case 2:
                    BinaryPrimitives.WriteInt16LittleEndian(bytes.AsSpan(2 * i), (short)numbers[i]);
                    break;
                case 4:
                    BinaryPrimitives.WriteInt32LittleEndian(bytes.AsSpan(4 * i), numbers[i]);
                    break;
                default:
                    BinaryPrimitives.WriteInt64LittleEndian(bytes.AsSpan(8 * i), numbers[i]);
                    break;
            }
        }

        return bytes;
    }

    // Some programs widen the numbers before they compress them.
    private byte[] Sized(byte[] bytes, int pixels)
    {
        if (bytes.Length == (long)pixels * _stored.Size)
        {
            return bytes;
        }

        return bytes.Length == pixels * 4L && _stored.Kind != ElementKind.Float
            ? Pack(MemoryMarshal.Cast<byte, int>(bytes).ToArray(), _stored)
            : throw new DamagedException($"A tile has {bytes.Length} bytes for {pixels} pixels");
    }
}
