using Dewar.Sdk;

namespace Dewar.Formats.Bytes;

/// <summary>
/// How a record of fixed layout lies in a file, written as its specification has it: a line for each field with type, name and perhaps the
/// unit. Types are u1, u2, u4, u8, i1 … i8, f4, f8, text as s16 (bytes), gaps as x24; several of one kind as <c>f4*3</c>.
/// </summary>
internal sealed class RecordLayout
{
    private readonly Field[] _fields;

    public RecordLayout(string lines) => _fields =
    [
        .. lines.Split('\n', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries).Select(Field.Parse),
    ];

    /// <summary>Bytes of the record.</summary>
    public long Length => _fields.Sum(each => (long)each.Size * each.Count);

    /// <summary>
    /// Adds the fields from where the cursor is, and moves it behind them. Of a record that is cut off the whole fields are added.
    /// </summary>
    /// <exception cref="DamagedException">The file ends within it.</exception>
    public void AddTo(MetaGroup into, Cursor cursor)
    {
        foreach (var field in _fields)
        {
            var at = cursor.Position;
            if (field.Kind is 'x')
            {
                cursor.Skip(field.Size);
                continue;
            }

            into.Add(field.Name, field.Count == 1 ? Read(cursor, field) : Several(cursor, field), field.Unit, at);
        }
    }

    private static object Several(Cursor cursor, Field field)
    {
        if (field.Kind is 's')
        {
            return Enumerable.Range(0, field.Count).Select(_ => cursor.Text(field.Size)).ToArray();
        }

        if (field.Kind is 'f')
        {
            return Enumerable.Range(0, field.Count).Select(_ => field.Size == 4 ? Convert.ToDouble(cursor.F32()) : cursor.F64()).ToArray();
        }

        return Enumerable.Range(0, field.Count).Select(_ => Convert.ToInt64(Read(cursor, field))).ToArray();
    }

    private static object Read(Cursor cursor, Field field) => (field.Kind, field.Size) switch
    {
        ('s', var size) => cursor.Text(size),
        ('u', 1) => cursor.U8(),
        ('u', 2) => cursor.U16(),
        ('u', 4) => cursor.U32(),
        ('u', _) => (long)Math.Min(cursor.U64(), long.MaxValue),
        ('i', 1) => cursor.I8(),
        ('i', 2) => cursor.I16(),
        ('i', 4) => cursor.I32(),
        ('i', _) => cursor.I64(),
        ('f', 4) => cursor.F32(),
        _ => cursor.F64(),
    };

    private sealed record Field(char Kind, int Size, int Count, string Name, string? Unit)
    {
        public static Field Parse(string line)
        {
            var words = line.Split(' ', StringSplitOptions.RemoveEmptyEntries);
            var type = words[0].Split('*');
            return new(
                type[0][0],
                int.Parse(type[0][1..]),
                type.Length > 1 ? int.Parse(type[1]) : 1,
                words.Length > 1 ? words[1] : "",
                words.Length > 2 ? words[2] : null);
        }
    }
}
