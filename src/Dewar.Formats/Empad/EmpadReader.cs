using System.Globalization;
using Dewar.Formats.Bytes;
using Dewar.Sdk;

namespace Dewar.Formats.Empad;

/// <summary>
/// The settings that the EMPAD detector (Cornell, Thermo Fisher) leaves as XML, and the frames beside them: 130 rows of 128 numbers in
/// single precision, of which the last two rows are the chip's own notes.
/// </summary>
public sealed class EmpadReader : IFormatReader
{
    private const int Side = 128;
    private const int StoredRows = 130;
    private const int Largest = 4 << 20;

    public string Name => "empad";

    public int Version => 1;

    public IReadOnlyList<FormatPassport> Formats { get; } =
    [
        new("EMPAD", ".xml .raw", "The frames at the places of the scan, with settings, calibration and time; the frames alone as a series.",
            "Tate et al., Microsc. Microanal. 22 (2016) 237; files"),
    ];

    public Likelihood Recognise(FileHead head)
    {
        if (head.Named(".raw") && Shape(head.Name) is { } shape && head.Length == shape.Y * shape.X * StoredRows * Side * 4)
        {
            return Likelihood.ByContent;
        }

        var bytes = head.Bytes.Span;
        return bytes.IndexOf("<raw_file"u8) > 0 && bytes.IndexOf("<root"u8) >= 0 && (bytes.IndexOf("<scan_parameters"u8) > 0 || bytes.IndexOf("<pix_x"u8) > 0)
            ? Likelihood.BySpeciality
            : Likelihood.No;
    }

    public void Read(ByteSource file, Extraction into, CancellationToken ct)
    {
        if (file.Name.EndsWith(".raw", StringComparison.OrdinalIgnoreCase))
        {
            ReadFrames(file, into);
            return;
        }

        into.Format = "EMPAD settings";
        into.MediaType = "application/xml";
        var tree = new MetaGroup("");
        new XmlTree().AddTo(tree, XmlTree.Decode(file.ReadBytes(0, Math.Min(file.Length, Largest))), file.Name);
        foreach (var child in tree.Children)
        {
            into.Metadata.Add(child);
        }

        var root = into.Metadata.Find("root") as MetaGroup ?? into.Metadata;
        Tell(root, into.Facts);
        var name = (root.Word("raw_file", "filename") ?? root.Word("raw_file"))?.Replace('\\', '/').Split('/')[^1] ?? "";
        var frames = name is "" ? null : file.Companion(name);
        if (frames is null)
        {
            into.Warn($"The frames are not here: {(name is "" ? "it does not say where they are" : name)}.");
        }
        else
        {
            into.AddPart(name, "data");
        }

        if (Scan(root, frames is null ? null : frames.Length / (StoredRows * Side * 4)) is { } scan)
        {
            Add(frames, scan, root, into);
        }
        else
        {
            into.Warn("It does not say how many frames there are.");
        }
    }

    // "scan_x256_y128.raw", "series_x10.raw"
    private static (long Y, long X)? Shape(string name)
    {
        var words = name.Split('.')[0].Split('_');
        long? After(char letter) => words.Select(word => word.Length > 1 && word[0] == letter && long.TryParse(word.AsSpan(1), NumberStyles.None,
            CultureInfo.InvariantCulture, out var number) && number is > 0 and < 100_000 ? number : (long?)null).LastOrDefault(number => number is not null);
        return words[0] is "scan" or "series" or "empad" && After('x') is { } x ? (After('y') ?? 1, x) : null;
    }

    private static void ReadFrames(ByteSource file, Extraction into)
    {
        into.Format = "EMPAD frames";
        into.Facts.Tell(CoreNames.Detector, "EMPAD", "the format");
        into.PartOf = file.Companions("").FirstOrDefault(name => name.EndsWith(".xml", StringComparison.OrdinalIgnoreCase)
            && file.Companion(name) is { } settings && Names(settings, file.Name));
        if (into.PartOf is null)
        {
            into.Warn("The settings that describe it (.xml) are not here.");
        }

        var (y, x) = Shape(file.Name) ?? (1, file.Length / (StoredRows * Side * 4));
        Add(file, y > 1 ? [new("scan_y", y) { IsScan = true }, new("scan_x", x) { IsScan = true }] : [new("series", x) { IsScan = true }], new MetaGroup(""), into);
    }

    private static bool Names(ByteSource settings, string frames) =>
        settings.Length < Largest && XmlTree.Decode(settings.ReadBytes(0, settings.Length)).Contains(frames, StringComparison.Ordinal);

