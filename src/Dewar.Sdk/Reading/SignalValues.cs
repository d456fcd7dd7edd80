using System.Buffers.Binary;

namespace Dewar.Sdk;

/// <summary>
/// A part of a signal: along each axis, in the order of its axes, the first element, how many, and the distance from each to the next.
/// </summary>
public readonly record struct Slab(IReadOnlyList<long> Start, IReadOnlyList<long> Count, IReadOnlyList<long> Step)
{
    /// <summary>Elements in it.</summary>
    public long Elements => Count.Aggregate(1L, (product, count) => checked(product * count));

    /// <summary>All of a shape.</summary>
    public static Slab All(IReadOnlyList<long> shape) => new([.. shape.Select(_ => 0L)], shape, [.. shape.Select(_ => 1L)]);
}

/// <summary>The values of a signal, read when asked for, and only what is asked for.</summary>
public abstract class SignalValues
{
    /// <summary>The type of the elements.</summary>
    public abstract ElementType Element { get; }

    /// <summary>Elements along each axis, in the order of <see cref="Signal.Axes"/>.</summary>
    public abstract IReadOnlyList<long> Shape { get; }

    /// <summary>
    /// Reads a part: the last axis runs fastest; little-endian; channels together. The part lies within the shape and
    /// <paramref name="into"/> has exactly <c>Elements × Element.Size</c> bytes.
    /// </summary>
    /// <exception cref="DamagedException">The values can't be had from the file.</exception>
    public abstract void Read(in Slab part, Span<byte> into);

    /// <summary>
    /// Reads a part as numbers, the channels of an element one after the other; of complex numbers the magnitude.
    /// </summary>
    public double[] ReadNumbers(in Slab part)
    {
        var bytes = new byte[checked(part.Elements * Element.Size)];
        Read(part, bytes);
        var numbers = new double[checked(part.Elements * Element.Channels)];
        Decode(bytes, Element, numbers);
        return numbers;
    }

    /// <summary>Turns little-endian elements into numbers; of complex numbers the magnitude.</summary>
    public static void Decode(ReadOnlySpan<byte> bytes, ElementType element, Span<double> into)
    {
        var size = element.Bits / 8;
        for (var i = 0; i < into.Length; i++)
        {
            var one = bytes[(i * size)..];
            into[i] = (element.Kind, size) switch
            {
                (ElementKind.Unsigned, 1) => one[0],
                (ElementKind.Unsigned, 2) => BinaryPrimitives.ReadUInt16LittleEndian(one),
                (ElementKind.Unsigned, 4) => BinaryPrimitives.ReadUInt32LittleEndian(one),
                (ElementKind.Unsigned, 8) => BinaryPrimitives.ReadUInt64LittleEndian(one),
                (ElementKind.Signed, 1) => (sbyte)one[0],
                (ElementKind.Signed, 2) => BinaryPrimitives.ReadInt16LittleEndian(one),
                (ElementKind.Signed, 4) => BinaryPrimitives.ReadInt32LittleEndian(one),
                (ElementKind.Signed, 8) => BinaryPrimitives.ReadInt64LittleEndian(one),
                (ElementKind.Float, 2) => (double)BinaryPrimitives.ReadHalfLittleEndian(one),
                (ElementKind.Float, 4) => BinaryPrimitives.ReadSingleLittleEndian(one),
                (ElementKind.Float, 8) => BinaryPrimitives.ReadDoubleLittleEndian(one),
                (ElementKind.Complex, 8) => Magnitude(BinaryPrimitives.ReadSingleLittleEndian(one), BinaryPrimitives.ReadSingleLittleEndian(one[4..])),
                (ElementKind.Complex, 16) => Magnitude(BinaryPrimitives.ReadDoubleLittleEndian(one), BinaryPrimitives.ReadDoubleLittleEndian(one[8..])),
                _ => throw new NotSupportedException($"Elements of type {element} have no value."),
            };
        }
    }

    private static double Magnitude(double real, double imaginary) => Math.Sqrt(real * real + imaginary * imaginary);
}
