using System.Text.Json;
using Dewar.Formats.Hdf5;

namespace Dewar.Viewing;

/// <summary>Datatypes in the words of h5grove: the classes of the HDF5 library, and what numpy calls them.</summary>
internal static class GroveTypes
{
    private const int Integer = 0, Float = 1, Time = 2, Text = 3, Bits = 4, Opaque = 5, Compound = 6, Reference = 7, Enumeration = 8, Sequence = 9, Array = 10;

    /// <summary>Writes the type as an object; of a compound's member with its name first.</summary>
    public static void Write(Utf8JsonWriter json, Hdf5Type type, string? name = null)
    {
        json.WriteStartObject();
        if (name is not null)
        {
            json.WriteString("name", name);
        }

        json.WriteNumber("class", ClassOf(type));
        json.WritePropertyName("dtype");
        WriteNumpy(json, type);
        json.WriteNumber("size", SizeInMemory(type));
        switch (type)
        {
            case FixedPointType number:
                json.WriteNumber("order", number.BigEndian ? 1 : 0);
                if (!number.IsBitField)
                {
                    json.WriteNumber("sign", number.Signed ? 1 : 0);
                }

                break;
            case FloatingPointType number:
                json.WriteNumber("order", (int)number.Order);
                break;
            case TextType text:
                WriteText(json, text.IsUtf8, text.Padding, varies: false);
                break;
            case VariableLengthType { OfText: true } text:
                WriteText(json, text.IsUtf8, text.Padding, varies: true);
                break;
            case OpaqueType opaque:
                json.WriteString("tag", opaque.Tag);
                break;
            case CompoundType compound:
                WriteMembers(json, compound.Members.Select(member => (member.Name, member.Type)));
                break;
            case ComplexType complex:
                // As h5py would have written it.
                WriteMembers(json, [("r", complex.Of), ("i", complex.Of)]);
                break;
            case EnumerationType named:
                json.WriteStartObject("members");
                foreach (var (member, number) in named.Names.Zip(named.Numbers).DistinctBy(member => member.First))
                {
                    json.WriteNumber(member, number);
                }

                json.WriteEndObject();
                WriteOf(json, named.Of);
                break;
            case VariableLengthType sequence:
                WriteOf(json, sequence.Of);
                break;
            case ArrayType array:
                json.WriteStartArray("dims");
                foreach (var length in array.Lengths)
                {
                    json.WriteNumberValue(length);
                }

                json.WriteEndArray();
                WriteOf(json, array.Of);
                break;
        }

        json.WriteEndObject();
    }

    /// <summary>What numpy calls a type that is no compound: &lt;i4, |S10, |b1, |O.</summary>
    public static string Numpy(Hdf5Type type) => type switch
    {
        FixedPointType number => Number(number.Signed ? 'i' : 'u', number.Size, number.BigEndian),
        FloatingPointType number => Number('f', number.Size, number.Order == FloatOrder.Big),
        EnumerationType { IsBool: true, Size: 1 } => "|b1",
        EnumerationType named => Numpy(named.Of),
        TextType text => $"|S{text.Size}",
        CompoundType { IsComplex: true } complex => Number('c', complex.Size, complex.Members[0].Type is FloatingPointType { Order: FloatOrder.Big }),
        ComplexType complex => Number('c', complex.Size, complex.Of is FloatingPointType { Order: FloatOrder.Big }),
        VariableLengthType or ReferenceType => "|O",
        ArrayType array => $"|V{array.Lengths.Aggregate(1L, (product, length) => product * length) * SizeInNumpy(array.Of)}",
        _ => $"|V{type.Size}",
    };

    /// <summary>The numbers of a type, which numpy and browsers can take: whole ones, floats, complex, named ones, and arrays of them.</summary>
    public static bool IsNumeric(Hdf5Type type) => type switch
    {
        ArrayType array => IsNumeric(array.Of),
        CompoundType compound => compound.IsComplex,
        _ => type.Element is not null,
    };

    private static string Number(char kind, int size, bool isBig) => $"{(size == 1 ? '|' : isBig ? '>' : '<')}{kind}{size}";

    private static int ClassOf(Hdf5Type type) => type switch
    {
        FixedPointType { IsBitField: true } => Bits,
        FixedPointType => Integer,
        FloatingPointType => Float,
        TimeType => Time,
        TextType or VariableLengthType { OfText: true } => Text,
        OpaqueType => Opaque,
        CompoundType or ComplexType => Compound,
        ReferenceType => Reference,
        EnumerationType => Enumeration,
        VariableLengthType => Sequence,
        ArrayType => Array,
        _ => -1,
    };

    /// <summary>Bytes where the library has it in memory: there text of varying length is a pointer.</summary>
    private static long SizeInMemory(Hdf5Type type) => type switch
    {
        VariableLengthType { OfText: true } => 8,
        VariableLengthType => 16,
        ArrayType array => array.Lengths.Aggregate(1L, (product, length) => product * length) * SizeInMemory(array.Of),
        CompoundType compound => compound.Size + compound.Members.Sum(member => SizeInMemory(member.Type) - member.Type.Size),
        _ => type.Size,
    };

    private static long SizeInNumpy(Hdf5Type type) => type is VariableLengthType or ReferenceType ? 8 : type.Size;

    private static void WriteNumpy(Utf8JsonWriter json, Hdf5Type type)
    {
        if (type is not CompoundType { IsComplex: false } compound)
        {
            json.WriteStringValue(Numpy(type));
            return;
        }

        json.WriteStartObject();
        foreach (var member in compound.Members.DistinctBy(member => member.Name))
        {
            json.WritePropertyName(member.Name);
            WriteNumpy(json, member.Type);
        }

        json.WriteEndObject();
    }

    private static void WriteText(Utf8JsonWriter json, bool isUtf8, int padding, bool varies)
    {
        json.WriteNumber("cset", isUtf8 ? 1 : 0);
        json.WriteNumber("strpad", padding);
        json.WriteBoolean("vlen", varies);
    }

    private static void WriteMembers(Utf8JsonWriter json, IEnumerable<(string Name, Hdf5Type Type)> members)
    {
        json.WriteStartArray("members");
        foreach (var (name, type) in members)
        {
            Write(json, type, name);
        }

        json.WriteEndArray();
    }

    private static void WriteOf(Utf8JsonWriter json, Hdf5Type type)
    {
        json.WritePropertyName("base");
        Write(json, type);
    }
}
