using Dewar.Formats.Bytes;
using Dewar.Sdk;

namespace Dewar.Formats.Sas;

/// <summary>XAS Data Interchange: spectra of X-ray absorption, with a header of families and keys (XDI 1.0, B. Ravel and M. Newville).</summary>
public sealed class XdiReader : IFormatReader
{
    private static readonly (string Key, CoreName Name, string? Unit)[] Known =
    [
        ("facility.name", CoreNames.Facility, null), ("beamline.name", CoreNames.Instrument, null), ("sample.name", CoreNames.Sample, null),
        ("element.symbol", CoreNames.Elements, null), ("detector.i0", CoreNames.Detector, null), ("mono.name", CoreNames.Mode, null),
        ("sample.id", CoreNames.Sample, null), ("sample.temperature", CoreNames.Temperature, "K"), ("facility.current", CoreNames.RingCurrent, "mA"),
    ];

    public string Name => "xdi";

    public int Version => 1;

    public IReadOnlyList<FormatPassport> Formats { get; } =
        [new("XAS Data Interchange (XDI)", ".xdi .dat", "The columns as a table; all keys.", "XDI specification 1.0, Journal of Physics Conf. Ser. 712 (2016) 012148")];

    public Likelihood Recognise(FileHead head) =>
        head.Has("# XDI/"u8) || head.Has("#XDI/"u8) || head.Has("; XDI/"u8) ? Likelihood.BySpeciality : Likelihood.No;

    public void Read(ByteSource file, Extraction into, CancellationToken ct)
    {
        into.Format = "XDI";
        into.MediaType = "text/plain";
        var lines = new LineReader(file);
        var columns = new SortedDictionary<int, (string Name, string? Unit)>();
        var remarks = new List<string>();
        var inRemarks = false;
        while (lines.NextText() is { } line && line.StartsWith('#') && into.Metadata.Children.Count < 10_000)
        {
            ct.ThrowIfCancellationRequested();
            var text = line.TrimStart('#').Trim();
            if (lines.Start == 0)
            {
                into.Metadata.Add("XDI", text, at: 0);
                into.Facts.Tell(CoreNames.Software, string.Join(' ', text.Split(' ').Skip(1)), "XDI");
            }
            else if (text.StartsWith("///", StringComparison.Ordinal) || text.StartsWith("---", StringComparison.Ordinal))
            {
                inRemarks = text[0] == '/';
            }
            else if (inRemarks)
            {
                remarks.Add(text);
            }
            else if (text.IndexOf(':') is > 0 and var colon)
            {
                Tell(text[..colon].Trim(), text[(colon + 1)..].Trim(), lines.Start, columns, into);
            }
        }

        into.Metadata.Add("comment", remarks.ToArray());
        into.Facts.Tell(CoreNames.Description, string.Join(' ', remarks), "comment");
        var table = ColumnText.Find(file, Math.Min(file.Length, 1 << 20)) ?? throw new DamagedException("There are no columns of numbers", lines.Position);
        table.Finish(file, ct);
        var labels = columns.Count == table.Columns ? [.. columns.Values] : table.Labels() ?? [];
        into.Add(table.Table(file, into.Metadata.Word("Sample.name") ?? "", labels));
        into.Metadata.Add("lines", table.LineFeeds);
    }

    private static void Tell(string key, string value, long at, SortedDictionary<int, (string Name, string? Unit)> columns, Extraction into)
    {
        var lower = key.ToLowerInvariant();
        if (lower.StartsWith("column.", StringComparison.Ordinal) && int.TryParse(lower[7..], out var number) && columns.Count < 1000)
        {
            var words = value.Split(' ', 2, StringSplitOptions.TrimEntries);
            columns[number] = (words[0], words.Length > 1 ? words[1] : null);
        }

        var parts = value.Split(' ', 2);
        var isNumber = NumberText.TryParse(parts[0], out var amount) && parts.Length == 2 && Unit.TryParse(parts[1], out _);
        if (lower is "scan.start_time" or "scan.end_time")
        {
            var time = TimeText.Parse(value);
            into.Metadata.Add(key, time is { } known ? known : value, at: at);
            into.Facts.Tell(lower is "scan.start_time" ? CoreNames.AcquiredAt : CoreNames.EndedAt, time, key);
            return;
        }

        into.Metadata.Add(key, isNumber ? amount : NumberText.TryParse(value, out var plain) ? plain : value, isNumber ? parts[1] : null, at);
        foreach (var (known, name, unit) in Known)
        {
            if (known == lower && unit is null)
            {
                into.Facts.Tell(name, value, key);
            }
            else if (known == lower && NumberText.TryParse(parts[0], out var told))
            {
                into.Facts.Tell(name, told, parts.Length > 1 ? parts[1] : unit ?? "", key);
            }
        }
    }
}
