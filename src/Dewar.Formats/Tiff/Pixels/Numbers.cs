using System.Buffers.Binary;
using Dewar.Formats.Bytes;
using Dewar.Sdk;

namespace Dewar.Formats.Tiff;

/// <summary>Kinds of samples, and how those that are not whole bytes are unpacked.</summary>
internal static class Numbers
{
    private const int Signed = 2;
    private const int Real = 3;
    private const int ComplexInteger = 5;
    private const int ComplexReal = 6;

    /// <summary>The type in which samples are handed out; null when nobody knows them.</summary>
    public static ElementType? Handed(int format, int bits) => format switch
    {
        Real => bits switch { 16 => ElementType.Float16, 24 or 32 => ElementType.Float32, 64 => ElementType.Float64, _ => null },
        ComplexInteger => bits switch { 16 or 32 => ElementType.Complex64, 64 => ElementType.Complex128, _ => null },
        ComplexReal => bits switch { 32 or 64 => ElementType.Complex64, 128 => ElementType.Complex128, _ => null },
        _ => Whole(bits) is { } size ? new(format == Signed ? ElementKind.Signed : ElementKind.Unsigned, size) : null,
    };

    /// <summary>Whether the samples in the file are those that are handed out, but for the byte order.</summary>
    public static bool IsPlain(Page page) => page.Element.Bits == page.Bits && page.SampleFormat != ComplexInteger;

    /// <summary>Unpacks samples that are not plain; they are little-endian after this.</summary>
    public static void Unpack(Page page, bool bigEndian, ReadOnlySpan<byte> packed, Span<byte> into, int count)
    {
        switch (page.SampleFormat)
        {
            case Real:
                UnpackFloat24(packed, into, count, bigEndian);
                return;
            case ComplexInteger or ComplexReal:
                UnpackComplex(page, bigEndian, packed, into, count);
                return;
            case Signed:
                UnpackBits(page, bigEndian, packed, into, count, 64 - page.Bits);
                return;
            default:
                UnpackBits(page, bigEndian, packed, into, count, 0);
                return;
        }
    }

    private static int? Whole(int bits) => bits switch
    {
        < 1 => null,
        <= 8 => 8,
        <= 16 => 16,
        <= 32 => 32,
        64 => 64,
        _ => null,
    };

    // Samples follow each other bit by bit, the highest first, whatever the byte order; those of whole bytes have the file's byte order.
    private static void UnpackBits(Page page, bool bigEndian, ReadOnlySpan<byte> packed, Span<byte> into, int count, int signShift)
    {
        var (bits, size) = (page.Bits, page.Element.Bits / 8);
        if (size == 1 && 8 % bits == 0 && signShift == 0)
        {
            UnpackSmall(bits, packed, into, count);
            return;
        }

        ulong held = 0;
        var (have, at) = (0, 0);
        var swap = bits % 8 == 0 && !bigEndian;
        for (var i = 0; i < count; i++)
        {
            while (have < bits)
            {
                held = held << 8 | packed[at++];
                have += 8;
            }

            have -= bits;
            var value = held >> have & ~0UL >> (64 - bits);
            if (swap)
            {
                value = BinaryPrimitives.ReverseEndianness(value) >> (64 - bits);
            }

            if (signShift > 0)
            {
                value = (ulong)((long)(value << signShift) >> signShift);
            }

            Put(into[(i * size)..], value, size);
        }
    }

    private static void UnpackSmall(int bits, ReadOnlySpan<byte> packed, Span<byte> into, int count)
    {
        var perByte = 8 / bits;
        var mask = (1 << bits) - 1;
        for (var i = 0; i < count; i++)
        {
            into[i] = (byte)(packed[i / perByte] >> (8 - bits - i % perByte * bits) & mask);
        }
    }

    // 1 sign, 7 exponent and 16 fraction bits.
    private static void UnpackFloat24(ReadOnlySpan<byte> packed, Span<byte> into, int count, bool bigEndian)
    {
        for (var i = 0; i < count; i++)
        {
            var three = packed.Slice(i * 3, 3);
            var bits = bigEndian ? (uint)(three[0] << 16 | three[1] << 8 | three[2]) : (uint)(three[2] << 16 | three[1] << 8 | three[0]);
            var (sign, exponent, fraction) = (bits >> 23, (int)(bits >> 16 & 0x7f), bits & 0xffff);
            var size = exponent switch
            {
                0 => fraction * Math.Pow(2, -62 - 16),
                0x7f => fraction == 0 ? double.PositiveInfinity : double.NaN,
                _ => (1 + fraction / 65536.0) * Math.Pow(2, exponent - 63),
            };
            BinaryPrimitives.WriteSingleLittleEndian(into[(i * 4)..], (float)(sign == 0 ? size : -size));
        }
    }

    private static void UnpackComplex(Page page, bool bigEndian, ReadOnlySpan<byte> packed, Span<byte> into, int count)
    {
        var size = page.Bits / 16;
        Span<byte> part = stackalloc byte[4];
        for (var i = 0; i < 2 * count; i++)
        {
            packed.Slice(i * size, size).CopyTo(part);
            if (bigEndian)
            {
                part[..size].Reverse();
            }

            var number = (size, page.SampleFormat) switch
            {
                (1, _) => (sbyte)part[0],
                (2, ComplexReal) => (double)BinaryPrimitives.ReadHalfLittleEndian(part),
                (2, _) => BinaryPrimitives.ReadInt16LittleEndian(part),
                _ => BinaryPrimitives.ReadInt32LittleEndian(part),
            };
            if (page.Element.Bits == 64)
            {
                BinaryPrimitives.WriteSingleLittleEndian(into[(i * 4)..], (float)number);
            }
            else
            {
                BinaryPrimitives.WriteDoubleLittleEndian(into[(i * 8)..], number);
            }
        }
    }

    private static void Put(Span<byte> into, ulong value, int size)
    {
        switch (size)
        {
            case 1:
                into[0] = (byte)value;
                return;
            case 2:
                BinaryPrimitives.WriteUInt16LittleEndian(into, (ushort)value);
                return;
            case 4:
                BinaryPrimitives.WriteUInt32LittleEndian(into, (uint)value);
                return;
            default:
                BinaryPrimitives.WriteUInt64LittleEndian(into, value);
                return;
        }
    }
}