    private static Axis[]? Scan(MetaGroup root, long? there)
    {
        // There may be several: what was looked at before, and what was acquired.
        var scans = root.Children.OfType<MetaGroup>().Where(child => child.Name is "scan_parameters").ToList();
        var acquired = scans.Find(scan => scan.Word("mode") is "acquire") ?? scans.FirstOrDefault() ?? new MetaGroup("");
        static long? Whole(MetaGroup group, string name) => group.Number(name) is > 0 and < int.MaxValue and var number ? (long)number : null;
        if (Whole(acquired, "series_count") is { } count)
        {
            return [new("series_count", count) { IsScan = true, Unit = "ms", Scale = 1 }];
        }

        if ((Whole(root, "pix_x") ?? Whole(acquired, "scan_resolution_x")) is { } x && (Whole(root, "pix_y") ?? Whole(acquired, "scan_resolution_y")) is { } y)
        {
            var field = root.Word("iom_measurements", "optics.get_full_scan_field_of_view")?.Trim('(', ')', '[', ']').Split(',') ?? [];
            double? Step(int number, long length) => field.Length > number
                && double.TryParse(field[number], CultureInfo.InvariantCulture, out var width) && width > 0 ? width / length : null;
            return
            [
                new("scan_y", y) { IsScan = true, Scale = Step(1, y), Unit = Step(1, y) is null ? null : "m" },
                new("scan_x", x) { IsScan = true, Scale = Step(0, x), Unit = Step(0, x) is null ? null : "m" },
            ];
        }

        return there is > 0 and var frames ? [new("series", frames) { IsScan = true }] : null;
    }

    private static void Add(ByteSource? frames, Axis[] scan, MetaGroup root, Extraction into)
    {
        var pixel = root.Number("iom_measurements", "calibrated_pixelsize") * 1e9;
        Axis Own(string name) => new(name, Side) { Scale = pixel, Offset = pixel is { } size ? -Side / 2 * size : -Side / 2, Unit = pixel is null ? null : "1/nm" };
        Axis[] all = [.. scan.Where(axis => axis.Length > 1), Own("height"), Own("width")];
        long[] shape = [.. all.Select(axis => axis.Length)];
        var strides = new long[shape.Length];
        (strides[^1], strides[^2]) = (4, 4 * Side);
        for (var axis = shape.Length - 3; axis >= 0; axis--)
        {
            strides[axis] = axis == shape.Length - 3 ? 4L * Side * StoredRows : checked(strides[axis + 1] * shape[axis + 1]);
        }

        var count = scan.Aggregate(1L, (product, axis) => checked(product * axis.Length));
        if (frames is not null && frames.Length < checked(count * 4 * Side * StoredRows))
        {
            into.Warn($"{frames.Name} is cut off: {count} frames are announced and {frames.Length / (4 * Side * StoredRows)} there.");
        }

        into.Add(new Signal
        {
            Name = "",
            Type = SignalType.Diffraction,
            Element = ElementType.Float32,
            Axes = all,
            Quantity = "intensity",
            Values = frames is null ? null : new PackedValues(frames, 0, ElementType.Float32, shape) { Strides = strides },
        });
    }

    private static void Tell(MetaGroup root, Facts facts)
    {
        facts.Tell(CoreNames.Detector, "EMPAD", "the format");
        var written = root.Word("timestamp", "isoformat") ?? root.Word("timestamp");
        facts.Tell(CoreNames.AcquiredAt, TimeText.Parse(written), "root.timestamp");
        facts.Tell(CoreNames.ExposureTime, root.Number("scan_parameters", "exposure_time") ?? root.Number("exposure_time"), "ms", "root.scan_parameters.exposure_time");
        const string At = "root.iom_measurements.";
        foreach (var (name, core, unit) in (ReadOnlySpan<(string, CoreName, string)>)
        [
            ("source.voltage", CoreNames.AccelerationVoltage, "V"), ("high_voltage", CoreNames.AccelerationVoltage, "V"),
            ("nominal_camera_length", CoreNames.CameraLength, "m"), ("optics.get_nominal_camera_length", CoreNames.CameraLength, "m"),
            ("magnification", CoreNames.Magnification, ""), ("optics.get_magnification", CoreNames.Magnification, ""),
        ])
        {
            facts.Tell(core, root.Number("iom_measurements", name), unit, At + name);
        }
    }
}
