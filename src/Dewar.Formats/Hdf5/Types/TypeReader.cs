using System.Numerics;
using System.Text;
using Dewar.Sdk;

namespace Dewar.Formats.Hdf5;

/// <summary>Reads datatype messages, versions 1 to 5.</summary>
internal static class TypeReader
{
    private const int Deepest = 32;

    public static Hdf5Type Read(ref Fields fields) => Read(ref fields, 0);

    private static Hdf5Type Read(ref Fields fields, int depth)
    {
        var first = fields.U8();
        var (type, version) = (first & 15, first >> 4);
        var bits = fields.U8() | fields.U8() << 8 | fields.U8() << 16;
        var size = (int)Math.Min(int.MaxValue, fields.U32());
        if (depth > Deepest || size is 0 or int.MaxValue || version is < 1 or > 5)
        {
            throw new DamagedException($"A datatype of class {type}, version {version}, has {size} bytes, or is nested too deeply", fields.At);
        }

        return type switch
        {
            0 => new FixedPointType(size, (bits & 1) != 0, (bits & 8) != 0, fields.U16(), fields.U16()).Checked(),
            1 => ReadFloat(ref fields, size, bits),
            2 => new TimeType(size, (bits & 1) != 0, fields.U16()),
            3 => new TextType(size, bits & 15) { IsUtf8 = (bits >> 4 & 15) == 1 },
            4 => new FixedPointType(size, (bits & 1) != 0, false, fields.U16(), fields.U16()) { IsBitField = true }.Checked(),
            5 => new OpaqueType(size, Latin(fields.Take(Math.Min(fields.Left, bits & 0xff)))),
            6 => ReadCompound(ref fields, size, version, bits & 0xffff, depth),
            7 => new ReferenceType(size, bits & 15),
            8 => ReadEnumeration(ref fields, version, bits & 0xffff, depth),
            9 => new VariableLengthType(size, (bits & 15) == 1, Read(ref fields, depth + 1)) { Padding = bits >> 4 & 15, IsUtf8 = (bits >> 8 & 15) == 1 },
            10 => ReadArray(ref fields, version, size, depth),
            11 => new ComplexType(size, Read(ref fields, depth + 1)).Checked(),
            _ => throw new DamagedException($"A datatype is of class {type}, which nobody knows", fields.At),
        };
    }

    private static FloatingPointType ReadFloat(ref Fields fields, int size, int bits)
    {
        var (offset, precision) = (fields.U16(), fields.U16());
        var order = (bits & 1) | (bits >> 5 & 2);
        return new FloatingPointType(size, order switch { 0 => FloatOrder.Little, 1 => FloatOrder.Big, _ => FloatOrder.Vax })
        {
            Normalisation = bits >> 4 & 3,
            SignAt = bits >> 8 & 0xff,
            BitOffset = offset,
            Precision = precision,
            ExponentAt = fields.U8(),
            ExponentSize = fields.U8(),
            MantissaAt = fields.U8(),
            MantissaSize = fields.U8(),
            Bias = fields.U32(),
        }.Checked();
    }

    private static CompoundType ReadCompound(ref Fields fields, int size, int version, int count, int depth)
    {
        var members = new List<CompoundMember>();
        for (var i = 0; i < count; i++)
        {
            var start = fields.Position;
            var name = fields.Text();
            if (version < 3)
            {
                fields.Align(8, start);
            }

            var offset = version < 3 ? fields.U32() : (long)fields.Unsigned(BTree2.SizeOf(size));
            long[] lengths = [];
            if (version == 1)
            {
                // Arrays were no types of their own then.
                var rank = fields.U8();
                fields.Skip(11);
                lengths = [fields.U32(), fields.U32(), fields.U32(), fields.U32()];
                lengths = lengths[..Math.Min(4, (int)rank)];
            }

            var type = Read(ref fields, depth + 1);
            type = lengths.Length > 0 ? new ArrayType(CheckedSize(type, lengths, fields.At), type, lengths) : type;
            if (offset > size - type.Size)
            {
                throw new DamagedException($"The member '{name}' lies outside of its compound", fields.At);
            }

            members.Add(new(name, (int)offset, type));
        }

        return new(size, members);
    }

    private static EnumerationType ReadEnumeration(ref Fields fields, int version, int count, int depth)
    {
        if (Read(ref fields, depth + 1) is not FixedPointType numbers)
        {
            throw new DamagedException("An enumeration is not made of whole numbers", fields.At);
        }

        var names = new List<string>();
        for (var i = 0; i < count; i++)
        {
            var start = fields.Position;
            names.Add(fields.Text());
            if (version < 3)
            {
                fields.Align(8, start);
            }
        }

        var values = new long[count];
        for (var i = 0; i < count; i++)
        {
            values[i] = numbers.Number(fields.Take(numbers.Size));
        }

        return new(numbers, names, values);
    }

    private static ArrayType ReadArray(ref Fields fields, int version, int size, int depth)
    {
        var rank = fields.U8();
        fields.Skip(version < 3 ? 3 : 0);
        var lengths = new long[rank <= 32 ? rank : throw new DamagedException($"An array type claims {rank} dimensions", fields.At)];
        for (var i = 0; i < rank; i++)
        {
            lengths[i] = fields.U32();
        }

        fields.Skip(version < 3 ? rank * 4 : 0);
        var type = Read(ref fields, depth + 1);
        return CheckedSize(type, lengths, fields.At) == size ? new(size, type, lengths) : throw new DamagedException("An array type has a false size", fields.At);
    }

    private static int CheckedSize(Hdf5Type type, long[] lengths, long at)
    {
        var size = (BigInteger)Dataspace.Product(lengths) * type.Size;
        return size > 0 && size < int.MaxValue ? (int)size : throw new DamagedException("An array type is too large or empty", at);
    }

    private static string Latin(ReadOnlySpan<byte> text) => Encoding.Latin1.GetString(text).TrimEnd('\0');
}
