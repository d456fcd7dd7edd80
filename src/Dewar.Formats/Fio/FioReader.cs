using System.Text.RegularExpressions;
using Dewar.Formats.Bytes;
using Dewar.Sdk;

namespace Dewar.Formats.Fio;

/// <summary>Scans of the beamlines of DESY: remarks (%c), parameters (%p) and columns (%d). Written to the description of Online and Spectra (Th. Kracht, DESY).</summary>
public sealed partial class FioReader : IFormatReader
{
    private const int Most = 20_000;

    public string Name => "fio";

    public int Version => 1;

    public IReadOnlyList<FormatPassport> Formats { get; } =
        [new("DESY fio", ".fio", "The columns as a table; parameters and remarks.", "Online/Spectra, file formats (Th. Kracht, DESY)")];

    public Likelihood Recognise(FileHead head)
    {
        var text = head.Bytes.Span;
        return text.StartsWith("!"u8) || text.StartsWith("%c"u8) || text.StartsWith("%p"u8)
            ? Section(text, "%c"u8) + Section(text, "%p"u8) + Section(text, "%d"u8) >= 2 ? Likelihood.BySignature : Likelihood.No
            : Likelihood.No;
    }

    public void Read(ByteSource file, Extraction into, CancellationToken ct)
    {
        into.Format = "DESY fio";
        into.MediaType = "text/plain";
        var (lines, section, columns) = (new LineReader(file), "", new List<string>());
        var (remarks, parameters) = (into.Metadata.AddGroup("comments"), into.Metadata.AddGroup("parameters"));
        var (start, end, rows) = (-1L, 0L, 0L);
        while (lines.Next(out var line))
        {
            if (line.Length == 0 || line[0] == '!')
            {
                continue;
            }

            if (line[0] == '%')
            {
                section = LineReader.Decode(line).Trim();
            }
            else if (section is "%d" && !line.TrimStart((byte)' ').StartsWith("Col "u8))
            {
                ct.ThrowIfCancellationRequested();
                start = start < 0 ? lines.Start : start;
                (rows, end) = (rows + 1, lines.Position);
            }
            else if (remarks.Children.Count + parameters.Children.Count + columns.Count < Most)
            {
                Take(section, LineReader.Decode(line).Trim(), lines.Start, columns, remarks, parameters);
            }
        }

        Tell(into, remarks);
        if (rows > 0 && columns.Count > 0)
        {
            into.Add(new Signal
            {
                Name = into.Facts[CoreNames.ScanCommand]?.Value as string ?? "",
                Type = SignalType.Table,
                Element = ElementType.Float64,
                Axes = [new("row", rows), new("column", columns.Count)],
                Columns = columns,
                ColumnUnits = new string?[columns.Count],
                Hints = new DrawingHints { Over = 0 },
                Values = new TextTable(file, start, end, rows, columns.Count) { Skip = "!%" },
            });
        }
    }

    private static void Take(string section, string text, long at, List<string> columns, MetaGroup remarks, MetaGroup parameters)
    {
        switch (section)
        {
            case "%d" when Column.Match(text) is { Success: true } column:
                columns.Add(column.Groups["name"].Value);
                break;
            case "%p" when text.IndexOf('=') is > 0 and var equals:
                var value = text[(equals + 1)..].Trim();
                parameters.Add(text[..equals].Trim(), NumberText.TryParse(value, out var number) ? number : value, at: at);
                break;
            default:
                remarks.Add("line", text, at: at);
                break;
        }
    }

    // The first remark is the command of the scan, a later one names the user and when it began.
    private static void Tell(Extraction into, MetaGroup remarks)
    {
        foreach (var line in remarks.Children.OfType<MetaValue>())
        {
            var match = Begun.Match(line.AsWord ?? "");
            if (match.Success)
            {
                into.Facts.Tell(CoreNames.AcquiredAt, TimeText.Parse(match.Groups["time"].Value), "comments");
                into.Facts.Tell(CoreNames.Operator, match.Groups["user"].Value, "comments");
            }
            else
            {
                into.Facts.Tell(CoreNames.ScanCommand, line.AsWord, "comments");
            }
        }
    }

    private static int Section(ReadOnlySpan<byte> text, ReadOnlySpan<byte> mark)
    {
        var at = text.IndexOf(mark);
        return at == 0 || at > 0 && text[at - 1] is (byte)'\n' or (byte)'\r' ? 1 : 0;
    }

    [GeneratedRegex(@"^Col\s+\d+\s+(?<name>\S+)")]
    private static partial Regex Column { get; }

    [GeneratedRegex(@"(user\s+(?<user>\S+)\s+)?(Acquisition )?started at\s+(?<time>\w{3} \w{3} +\d+ [\d:]+ \d{4}|\S+ [\d:]+)", RegexOptions.IgnoreCase)]
    private static partial Regex Begun { get; }
}
