using System.Globalization;
using System.Text;
using Dewar.Formats.Bytes;
using Dewar.Sdk;

namespace Dewar.Formats.Nano;

/// <summary>
/// Scans of Nanonis controllers (.sxm): tags between colons with lines of text below them, then the pictures of all channels, forward and
/// backward, big-endian in single precision, in the order in which they were scanned.
/// </summary>
public sealed class SxmReader : IFormatReader
{
    private const int MostText = 1 << 20;

    public string Name => "sxm";

    public int Version => 1;

    public IReadOnlyList<FormatPassport> Formats { get; } =
    [
        new("Nanonis scan", ".sxm", "Each channel forward and backward with its unit and size; all tags of the header.",
            "Nanonis SPM control system manual: scan data file format"),
    ];

    public Likelihood Recognise(FileHead head) => head.Has(":NANONIS_VERSION:"u8) ? Likelihood.BySignature : Likelihood.No;

    public void Read(ByteSource file, Extraction into, CancellationToken ct)
    {
        into.Format = "Nanonis scan (SXM)";
        var bytes = file.ReadBytes(0, Math.Min(file.Length, MostText)).AsSpan();
        var end = bytes.IndexOf(":SCANIT_END:"u8);
        ReadTags(Encoding.Latin1.GetString(end < 0 ? bytes : bytes[..end]), into.Metadata);
        Tell(into.Metadata, into.Facts);
        var mark = end < 0 ? -1 : bytes[end..].IndexOf([(byte)0x1A, (byte)0x04]);
        if (mark < 0)
        {
            throw new DamagedException("The header does not end");
        }

        AddChannels(file, into, end + mark + 2);
    }

    // A tag is a line between colons; what follows up to the next belongs to it.
    private static void ReadTags(string text, MetaGroup into)
    {
        var (tag, value, at, tagAt) = ("", new StringBuilder(), 0L, 0L);
        foreach (var line in text.Split('\n'))
        {
            if (line.Length > 2 && line[0] == ':' && line.TrimEnd()[^1] == ':')
            {
                AddTag(into, tag, value, tagAt);
                (tag, tagAt) = (line.Trim().Trim(':'), at);
                value.Clear();
            }
            else
            {
                value.Append(line.TrimEnd('\r')).Append('\n');
            }

            at += line.Length + 1;
        }

        AddTag(into, tag, value, tagAt);
    }

    private static void AddTag(MetaGroup into, string tag, StringBuilder value, long at)
    {
        if (tag is "" || into.Children.Count > 10_000)
        {
            return;
        }

        // Groups of the program's modules: Z-Controller>P-gain.
        var parts = tag.Split('>', 2);
        var group = parts.Length == 1 ? into : into.Find(parts[0]) as MetaGroup ?? into.AddGroup(parts[0]);
        var text = value.ToString().Trim('\n');
        group.Add(parts[^1], tag is "DATA_INFO" ? text : TextValue.Typed(text), at: at);
    }

    private static void AddChannels(ByteSource file, Extraction into, long start)
    {
        var pixels = Numbers(into.Metadata, "SCAN_PIXELS");
        var range = Numbers(into.Metadata, "SCAN_RANGE");
        var offset = Numbers(into.Metadata, "SCAN_OFFSET");
        if (pixels is not [>= 1 and < int.MaxValue, >= 1 and < int.MaxValue])
        {
            throw new DamagedException($"SCAN_PIXELS can't be '{into.Metadata.Word("SCAN_PIXELS")}'");
        }

        var (width, height) = ((long)pixels[0], (long)pixels[1]);
        var size = checked(width * height * 4);
        Axis Along(string name, long length, int number) => new(name, length)
        {
            Scale = range.Length == 2 && range[number] > 0 ? range[number] / length : null,
            Offset = range.Length == 2 && offset.Length == 2 ? offset[number] - range[number] / 2 : 0,
            Unit = range.Length == 2 ? "m" : null,
        };
        var isUpwards = into.Metadata.Word("SCAN_DIR")?.Trim() is "up";
        var at = start;
        foreach (var (name, unit, isBackward) in Channels(into.Metadata.Word("DATA_INFO") ?? ""))
        {
            // Backward lines lie from right to left, upward scans begin at the bottom.
            var (row, column) = (isUpwards ? -width * 4 : width * 4, isBackward ? -4 : 4);
            var first = at + (isUpwards ? (height - 1) * width * 4 : 0) + (isBackward ? (width - 1) * 4 : 0);
            into.Add(new Signal
            {
                Name = isBackward ? $"{name} backward" : name,
                Type = SignalType.Image,
                Element = ElementType.Float32,
                Axes = [Along("y", height, 1), Along("x", width, 0)],
                Quantity = name,
                Unit = unit,
                Place = $"channel {into.Signals.Count + 1}",
                Values = new PackedValues(file, first, ElementType.Float32, [height, width]) { Strides = [row, column], BigEndian = true },
            });
            at = checked(at + size);
        }

        if (at > file.Length)
        {
            into.Warn($"The scan breaks off: {Math.Max(0, file.Length - start)} of {at - start} bytes are there.");
        }
    }

    private static IEnumerable<(string Name, string Unit, bool IsBackward)> Channels(string table)
    {
        foreach (var line in table.Split('\n').Skip(1).Take(1000))
        {
            var cells = line.Split('\t', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries);
            if (cells.Length < 4)
            {
                continue;
            }

            if (cells[3] is not "backward")
            {
                yield return (cells[1], cells[2], false);
            }

            if (cells[3] is "both" or "backward")
            {
                yield return (cells[1], cells[2], true);
            }
        }
    }

    private static void Tell(MetaGroup tree, Facts facts)
    {
        var range = Numbers(tree, "SCAN_RANGE");
        var pixels = Numbers(tree, "SCAN_PIXELS");
        if (range.Length == 2)
        {
            facts.Tell(CoreNames.FieldWidth, range[0], "m", "SCAN_RANGE");
            facts.Tell(CoreNames.FieldHeight, range[1], "m", "SCAN_RANGE");
            facts.Tell(CoreNames.PixelSize, pixels.Length == 2 ? range[0] / pixels[0] : null, "m", "SCAN_RANGE");
        }

        facts.Tell(CoreNames.Description, tree.Word("COMMENT"), "COMMENT");
        facts.Tell(CoreNames.FrameTime, tree.Number("ACQ_TIME"), "s", "ACQ_TIME");
        facts.Tell(CoreNames.Temperature, tree.Number("REC_TEMP"), "K", "REC_TEMP", "Many controllers write 290 K without measuring.");
        facts.Tell(CoreNames.ScanRotation, tree.Number("SCAN_ANGLE"), "°", "SCAN_ANGLE");
        facts.Tell(CoreNames.Manufacturer, "Nanonis", "the format");
        facts.Tell(CoreNames.Software, tree.Word("NANONIS_VERSION") is { } version ? $"Nanonis {version}" : null, "NANONIS_VERSION");
        var time = $"{tree.Word("REC_DATE")?.Trim()} {tree.Word("REC_TIME")?.Trim()}";
        if (DateTime.TryParseExact(time, "d.M.yyyy H:m:s", CultureInfo.InvariantCulture, DateTimeStyles.None, out var local))
        {
            facts.Tell(CoreNames.AcquiredAt, new FileTime(local), "REC_DATE");
        }
    }

    private static double[] Numbers(MetaGroup tree, string tag) =>
        [.. (tree.Word(tag) ?? "").Split(' ',
            StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries).Select(TextValue.Real).OfType<double>()];
}
