using System.Buffers;
using System.Globalization;
using System.Text.Json;
using Dewar.Formats.Hdf5;
using Dewar.Sdk;

namespace Dewar.Viewing;

/// <summary>Values as JSON, as h5grove writes them: nested lists, no names for members, null for what is no finite number.</summary>
internal static class GroveJson
{
    private const int MostBytes = 96 << 20;

    private static readonly JsonWriterOptions Options = new() { Encoder = System.Text.Encodings.Web.JavaScriptEncoder.UnsafeRelaxedJsonEscaping, SkipValidation = true };

    /// <summary>Says what is written as one answer.</summary>
    public static void Say(SayAnswer say, Action<Utf8JsonWriter> write)
    {
        var bytes = Bytes(write);
        say(new(200, Length: bytes.WrittenCount), stream => stream.Write(bytes.WrittenSpan));
    }

    /// <summary>Writes a part, or if it is damaged another one instead.</summary>
    public static void WriteApart(Utf8JsonWriter json, Action<Utf8JsonWriter> part, Action<Utf8JsonWriter> otherwise)
    {
        ArrayBufferWriter<byte> bytes;
        try
        {
            bytes = Bytes(part);
        }
        catch (DamagedException)
        {
            bytes = Bytes(otherwise);
        }

        json.WriteRawValue(bytes.WrittenSpan, skipInputValidation: true);
    }

    /// <summary>Writes elements as lists in lists; without any axis the one element.</summary>
    /// <param name="isNothing">There is no element, not even in no dimension.</param>
    public static void Write(Utf8JsonWriter json, Hdf5File file, Hdf5Type type, IReadOnlyList<long> shape, ReadOnlySpan<byte> bytes, bool isNothing = false)
    {
        if (isNothing)
        {
            json.WriteNullValue();
            return;
        }

        WriteLists(json, type, shape, 0, bytes, new Hdf5Values(file));
    }

    /// <summary>A number; null when it is none, or infinite.</summary>
    public static void WriteNumber(Utf8JsonWriter json, double number)
    {
        if (double.IsFinite(number))
        {
            json.WriteRawValue(number.ToString("R", CultureInfo.InvariantCulture), skipInputValidation: true);
        }
        else
        {
            json.WriteNullValue();
        }
    }

    private static ArrayBufferWriter<byte> Bytes(Action<Utf8JsonWriter> write)
    {
        var bytes = new ArrayBufferWriter<byte>(16 << 10);
        using var json = new Utf8JsonWriter(bytes, Options);
        write(json);
        json.Flush();
        return bytes;
    }

    private static void WriteLists(Utf8JsonWriter json, Hdf5Type type, IReadOnlyList<long> shape, int axis, ReadOnlySpan<byte> bytes, Hdf5Values values)
    {
        if (axis == shape.Count)
        {
            WriteOne(json, type, bytes[..type.Size], values);
            return;
        }

        if (json.BytesCommitted + json.BytesPending > MostBytes)
        {
            throw ViewFault.TooMuch("This is too much to be written as JSON at once. Ask for less of it, or for format=bin.");
        }

        json.WriteStartArray();
        var each = shape[axis] == 0 ? 0 : bytes.Length / (int)shape[axis];
        for (var i = 0; i < shape[axis]; i++)
        {
            WriteLists(json, type, shape, axis + 1, bytes.Slice(i * each, each), values);
        }

        json.WriteEndArray();
    }

    private static void WriteOne(Utf8JsonWriter json, Hdf5Type type, ReadOnlySpan<byte> bytes, Hdf5Values values)
    {
        switch (type)
        {
            case EnumerationType { IsBool: false } named:
                WriteOne(json, named.Of, bytes, values);
                break;
            case FloatingPointType { Element.Bits: <= 32 } number:
                WriteFloat(json, (float)number.Number(bytes));
                break;
            case ArrayType array:
                WriteLists(json, array.Of, array.Lengths, 0, bytes, values);
                break;
            case VariableLengthType { OfText: false } sequence:
                var found = values.Heap(bytes, sequence.Of.Size, out var count);
                WriteLists(json, sequence.Of, [count], 0, found[..(count * sequence.Of.Size)], values);
                break;
            case CompoundType { IsComplex: false } compound:
                json.WriteStartArray();
                foreach (var member in compound.Members)
                {
                    WriteOne(json, member.Type, bytes.Slice(member.Offset, member.Type.Size), values);
                }

                json.WriteEndArray();
                break;
            case ReferenceType reference:
                var nothing = bytes.IndexOfAnyExcept((byte)0) < 0 ? " (null)" : "";
                json.WriteStringValue($"<HDF5 {(reference.Kind is 1 or 3 ? "region" : "object")} reference{nothing}>");
                break;
            default:
                WriteValue(json, type.Value(bytes, values));
                break;
        }
    }

    private static void WriteValue(Utf8JsonWriter json, object? value)
    {
        switch (value)
        {
            case bool truth:
                json.WriteBooleanValue(truth);
                break;
            case long number:
                json.WriteNumberValue(number);
                break;
            case ulong number:
                json.WriteNumberValue(number);
                break;
            case double number:
                WriteDouble(json, number);
                break;
            case System.Numerics.Complex number:
                json.WriteStartArray();
                WriteDouble(json, number.Real);
                WriteDouble(json, number.Imaginary);
                json.WriteEndArray();
                break;
            case byte[] bytes:
                json.WriteStringValue(TextType.Of(bytes));
                break;
            case string text:
                json.WriteStringValue(text);
                break;
            default:
                json.WriteNullValue();
                break;
        }
    }

    private static void WriteFloat(Utf8JsonWriter json, float number)
    {
        if (float.IsFinite(number))
        {
            json.WriteRawValue(Pointed(number.ToString("R", CultureInfo.InvariantCulture)), skipInputValidation: true);
        }
        else
        {
            json.WriteNullValue();
        }
    }

    private static void WriteDouble(Utf8JsonWriter json, double number)
    {
        if (double.IsFinite(number))
        {
            json.WriteRawValue(Pointed(number.ToString("R", CultureInfo.InvariantCulture)), skipInputValidation: true);
        }
        else
        {
            json.WriteNullValue();
        }
    }

    /// <summary>A float stays one for those who tell 1 and 1.0 apart.</summary>
    private static string Pointed(string number) => number.AsSpan().IndexOfAny('.', 'E') < 0 ? number + ".0" : number;
}
