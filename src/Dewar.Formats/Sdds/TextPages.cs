using Dewar.Formats.Bytes;
using Dewar.Sdk;

namespace Dewar.Formats.Sdds;

/// <summary>Pages that are stored as text: a line for each parameter, arrays, the number of rows, and the rows.</summary>
internal sealed class TextPages(ByteSource file, SddsHeader header, SddsSignals signals, Extraction into)
{
    private readonly LineReader _lines = new(file, header.End);
    private long _before = header.End;

    public bool IsAtEnd
    {
        get
        {
            var more = Next() is not null;
            _lines.Seek(_before);
            return !more;
        }
    }

    public void Read(int page, MetaGroup metadata)
    {
        foreach (var parameter in header.PageParameters)
        {
            var line = Next() ?? throw new DamagedException($"Page {page} ends before its parameters do", _lines.Position);
            var text = parameter.Type is "string" ? Words(line) is [var only] ? only : line.Trim() : line.Trim();
            metadata.Add(parameter.Name, parameter.Type is not "string" && NumberText.TryParse(text, out var number) ? number : text, parameter.Unit, _before);
        }

        foreach (var array in header.Arrays)
        {
            Array(page, array, metadata);
        }

        if (header.Columns.Count > 0)
        {
            Rows(page, metadata);
        }
    }

    private void Rows(int page, MetaGroup metadata)
    {
        var announced = long.MaxValue;
        if (!header.NoRowCounts && (!long.TryParse((Next() ?? "").Trim(), out announced) || announced < 0))
        {
            throw new DamagedException($"Page {page} does not say how many rows it has", _before);
        }

        var (start, rows, columns) = (_lines.Position, 0L, header.Columns.Count);
        var isPlain = header.LinesPerRow <= 1 && header.Columns.TrueForAll(column => column.Type is not ("string" or "character"));
        var cells = new List<double>();
        var words = new Dictionary<int, IReadOnlyList<string>>();
        while (rows < announced && _lines.Next(out var line))
        {
            var blank = line.TrimStart(" \t"u8).IsEmpty;
            if (blank && header.NoRowCounts)
            {
                break;
            }

            if (blank || line[0] == '!')
            {
                continue;
            }

            if (!isPlain && signals.HasRoom)
            {
                var row = Words(LineReader.Decode(line));
                for (var more = 1; row.Count < columns && more < header.LinesPerRow && Next() is { } next; more++)
                {
                    row.AddRange(Words(next));
                }

                Keep(row, cells, words);
            }

            rows++;
        }

        metadata.Add("rows", rows, at: start);
        if (announced != long.MaxValue && rows < announced)
        {
            into.Warn($"Page {page} should have {announced} rows, and {rows} are there.");
        }

        if (signals.HasRoom)
        {
            var values = isPlain ? new TextTable(file, start, _lines.Position, rows, columns) { Skip = "!" }
                : cells.Count == rows * columns ? signals.OfCells([.. cells], rows) : null;
            signals.AddTable(page, rows, values, words);
        }
    }

    private void Keep(List<string> row, List<double> cells, Dictionary<int, IReadOnlyList<string>> words)
    {
        if (!signals.Take(header.Columns.Count))
        {
            return;
        }

        for (var column = 0; column < header.Columns.Count; column++)
        {
            var text = column < row.Count ? row[column] : "";
            var isWord = header.Columns[column].Type is "string" or "character";
            cells.Add(!isWord && NumberText.TryParse(text, out var number) ? number : double.NaN);
            if (isWord)
            {
                var list = words.TryGetValue(column, out var there) ? (List<string>)there : (List<string>)(words[column] = new List<string>());
                if (list.Count < MetaValue.Most)
                {
                    list.Add(text);
                }
            }
        }
    }

    private void Array(int page, SddsItem array, MetaGroup metadata)
    {
        var dimensions = (Next() ?? "").Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries);
        var count = 1L;
        foreach (var word in dimensions)
        {
            count = long.TryParse(word, out var length) && length >= 0 ? checked(count * length) : throw new DamagedException($"The array {array.Name} of page {page} has no size", _before);
        }

        var kept = new List<string>();
        for (var read = 0L; read < count && Next() is { } line;)
        {
            var words = Words(line);
            kept.AddRange(words.Take(Math.Max(0, MetaValue.Most - kept.Count)));
            read += Math.Max(1, words.Count);
        }

        var numbers = kept.ConvertAll(word => NumberText.TryParse(word, out var number) ? number : double.NaN);
        metadata.Add(new MetaValue(array.Name, array.Type is "string" ? kept.ToArray() : numbers.ToArray()) { Unit = array.Unit, Length = count });
    }

    private string? Next()
    {
        while (_lines.NextText() is { } line)
        {
            _before = _lines.Start;
            if (!line.StartsWith('!') && line.Trim() is not "")
            {
                return line;
            }
        }

        return null;
    }

    // Words with blanks stand between quotation marks.
    private static List<string> Words(string line)
    {
        var (words, at) = (new List<string>(), 0);
        while (at < line.Length)
        {
            if (line[at] is ' ' or '\t')
            {
                at++;
                continue;
            }

            var quoted = line[at] == '"';
            var end = quoted ? line.IndexOf('"', at + 1) : line.AsSpan(at).IndexOfAny(' ', '\t') is >= 0 and var length ? at + length : line.Length;
            end = end < 0 ? line.Length : end;
            words.Add(line[(quoted ? at + 1 : at)..end]);
            at = end + 1;
        }

        return words;
    }
}
