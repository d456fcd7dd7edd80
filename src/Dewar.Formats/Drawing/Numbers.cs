using System.Buffers;
using System.Numerics;
using System.Runtime.InteropServices;
using Dewar.Sdk;

namespace Dewar.Formats.Drawing;

/// <summary>Reads values as numbers, quickly; those that are not valid become NaN. Its memory serves one part after the other.</summary>
/// <param name="values">The values.</param>
/// <param name="valid">Which of them count.</param>
internal sealed class Numbers(SignalValues values, Valid valid) : IDisposable
{
    private byte[] _bytes = [];
    private double[] _numbers = [];

    /// <summary>Reads a part. The elements' channels stand one after the other; it is good until the next is read.</summary>
    public Span<double> Read(in Slab part) => Decode(ReadBytes(part));

    /// <summary>Reads a part as it is; good until the next is read.</summary>
    public ReadOnlySpan<byte> ReadBytes(in Slab part)
    {
        var size = (int)checked(part.Elements * values.Element.Size);
        _bytes = Room(_bytes, size);
        values.Read(part, _bytes.AsSpan(0, size));
        return _bytes.AsSpan(0, size);
    }

    /// <summary>Elements as numbers; good until the next are decoded.</summary>
    public Span<double> Decode(ReadOnlySpan<byte> bytes)
    {
        var element = values.Element;
        var count = bytes.Length / element.Size * element.Channels;
        _numbers = Room(_numbers, count);
        var numbers = _numbers.AsSpan(0, count);
        Decode(bytes, element, numbers);
        if (element.Kind is ElementKind.Float or ElementKind.Complex || valid != Valid.Finite)
        {
            valid.Keep(numbers);
        }

        return numbers;
    }

    /// <summary>Reads a part of a signal once.</summary>
    public static double[] Of(Drawable source, in Slab part)
    {
        using var numbers = new Numbers(source.Values, Valid.Finite);
        return numbers.Read(part).ToArray();
    }

    /// <summary>Gives the memory back, for the next picture.</summary>
    public void Dispose()
    {
        Room(_bytes, 0);
        Room(_numbers, 0);
        (_bytes, _numbers) = ([], []);
    }

    // Fresh memory of this size has to come from the system each time, which takes longer than the decoding.
    private static T[] Room<T>(T[] had, int length)
    {
        if (had.Length >= length && length > 0)
        {
            return had;
        }

        if (had.Length > 0)
        {
            ArrayPool<T>.Shared.Return(had);
        }

        return length > 0 ? ArrayPool<T>.Shared.Rent(length) : [];
    }

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
            case (ElementKind.Signed, 8): Widen<sbyte>(bytes, into); break;
            case (ElementKind.Signed, 16): Widen<short>(bytes, into); break;
            case (ElementKind.Signed, 32): Widen<int>(bytes, into); break;
            case (ElementKind.Float, 32): WidenFloats(bytes, into); break;
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

    private static void WidenFloats(ReadOnlySpan<byte> bytes, Span<double> into)
    {
        var numbers = MemoryMarshal.Cast<byte, float>(bytes);
        var vectors = MemoryMarshal.Cast<float, Vector<float>>(numbers);
        var wide = MemoryMarshal.Cast<double, Vector<double>>(into);
        for (var i = 0; i < vectors.Length; i++)
        {
            Vector.Widen(vectors[i], out wide[2 * i], out wide[2 * i + 1]);
        }

        for (var i = vectors.Length * Vector<float>.Count; i < into.Length; i++)
        {
            into[i] = numbers[i];
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
        var vectors = MemoryMarshal.Cast<double, Vector<double>>(numbers);
        var (lowest, highest, none) = (new Vector<double>(Lowest), new Vector<double>(Highest), new Vector<double>(double.NaN));
        foreach (ref var vector in vectors)
        {
            vector = Vector.ConditionalSelect(Vector.GreaterThanOrEqual(vector, lowest) & Vector.LessThanOrEqual(vector, highest), vector, none);
        }

        foreach (ref var number in numbers[(vectors.Length * Vector<double>.Count)..])
        {
            if (!(number >= Lowest && number <= Highest))
            {
                number = double.NaN;
            }
        }
    }
}
