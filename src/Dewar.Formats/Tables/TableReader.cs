using Dewar.Formats.PlainText;
using Dewar.Sdk;

namespace Dewar.Formats.Tables;

/// <summary>
/// Tables in text: fields between commas, semicolons, tabs or blanks, with or without headings, units, comments and lines above
/// (RFC 4180 and what programs make of it). Logs of in-situ holders are known and give a signal for each quantity.
/// </summary>
public sealed class TableReader : IFormatReader
{
    public string Name => "table";

    public int Version => 1;

    public IReadOnlyList<FormatPassport> Formats { get; } =
    [
        new("Tables in text", ".csv .tsv .tab .txt .dat", "The columns with names, units and types; lines above the table as metadata.", "RFC 4180; the variants that programs write"),
        new("Protochips logs", ".csv", "A signal over time for each quantity; start time, user, units.", "The files' own notes"),
        new("DENSsolutions Impulse logs", ".csv", "A signal over time for each quantity; the experiment's log beside it.", "The files' own headings"),
    ];

    public Likelihood Recognise(FileHead head)
    {
        if (head.Length == 0 || TextBytes.Guess(head.Bytes.Span, head.Length > head.Bytes.Length, out _) is null || LooksMarked(head.Bytes.Span))
        {
            return Likelihood.No;
        }

        var named = head.Named(".csv", ".tsv", ".tab");
        if (TextBytes.Of(head) is not { } text || TableLayout.Guess(text, oneColumn: named) is not { } layout)
        {
            return named ? Likelihood.ByName : Likelihood.No;
        }

        if (Protochips.Is(layout) || Impulse.Is(layout))
        {
            return Likelihood.BySignature;
        }

        return named ? Likelihood.ByContent : layout.Score switch
        {
            ( >= 0.5, >= 0.5) when layout.Sample.Count >= 3 => Likelihood.ByName,
            ( >= 0.8, _) when layout.Dialect.Delimiter != 0 && layout.Sample.Count >= 2 && layout.HasHeader => Likelihood.ByName,
            _ => Likelihood.No,
        };
    }

    public void Read(ByteSource file, Extraction into, CancellationToken ct)
    {
        into.Format = file.Name.EndsWith(".tsv", StringComparison.OrdinalIgnoreCase) ? "Table (TSV)" : "Table (CSV)";
        into.MediaType = "text/csv";
        var text = TextBytes.Of(file) ?? throw new DamagedException($"{file.Name} is no text", 0);
        var layout = TableLayout.Guess(text, oneColumn: true) ?? throw new DamagedException($"{file.Name} has no rows", 0);
        into.Metadata.Add("encoding", text.EncodingName);
        into.Metadata.Add("delimiter", layout.Dialect.DelimiterName);
        if (layout.Dialect.DecimalComma)
        {
            into.Metadata.Add("decimal comma", true);
        }

        into.MediaType = layout.Dialect.Delimiter == '\t' ? "text/tab-separated-values" : "text/csv";
        into.Format = layout.Dialect.DelimiterName switch
        {
            "comma" => "Table (comma-separated, CSV)",
            "tab" => "Table (tab-separated, TSV)",
            "blanks" => "Table (columns of text)",
            var name => $"Table ({name}-separated)",
        };
        Describe(layout, into);
        var rows = new TextRows(text, layout.Start, layout.Dialect);
        var count = rows.Count(out var estimate, ct);
        into.Metadata.Add("rows", count);
        if (estimate > count)
        {
            into.Warn($"Only the first {count} rows were counted; there are about {estimate}.");
        }

        if (Protochips.Is(layout))
        {
            Protochips.Describe(layout, rows, count, into);
        }
        else if (Impulse.Is(layout))
        {
            Impulse.Describe(file, layout, rows, count, into);
        }
        else
        {
            into.Add(Table(layout, rows, count));
        }
    }

    private static Signal Table(TableLayout layout, TextRows rows, long count)
    {
        var words = new Dictionary<int, IReadOnlyList<string>>();
        for (var i = 0; i < layout.Columns.Count; i++)
        {
            if (layout.Columns[i].Kind is "text" or "time")
            {
                words[i] = [.. layout.Sample.Select(row => i < row.Length ? row[i] : "")];
            }
        }

        return new Signal
        {
            Name = "",
            Type = SignalType.Table,
            Element = ElementType.Float64,
            Axes = [new Axis("row", count), new Axis("column", layout.Columns.Count)],
            Columns = [.. layout.Columns.Select((column, i) => column.Name is "" ? $"column {i + 1}" : column.Name)],
            ColumnUnits = [.. layout.Columns.Select(column => column.Unit)],
            Words = words,
            Values = new TextColumns(rows, count, [.. Enumerable.Range(0, layout.Columns.Count)]),
        };
    }

    private static void Describe(TableLayout layout, Extraction into)
    {
        var columns = into.Metadata.AddGroup("columns");
        foreach (var (column, i) in layout.Columns.Select((column, i) => (column, i)).Take(1024))
        {
            columns.Add(column.Name is "" ? $"column {i + 1}" : column.Name, column.Kind, column.Unit);
        }

        if (layout.Preamble.Count == 0)
        {
            return;
        }

        var above = into.Metadata.AddGroup("above the table");
        var group = above;
        foreach (var (line, at) in layout.Preamble)
        {
            if (KeyValues.Section(line) is { } section)
            {
                group = above.AddGroup(section);
            }
            else if (KeyValues.TryPair(line, out var key, out var value) || TwoFields(line, layout.Dialect, out key, out value))
            {
                KeyValues.Add(group, into.Facts, key, value, at);
            }
            else if (line.Trim().Length > 1)
            {
                group.Add("line", line.Length > 1000 ? line[..1000] : line.Trim(), at: at);
            }
        }
    }

    // "Operator,Jane" above a table with more columns, perhaps filled up with empty fields.
    private static bool TwoFields(string line, Dialect dialect, out string key, out string value)
    {
        (key, value) = ("", "");
        if (dialect.Delimiter == 0 || line.Split((char)dialect.Delimiter, 3) is not { Length: >= 2 } fields || fields.Length == 3 && fields[2].Trim((char)dialect.Delimiter, ' ') is not "")
        {
            return false;
        }

        (key, value) = (KeyValues.Bare(fields[0]).Trim('"', ':'), fields[1].Trim().Trim('"'));
        return key.Length is > 0 and < 60 && key.Any(char.IsLetter);
    }

    // Markup and programs have lines of equal commas, too.
    private static bool LooksMarked(ReadOnlySpan<byte> bytes)
    {
        var first = bytes.TrimStart(" \t\r\n\uFEFF"u8);
        return first is [(byte)'<' or (byte)'{', ..] || first.StartsWith("%PDF"u8) || first.StartsWith("{\\rtf"u8) || first.StartsWith("%!PS"u8);
    }
}
