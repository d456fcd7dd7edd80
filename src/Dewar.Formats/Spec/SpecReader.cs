using Dewar.Formats.Bytes;
using Dewar.Sdk;

namespace Dewar.Formats.Spec;

/// <summary>Scans as SPEC and programs after its manner write them. Written to the SPEC manual (Certified Scientific Software), "Standard data file format".</summary>
public sealed class SpecReader : IFormatReader
{
    private const int MostSignals = 256;
    private const int MostNodes = 80_000;
    private const int MostScans = 10_000;

    public string Name => "spec";

    public int Version => 1;

    public IReadOnlyList<FormatPassport> Formats { get; } =
    [
        new("SPEC data file", ".spec .dat .txt", "Scans as tables, spectra of multi-channel analysers, motor positions.", "SPEC user manual, Standard data file format; silx and PyMca for #@ lines"),
    ];

    public Likelihood Recognise(FileHead head)
    {
        var text = head.Bytes.Span;
        text = text.StartsWith("\uFEFF"u8) ? text[3..] : text;
        text = text.TrimStart(" \r\n"u8);
        if (text.Length < 4 || text[0] != '#' || text[1] is not ((byte)'F' or (byte)'S' or (byte)'E' or (byte)'D' or (byte)'C') || text[2] is not ((byte)' ' or (byte)'\t'))
        {
            return Likelihood.No;
        }

        var named = text[1] == 'F';
        var scan = text.IndexOf("#S "u8);
        var hasScan = scan == 0 || scan > 0 && text[scan - 1] is (byte)'\n' or (byte)'\r';
        hasScan = hasScan && scan + 3 < text.Length && text[(scan + 3)..].TrimStart((byte)' ') is [>= (byte)'0' and <= (byte)'9', ..];
        if (named)
        {
            return hasScan || text.IndexOf("\n#E "u8) > 0 || text.IndexOf("\n#D "u8) > 0 || text.IndexOf("\n#O0"u8) > 0 ? Likelihood.BySignature : Likelihood.No;
        }

        return hasScan && (text.IndexOf("\n#N "u8) > 0 || text.IndexOf("\n#L "u8) > 0 || text.IndexOf("\n#D "u8) > 0) ? Likelihood.ByContent : Likelihood.No;
    }

    public void Read(ByteSource file, Extraction into, CancellationToken ct)
    {
        into.Format = "SPEC data file";
        into.MediaType = "text/plain";
        var lines = new LineReader(file);
        var (header, headerGroup) = (new SpecHeader(), (MetaGroup?)null);
        var seen = new Dictionary<string, int>();
        SpecScan? scan = null;
        var (nodes, continues) = (0, false);
        while (lines.Next(out var line))
        {
            if (continues)
            {
                scan?.ContinueSpectrum(line);
                continues = line.EndsWith("\\"u8);
                continue;
            }

            if (line.Length == 0)
            {
                continue;
            }

            if (line[0] == '@')
            {
                continues = line.EndsWith("\\"u8);
                scan?.TakeSpectrum(line, lines.Start, continues);
            }
            else if (line[0] != '#')
            {
                scan?.TakeRow(line, lines.Start, lines.Position);
            }
            else
            {
                ct.ThrowIfCancellationRequested();
                var (key, text) = Split(LineReader.Decode(line));
                if (key is "S")
                {
                    nodes += Close(file, scan, into);
                    scan = Begin(header, text, seen, lines.Start, nodes, into);
                }
                else if (key is "F" or "E" && (scan is not null || headerGroup is null))
                {
                    // A new header: what the one before said no longer holds.
                    nodes += Close(file, scan, into);
                    (scan, header, headerGroup) = (null, new SpecHeader(), nodes < MostNodes ? into.Metadata.AddGroup("header") : new MetaGroup("header"));
                    header.Take(key, text, headerGroup, lines.Start);
                }
                else if (scan is not null)
                {
                    scan.Take(key, text, lines.Start);
                }
                else
                {
                    headerGroup ??= into.Metadata.AddGroup("header");
                    header.Take(key, text, headerGroup.Children.Count < 10_000 ? headerGroup : new MetaGroup(""), lines.Start);
                }
            }

            TellFacts(header, scan, into.Facts);
        }

        Close(file, scan, into);
        TellFacts(header, new SpecScan(header, "", "", null), into.Facts);
        if (seen.Count == 0)
        {
            into.Warn("There is no scan in it.");
        }

        into.Metadata.Add("lines", lines.LineFeeds);
    }

    // Facts of the file are those of its first header.
    private static void TellFacts(SpecHeader header, SpecScan? scan, Facts facts)
    {
        if (scan is null || facts.All.Count > 0)
        {
            return;
        }

        facts.Tell(CoreNames.AcquiredAt, header.Time, "header/D, header/E");
        facts.Tell(CoreNames.Title, header.Title, "header/C");
        facts.Tell(CoreNames.Operator, header.User, "header/C");
    }

    private static SpecScan Begin(SpecHeader header, string text, Dictionary<string, int> seen, long at, int nodes, Extraction into)
    {
        var number = text.Trim().Split(' ')[0];
        var order = seen[number] = seen.GetValueOrDefault(number) + 1;
        var label = $"{number}.{order}";
        MetaGroup? group = null;
        if (nodes < MostNodes && seen.Count <= MostScans)
        {
            group = into.Metadata.AddGroup($"scan {label}");
            group.Add("S", text, at: at);
        }
        else if (seen.Count <= 2 * MostScans)
        {
            into.Metadata.Add($"scan {label}", text, at: at);
            into.Warn("There are so many scans that of the later ones only the commands are kept.");
        }

        return new(header, text, label, group);
    }

    private static int Close(ByteSource file, SpecScan? scan, Extraction into)
    {
        if (scan is null)
        {
            return 0;
        }

        if (into.Signals.Count >= MostSignals && scan.Rows > 0)
        {
            into.Warn($"The first {MostSignals} signals are described; all scans are in the metadata.");
        }

        scan.Finish(file, into.Signals.Count < MostSignals ? into : null);
        return scan.Nodes + 2;
    }

    // "#P0 1 2 3": the key ends at a blank.
    private static (string Key, string Text) Split(string line)
    {
        var space = line.AsSpan(1).IndexOfAny(' ', '\t');
        return space < 0 ? (line[1..].Trim(), "") : (line[1..(space + 1)], line[(space + 2)..].TrimEnd());
    }
}
