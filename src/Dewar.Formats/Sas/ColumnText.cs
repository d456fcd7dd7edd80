using System.Text.RegularExpressions;
using Dewar.Formats.Bytes;
using Dewar.Sdk;

namespace Dewar.Formats.Sas;

/// <summary>Columns of numbers in a text, with the lines that stand before them.</summary>
internal sealed partial class ColumnText
{
    private const int MostHeader = 500;
    private const int LeastRows = 5;
    private readonly List<string> _header = [];

    /// <summary>Lines before the numbers, as they are.</summary>
    public IReadOnlyList<string> Header => _header;

    /// <summary>Where the first row begins.</summary>
    public long Start { get; private set; }

    /// <summary>Where the last row has ended.</summary>
    public long End { get; private set; }

    public int Columns { get; private set; }

    public long Rows { get; private set; }

    /// <summary>Ends of lines in the whole file.</summary>
    public long LineFeeds { get; private set; }

    /// <summary>The first number never becomes smaller from row to row, as far as was looked.</summary>
    public bool Rises { get; private set; } = true;

    /// <summary>The first row.</summary>
    public double[] First { get; private set; } = [];

    /// <summary>Finds a block of at least five rows of two or more numbers; null when there is none.</summary>
    /// <param name="limit">Bytes to look at.</param>
    public static ColumnText? Find(ByteSource file, long limit)
    {
        var (found, lines) = (new ColumnText(), new LineReader(file, 0, limit));
        var row = new double[16];
        var last = double.NegativeInfinity;
        while (lines.Next(out var line))
        {
            var count = IsRemark(line) ? -1 : NumberText.Row(line, row);
            if (count < 2 || found.Rows > 0 && count != found.Columns)
            {
                if (found.Rows >= LeastRows)
                {
                    break;
                }

                found.Restart(file);
                if (count < 2)
                {
                    if (found._header.Count >= MostHeader || line.Contains((byte)0))
                    {
                        return null;
                    }

                    found._header.Add(LineReader.Decode(line));
                    continue;
                }
            }

            if (found.Rows++ == 0)
            {
                (found.Start, found.Columns, found.First, last) = (lines.Start, count, row[..Math.Min(count, row.Length)], row[0]);
            }

            found.Rises &= row[0] >= last;
            last = row[0];
            found.End = lines.Position;
        }

        return found.Rows >= LeastRows || found.Rows >= 2 && lines.Position >= file.Length ? found : null;
    }

    /// <summary>Goes on to the end of the block, and counts the lines of the file.</summary>
    /// <returns>What stands after the block, up to a bound.</returns>
    public List<string> Finish(ByteSource file, CancellationToken ct)
    {
        var (lines, tail, inside) = (new LineReader(file), new List<string>(), true);
        Rows = 0;
        while (lines.Next(out var line))
        {
            if (lines.Start < Start)
            {
                continue;
            }

            var blank = line.TrimStart(" \t"u8);
            inside &= blank.IsEmpty || IsRemark(line) || blank[0] is (>= (byte)'0' and <= (byte)'9') or (byte)'-' or (byte)'+' or (byte)'.' or (byte)'N' or (byte)'n';
            if (!inside)
            {
                if (tail.Count < 10_000)
                {
                    tail.Add(LineReader.Decode(line));
                }
            }
            else if (!blank.IsEmpty && !IsRemark(line))
            {
                Rows++;
                End = lines.Position;
            }

            if ((Rows & 0xfff) == 0)
            {
                ct.ThrowIfCancellationRequested();
            }
        }

        LineFeeds = lines.LineFeeds;
        return tail;
    }

    /// <summary>Names and units of the columns, from the last line of the header that has as many words; null when there is none.</summary>
    public (string Name, string? Unit)[]? Labels()
    {
        for (var i = _header.Count - 1; i >= Math.Max(0, _header.Count - 4); i--)
        {
            var line = _header[i].Trim().TrimStart('#', '%', '!', ';', '/', '*', ' ', '\t').Trim();
            if (line is "" || line.StartsWith("---", StringComparison.Ordinal))
            {
                continue;
            }

            foreach (var words in Splits(line))
            {
                if (words.Length == Columns && words.All(word => word.Length < 60 && !NumberText.TryParse(word, out _)) && words.Any(word => word.Any(char.IsLetter)))
                {
                    return [.. words.Select(Label)];
                }
            }
        }

        return null;
    }

