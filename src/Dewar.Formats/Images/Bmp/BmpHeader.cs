using Dewar.Formats.Bytes;
using Dewar.Sdk;

namespace Dewar.Formats.Images.Bmp;

/// <summary>The headers of a Windows or OS/2 bitmap.</summary>
internal sealed record BmpHeader
{
    public required long DataAt { get; init; }

    public required int HeaderSize { get; init; }

    public required long Width { get; init; }

    public required long Height { get; init; }

    public required bool IsTopDown { get; init; }

    public required int Bits { get; init; }

    public required uint Compression { get; init; }

    public (long X, long Y) PixelsPerMetre { get; init; }

    /// <summary>Which bits are red, green, blue, opacity.</summary>
    public uint[] Masks { get; init; } = [];

    /// <summary>Red, green and blue of each entry.</summary>
    public byte[] Palette { get; init; } = [];

    public bool HasPalette => Bits <= 8;

    public bool HasOpacity => Masks is [_, _, _, not 0];

    public bool IsRunLength => Compression is 1 or 2 && Bits is 4 or 8;

    public bool IsKnown => IsRunLength || Compression is 0 or 3 or 6;

    /// <summary>Bytes of a row, filled up to four.</summary>
    public long Stride => (Width * Bits + 31) / 32 * 4;

    public ElementType Element => HasPalette ? ElementType.UInt8 : HasOpacity ? ElementType.Rgba8 : ElementType.Rgb8;

    public static BmpHeader Read(ByteSource file)
    {
        var cursor = new Cursor(file, 10);
        var (dataAt, size) = (cursor.U32(), cursor.U32());
        if (size is not 12 and (< 16 or > 1024))
        {
            throw new DamagedException($"The bitmap has a header of {size} bytes", 14);
        }

        var isOld = size == 12;
        (long width, long height) = isOld ? ((long)cursor.U16(), (long)cursor.U16()) : (cursor.I32(), cursor.I32());
        cursor.Skip(2);
        var bits = cursor.U16();
        var rest = isOld ? [] : cursor.Bytes(Math.Min(size - 16, file.Length - cursor.Position));
        var fields = new Cursor(new MemorySource(file.Name, Padded(rest, 40)));
        var compression = fields.U32();
        fields.Skip(4);
        var density = (fields.I32(), fields.I32());
        var used = fields.U32();
        Picture.CheckSize(Math.Abs(width), Math.Abs(height), "bitmap");
        if (bits is not (1 or 2 or 4 or 8 or 16 or 24 or 32) || width < 0)
        {
            throw new DamagedException($"The bitmap has {width} x {height} pixels of {bits} bits", 14);
        }

        // In the first of its headers masks come behind, in the later ones in them.
        var hasMasks = compression is 3 or 6 && size is 40 or >= 52 && bits is 16 or 32;
        var maskCount = compression == 6 || size >= 56 ? 4 : 3;
        var masks = new Cursor(file, 54);
        var paletteAt = 14L + size + (hasMasks && size == 40 ? 4 * maskCount : 0);
        return new()
        {
            DataAt = dataAt,
            HeaderSize = (int)size,
            Width = width,
            Height = Math.Abs(height),
            IsTopDown = height < 0,
            Bits = bits,
            Compression = compression,
            PixelsPerMetre = density,
            Masks = hasMasks ? Four(masks, maskCount) : UsualMasks(bits),
            Palette = bits <= 8 ? ReadPalette(file, paletteAt, dataAt, used is 0 or > 256 ? 1 << bits : (int)used, isOld ? 3 : 4) : [],
        };
    }

    private static uint[] UsualMasks(int bits) => bits switch
    {
        16 => [0x7C00, 0x3E0, 0x1F, 0],
        32 => [0xFF0000, 0xFF00, 0xFF, 0],
        _ => [],
    };

    private static uint[] Four(Cursor cursor, int count) => [cursor.U32(), cursor.U32(), cursor.U32(), count == 4 ? cursor.U32() : 0];

    private static byte[] Padded(byte[] bytes, int length) =>
        bytes.Length >= length ? bytes : [.. bytes, .. new byte[length - bytes.Length]];

    private static byte[] ReadPalette(ByteSource file, long at, long dataAt, int count, int entrySize)
    {
        var room = Math.Min(dataAt > at ? dataAt - at : long.MaxValue, file.Length - at);
        count = (int)Math.Clamp(room / entrySize, 0, count);
        var bytes = file.ReadBytes(Math.Min(at, file.Length), (long)count * entrySize);
        var palette = new byte[3 * count];
        for (var i = 0; i < count; i++)
        {
            var entry = bytes.AsSpan(i * entrySize, 3);
            (palette[3 * i], palette[3 * i + 1], palette[3 * i + 2]) = (entry[2], entry[1], entry[0]);
        }

        return palette;
    }
}
