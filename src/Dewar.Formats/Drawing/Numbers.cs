using System.Numerics;
using System.Runtime.InteropServices;
using Dewar.Sdk;

namespace Dewar.Formats.Drawing;

/// <summary>Reads values as numbers, quickly; those that are not valid become NaN. Its memory serves one part after the other.</summary>
/// <param name="values">The values.</param>
/// <param name="valid">Which of them count.</param>
internal sealed class Numbers(SignalValues values, Valid valid)
{
    private byte[] _bytes = [];
    private double[] _numbers = [];

    /// <summary>Reads a part. The elements' channels stand one after the other; it is good until the next is read.</summary>
    public Span<double> Read(in Slab part)
    {
        var element = values.Element;
        var (size, count) = ((int)checked(part.Elements * element.Size), (int)checked(part.Elements * element.Channels));
        (_bytes, _numbers) = (_bytes.Length < size ? new byte[size] : _bytes, _numbers.Length < count ? new double[count] : _numbers);
        var (bytes, numbers) = (_bytes.AsMemory(0, size), _numbers.AsMemory(0, count));
        values.Read(part, bytes.Span);
        Decode(bytes.Span, element, numbers.Span);
        valid.Keep(numbers.Span);
        return numbers.Span;
    }

    /// <summary>Reads a part of a signal once.</summary>
    public static double[] Of(Drawable source, in Slab part) => new Numbers(source.Values, Valid.Finite).Read(part).ToArray();

    private static void Decode(ReadOnlySpan<byte> bytes, ElementType element, Span<double> into)
    {
        if (!BitConverter.IsLittleEndian)
        {
            SignalValues.Decode(bytes, element, into);
            return;
        }

        switch (element.Kind, element.Bits)
        {
            case (ElementKind.Unsigned, 8): Widen<byte>(bytes, into); break;
            case (ElementKind.Unsigned, 16): Widen<ushort>(bytes, into); break;
            case (ElementKind.Unsigned, 32): Widen<uint>(bytes, into); break;
            case (ElementKind.Signed, 16): Widen<short>(bytes, into); break;
            case (ElementKind.Signed, 32): Widen<int>(bytes, into); break;
            case (ElementKind.Float, 32): Widen<float>(bytes, into); break;
            case (ElementKind.Float, 64): MemoryMarshal.Cast<byte, double>(bytes).CopyTo(into); break;
            default: SignalValues.Decode(bytes, element, into); break;
        }
    }

    private static void Widen<T>(ReadOnlySpan<byte> bytes, Span<double> into) where T : unmanaged, INumber<T>
    {
        var numbers = MemoryMarshal.Cast<byte, T>(bytes);
        for (var i = 0; i < into.Length; i++)
        {
            into[i] = double.CreateTruncating(numbers[i]);
        }
    }
}

/// <summary>Values from the lowest to the highest are measured; what lies outside marks a gap, a mask, a dead pixel.</summary>
internal readonly record struct Valid(double Lowest, double Highest)
{
    /// <summary>All that are numbers, and finite.</summary>
    public static Valid Finite { get; } = new(double.MinValue, double.MaxValue);

    public void Keep(Span<double> numbers)
    {
        foreach (ref var number in numbers)
        {
            if (!(number >= Lowest && number <= Highest))
            {
                number = double.NaN;
            }
        }
    }
}
