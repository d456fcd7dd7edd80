using System.Text;
using Dewar.Formats.Bytes;
using Dewar.Formats.PlainText;

namespace Dewar.Formats.Tables;

/// <summary>A column of a table.</summary>
/// <param name="Name">As its heading says; empty without.</param>
/// <param name="Unit">From its heading, or the row of units.</param>
/// <param name="Kind">number, time, text or empty.</param>
internal sealed record Column(string Name, string? Unit, string Kind);

/// <summary>What a table looks like, guessed from its first lines.</summary>
internal sealed class TableLayout
{
    public const int MostColumns = 16_384;
    private const int SampleLines = 400;
    private static readonly byte[] Delimiters = [(byte)'\t', (byte)';', (byte)',', (byte)'|', 0];

    public required Dialect Dialect { get; init; }

    /// <summary>Lines before the table, with where they begin.</summary>
    public required IReadOnlyList<(string Line, long At)> Preamble { get; init; }

    public required IReadOnlyList<Column> Columns { get; init; }

    /// <summary>Whether there is a row of headings.</summary>
    public required bool HasHeader { get; init; }

    /// <summary>The first row with values, in bytes.</summary>
    public required long Start { get; init; }

    /// <summary>The first rows, as words.</summary>
    public required IReadOnlyList<string[]> Sample { get; init; }

    /// <summary>How much of the first lines looks like this table, and how many of its fields are numbers or times: each 0 to 1.</summary>
    public required (double Regular, double Numeric) Score { get; init; }

    /// <summary>Guesses; null when the lines are no table.</summary>
    /// <param name="oneColumn">A table may have a single column.</param>
    public static TableLayout? Guess(TextBytes text, bool oneColumn)
    {
        var lines = First(text, out var whole);
        TableLayout? best = null;
        var most = 0.0;
        foreach (var delimiter in Delimiters)
        {
            foreach (var comma in delimiter == ',' ? [false] : new[] { false, true })
            {
                var found = Try(lines, whole, new(delimiter, comma), text.Encoding, least: 2);
                var score = found is null ? 0 : found.Score.Regular + 1.5 * found.Score.Numeric;
                if (score > most + 1e-9)
                {
                    (best, most) = (found, score);
                }
            }
        }

        return best ?? (oneColumn ? Try(lines, whole, new((byte)','), text.Encoding, least: 1) : null);
    }

    private static List<(byte[] Line, long At)> First(TextBytes text, out bool whole)
    {
        var lines = new List<(byte[], long)>();
        var all = new Lines(text);
        whole = true;
        while (all.Next(out var line))
        {
            lines.Add((line.ToArray(), all.Offset));
            if (lines.Count >= SampleLines || all.Position - text.Start > 256 * 1024)
            {
                whole = all.Position >= text.Bytes.Length;
                break;
            }
        }

        return lines;
    }

    private static TableLayout? Try(List<(byte[] Line, long At)> lines, bool whole, Dialect dialect, Encoding encoding, int least)
    {
        var rows = new List<(int Line, string[] Fields)>();
        for (var i = 0; i < lines.Count; i++)
        {
            if (!Dialect.IsAside(lines[i].Line))
            {
                var first = i;
                var line = lines[i].Line;
                while (line.AsSpan().Count((byte)'"') % 2 != 0 && dialect.Delimiter != 0 && i + 1 < lines.Count && i - first < 20)
                {
                    line = [.. line, (byte)'\n', .. lines[++i].Line];
                }

                rows.Add((first, Fields(line, dialect, encoding)));
            }
        }

        if (rows.Count == 0 || Usual(rows, least) is not { } width || width > MostColumns)
        {
            return null;
        }

        // The table is the longest end of the lines that keeps its width; a few rows may break it.
        var begin = rows.Count;
        var broken = 0;
        for (var i = rows.Count - 1; i >= 0; i--)
        {
            var same = rows[i].Fields.Length == width;
            broken += same || !whole && i == rows.Count - 1 ? 0 : 1;
            if (broken > (rows.Count - i) / 20 + 1)
            {
                break;
            }

            begin = same ? i : begin;
        }

        if (rows.Count - begin < 2 && !(whole && least == 1) && rows.Count > 1)
        {
            return null;
        }

        return begin == rows.Count ? null : Describe(lines, rows, begin, width, dialect, encoding);
    }

    private static TableLayout Describe(
        List<(byte[] Line, long At)> lines, List<(int Line, string[] Fields)> rows, int begin, int width, Dialect dialect,
        Encoding encoding)
    {
        var kinds = Kinds(rows, begin, width, dialect);
        var headings = new List<string[]>();
        var data = begin;
        while (data < rows.Count - 1 && headings.Count < 4 && rows[data].Fields.Length == width
            && IsHeading(rows[data].Fields, kinds, headings.Count, rows, begin, width))
        {
            headings.Add(rows[data].Fields);
            data++;
        }

        var preambleEnd = rows[begin].Line;
        var asides = headings.Count > 0 ? null : HeadingAbove(lines, preambleEnd, width, dialect, encoding);
        if (asides is not null)
        {
            headings.Add(asides);
        }

        var units = headings.Skip(1).FirstOrDefault(AreUnits);
        var columns = new Column[width];
        for (var i = 0; i < width; i++)
        {
            var heading = headings.Count > 0 ? headings[0][i] : "";
            var (name, unit) = Units.Split(heading);
            var below = units is null || units[i] is "" ? null : units[i].Trim('[', ']', '(', ')');
            columns[i] = new(unit is null ? heading : name, unit ?? below, kinds[i]);
        }

        var later = rows.Skip(data).ToList();
        var regular = (double)later.Count(row => row.Fields.Length == width) / rows.Count;
        var numeric = (double)kinds.Count(kind => kind is "number" or "time") / width;
        var preamble = lines.Take(preambleEnd).Select(line => (encoding.GetString(line.Line), line.At))
            .Concat(headings.Skip(1).Where(row => row != units && asides is null)
                .Select(row => (string.Join(", ", row), lines[rows[begin].Line].At)));
        return new()
        {
            Dialect = dialect,
            Preamble = [.. preamble.Where(line => line.Item1.Trim() is not "")],
            Columns = columns,
            HasHeader = headings.Count > 0,
            Start = lines[rows[Math.Min(data, rows.Count - 1)].Line].At,
            Sample = [.. later.Select(row => row.Fields).Take(256)],
            Score = (regular, numeric),
        };
    }

