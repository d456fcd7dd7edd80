using System.Buffers.Binary;
using Dewar.Formats.Bytes;
using Dewar.Sdk;

namespace Dewar.Formats.Hdf5;

/// <summary>The order of a float's bytes.</summary>
internal enum FloatOrder
{
    Little,
    Big,

    /// <summary>Big-endian in pairs of bytes that are themselves little-endian.</summary>
    Vax,
}

/// <summary>Floating-point numbers in any arrangement of sign, exponent and mantissa: IEEE, bfloat16, x87, quadruple, VAX.</summary>
internal sealed record FloatingPointType(int Size, FloatOrder Order) : Hdf5Type(Size)
{
    private const int ImpliedBit = 2;

    public int BitOffset { get; init; }
    public int Precision { get; init; }
    public int SignAt { get; init; }
    public int ExponentAt { get; init; }
    public int ExponentSize { get; init; }
    public int MantissaAt { get; init; }
    public int MantissaSize { get; init; }
    public long Bias { get; init; }

    /// <summary>0: the mantissa is as it stands; 1: its highest bit is always set; 2: that bit is not written.</summary>
    public int Normalisation { get; init; }

    public override string Name => $"float{Precision}{(Order == FloatOrder.Big ? "be" : Order == FloatOrder.Vax ? "vax" : "")}{(IsIeee ? "" : $"e{ExponentSize}")}";

    public override ElementType? Element => IsIeee ? new(ElementKind.Float, 8 * Size)
        : ExponentSize <= 8 && MantissaSize <= 23 && Bias <= 127 ? ElementType.Float32 : ElementType.Float64;

    public override bool IsPlain => IsIeee && Order == FloatOrder.Little;

    private bool IsIeee => BitOffset == 0 && Precision == 8 * Size && Normalisation == ImpliedBit && MantissaAt == 0 && SignAt == Precision - 1
        && Order != FloatOrder.Vax
        && (Size, ExponentAt, ExponentSize, MantissaSize, Bias) is (2, 10, 5, 10, 15) or (4, 23, 8, 23, 127) or (8, 52, 11, 52, 1023);

    public FloatingPointType Checked() =>
        Size <= 32 && ExponentSize is > 0 and <= 30 && MantissaSize > 0 && SignAt < 8 * Size
        && ExponentAt + ExponentSize <= 8 * Size && MantissaAt + MantissaSize <= 8 * Size
            ? this
            : throw new DamagedException($"A floating-point type of {Size} bytes has parts outside of it");

    public override object? Value(ReadOnlySpan<byte> bytes, Hdf5Values values) => Number(bytes);

    public double Number(ReadOnlySpan<byte> bytes)
    {
        if (IsPlain)
        {
            return Size switch
            {
                2 => (double)BinaryPrimitives.ReadHalfLittleEndian(bytes),
                4 => BinaryPrimitives.ReadSingleLittleEndian(bytes),
                _ => BinaryPrimitives.ReadDoubleLittleEndian(bytes),
            };
        }

        Span<byte> little = stackalloc byte[Size];
        bytes[..Size].CopyTo(little);
        if (Order != FloatOrder.Little)
        {
            little.Reverse();
        }

        if (Order == FloatOrder.Vax)
        {
            ByteOrder.Reverse(little[..(Size / 2 * 2)], 2);
        }

        return Assemble(little);
    }

    public override void ToElements(ReadOnlySpan<byte> from, Span<byte> into)
    {
        if (IsIeee)
        {
            from.CopyTo(into);
            if (Order == FloatOrder.Big)
            {
                ByteOrder.Reverse(into, Size);
            }

            return;
        }

        var single = Element == ElementType.Float32;
        for (int i = 0, j = 0; i < from.Length; i += Size, j += single ? 4 : 8)
        {
            var number = Number(from.Slice(i, Size));
            if (single)
            {
                BinaryPrimitives.WriteSingleLittleEndian(into[j..], (float)number);
            }
            else
            {
                BinaryPrimitives.WriteDoubleLittleEndian(into[j..], number);
            }
        }
    }

    private double Assemble(ReadOnlySpan<byte> little)
    {
        var negative = Part(little, SignAt, 1) != 0;
        var exponent = (long)Part(little, ExponentAt, ExponentSize);

        // A double holds 53 bits of the mantissa: of longer ones the highest.
        var size = Math.Min(60, MantissaSize);
        var mantissa = Part(little, MantissaAt + MantissaSize - size, size);
        if (size < MantissaSize && Part(little, MantissaAt, Math.Min(63, MantissaSize - size)) != 0)
        {
            // So that halves are rounded as all of it says.
            mantissa |= 1;
        }

        var highest = (1L << ExponentSize) - 1;
        var fraction = Normalisation == ImpliedBit ? mantissa : mantissa & ~(1UL << (size - 1));
        if (exponent == highest && Order != FloatOrder.Vax)
        {
            return fraction != 0 ? double.NaN : negative ? double.NegativeInfinity : double.PositiveInfinity;
        }

        double value;
        if (Normalisation == ImpliedBit)
        {
            // Without an exponent it is zero, or smaller than its normal numbers.
            value = exponent == 0
                ? Order == FloatOrder.Vax ? 0 : Scale(mantissa, 1 - Bias - size)
                : Scale(mantissa | 1UL << size, exponent - Bias - size);
        }
        else
        {
            value = Scale(mantissa, Math.Max(1, exponent) - Bias - (size - 1));
        }

        return negative ? -value : value;
    }

    private static double Scale(ulong mantissa, long exponent) => Math.ScaleB(mantissa, (int)Math.Clamp(exponent, -5000, 5000));

    private static ulong Part(ReadOnlySpan<byte> little, int at, int size)
    {
        ulong bits = 0;
        for (var i = size - 1; i >= 0; i--)
        {
            bits = bits << 1 | (uint)(little[(at + i) / 8] >> (at + i) % 8 & 1);
        }

        return bits;
    }
}
