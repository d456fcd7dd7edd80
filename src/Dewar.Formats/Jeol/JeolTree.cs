using System.Text;
using Dewar.Formats.Bytes;
using Dewar.Sdk;

namespace Dewar.Formats.Jeol;

/// <summary>
/// The tree in the files of JEOL's Analysis Station: each node a mark, a name, a type, a length in bytes, a value, and then its children;
/// another mark ends the children. Of long arrays only the place is kept.
/// </summary>
internal sealed class JeolTree
{
    private const int MostNodes = 100_000;
    private const int MostDepth = 64;
    private const int LongestName = 256;
    private const int LongArray = 4096;
    private const int TypeIndex = 14;
    private static readonly Encoding ShiftJis = CodePagesEncodingProvider.Instance.GetEncoding(932)!;

    private readonly Dictionary<MetaValue, ElementType> _arrays = new(ReferenceEqualityComparer.Instance);
    private readonly Cursor _cursor;
    private int _nodes;

    private JeolTree(ByteSource file, long at) => _cursor = new(file, at);

    /// <summary>Adds a tree to a group; when the file breaks off, what was before is there.</summary>
    public static JeolTree Read(ByteSource file, long at, MetaGroup into)
    {
        var tree = new JeolTree(file, at);
        tree.ReadChildren(into, 0);
        return tree;
    }

    /// <summary>The type of an array that was left in the file; null for other values.</summary>
    public ElementType? ArrayOf(MetaValue value) => _arrays.TryGetValue(value, out var type) ? type : null;

    /// <summary>Text in UTF-8, or else in the encoding of Japanese Windows.</summary>
    public static string Text(ReadOnlySpan<byte> bytes)
    {
        bytes = bytes.TrimEnd((byte)0);
        return (System.Text.Unicode.Utf8.IsValid(bytes) ? Encoding.UTF8 : ShiftJis).GetString(bytes);
    }

    private void ReadChildren(MetaGroup into, int depth)
    {
        if (depth > MostDepth)
        {
            throw new DamagedException($"{_cursor.Source.Name}: its tree is deeper than {MostDepth} levels", _cursor.Position);
        }

        while (_cursor.Left > 0 && _cursor.U8() == 1)
        {
            if (++_nodes > MostNodes)
            {
                throw new DamagedException($"{_cursor.Source.Name}: its tree has more than {MostNodes} nodes", _cursor.Position);
            }

            ReadNode(into, depth);
        }
    }

    private void ReadNode(MetaGroup into, int depth)
    {
        var length = _cursor.I32();
        if (length is < 0 or > LongestName)
        {
            throw new DamagedException($"{_cursor.Source.Name}: a name of {length} letters in its tree", _cursor.Position - 4);
        }

        var name = NameOf(_cursor.Bytes(length));
        var (type, size) = (_cursor.I32(), _cursor.I32());
        var at = _cursor.Position;
        if (size < 0 || size > _cursor.Left)
        {
            throw new DamagedException($"{_cursor.Source.Name}: the value of '{name}' has {size} bytes, and {_cursor.Left} are left", at);
        }

        var value = type == 0 ? null : Value(name, type, size, at);
        _cursor.Position = at + size;
        var children = new MetaGroup(name is [.., 'P', 'A', 'G', 'E', _] && value?.AsWord is { } page ? $"{name}_{page}" : name);
        try
        {
            ReadChildren(children, depth + 1);
        }
        finally
        {
            if (children.Children.Count > 0 || value is null)
            {
                into.Add(children);
                if (value is not null)
                {
                    children.Add(type == TypeIndex ? "index" : "value", value.Value, at: at);
                }
            }
            else
            {
                into.Add(value);
            }
        }
    }

    private MetaValue? Value(string name, int type, int size, long at)
    {
        // Limits of a control of the program, in a form of their own.
        if (name is "Limits")
        {
            return new(name, Convert.ToHexString(_cursor.Bytes(Math.Min(size, 64)))) { At = at };
        }

        if (type is 12 or 13 or 20)
        {
            return new(name, Text(_cursor.Bytes(Math.Min(size, 65536))).Replace('\0', ' ')) { At = at };
        }

        if (ElementOf(type) is not { } element)
        {
            return new(name, Convert.ToHexString(_cursor.Bytes(Math.Min(size, 64)))) { At = at, Doubt = $"The type {type} is not known." };
        }

        var count = size / element.Size;
        if (count > LongArray)
        {
            var left = new MetaValue(name, null) { Length = count, At = at };
            _arrays.Add(left, element);
            return left;
        }

        var numbers = SignalNumbers(element, _cursor.Bytes(size), count);
        var isFlag = type is 11 or 65552 or 65553;
        return count == 1
            ? new(name, isFlag ? numbers[0] != 0 : element.Kind == ElementKind.Float ? numbers[0] : (object)(long)numbers[0]) { At = at }
            : new(name, element.Kind == ElementKind.Float ? numbers : Array.ConvertAll(numbers, number => (long)number)) { At = at, Length = count };
    }

    private static double[] SignalNumbers(ElementType element, byte[] bytes, int count)
    {
        var numbers = new double[count];
        SignalValues.Decode(bytes, element, numbers);
        return element.Bits == 32 && element.Kind == ElementKind.Float ? Array.ConvertAll(numbers, number => Widened(number)) : numbers;
    }

    // 0.1f is meant as 0.1.
    private static double Widened(double single) => double.IsFinite(single) ? double.Parse(((float)single).ToString("R")) : single;

    private static ElementType? ElementOf(int type) => type switch
    {
        1 or 6 or 11 or 65552 or 65553 => ElementType.UInt8,
        2 or 7 or TypeIndex => ElementType.UInt16,
        3 or 8 => ElementType.Int32,
        4 or 9 => ElementType.Float32,
        5 or 10 => ElementType.Float64,
        _ => null,
    };

    // Some names are followed by a byte that is no letter; one name is always in Japanese.
    private static string NameOf(ReadOnlySpan<byte> bytes)
    {
        bytes = bytes.TrimEnd((byte)0);
        return bytes.SequenceEqual((ReadOnlySpan<byte>)[0xCE, 0xDF, 0xB0, 0xC4]) ? "Port" : Text(bytes is [.., 0xDE] ? bytes[..^1] : bytes);
    }
}