    private static string[] Fields(byte[] line, Dialect dialect, Encoding encoding)
    {
        var places = new (int Start, int End)[Math.Min(MostColumns + 1, line.Length + 1)];
        var count = Math.Min(dialect.Split(line, places), places.Length);
        var fields = new string[count];
        for (var i = 0; i < count; i++)
        {
            fields[i] = Word(line.AsSpan(places[i].Start..places[i].End), encoding);
        }

        return fields;
    }

    private static string Word(ReadOnlySpan<byte> field, Encoding encoding)
    {
        field = field.Trim(" \t\r"u8);
        var quoted = field is [(byte)'"', .., (byte)'"'];
        var word = encoding.GetString(Dialect.Bare(field));
        word = quoted ? word.Replace("\"\"", "\"", StringComparison.Ordinal) : word;
        return word.Length > 1024 ? word[..1024] : word;
    }

    // The commonest width among the last two thirds.
    private static int? Usual(List<(int Line, string[] Fields)> rows, int least)
    {
        var widths = rows.Skip(rows.Count / 3).GroupBy(row => row.Fields.Length).OrderByDescending(group => group.Count()).First();
        return widths.Key >= least ? widths.Key : null;
    }

    private static string[] Kinds(List<(int Line, string[] Fields)> rows, int begin, int width, Dialect dialect)
    {
        var kinds = new string[width];
        var skip = Math.Min(begin + 4, begin + (rows.Count - begin) / 2);
        for (var i = 0; i < width; i++)
        {
            var (numbers, times, words) = (0, 0, 0);
            for (var row = skip; row < rows.Count; row++)
            {
                if (rows[row].Fields.Length <= i || IsMissing(rows[row].Fields[i]))
                {
                    continue;
                }

                var word = rows[row].Fields[i];
                var isNumber = dialect.TryNumber(Encoding.ASCII.GetBytes(word), out _);
                var isTime = !isNumber && (TimeText.IsTimeOfDay(word) || TimeText.Parse(word) is not null);
                numbers += isNumber ? 1 : 0;
                times += isTime ? 1 : 0;
                words += isNumber || isTime ? 0 : 1;
            }

            kinds[i] = (numbers, times, words) switch
            {
                (0, 0, 0) => "empty",
                var (n, t, w) when n * 20 >= (n + t + w) * 19 => "number",
                var (n, t, w) when t * 20 >= (n + t + w) * 19 => "time",
                _ => "text",
            };
        }

        return kinds;
    }

    // Words where numbers follow; or, in a table of words alone, names that differ from each other and appear nowhere below.
    private static bool IsHeading(
        string[] fields, string[] kinds, int before, List<(int Line, string[] Fields)> rows, int begin, int width)
    {
        var (words, numbers) = (0, 0);
        for (var i = 0; i < width; i++)
        {
            if (kinds[i] is "number" or "time" && !IsMissing(fields[i]))
            {
                var isValue = NumberText.TryParse(fields[i].Replace(',', '.'), out _) || TimeText.IsTimeOfDay(fields[i])
                    || TimeText.Parse(fields[i]) is not null;
                words += isValue ? 0 : 1;
                numbers += isValue ? 1 : 0;
            }
        }

        if (kinds.Any(kind => kind is "number" or "time"))
        {
            return words > 0 && words >= numbers && fields.Count(field => field is not "") * 2 >= width
                || words == 0 && numbers == 0 && before > 0 && AreUnits(fields);
        }

        return before == 0 && rows.Count - begin > 1 && fields.All(field => field.Length is > 0 and < 80)
            && fields.Distinct().Count() == width
            && !rows.Skip(begin + 1).Any(row => row.Fields.Length == width && row.Fields[0] == fields[0]);
    }

    private static bool IsMissing(string field) => field is "" or "-" or "--" or "n/a" or "N/A";

    private static bool AreUnits(string[] fields) =>
        fields.Any(field => field is not "")
        && fields.All(field => field is "" or "-" or "1" || Units.IsUnit(field.Trim('[', ']', '(', ')', ' ')));

    // The last line above, where it has as many names: often a comment.
    private static string[]? HeadingAbove(List<(byte[] Line, long At)> lines, int end, int width, Dialect dialect, Encoding encoding)
    {
        for (var i = end - 1; i >= Math.Max(0, end - 3); i--)
        {
            var bare = KeyValues.Bare(encoding.GetString(lines[i].Line));
            foreach (var other in new[] { dialect, new Dialect((byte)'\t'), new Dialect((byte)','), Dialect.Blanks })
            {
                var fields = Fields(Encoding.UTF8.GetBytes(bare), other, Encoding.UTF8);
                if (fields.Length == width && width > 1 && fields.All(field => field is not "" && !double.TryParse(field, out _)))
                {
                    return fields;
                }
            }
        }

        return null;
    }
}
