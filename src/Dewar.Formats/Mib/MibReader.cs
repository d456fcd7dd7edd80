using Dewar.Formats.Bytes;
using Dewar.Sdk;

namespace Dewar.Formats.Mib;

/// <summary>Frames of Merlin detectors (.mib) and the text beside them (.hdr), to the Merlin manual of Quantum Detectors.</summary>
public sealed class MibReader : IFormatReader
{
    public string Name => "mib";

    public int Version => 1;

    public IReadOnlyList<FormatPassport> Formats { get; } =
    [
        new(
            "Quantum Detectors Merlin",
            ".mib .hdr",
            "Frames of one or four chips, counted or raw, at the places of a scan where its shape is known; first header, text beside.",
            "Merlin manual: MIB file format, MQ1 headers"),
    ];

    public Likelihood Recognise(FileHead head) =>
        head.Has("MQ1,"u8) || MerlinText.Is(head) ? Likelihood.BySignature : Likelihood.No;

    public void Read(ByteSource file, Extraction into, CancellationToken ct)
    {
        if (MerlinText.Is(FileHead.Of(file)))
        {
            ReadText(file, into);
            return;
        }

        into.Format = "Quantum Detectors Merlin (MIB)";
        var header = MibHeader.Read(file);
        header.AddTo(into.Metadata.AddGroup("frame"));
        var text = BesideText(file, into);
        AddSignal(file, into, header, text);
        Tell(into.Facts, header);
        text?.Tell(into.Facts, "hdr/");
    }

    private static void ReadText(ByteSource file, Extraction into)
    {
        into.Format = "Quantum Detectors Merlin header (HDR)";
        into.MediaType = "text/plain";
        var text = MerlinText.Read(file);
        text.AddTo(into.Metadata, placed: true);
        text.Tell(into.Facts, "");
        var stem = Path.GetFileNameWithoutExtension(file.Name);
        into.PartOf = file.Companions(stem).FirstOrDefault(name => name.EndsWith(".mib", StringComparison.OrdinalIgnoreCase));
        if (into.PartOf is null)
        {
            into.Warn($"The frames that belong to this header ({stem}.mib) are not here.");
        }
    }

    // Long measurements lie in several files with numbers after a common name, and one text.
    private static MerlinText? BesideText(ByteSource file, Extraction into)
    {
        var stem = Path.GetFileNameWithoutExtension(file.Name);
        var common = stem.TrimEnd([.. "0123456789"]);
        foreach (var name in new[] { stem, common, common.TrimEnd('_') }.Distinct())
        {
            if (name is "" || file.Companion($"{name}.hdr") is not { } beside || !MerlinText.Is(FileHead.Of(beside)))
            {
                continue;
            }

            into.AddPart(beside.Name, "header");
            var text = MerlinText.Read(beside);
            text.AddTo(into.Metadata.AddGroup("hdr"), placed: false);
            return text;
        }

        into.Warn($"There is no header file ({stem}.hdr) beside the frames: the shape of a scan is not known.");
        return null;
    }

    private static void AddSignal(ByteSource file, Extraction into, MibHeader header, MerlinText? text)
    {
        var raw = header.PixelType is "R64";
        var depth = raw ? RawDepth(file, header, text) : header.PixelType switch
        {
            "U01" or "U1" or "U08" or "U8" => 8,
            "U16" => 16,
            "U32" => 32,
            "U64" => 64,
            var other => throw new DamagedException($"Pixels of type '{other}' are none of Merlin"),
        };
        var pixels = checked(header.Width * header.Height);
        var frame = checked(header.Length + (raw ? MibRawValues.StoredBytes(header.Width, header.Height, depth) ?? 0 : pixels * depth / 8));
        if (pixels == 0)
        {
            throw new DamagedException($"A frame of {header.Width} × {header.Height} pixels is none");
        }

        var frames = Math.Max(1, file.Length / frame);
        if (file.Length != frames * frame)
        {
            into.Warn($"The last frame breaks off: {file.Length % frame} of {frame} bytes are there.");
        }

        var quad = raw && header.Layout.Contains("2x2", StringComparison.OrdinalIgnoreCase) && header.Chips == 4 && header.Width % 256 == 0;
        var scan = Scan(frames, text);
        Axis[] own = quad
            ? [new("y", header.Height * 2), new("x", header.Width / 2)]
            : [new("y", header.Height), new("x", header.Width)];
        Axis[] axes = [.. scan, .. own];
        long[] shape = [.. axes.Select(axis => axis.Length)];
        SignalValues values = raw ? new MibRawValues(file, header, (depth, quad), frame, shape) : Counted(file, header, depth, frame, shape);
        into.Add(new Signal
        {
            Name = "",
            Type = scan.Length == 2 ? SignalType.Diffraction : SignalType.Image,
            Element = values.Element,
            Axes = axes,
            Quantity = "counts",
            // The lowest row of the sensor comes first.
            Hints = new() { Orientation = 4 },
            Values = values,
        });
        into.Facts.Tell(CoreNames.Frames, frames, "", "the file's length");
    }

    private static Axis[] Scan(long frames, MerlinText? text) => (frames, text?.Scan(frames)) switch
    {
        (1, _) => [],
        (_, { } shape) => [new("scan_y", shape[0]) { IsScan = true }, new("scan_x", shape[1]) { IsScan = true }],
        _ => [new("frame", frames) { IsScan = true }],
    };

    private static PackedValues Counted(ByteSource file, MibHeader header, int depth, long frame, long[] shape)
    {
        var element = new ElementType(ElementKind.Unsigned, depth);
        var strides = new long[shape.Length];
        (strides[^1], strides[^2]) = (element.Size, header.Width * element.Size);
        for (var axis = shape.Length - 3; axis >= 0; axis--)
        {
            strides[axis] = axis == shape.Length - 3 ? frame : strides[axis + 1] * shape[axis + 1];
        }

        return new PackedValues(file, header.Length, element, shape) { Strides = strides, BigEndian = true };
    }

    // Old headers do not say it. Then the text does, or the place where the next frame begins.
    private static int RawDepth(ByteSource file, MibHeader header, MerlinText? text)
    {
        if ((header.CounterDepth ?? text?.Whole("Counter Depth")) is (1 or 6 or 12 or 24) and var said)
        {
            return (int)said;
        }

        Span<byte> start = stackalloc byte[4];
        foreach (var depth in (ReadOnlySpan<int>)[1, 6, 12, 24])
        {
            var end = checked(header.Length + MibRawValues.StoredBytes(header.Width, header.Height, depth) ?? 0);
            if (end == file.Length || (file.Read(end, start) == 4 && start.SequenceEqual("MQ1,"u8)))
            {
                return depth;
            }
        }

        throw new DamagedException("The bits of the raw counters are neither told nor to be seen");
    }

    private static void Tell(Facts facts, MibHeader header)
    {
        // The same moment by the clock on the wall and in UTC gives the zone, which is said nowhere.
        var offset = header is { Local: { } local, Utc: { } utc } && Math.Abs((local - utc).TotalHours) <= 14
            ? TimeSpan.FromMinutes(Math.Round((local - utc).TotalMinutes / 15) * 15)
            : (TimeSpan?)null;
        facts.Tell(CoreNames.AcquiredAt, header.Local is { } time ? new FileTime(time, offset) : null, "frame/timestamp");
        facts.Tell(CoreNames.ExposureTime, header.ShutterTime, "s", "frame/shutter_time");
        facts.Tell(CoreNames.DetectorPixelSize, 55, "µm", "the chip: all of Medipix 3 have pixels of this size");
    }
}