    /// <summary>The table as a signal.</summary>
    public Signal Table(ByteSource file, string name, IReadOnlyList<(string Name, string? Unit)> labels) => new()
    {
        Name = name,
        Type = SignalType.Table,
        Element = ElementType.Float64,
        Axes = [new("row", Rows), new("column", Columns)],
        Columns = [.. Enumerable.Range(0, Columns).Select(i => i < labels.Count ? labels[i].Name : $"column {i + 1}")],
        ColumnUnits = [.. Enumerable.Range(0, Columns).Select(i => i < labels.Count ? labels[i].Unit : null)],
        Place = Start == 0 ? null : $"from byte {Start}",
        Hints = new DrawingHints { Logarithmic = labels is [{ Name: ['q' or 'Q', ..] }, ..] ? true : null, Over = 0, Plot = [1] },
        Values = new TextTable(file, Start, End, Rows, Columns) { Skip = "#%!;" },
    };

    /// <summary>Header lines as names and values where they have both.</summary>
    public void Tell(MetaGroup into)
    {
        foreach (var line in _header)
        {
            var text = line.Trim().TrimStart('#', '%', '!', ';', ' ', '\t');
            if (Entry.Match(text) is { Success: true } entry)
            {
                var value = entry.Groups["value"].Value.Trim();
                into.Add(entry.Groups["key"].Value.Trim(), NumberText.TryParse(value, out var number) ? number : value);
            }
            else if (text is not "")
            {
                into.Add("line", text);
            }
        }
    }

    /// <summary>"1/A" is of the ångström; the letter is the ampere's elsewhere.</summary>
    public static string? Angstrom(string? unit) => unit?.Trim() switch
    {
        null or "" => null,
        "A" or "Ang" => "Å",
        "1/A" or "A-1" or "A^-1" or "A^(-1)" or "1/Ang" or "Ang-1" or "Å-1" or "INVERSE_ANGSTROM" => "1/Å",
        "nm-1" or "nm^(-1)" => "1/nm",
        "cm-1" or "cm^(-1)" => "1/cm",
        "C" => "°C",
        var other => other,
    };

    private static IEnumerable<string[]> Splits(string line)
    {
        const StringSplitOptions Options = StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries;
        yield return line.Split('|', Options) is [var first, .. var rest] && rest.Length > 0 && first.Contains(' ') ? rest : line.Split('|', Options);
        var columns = line.IndexOf("columns", StringComparison.OrdinalIgnoreCase);
        yield return (columns < 0 ? line : line[(columns + 7)..]).Split(" - ", Options);
        yield return line.Split(["\t", "  "], Options);
        yield return line.Split([',', ';'], Options);
        yield return line.Split((char[]?)null, Options);
    }

    private static (string Name, string? Unit) Label(string word)
    {
        var match = WithUnit.Match(word);
        return match.Success && match.Groups["unit"].Value is var unit && Unit.TryParse(Angstrom(unit), out _)
            ? (match.Groups["name"].Value.Trim(), Angstrom(unit))
            : (word.Trim('"', ' '), null);
    }

    private static bool IsRemark(ReadOnlySpan<byte> line) => line.Length > 0 && line[0] is (byte)'#' or (byte)'%' or (byte)'!' or (byte)';';

    // What looked like the beginning of the numbers was none: these rows belong to the header.
    private void Restart(ByteSource file)
    {
        if (Rows > 0 && _header.Count < MostHeader)
        {
            var lines = new LineReader(file, Start, End);
            while (lines.NextText() is { } line && _header.Count < MostHeader)
            {
                _header.Add(line);
            }
        }

        (Rows, Rises) = (0, true);
    }

    [GeneratedRegex(@"^(?<name>[^\s\[(][^\[(]*?)\s*[\[(](?<unit>[^\])]{1,20})[\])]$|^(?<name>\S+)\s+\((?<unit>[^)]{1,20})\)$")]
    private static partial Regex WithUnit { get; }

    [GeneratedRegex(@"^(?<key>[A-Za-z][\w .\-/()]{0,60}?)\s*[:=]\s*(?<value>.+)$")]
    private static partial Regex Entry { get; }
}
