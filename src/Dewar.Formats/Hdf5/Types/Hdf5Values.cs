using System.Globalization;
using System.Numerics;
using Dewar.Sdk;

namespace Dewar.Formats.Hdf5;

/// <summary>
/// Turns elements into values. Sequences may hold sequences, and a hostile file may name the same one a million times: so there is an end
/// to how many values come of one question.
/// </summary>
/// <param name="most">Values that may come of it.</param>
internal sealed class Hdf5Values(Hdf5File file, int most = Hdf5Values.MostValues)
{
    /// <summary>Values that are enough to be shown.</summary>
    public const int MostShown = 200_000;

    private const int MostValues = 4_000_000;
    private const long MostBytes = 1L << 28;

    private int _left = most;
    private long _bytesLeft = MostBytes;

    /// <summary>Elements that lie one after the other.</summary>
    public object?[] Decode(Hdf5Type type, ReadOnlySpan<byte> bytes)
    {
        var count = bytes.Length / type.Size;
        Spend(count);
        var values = new object?[count];
        for (var i = 0; i < count; i++)
        {
            values[i] = type.Value(bytes.Slice(i * type.Size, type.Size), this);
        }

        return values;
    }

    /// <summary>One element.</summary>
    public object? One(Hdf5Type type, ReadOnlySpan<byte> bytes)
    {
        Spend(1);
        return type.Value(bytes[..type.Size], this);
    }

    /// <summary>The bytes in the global heap that an element of variable length names.</summary>
    public ReadOnlySpan<byte> Heap(ReadOnlySpan<byte> element, int size, out int count)
    {
        var fields = new Fields(element, 0, file.Sizes, "an element of variable length");
        var length = fields.U32();
        var (collection, number) = (fields.Offset(), fields.U32());
        count = (int)Math.Min(length, int.MaxValue);
        if (length == 0 || collection <= 0 || number == 0)
        {
            count = 0;
            return [];
        }

        if (file.GlobalHeap.Find(collection, (int)Math.Min(number, int.MaxValue)) is not { } found || length > found.Length / size)
        {
            throw new DamagedException($"A value of variable length is not in the global heap, or shorter there than it says", collection);
        }

        SpendBytes(length * (long)size);
        return file.Look(found.At, length * (long)size, "a value in the global heap");
    }

    /// <summary>What a reference leads to; null when it is empty.</summary>
    public Hdf5Reference? Reference(ReadOnlySpan<byte> element, int kind)
    {
        var fields = new Fields(element, 0, file.Sizes, "a reference");
        if (kind == 0)
        {
            return fields.Offset() is > 0 and var address ? new(address) : null;
        }

        if (kind > 1)
        {
            return NewReference.Read(file, ref fields, kind);
        }

        var (collection, number) = (fields.Offset(), fields.U32());
        if (collection <= 0)
        {
            return null;
        }

        var target = file.GlobalHeap.Fields(collection, (int)Math.Min(number, int.MaxValue), "a region reference");
        return new(target.Offset(), Selection.Read(ref target));
    }

    /// <summary>What <see cref="MetaValue"/> can hold of decoded elements; null when nothing fits.</summary>
    /// <param name="single">Not a list: one value.</param>
    public static object? Plain(object?[] values, bool single)
    {
        if (values.Length == 0)
        {
            return null;
        }

        if (single)
        {
            return Simple(values[0]);
        }

        return values[0] switch
        {
            long or ulong when values.All(value => value is long) => Array.ConvertAll(values, value => (long)value!),
            long or ulong or double => Array.ConvertAll(values, value => Convert.ToDouble(value, CultureInfo.InvariantCulture)),
            bool => Array.ConvertAll(values, value => value is true),
            _ => Array.ConvertAll(values, value => Convert.ToString(Simple(value), CultureInfo.InvariantCulture) ?? ""),
        };
    }

    private static object? Simple(object? value) => value switch
    {
        null or long or ulong or double or bool or string => value,
        Complex complex => string.Create(CultureInfo.InvariantCulture, $"{complex.Real:R}{(complex.Imaginary < 0 ? "" : "+")}{complex.Imaginary:R}i"),
        Hdf5EnumValue { Name: { } name } => name,
        Hdf5EnumValue { Number: var number } => number,
        Hdf5Reference reference => $"→ byte {reference.Address}",
        byte[] bytes => Convert.ToHexString(bytes.AsSpan(0, Math.Min(bytes.Length, 64))),
        Hdf5Member[] members => $"{{{string.Join(", ", members.Take(64).Select(member => $"{member.Name}: {Convert.ToString(Simple(member.Value), CultureInfo.InvariantCulture)}"))}}}",
        object?[] many => Plain(many.Length > MetaValue.Most ? many[..MetaValue.Most] : many, single: false) is Array array
            ? $"[{string.Join(", ", array.Cast<object>().Select(one => Convert.ToString(one, CultureInfo.InvariantCulture)))}]"
            : "[]",
        _ => null,
    };

    private void Spend(int count)
    {
        if (count > _left)
        {
            throw new DamagedException($"{file.Name} names too many values at once");
        }

        _left -= count;
    }

    private void SpendBytes(long count)
    {
        if ((_bytesLeft -= count) < 0)
        {
            throw new DamagedException($"{file.Name} names more than {MostBytes} bytes of values at once");
        }
    }
}
