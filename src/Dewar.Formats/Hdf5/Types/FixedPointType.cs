using System.Buffers.Binary;
using Dewar.Formats.Bytes;
using Dewar.Sdk;

namespace Dewar.Formats.Hdf5;

/// <summary>Whole numbers of any width, and bit fields.</summary>
/// <param name="BitOffset">Bits below the lowest bit of the number.</param>
/// <param name="Precision">Bits of the number.</param>
internal sealed record FixedPointType(int Size, bool BigEndian, bool Signed, int BitOffset, int Precision) : Hdf5Type(Size)
{
    /// <summary>Bits without the meaning of a number.</summary>
    public bool IsBitField { get; init; }

    public override string Name => $"{(IsBitField ? "bits" : Signed ? "int" : "uint")}{Precision}{(BigEndian && Size > 1 ? "be" : "")}";

    public override ElementType? Element => Size > 8 ? null : new(Signed ? ElementKind.Signed : ElementKind.Unsigned, 8 * Width);

    public override bool IsPlain => IsWhole && (!BigEndian || Size == 1);

    private bool IsWhole => BitOffset == 0 && Precision == 8 * Size && Size is 1 or 2 or 4 or 8;

    private int Width => Size switch { 1 or 2 => Size, <= 4 => 4, _ => 8 };

    public FixedPointType Checked() => BitOffset + Precision <= 8L * Size && Precision > 0
        ? this
        : throw new DamagedException($"An integer type has {Precision} bits from bit {BitOffset} on in {Size} bytes");

    public override object? Value(ReadOnlySpan<byte> bytes, Hdf5Values values)
    {
        if (Size > 8)
        {
            return bytes.ToArray();
        }

        var number = Number(bytes);
        return Signed || number >= 0 ? number : (ulong)number;
    }

    /// <summary>The number; unsigned ones of 64 bits with the bits of the signed ones.</summary>
    public long Number(ReadOnlySpan<byte> bytes)
    {
        var bits = Bits(bytes, Size, BigEndian);
        if (IsWhole && Size == 8)
        {
            return (long)bits;
        }

        var above = 64 - BitOffset - Precision;
        return Signed ? (long)(bits << above) >> (64 - Precision) : (long)(bits << above >> (64 - Precision));
    }

    public override void ToElements(ReadOnlySpan<byte> from, Span<byte> into)
    {
        if (IsWhole)
        {
            from.CopyTo(into);
            if (BigEndian)
            {
                ByteOrder.Reverse(into, Size);
            }

            return;
        }

        Span<byte> eight = stackalloc byte[8];
        for (int i = 0, j = 0; i < from.Length; i += Size, j += Width)
        {
            BinaryPrimitives.WriteInt64LittleEndian(eight, Number(from.Slice(i, Size)));
            eight[..Width].CopyTo(into[j..]);
        }
    }

    /// <summary>Up to eight bytes as bits; of more the lowest.</summary>
    public static ulong Bits(ReadOnlySpan<byte> bytes, int size, bool bigEndian)
    {
        ulong bits = 0;
        for (var i = Math.Min(8, size) - 1; i >= 0; i--)
        {
            bits = bits << 8 | bytes[bigEndian ? size - 1 - i : i];
        }

        return bits;
    }
}
