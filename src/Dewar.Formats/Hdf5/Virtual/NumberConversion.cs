using System.Buffers.Binary;

namespace Dewar.Formats.Hdf5;

/// <summary>Numbers of one type as those of another, in the library's way: what is too large becomes the largest there is.</summary>
internal static class NumberConversion
{
    /// <summary>Whether elements can be written as those of a type.</summary>
    public static bool Knows(Hdf5Type from, Hdf5Type to) =>
        from is FixedPointType { IsBitField: false, Size: <= 8 } or FloatingPointType && (IsWhole(to) || IsIeee(to));

    public static byte[] Convert(ReadOnlySpan<byte> values, Hdf5Type from, Hdf5Type to)
    {
        var count = values.Length / from.Size;
        var into = new byte[checked(count * to.Size)];
        for (var i = 0; i < count; i++)
        {
            Convert(values.Slice(i * from.Size, from.Size), from, into.AsSpan(i * to.Size, to.Size), to);
        }

        return into;
    }

    private static void Convert(ReadOnlySpan<byte> value, Hdf5Type from, Span<byte> into, Hdf5Type to)
    {
        Span<byte> eight = stackalloc byte[8];
        bool bigEndian;
        if (to is FixedPointType whole)
        {
            BinaryPrimitives.WriteInt64LittleEndian(eight, from is FixedPointType number
                ? Clamp(number, number.Number(value), whole)
                : Clamp(((FloatingPointType)from).Number(value), whole));
            bigEndian = whole.BigEndian;
        }
        else
        {
            var number = from is FloatingPointType real ? real.Number(value) : Real((FixedPointType)from, value);
            BinaryPrimitives.WriteInt64LittleEndian(eight, to.Size switch
            {
                2 => BitConverter.HalfToInt16Bits((Half)number),
                4 => BitConverter.SingleToInt32Bits((float)number),
                _ => BitConverter.DoubleToInt64Bits(number),
            });
            bigEndian = ((FloatingPointType)to).Order == FloatOrder.Big;
        }

        eight[..to.Size].CopyTo(into);
        if (bigEndian)
        {
            into.Reverse();
        }
    }

    private static bool IsWhole(Hdf5Type type) =>
        type is FixedPointType { IsBitField: false, BitOffset: 0, Size: 1 or 2 or 4 or 8 } number && number.Precision == 8 * number.Size;

    private static bool IsIeee(Hdf5Type type) =>
        type is FloatingPointType { Order: not FloatOrder.Vax, Element: { } element } && 8 * type.Size == element.Bits;

    private static double Real(FixedPointType from, ReadOnlySpan<byte> value) =>
        from.Number(value) is var number && from.Signed ? number : (ulong)number;

    private static long Clamp(FixedPointType from, long number, FixedPointType to)
    {
        // Unsigned numbers of 64 bits come with the bits of signed ones.
        var isHuge = !from.Signed && number < 0;
        if (to.Signed)
        {
            return isHuge ? Most(to) : Math.Clamp(number, -Most(to) - 1, Most(to));
        }

        return from.Signed && number < 0 ? 0 : to.Size == 8 ? number : isHuge ? Most(to) : Math.Min(number, Most(to));
    }

    private static long Clamp(double number, FixedPointType to)
    {
        if (double.IsNaN(number))
        {
            return 0;
        }

        if (to.Size == 8)
        {
            return to.Signed ? (long)number : (long)(ulong)Math.Max(0, number);
        }

        return (long)Math.Clamp(Math.Truncate(number), to.Signed ? -Most(to) - 1 : 0, Most(to));
    }

    private static long Most(FixedPointType type) => type.Signed
        ? long.MaxValue >> (64 - type.Precision)
        : (long)(ulong.MaxValue >> (64 - type.Precision));
}
