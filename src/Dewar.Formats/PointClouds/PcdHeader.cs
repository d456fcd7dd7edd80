using System.Globalization;
using Dewar.Sdk;

namespace Dewar.Formats.PointClouds;

/// <summary>The header of a PCD file: lines of a word and its values.</summary>
internal sealed class PcdHeader
{
    private readonly Dictionary<string, string[]> _lines = [];

    public void Add(string key, string[] words, MetaGroup into, long at)
    {
        if (!_lines.TryAdd(key is "COLUMNS" ? "FIELDS" : key, words))
        {
            return;
        }

        object value = key switch
        {
            "SIZE" or "COUNT" or "WIDTH" or "HEIGHT" or "POINTS" when words.All(word => long.TryParse(word, out _)) =>
                words.Length == 1 && key is not ("SIZE" or "COUNT") ? long.Parse(words[0]) : words.Select(long.Parse).ToArray(),
            "VIEWPOINT" when words.All(word => double.TryParse(word, CultureInfo.InvariantCulture, out _)) =>
                words.Select(word => double.Parse(word, CultureInfo.InvariantCulture)).ToArray(),
            "FIELDS" or "TYPE" => words,
            _ => string.Join(' ', words),
        };
        into.Add(key, value, at: at);
    }

    public string? Word(string key) => _lines.TryGetValue(key, out var words) && words is [var word, ..] ? word.ToLowerInvariant() : null;

    /// <summary>How many points there are.</summary>
    public long Points(string file)
    {
        var shape = Number("WIDTH") is { } width ? width * (Number("HEIGHT") ?? 1) : (long?)null;
        var points = Number("POINTS") ?? shape ?? throw new DamagedException($"The header of {file} does not say how many points there are", 0);
        return points is < 0 or > int.MaxValue * 8L ? throw new DamagedException($"The header of {file} claims {points} points", 0) : points;
    }

    /// <summary>The fields of a point.</summary>
    public IReadOnlyList<(string Name, ElementType Type, int Count)> Fields(string file, int most)
    {
        var names = _lines.GetValueOrDefault("FIELDS") ?? [];
        var (sizes, types, counts) = (_lines.GetValueOrDefault("SIZE") ?? [], _lines.GetValueOrDefault("TYPE") ?? [], _lines.GetValueOrDefault("COUNT") ?? []);
        if (names.Length > most)
        {
            throw new DamagedException($"The header of {file} names {names.Length} fields", 0);
        }

        var fields = new List<(string, ElementType, int)>();
        for (var i = 0; i < names.Length; i++)
        {
            // Without a size or a type it is a float: so it was before version 0.6.
            var (size, type) = (i < sizes.Length ? sizes[i] : "4", i < types.Length ? types[i].ToUpperInvariant() : "F");
            var kind = type switch { "F" => ElementKind.Float, "I" => ElementKind.Signed, "U" => ElementKind.Unsigned, _ => (ElementKind?)null };
            if (kind is null || size is not ("1" or "2" or "4" or "8") || kind == ElementKind.Float && size is not ("4" or "8"))
            {
                throw new DamagedException($"Field {names[i]} of {file} is of type {type} and size {size}, which PCD does not have", 0);
            }

            var count = i >= counts.Length ? 1 : int.TryParse(counts[i], out var number) && number >= 0 && number <= most ? number
                : throw new DamagedException($"Field {names[i]} of {file} has a count of {counts[i]}", 0);
            fields.Add((names[i], new(kind.Value, 8 * int.Parse(size)), count));
        }

        return fields;
    }

    private long? Number(string key) =>
        _lines.TryGetValue(key, out var words) && words is [var word, ..] && long.TryParse(word, out var number) && number is >= 0 and <= uint.MaxValue ? number : null;
}
