using System.Buffers.Binary;
using Dewar.Formats.Hdf5;
using Dewar.Sdk;

namespace Dewar.Viewing;

/// <summary>How numbers leave: in numpy's words, and how they are made of what was read.</summary>
/// <param name="Numpy">The type: &lt;f4, |b1, &lt;c8.</param>
/// <param name="From">Bytes of one as it is read.</param>
/// <param name="Size">Bytes of one as it leaves.</param>
/// <param name="Turn">Makes the ones of the others; null when they are the same.</param>
internal sealed record NumberForm(string Numpy, int From, int Size, NumberForm.Turning? Turn = null)
{
    public delegate void Turning(ReadOnlySpan<byte> from, Span<byte> into);

    public char Kind => Numpy[1];

    public bool IsBig => Numpy[0] == '>';

    /// <summary>Bytes of one part: of a complex number half of it.</summary>
    public int PartSize => Kind == 'c' ? Size / 2 : Size;

    /// <summary>Numbers of an HDF5 type that is numeric.</summary>
    /// <param name="isSafe">As browsers can take them: little-endian, floats of 32 or 64 bits.</param>
    public static NumberForm Of(Hdf5Type type, bool isSafe)
    {
        while (type is ArrayType array)
        {
            type = array.Of;
        }

        var element = type.Element!.Value;
        var numpy = GroveTypes.Numpy(type);
        var isAsNumpyHasIt = type.Size == element.Size && IsWhole(type) || type is FloatingPointType { Size: 16, Precision: 80 } && !isSafe;
        if (isAsNumpyHasIt && (!isSafe || numpy[0] is not '>') && !(isSafe && numpy is "<f2"))
        {
            return new(numpy, type.Size, type.Size);
        }

        var plain = Of(element);
        return isSafe && element is { Kind: ElementKind.Float, Bits: 16 }
            ? new("<f4", type.Size, 4, (from, into) => Widen(type, from, into))
            : new(numpy is "|b1" ? numpy : plain.Numpy, type.Size, plain.Size, type.ToElements);
    }

    /// <summary>Numbers of a signal; of several channels each by itself.</summary>
    public static NumberForm Of(ElementType element)
    {
        var size = element.Bits / 8;
        var kind = element.Kind switch { ElementKind.Unsigned => 'u', ElementKind.Signed => 'i', ElementKind.Float => 'f', _ => 'c' };
        return new($"{(size == 1 ? '|' : '<')}{kind}{size}", size, size);
    }

    /// <summary>One number that leaves, or one part of it, as a double.</summary>
    public double Read(ReadOnlySpan<byte> bytes)
    {
        Span<byte> little = stackalloc byte[16];
        bytes[..PartSize].CopyTo(little);
        if (IsBig)
        {
            little[..PartSize].Reverse();
        }

        return (Kind, PartSize) switch
        {
            ('u' or 'b', 1) => little[0],
            ('u', 2) => BinaryPrimitives.ReadUInt16LittleEndian(little),
            ('u', 4) => BinaryPrimitives.ReadUInt32LittleEndian(little),
            ('u', _) => BinaryPrimitives.ReadUInt64LittleEndian(little),
            ('i', 1) => (sbyte)little[0],
            ('i', 2) => BinaryPrimitives.ReadInt16LittleEndian(little),
            ('i', 4) => BinaryPrimitives.ReadInt32LittleEndian(little),
            ('i', _) => BinaryPrimitives.ReadInt64LittleEndian(little),
            (_, 2) => (double)BinaryPrimitives.ReadHalfLittleEndian(little),
            (_, 4) => BinaryPrimitives.ReadSingleLittleEndian(little),
            _ => BinaryPrimitives.ReadDoubleLittleEndian(little),
        };
    }

    private static bool IsWhole(Hdf5Type type) => type switch
    {
        FixedPointType number => number is { BitOffset: 0 } && number.Precision == 8 * number.Size,
        FloatingPointType number => number.IsPlain || number with { Order = FloatOrder.Little } is { IsPlain: true } && number.Order == FloatOrder.Big,
        EnumerationType named => IsWhole(named.Of),
        CompoundType { IsComplex: true, Members: [var real, var imaginary] } => real.Offset == 0 && imaginary.Offset == real.Type.Size && IsWhole(real.Type) && real.Type.Size >= 4,
        ComplexType complex => IsWhole(complex.Of) && complex.Of.Size >= 4,
        _ => false,
    };

    private static void Widen(Hdf5Type type, ReadOnlySpan<byte> from, Span<byte> into)
    {
        var number = (FloatingPointType)type;
        for (int i = 0, j = 0; i < from.Length; i += 2, j += 4)
        {
            BinaryPrimitives.WriteSingleLittleEndian(into[j..], (float)number.Number(from[i..]));
        }
    }
}
