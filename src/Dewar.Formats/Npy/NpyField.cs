using Dewar.Sdk;

namespace Dewar.Formats.Npy;

/// <summary>A number or word inside of an element of an array: the element itself, or a field of a structure.</summary>
/// <param name="Name">Empty for the element itself; "a.b" for a field of a field.</param>
/// <param name="Offset">From the beginning of the element, in bytes.</param>
/// <param name="Size">Bytes.</param>
/// <param name="Kind">The letter of numpy: f, i, u, b, c, S, U, V, M, m, O.</param>
/// <param name="Element">The type of a number; null when it is none that can be handed out.</param>
/// <param name="Unit">The unit of times.</param>
internal sealed record NpyField(string Name, long Offset, long Size, char Kind, ElementType? Element, bool BigEndian, string? Unit)
{
    private const int Most = 1000;
    private const int MostOfOne = 16;

    public bool IsWord => Kind is 'S' or 'U' or 'a';

    /// <summary>All fields of a type as a header writes it, and its size in bytes.</summary>
    /// <param name="descr">A word as "&lt;f8", or a list of fields.</param>
    public static long All(object? descr, List<NpyField> into, string name = "", long offset = 0)
    {
        if (into.Count > Most)
        {
            throw new DamagedException($"An array has more than {Most} fields");
        }

        switch (descr)
        {
            case string type:
                var field = One(type, name, offset);
                into.Add(field);
                return field.Size;
            case object[] { Length: > 0 } fields when fields[0] is object[]:
                return Fields(fields, into, name, offset);

            // A field that is an array of its own: its type and its shape.
            case object[] and [var type, object[] shape]:
                var start = into.Count;
                var size = All(type, into, name, offset);
                var count = shape.Aggregate(1L, (product, length) => checked(product * (length as long? ?? 1)));
                for (var i = 1; i < Math.Min(count, MostOfOne) && into.Count == start + i; i++)
                {
                    into.Add(into[start] with { Name = $"{name}[{i}]", Offset = offset + i * size });
                }

                return checked(size * count);
            default:
                throw new DamagedException("The type of an array is none of numpy's");
        }
    }

    private static long Fields(object?[] fields, List<NpyField> into, string name, long offset)
    {
        var size = 0L;
        foreach (var field in fields)
        {
            if (field is not object[] { Length: >= 2 } parts)
            {
                throw new DamagedException("A field of an array has no type");
            }

            // The name may be a pair of a title and a name.
            var own = parts[0] as string ?? (parts[0] as object[])?.LastOrDefault() as string ?? "";
            var full = name is "" ? own : $"{name}.{own}";
            size += All(parts is [_, _, object[] shape] ? new object[] { parts[1], shape } : parts[1], into, full, checked(offset + size));
        }

        return size;
    }

    private static NpyField One(string type, string name, long offset)
    {
        var order = type is [('<' or '>' or '|' or '=') and var first, ..] ? first : '=';
        var rest = type.TrimStart('<', '>', '|', '=');
        var bracket = rest.IndexOf('[');
        var unit = bracket > 0 ? rest[(bracket + 1)..].TrimEnd(']') : null;
        var digits = bracket > 0 ? rest[1..bracket] : rest is "" ? "" : rest[1..];
        if (rest is "" || !long.TryParse(digits is "" ? "1" : digits, out var count) || count < 0 || count > int.MaxValue)
        {
            throw new DamagedException($"The type '{type}' is none of numpy's");
        }

        var size = rest[0] == 'U' ? 4 * count : count;
        ElementType? element = (rest[0], size) switch
        {
            ('f', 2 or 4 or 8) => new(ElementKind.Float, (int)size * 8),
            ('i' or 'M' or 'm', 1 or 2 or 4 or 8) => new(ElementKind.Signed, (int)size * 8),
            ('u', 1 or 2 or 4 or 8) => new(ElementKind.Unsigned, (int)size * 8),
            ('b' or '?', 1) => ElementType.UInt8,
            ('c', 8 or 16) => new(ElementKind.Complex, (int)size * 8),
            _ => null,
        };
        return new(name, offset, size, rest[0], element, order == '>', unit);
    }
}
