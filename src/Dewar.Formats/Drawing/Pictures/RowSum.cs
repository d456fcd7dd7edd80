using System.Numerics;
using System.Runtime.InteropServices;

namespace Dewar.Formats.Drawing.Pictures;

/// <summary>Rows of a picture, added up place by place.</summary>
/// <param name="length">Values of a row.</param>
internal sealed class RowSum<T>(long length) where T : unmanaged, INumber<T>
{
    private T[] _values = [];

    /// <summary>The sum of the rows' weights; 0 when nothing was added.</summary>
    public double Weight { get; private set; }

    public ReadOnlySpan<T> Values => _values;

    public void Clear()
    {
        if (Weight > 0)
        {
            _values.AsSpan().Clear();
            Weight = 0;
        }
    }

    /// <summary>Adds a row of numbers of the same type.</summary>
    public void Add(ReadOnlySpan<T> row, T weight)
    {
        var into = Begin(double.CreateTruncating(weight));
        var sums = MemoryMarshal.Cast<T, Vector<T>>(into);
        var vectors = MemoryMarshal.Cast<T, Vector<T>>(row);
        for (var i = 0; i < sums.Length; i++)
        {
            sums[i] += vectors[i] * weight;
        }

        for (var i = sums.Length * Vector<T>.Count; i < row.Length; i++)
        {
            into[i] += row[i] * weight;
        }
    }

    /// <summary>Whether a value is none, or not finite: it makes the sum none.</summary>
    public static bool HasGaps(ReadOnlySpan<T> values)
    {
        var vectors = MemoryMarshal.Cast<T, Vector<T>>(values);
        var sums = Vector<T>.Zero;
        foreach (var vector in vectors)
        {
            sums += vector;
        }

        var sum = Vector.Sum(sums);
        foreach (var value in values[(vectors.Length * Vector<T>.Count)..])
        {
            sum += value;
        }

        return !T.IsFinite(sum);
    }

    /// <summary>The values, to which somebody adds a row of this weight.</summary>
    public Span<T> Begin(double weight)
    {
        _values = _values.Length == 0 ? new T[length] : _values;
        Weight += weight;
        return _values;
    }
}

/// <summary>Small integers are added up exactly, with weights of whole 256ths.</summary>
internal static class SmallIntegers
{
    /// <summary>The weight of a whole row.</summary>
    public const int Whole = 256;

    // What an int holds of the largest ushort.
    private const int Most = int.MaxValue / ushort.MaxValue;

    /// <summary>Adds a row of bytes, or of integers of 16 bits.</summary>
    /// <param name="sum">To what.</param>
    /// <param name="row">The row.</param>
    /// <param name="weight">In 256ths.</param>
    /// <param name="more">Takes over what was added before, when it becomes too much.</param>
    public static void AddSmall<T>(this RowSum<int> sum, ReadOnlySpan<T> row, int weight, RowSum<double> more) where T : unmanaged, INumber<T>
    {
        if (sum.Weight + weight > Most)
        {
            Pour(sum, more);
        }

        var into = sum.Begin(weight);
        var sums = MemoryMarshal.Cast<int, Vector<int>>(into);
        var vectors = MemoryMarshal.Cast<T, Vector<T>>(row);
        for (var (i, at) = (0, 0); i < vectors.Length; i++, at += Vector<T>.Count / Vector<int>.Count)
        {
            if (typeof(T) == typeof(byte))
            {
                Vector.Widen(vectors[i].As<T, byte>(), out var low, out var high);
                Add(low.As<ushort, short>(), sums[at..], weight);
                Add(high.As<ushort, short>(), sums[(at + 2)..], weight);
            }
            else if (typeof(T) == typeof(ushort))
            {
                Vector.Widen(vectors[i].As<T, ushort>(), out var low, out var high);
                sums[at] += low.As<uint, int>() * weight;
                sums[at + 1] += high.As<uint, int>() * weight;
            }
            else
            {
                Add(vectors[i].As<T, short>(), sums[at..], weight);
            }
        }

        for (var i = vectors.Length * Vector<T>.Count; i < row.Length; i++)
        {
            into[i] += int.CreateTruncating(row[i]) * weight;
        }
    }

    private static void Add(Vector<short> values, Span<Vector<int>> sums, int weight)
    {
        Vector.Widen(values, out var low, out var high);
        sums[0] += low * weight;
        sums[1] += high * weight;
    }

    private static void Pour(RowSum<int> from, RowSum<double> to)
    {
        var into = to.Begin(from.Weight / Whole);
        for (var i = 0; i < into.Length; i++)
        {
            into[i] += from.Values[i] / (double)Whole;
        }

        from.Clear();
    }
}
