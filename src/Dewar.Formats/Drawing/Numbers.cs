using System.Numerics;
using System.Runtime.InteropServices;
using Dewar.Sdk;

namespace Dewar.Formats.Drawing;

/// <summary>Values as numbers, quickly; those outside of what is valid become NaN.</summary>
internal static class Numbers
{
    /// <summary>Reads a part. The elements' channels stand one after the other.</summary>
    public static double[] Read(SignalValues values, in Slab part, Valid valid)
    {
        var element = values.Element;
        var bytes = new byte[checked(part.Elements * element.Size)];
        values.Read(part, bytes);
        var numbers = new double[checked(part.Elements * element.Channels)];
        Decode(bytes, element, numbers);
        valid.Keep(numbers);
        return numbers;
    }

    private static void Decode(ReadOnlySpan<byte> bytes, ElementType element, double[] into)
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

    private static void Widen<T>(ReadOnlySpan<byte> bytes, double[] into) where T : unmanaged, INumber<T>
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
