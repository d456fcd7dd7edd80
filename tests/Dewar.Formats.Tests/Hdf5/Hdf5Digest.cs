using System.Buffers.Binary;
using System.Globalization;
using System.Numerics;
using System.Security.Cryptography;
using System.Text;
using Dewar.Sdk;

namespace Dewar.Formats.Hdf5;

/// <summary>Values as text in the way of describe_hdf5.py, so that both can be compared.</summary>
internal static class Hdf5Digest
{
    private const int Large = 5000;

    public static string Of(Hdf5Dataset dataset)
    {
        if (dataset.IsNull)
        {
            return "empty";
        }

        var count = Dataspace.Product([.. dataset.Shape, .. dataset.Type.InnerShape]);
        return count > Large && IsPlain(dataset.Type)
            ? Hex(Bytes(dataset.AsSignalValues()!, Slab.All([.. dataset.Shape, .. dataset.Type.InnerShape])))
            : Short(dataset.Decode(int.MaxValue), dataset.Type);
    }

    public static string Of(Hdf5Attribute attribute)
    {
        var values = attribute.Decode();
        return attribute.Elements > Large && IsPlain(attribute.Type)
            ? Hex(Plain(attribute.Type, values))
            : attribute.Elements == 0 && attribute.Shape.Count == 0 ? "empty" : Short(values, attribute.Type);
    }

    /// <summary>The digest of every n-th element of a part of a dataset.</summary>
    public static string OfSlice(Hdf5Dataset dataset)
    {
        var rank = dataset.Shape.Count;
        var (start, count, step) = (new long[rank], new long[rank], new long[rank]);
        for (var axis = 0; axis < rank; axis++)
        {
            (start[axis], step[axis]) = (dataset.Shape[axis] / 5, 1 + (axis + 2) % 3);
            count[axis] = (dataset.Shape[axis] - start[axis] + step[axis] - 1) / step[axis];
        }

        foreach (var length in dataset.Type.InnerShape)
        {
            (start, count, step) = ([.. start, 0], [.. count, length], [.. step, 1]);
        }

        return Hex(Bytes(dataset.AsSignalValues()!, new Slab(start, count, step)));
    }

    /// <summary>The name of a type where both sides have the same for it; empty for others.</summary>
    public static string NameOf(Hdf5Type type) => IsPlain(type) ? Element(type).Name : "";

    private static bool IsPlain(Hdf5Type type) => Element(type) switch
    {
        FixedPointType { IsBitField: false } number => number.Size is 1 or 2 or 4 or 8 && number.Precision == 8 * number.Size,
        FloatingPointType number => number.Element == new ElementType(ElementKind.Float, 8 * number.Size),
        _ => false,
    };

    private static Hdf5Type Element(Hdf5Type type) => type is ArrayType array ? Element(array.Of) : type;

    private static byte[] Bytes(SignalValues values, in Slab part)
    {
        var bytes = new byte[part.Elements * values.Element.Size];
        values.Read(part, bytes);
        return bytes;
    }

    private static byte[] Plain(Hdf5Type type, object?[] values)
    {
        var size = type.Size;
        var bytes = new byte[values.Length * 8];
        for (var i = 0; i < values.Length; i++)
        {
            BinaryPrimitives.WriteInt64LittleEndian(bytes.AsSpan(i * size), values[i] is double number
                ? size == 8 ? BitConverter.DoubleToInt64Bits(number) : BitConverter.SingleToInt32Bits((float)number)
                : Convert.ToInt64(values[i], CultureInfo.InvariantCulture));
        }

        return bytes[..(values.Length * size)];
    }

    private static string Short(object?[] values, Hdf5Type type)
    {
        var text = string.Join(',', values.Select(value => One(value, type)));
        return text.Length < 200 ? text : Hex(Encoding.UTF8.GetBytes(text));
    }

    private static string One(object? value, Hdf5Type type) => (value, type) switch
    {
        (null, ReferenceType) => "null",
        (object?[] values, ArrayType array) => string.Join(',', values.Select(one => One(one, array.Of))),
        (object?[] values, VariableLengthType sequence) => $"[{string.Join(',', values.Select(one => One(one, sequence.Of)))}]",
        (Hdf5Member[] members, CompoundType compound) =>
            $"{{{string.Join(';', members.Zip(compound.Members, (member, of) => $"{member.Name}={One(member.Value, of.Type)}"))}}}",
        (Hdf5Reference { Selection: { } selection, Address: var address }, _) => $"R{address}:{Region(selection)}",
        (Hdf5Reference reference, _) => $"r{reference.Address}",
        (string text, _) => "s" + text,
        (bool flag, _) => flag ? "T" : "F",
        (long or ulong, _) => Convert.ToString(value, CultureInfo.InvariantCulture)!,
        (Hdf5EnumValue number, _) => number.Number.ToString(CultureInfo.InvariantCulture),
        (double number, _) => Number(number),
        (Complex complex, _) => $"c({Number(complex.Real)},{Number(complex.Imaginary)})",
        (byte[] bytes, _) => "x" + Convert.ToHexStringLower(bytes),
        _ => throw new InvalidOperationException($"{value} of {type}"),
    };

    private static string Region(Selection selection) => selection switch
    {
        RegularSelection regular => Region([.. Enumerable.Range(0, regular.Rank)
            .Select(axis => Enumerable.Range(0, (int)regular.Count[axis]).SelectMany(i => Enumerable.Range(0, (int)regular.Block[axis]), (i, j) => regular.Start[axis] + i * regular.Stride[axis] + j))
            .Aggregate<IEnumerable<long>, IEnumerable<long[]>>([[]], (all, axis) => all.SelectMany(_ => axis, (place, next) => (long[])[.. place, next]))]),
        BlockSelection blocks => Region([.. blocks.Blocks.SelectMany(block => Places(block.First, block.Last))]),
        PointSelection points => Region([.. points.Coordinates.Chunk(points.Rank)]),
        _ => "?",
    };

    private static IEnumerable<long[]> Places(long[] first, long[] last) => first
        .Select((from, axis) => Enumerable.Range((int)from, (int)(last[axis] - from + 1)).Select(place => (long)place))
        .Aggregate<IEnumerable<long>, IEnumerable<long[]>>([[]], (all, axis) => all.SelectMany(_ => axis, (place, next) => (long[])[.. place, next]));

    private static string Region(long[][] places)
    {
        var axes = Enumerable.Range(0, places[0].Length).ToArray();
        return $"{places.Length}:[{string.Join(", ", axes.Select(axis => places.Min(place => place[axis])))}]-[{string.Join(", ", axes.Select(axis => places.Max(place => place[axis])))}]";
    }

    private static string Number(double number) =>
        double.IsNaN(number) ? "nan" : BitConverter.DoubleToInt64Bits(number).ToString("x16", CultureInfo.InvariantCulture);

    private static string Hex(byte[] bytes) => Convert.ToHexStringLower(SHA1.HashData(bytes));
}
