using System.Text;
using Dewar.Formats.Bytes;
using Dewar.Sdk;

namespace Dewar.Formats.Wdf;

/// <summary>
/// A set of properties (PSET): values with a type, flags and a number, sets within sets, and keys that give the numbers their names. The keys
/// of a set also name what lies in the sets below, where these have none of their own.
/// </summary>
internal sealed class PropertySet
{
    private const int MostDepth = 64;
    private const int MostEntries = 100_000;
    // The programs that ran the measurement are in it as well, with thousands of lines.
    private const int LongText = 2000;
    private const byte Compressed = 64;
    private const byte Array = 128;
    private readonly List<Entry> _entries = [];
    private readonly Dictionary<ushort, string> _keys = [];

    private sealed record Entry(ushort Number, object? Value, long At);

    /// <summary>Reads the set in a block and adds it; nothing when the block holds none.</summary>
    public static void AddTo(MetaGroup into, ByteSource file, WdfBlock block, Extraction told)
    {
        var cursor = new Cursor(file, block.Start);
        if (block.Length < 8 || cursor.Text(4, Encoding.Latin1) != "PSET")
        {
            return;
        }

        var length = cursor.U32();
        var entries = 0;
        var set = new PropertySet();
        try
        {
            set.Read(cursor, Math.Min(block.Start + block.Length, cursor.Position + length), 0, ref entries);
        }
        catch (DamagedException damage)
        {
            told.Warn($"The properties in block {block.Name} break off: {damage.Message}");
        }

        set.AddTo(into, []);
    }

    private void Read(Cursor cursor, long end, int depth, ref int entries)
    {
        if (depth > MostDepth)
        {
            throw new DamagedException($"Sets of properties lie more than {MostDepth} deep in each other", cursor.Position);
        }

        while (cursor.Position + 4 <= end)
        {
            var at = cursor.Position;
            var (type, flags, number) = ((char)cursor.U8(), cursor.U8(), cursor.U16());
            if (++entries > MostEntries)
            {
                throw new DamagedException($"There are more than {MostEntries} properties", at);
            }

            if ((flags & Compressed) != 0)
            {
                // Packed by a program of Renishaw's; how is not known.
                var packed = cursor.Count(cursor.U32(), 1, "bytes of a packed property");
                cursor.Skip(packed);
                _entries.Add(new(number, $"({packed} packed bytes)", at));
            }
            else if (type is 'p')
            {
                var length = cursor.Count(cursor.U32(), 1, "bytes of properties");
                var inner = new PropertySet();
                _entries.Add(new(number, inner, at));
                var innerEnd = Math.Min(end, cursor.Position + length);
                inner.Read(cursor, innerEnd, depth + 1, ref entries);
                cursor.Position = innerEnd;
            }
            else if (type is 'k')
            {
                _keys.TryAdd(number, cursor.Text(cursor.Count(cursor.U32(), 1, "bytes of a key"), Encoding.UTF8));
            }
            else
            {
                _entries.Add(new(number, Value(cursor, type, (flags & Array) != 0), at));
            }
        }
    }

    private static object? Value(Cursor cursor, char type, bool isArray)
    {
        if (type is 'u')
        {
            var text = cursor.Text(cursor.Count(cursor.U32(), 1, "bytes of text"), Encoding.UTF8);
            return text.Length <= LongText ? text : $"{text[..LongText]} … ({text.Length} letters)";
        }

        if (type is 'b')
        {
            var length = cursor.Count(cursor.U32(), 1, "bytes");
            cursor.Skip(length);
            return $"({length} bytes)";
        }

        if (!isArray)
        {
            return One(cursor, type);
        }

        var size = type switch { 's' => 2, 'i' or 'r' => 4, 'w' or 'q' or 't' => 8, _ => 1 };
        var count = cursor.Count(cursor.U32(), size, "values of a property");
        var end = cursor.Position + (long)count * size;
        var kept = new double[Math.Min(count, MetaValue.Most)];
        for (var i = 0; i < kept.Length; i++)
        {
            kept[i] = Convert.ToDouble(type is 't' ? cursor.I64() : One(cursor, type));
        }

        cursor.Position = end;
        return type is 'r' or 'q' ? kept : System.Array.ConvertAll(kept, number => (long)number);
    }

    private static object? One(Cursor cursor, char type) => type switch
    {
        'c' => cursor.I8(),
        '?' => cursor.U8(),
        's' => cursor.I16(),
        'i' => cursor.I32(),
        'w' => cursor.I64(),
        'r' => cursor.F32(),
        'q' => cursor.F64(),
        't' => WdfTime.Of(cursor.U64()),
        _ => throw new DamagedException($"A property of type '{type}' is not known", cursor.Position),
    };

    private void AddTo(MetaGroup into, IReadOnlyList<Dictionary<ushort, string>> above)
    {
        Dictionary<ushort, string>[] keys = [_keys, .. above];
        foreach (var (number, value, at) in _entries)
        {
            var name = keys.Select(each => each.GetValueOrDefault(number)).FirstOrDefault(key => key is not null) ?? $"#{number}";
            if (value is PropertySet inner)
            {
                inner.AddTo(into.AddGroup(name), keys);
            }
            else
            {
                into.Add(name, value, at: at);
            }
        }
    }
}

/// <summary>Times as Windows counts them: tenths of microseconds since 1601, in UTC.</summary>
internal static class WdfTime
{
    /// <summary>Null when it can't be a time.</summary>
    public static FileTime? Of(ulong ticks) => ticks > 0 && ticks < (ulong)(DateTime.MaxValue - DateTime.FromFileTimeUtc(0)).Ticks
        ? FileTime.Utc(DateTime.FromFileTimeUtc((long)ticks))
        : null;
}
