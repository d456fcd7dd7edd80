using System.Buffers.Binary;
using System.Text;

namespace Dewar.Formats.Dm;

/// <summary>Writes DM3 and DM4 files: a directory is an array of names and values, an array a typed array, a struct a tuple of numbers.</summary>
internal sealed class DmWriter(int version, bool bigEndian = false)
{
    private readonly List<byte> _out = [];
    private readonly bool _wide = version == 4;

    public static byte[] File(int version, bool bigEndian, params (string Name, object Value)[] root)
    {
        var tags = new DmWriter(version, bigEndian).Directory(root);
        var header = new DmWriter(version);
        header._out.AddRange([0, 0, 0, (byte)version]);
        header.Word(tags.Length);
        header._out.AddRange([0, 0, 0, (byte)(bigEndian ? 0 : 1)]);
        return [.. header._out, .. tags, .. new byte[8]];
    }

    /// <summary>An image as it lies in the list of images, with the data as bytes of elements of a type of tags.</summary>
    public static (string Name, object Value)[] Image(
        string name, int dataType, Array data, uint[] dimensions, (double Origin, double Scale, string Units)[] calibrations, params (string Name, object Value)[] tags) =>
    [
        ("ImageData", new (string, object)[]
        {
            ("Calibrations", new (string, object)[]
            {
                ("Brightness", new (string, object)[] { ("Origin", 0f), ("Scale", 1f), ("Units", "") }),
                ("Dimension", calibrations.Select(each => ("", (object)new (string, object)[]
                {
                    ("Origin", (float)each.Origin), ("Scale", (float)each.Scale), ("Units", each.Units),
                })).ToArray()),
            }),
            ("Data", data),
            ("DataType", (uint)dataType),
            ("Dimensions", dimensions.Select(length => ("", (object)length)).ToArray()),
            ("PixelDepth", 4u),
        }),
        ("ImageTags", tags),
        ("Name", name),
    ];

    /// <summary>A file with a thumbnail and images.</summary>
    public static byte[] Document(int version, bool bigEndian, params (string Name, object Value)[][] images)
    {
        var thumbnail = Image("", 23, new int[] { 0, 0, 0, 0 }, [2, 2], []);
        return File(version, bigEndian,
            ("ImageList", new[] { thumbnail }.Concat(images).Select(image => ("", (object)image)).ToArray()),
            ("InImageMode", true),
            ("Thumbnails", new (string, object)[] { ("", new (string, object)[] { ("ImageIndex", 0u) }) }));
    }

    private byte[] Directory((string Name, object Value)[] tags)
    {
        var inner = new DmWriter(version, bigEndian);
        inner._out.AddRange([1, 0]);
        inner.Word(tags.Length);
        foreach (var (name, value) in tags)
        {
            inner.Tag(name, value);
        }

        return [.. inner._out];
    }

    private void Tag(string name, object value)
    {
        var bytes = Encoding.Latin1.GetBytes(name);
        var nested = value as (string, object)[];
        var body = nested is not null ? new DmWriter(version, bigEndian).Directory(nested) : Value(value);
        _out.Add((byte)(nested is not null ? 20 : 21));
        _out.AddRange([(byte)(bytes.Length >> 8), (byte)bytes.Length]);
        _out.AddRange(bytes);
        if (_wide)
        {
            Word(body.Length);
        }

        _out.AddRange(body);
    }

    private byte[] Value(object value)
    {
        var inner = new DmWriter(version, bigEndian);
        inner._out.AddRange("%%%%"u8);
        long[] type = value switch
        {
            string text => [20, 4, text.Length],
            (float, float) => [15, 0, 2, 0, 6, 0, 6],
            (float, float)[] pairs => [20, 15, 0, 2, 0, 6, 0, 6, pairs.Length],
            (short, short)[] pairs => [20, 15, 0, 2, 0, 2, 0, 2, pairs.Length],
            (double, double)[] pairs => [20, 15, 0, 2, 0, 7, 0, 7, pairs.Length],
            float[][] arrays => [20, 20, 6, arrays[0].Length, arrays.Length],
            Array array => [20, Code(array.GetType().GetElementType()!), array.Length],
            _ => [Code(value.GetType())],
        };
        inner.Word(type.Length);
        foreach (var word in type)
        {
            inner.Word(word);
        }

        inner.Plain(value);
        return [.. inner._out];
    }

    private void Plain(object value)
    {
        switch (value)
        {
            case string text:
                Plain(text.Select(letter => (ushort)letter).ToArray());
                break;
            case ValueTuple<float, float> pair:
                Plain(new[] { pair.Item1, pair.Item2 });
                break;
            case (float, float)[] pairs:
                Plain(pairs.SelectMany(pair => new[] { pair.Item1, pair.Item2 }).ToArray());
                break;
            case (short, short)[] pairs:
                Plain(pairs.SelectMany(pair => new[] { pair.Item1, pair.Item2 }).ToArray());
                break;
            case (double, double)[] pairs:
                Plain(pairs.SelectMany(pair => new[] { pair.Item1, pair.Item2 }).ToArray());
                break;
            case Array array:
                foreach (var each in array)
                {
                    Plain(each!);
                }

                break;
            default:
                Number(value);
                break;
        }
    }

    private void Number(object value)
    {
        var bytes = value switch
        {
            bool flag => [(byte)(flag ? 1 : 0)],
            sbyte small => [(byte)small],
            byte small => [small],
            short number => BitConverter.GetBytes(number),
            ushort number => BitConverter.GetBytes(number),
            int number => BitConverter.GetBytes(number),
            uint number => BitConverter.GetBytes(number),
            long number => BitConverter.GetBytes(number),
            ulong number => BitConverter.GetBytes(number),
            float number => BitConverter.GetBytes(number),
            double number => BitConverter.GetBytes(number),
            _ => throw new NotSupportedException(value.GetType().Name),
        };
        if (bigEndian)
        {
            Array.Reverse(bytes);
        }

        _out.AddRange(bytes);
    }

    private static long Code(Type type) => Type.GetTypeCode(type) switch
    {
        TypeCode.Int16 => 2,
        TypeCode.Int32 => 3,
        TypeCode.UInt16 => 4,
        TypeCode.UInt32 => 5,
        TypeCode.Single => 6,
        TypeCode.Double => 7,
        TypeCode.Boolean => 8,
        TypeCode.SByte => 9,
        TypeCode.Byte => 10,
        TypeCode.Int64 => 11,
        TypeCode.UInt64 => 12,
        _ => throw new NotSupportedException(type.Name),
    };

    private void Word(long word)
    {
        Span<byte> bytes = stackalloc byte[8];
        BinaryPrimitives.WriteInt64BigEndian(bytes, word);
        foreach (var one in _wide ? bytes : bytes[4..])
        {
            _out.Add(one);
        }
    }
}
