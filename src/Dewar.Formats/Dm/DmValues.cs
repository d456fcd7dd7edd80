using System.Text;
using Dewar.Formats.Bytes;
using Dewar.Sdk;

namespace Dewar.Formats.Dm;

/// <summary>Turns the bytes of a tag into a value of metadata.</summary>
/// <param name="cursor">In the byte order of values.</param>
internal sealed class DmValues(Cursor cursor)
{
    // A tag of text may be long (notes, scripts); more than this is data.
    private const int LongestText = 64 * 1024;

    /// <summary>The value at the cursor, and how many elements it has in the file when it is an array.</summary>
    public (object? Value, long? Length) Read(DmType type)
    {
        switch (type.Code)
        {
            case DmType.String:
                return (Text(type.Length), null);
            case DmType.Array when type.Element!.Code == DmType.UInt16 && type.Length <= LongestText && IsText(type.Length) is { } text:
                return (text, null);
            case DmType.Array:
            case DmType.Struct:
                var numbers = new List<double>();
                Flatten(type, numbers, depth: 0);
                return (Typed(numbers, Leaf(type)), type.Code == DmType.Struct ? null : type.Length * Leaves(type.Element!));
            case 8:
                return (cursor.U8() != 0, null);
            default:
                return (Single(type.Code), null);
        }
    }

    // Boxed one by one, or all would become the widest.
    private object Single(int code) => code switch
    {
        2 => (object)cursor.I16(),
        3 => cursor.I32(),
        4 => cursor.U16(),
        5 => cursor.U32(),
        6 => cursor.F32(),
        7 => cursor.F64(),
        9 => cursor.I8(),
        10 => cursor.U8(),
        11 => cursor.I64(),
        _ => cursor.U64(),
    };

    private double Number(int code) => code switch
    {
        6 => cursor.F32(),
        7 => cursor.F64(),
        8 => cursor.U8(),
        12 => cursor.U64(),
        _ => Convert.ToDouble(Single(code)),
    };

    private void Flatten(DmType type, List<double> into, int depth)
    {
        if (type.IsNumber)
        {
            into.Add(Number(type.Code));
            return;
        }

        if (type.Code == DmType.String)
        {
            cursor.Skip(type.Size);
            return;
        }

        foreach (var field in type.Fields)
        {
            if (into.Count < MetaValue.Most)
            {
                Flatten(field, into, depth + 1);
            }
        }

        for (var i = 0L; i < Math.Min(type.Length, MetaValue.Most) && into.Count < MetaValue.Most; i++)
        {
            Flatten(type.Element!, into, depth + 1);
        }
    }

    // The kind of numbers that everything in it has; null when it is mixed.
    private static DmType? Leaf(DmType type)
    {
        if (type.IsNumber || type.Element is { } element && (type = element).IsNumber)
        {
            return type;
        }

        return type.Fields.Count > 0 && type.Fields.All(field => field.IsNumber && field.IsFloat == type.Fields[0].IsFloat && field.Code == 8 == (type.Fields[0].Code == 8))
            ? type.Fields[0]
            : null;
    }

    private static long Leaves(DmType type) => type.IsNumber ? 1 : Math.Max(1, type.Fields.Count);

    private static object Typed(List<double> numbers, DmType? leaf) => leaf switch
    {
        { Code: 6 } => numbers.Select(number => (float)number).ToArray(),
        { IsFloat: true } or null => numbers.ToArray(),
        { Code: 8 } => numbers.Select(number => number != 0).ToArray(),
        _ => numbers.Select(number => (long)Math.Clamp(number, long.MinValue, long.MaxValue)).ToArray(),
    };

    private string Text(long letters) =>
        Encode(cursor.Bytes(checked(Math.Min(letters, LongestText) * 2))).TrimEnd('\0');

    // Arrays of 16-bit integers are text as a rule. Those that are not have control characters in them.
    private string? IsText(long letters)
    {
        var start = cursor.Position;
        var text = Text(letters);
        if (text.Any(letter => letter < ' ' && letter is not ('\t' or '\r' or '\n' or '\f' or '\v') || letter == '\uFFFD'))
        {
            cursor.Position = start;
            return null;
        }

        return text;
    }

    private string Encode(byte[] bytes)
    {
        if (cursor.BigEndian)
        {
            ByteOrder.Reverse(bytes, 2);
        }

        return Encoding.Unicode.GetString(bytes);
    }
}
