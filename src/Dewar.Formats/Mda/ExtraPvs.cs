using Dewar.Formats.Bytes;
using Dewar.Sdk;

namespace Dewar.Formats.Mda;

/// <summary>Process variables that were noted once for the whole file.</summary>
internal static class ExtraPvs
{
    private const int Most = 20_000;

    public static void Read(ByteSource file, long at, MetaGroup into)
    {
        var cursor = new Cursor(file, at, bigEndian: true);
        var count = cursor.Count(cursor.I32(), 12, "process variables");
        for (var i = 0; i < Math.Min(count, Most); i++)
        {
            var start = cursor.Position;
            var (name, description, type) = (MdaScan.Text(cursor), MdaScan.Text(cursor), cursor.I32());
            var group = into.AddGroup(name);
            if (description is not "")
            {
                group.Add("description", description, at: start);
            }

            if (type == 0)
            {
                group.Add("value", MdaScan.Text(cursor), at: start);
                continue;
            }

            var length = cursor.Count(cursor.I32(), 4, "values of a process variable");
            var unit = MdaScan.Text(cursor);
            var value = Value(cursor, type, length) ?? throw new DamagedException($"The process variable {name} is of type {type}, which nobody here knows", start);
            group.Add("value", value is Array { Length: 1 } one ? one.GetValue(0) : value, unit is "" ? null : unit, start);
        }
    }

    // The numbers are those of EPICS: DBR_CTRL_CHAR, SHORT, LONG, FLOAT, DOUBLE.
    private static object? Value(Cursor cursor, int type, int length)
    {
        switch (type)
        {
            case 32:
                return Letters(Many(length, cursor.I32));
            case 29 or 33:
                return Many(length, cursor.I32);
            case 30:
                return Many(length, cursor.F32);
            case 34:
                return Many(length, cursor.F64);
            default:
                return null;
        }
    }

    // Each letter takes four bytes. Long texts of EPICS are kept so, up to a zero; and so are arrays of small numbers.
    private static object Letters(int[] values)
    {
        var end = Array.IndexOf(values, 0);
        var text = values.AsSpan(0, end < 0 ? values.Length : end);
        return text.Length > 0 && text.IndexOfAnyExceptInRange(' ', '~') < 0 ? string.Concat(text.ToArray().Select(letter => (char)letter)) : values;
    }

    private static T[] Many<T>(int count, Func<T> read)
    {
        var all = new T[count];
        for (var i = 0; i < count; i++)
        {
            all[i] = read();
        }

        return all;
    }
}
