using System.Text;
using Dewar.Formats.Bytes;
using Dewar.Sdk;

namespace Dewar.Formats.Sdds;

/// <summary>Something that each page of the file has: a parameter, an array or a column.</summary>
/// <param name="Element">The type of its numbers; null for words.</param>
/// <param name="Fixed">The value that all pages share and none holds; null when each has its own.</param>
/// <param name="Dimensions">Axes of an array.</param>
internal sealed record SddsItem(string Name, string Type, ElementType? Element, string? Unit, string? Fixed, int Dimensions)
{
    /// <summary>Bytes of a number; -1 of words, which have a length of their own.</summary>
    public int Size => Type is "longdouble" ? 16 : Element?.Size ?? -1;
}

/// <summary>The header of an SDDS file: groups of names and values, each from an ampersand to <c>&amp;end</c>.</summary>
internal sealed class SddsHeader
{
    private const int Most = 10_000;
    private const int LongestGroup = 64 * 1024;
    private const long Longest = 16 << 20;
    private readonly Dictionary<string, string> _data = [];

    public List<SddsItem> Parameters { get; } = [];

    public List<SddsItem> Arrays { get; } = [];

    public List<SddsItem> Columns { get; } = [];

    /// <summary>Parameters that each page has a value of.</summary>
    public IReadOnlyList<SddsItem> PageParameters { get; private set; } = [];

    /// <summary>Names of the columns, which all tables share.</summary>
    public IReadOnlyList<string> ColumnNames { get; private set; } = [];

    public IReadOnlyList<string?> ColumnUnits { get; private set; } = [];

    public bool BigEndian { get; private set; }

    public bool IsBinary => _data.GetValueOrDefault("mode") is "binary";

    public bool ColumnMajor => Flag("column_major_order");

    /// <summary>No row tells how many follow; an empty line ends a page.</summary>
    public bool NoRowCounts => Flag("no_row_counts");

    public int LinesPerRow => Number("lines_per_row", 1);

    public int MoreHeaderLines => Number("additional_header_lines", 0);

    /// <summary>Where the pages begin.</summary>
    public long End { get; private set; }

    public static SddsHeader Read(ByteSource file, Extraction into)
    {
        var (header, lines, group) = (new SddsHeader(), new LineReader(file), new StringBuilder());
        into.Metadata.Add("version", lines.NextText()?.Trim(), at: 0);
        while (lines.Position < Longest && lines.NextText() is { } line)
        {
            var text = line.Trim();
            if (text.StartsWith('!'))
            {
                header.BigEndian |= text.StartsWith("!# big-endian", StringComparison.OrdinalIgnoreCase);
                continue;
            }

            // Several groups may stand in a line, and a group in several lines.
            var from = 0;
            while (text.IndexOf("&end", from, StringComparison.OrdinalIgnoreCase) is >= 0 and var end)
            {
                var one = group.Append(text, from, end - from).ToString().Trim();
                group.Clear();
                from = end + 4;
                if (header.Take(one, into))
                {
                    header.PageParameters = header.Parameters.FindAll(parameter => parameter.Fixed is null);
                    header.ColumnNames = header.Columns.ConvertAll(column => column.Name);
                    header.ColumnUnits = header.Columns.ConvertAll(column => column.Unit);
                    header.End = lines.Position;
                    for (var i = 0; i < header.MoreHeaderLines && lines.NextText() is not null; i++)
                    {
                        header.End = lines.Position;
                    }

                    return header;
                }
            }

            group.Append(text, from, text.Length - from).Append(' ');
            if (group.Length > LongestGroup)
            {
                break;
            }
        }

        throw new DamagedException($"{file.Name} has no &data: its header has no end", lines.Start);
    }

    // Whether it was the last group, which says how the data are stored.
    private bool Take(string text, Extraction into)
    {
        var space = text.IndexOfAny([' ', '\t', ',']);
        var (kind, values) = (space < 0 ? text : text[..space], Values(space < 0 ? "" : text[space..]));
        if (kind is "&data")
        {
            foreach (var (name, value) in values)
            {
                _data[name] = value.ToLowerInvariant();
            }

            BigEndian = _data.GetValueOrDefault("endian") switch { "big" => true, "little" => false, _ => BigEndian };
        }

        if (into.Metadata.Children.Count < Most)
        {
            var group = into.Metadata.AddGroup(kind.TrimStart('&'));
            foreach (var (name, value) in values)
            {
                group.Add(name, value);
            }
        }

        var list = kind switch { "&parameter" => Parameters, "&array" => Arrays, "&column" => Columns, _ => null };
        if (list is not null)
        {
            list.Add(list.Count < Most ? Item(values) : throw new DamagedException($"The header has more than {Most} items of a kind"));
        }

        return kind is "&data";
    }

    private static SddsItem Item(Dictionary<string, string> values)
    {
        var type = values.GetValueOrDefault("type") ?? "double";
        ElementType? element = type switch
        {
            "short" => ElementType.Int16,
            "ushort" => ElementType.UInt16,
            "long" => ElementType.Int32,
            "ulong" => ElementType.UInt32,
            "long64" => ElementType.Int64,
            "ulong64" => ElementType.UInt64,
            "float" => ElementType.Float32,
            "double" => ElementType.Float64,
            "character" => ElementType.UInt8,
            "string" or "longdouble" => null,
            _ => throw new DamagedException($"The type {type} is none of SDDS"),
        };
        var dimensions = int.TryParse(values.GetValueOrDefault("dimensions"), out var count) ? Math.Clamp(count, 1, 32) : 1;
        var unit = values.GetValueOrDefault("units") is { Length: > 0 } told ? told : null;
        return new(values.GetValueOrDefault("name") ?? "", type, element, unit, values.GetValueOrDefault("fixed_value"), dimensions);
    }

    // name=value, name="value with, commas and \" marks"
    private static Dictionary<string, string> Values(string text)
    {
        var (values, at) = (new Dictionary<string, string>(), 0);
        while (text.IndexOf('=', at) is > 0 and var equals && values.Count < 100)
        {
            var name = text[at..equals].Trim(' ', '\t', ',');
            at = equals + 1;
            while (at < text.Length && text[at] is ' ' or '\t')
            {
                at++;
            }

            var quoted = at < text.Length && text[at] == '"';
            var value = new StringBuilder();
            for (at += quoted ? 1 : 0; at < text.Length && (quoted ? text[at] != '"' : text[at] is not (',' or ' ' or '\t')); at++)
            {
                at += text[at] == '\\' && at + 1 < text.Length ? 1 : 0;
                value.Append(text[at]);
            }

            at += quoted ? 1 : 0;
            at = Math.Min(at, text.Length);
            values[name] = value.ToString();
        }

        return values;
    }

    private bool Flag(string name) => _data.GetValueOrDefault(name) is "1" or "true";

    private int Number(string name, int otherwise) => int.TryParse(_data.GetValueOrDefault(name), out var number) ? Math.Clamp(number, 0, 10_000) : otherwise;
}
