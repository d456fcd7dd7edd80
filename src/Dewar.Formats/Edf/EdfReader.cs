using Dewar.Formats.Bytes;
using Dewar.Sdk;

namespace Dewar.Formats.Edf;

/// <summary>ESRF data format: pictures of detectors, each with a header between braces. Written to "ESRF data format" (SaxsPackage, P. Boesecke).</summary>
public sealed class EdfReader : IFormatReader
{
    private const int MostImages = 20_000;
    private const int MostSignals = 256;
    private const int MostNodes = 80_000;

    private static readonly (string Key, CoreName Name, string? Unit)[] Known =
    [
        ("title", CoreNames.Title, null), ("count_time", CoreNames.ExposureTime, "s"), ("ExposureTime", CoreNames.ExposureTime, "s"),
        ("acq_expo_time", CoreNames.ExposureTime, "s"), ("exposure_time", CoreNames.ExposureTime, "s"), ("WaveLength", CoreNames.Wavelength, "m"),
        ("SampleDistance", CoreNames.DetectorDistance, "m"), ("PSize_1", CoreNames.DetectorPixelSize, "m"), ("Center_1", CoreNames.BeamCentreX, "px"),
        ("Center_2", CoreNames.BeamCentreY, "px"), ("scan_no", CoreNames.ScanNumber, ""), ("Detector", CoreNames.Detector, null),
        ("DetectorName", CoreNames.Detector, null), ("camera", CoreNames.Detector, null), ("Instrument", CoreNames.Instrument, null),
        ("ProposalNumber", CoreNames.Proposal, null), ("srcur", CoreNames.RingCurrent, "mA"), ("machineCurrent", CoreNames.RingCurrent, "mA"),
        ("energy", CoreNames.BeamEnergy, "keV"), ("optic_used", CoreNames.DetectorPixelSize, "µm"), ("acq_nb_frames", CoreNames.Frames, ""),
    ];

    public string Name => "edf";

    public int Version => 1;

    public IReadOnlyList<FormatPassport> Formats { get; } =
    [
        new("ESRF data format", ".edf .cor .ehf", "Images and stacks of them; motor and counter positions.", "ESRF data format, SaxsPackage (P. Boesecke); fabio's documentation"),
    ];

    public Likelihood Recognise(FileHead head)
    {
        var text = head.Bytes.Span;
        if (!text.TrimStart(" \r\n\0"u8).StartsWith("{"u8) || text.IndexOf("HEADER_BYTES"u8) is >= 0 and < 64)
        {
            return Likelihood.No;
        }

        var block = text.IndexOf("EDF_DataBlockID"u8) > 0 || text.IndexOf("HeaderID"u8) > 0 || text.IndexOf("EDF_DataFormatVersion"u8) > 0;
        return (block || text.IndexOf("DataType"u8) > 0 && text.IndexOf("="u8) > 0) && text.IndexOf("Dim_1"u8) > 0 ? Likelihood.BySignature : Likelihood.No;
    }

    public void Read(ByteSource file, Extraction into, CancellationToken ct)
    {
        into.Format = "EDF (ESRF)";
        var images = new List<EdfImage>();
        try
        {
            ReadHeaders(file, images, into, ct);
        }
        finally
        {
            Describe(file, images, into);
        }
    }

    private static void ReadHeaders(ByteSource file, List<EdfImage> images, Extraction into, CancellationToken ct)
    {
        var (start, nodes) = (0L, 0);
        for (var index = 0; index < MostImages && start < file.Length; index++)
        {
            ct.ThrowIfCancellationRequested();
            if (BraceHeader.Read(file, start) is not { } header)
            {
                break;
            }

            if ((nodes += header.Entries.Count + 1) < MostNodes)
            {
                var group = into.Metadata.AddGroup($"image {index}");
                header.Tell(group);
                Named(header, "motor", group);
                Named(header, "counter", group);
                Tell(header, group.Name, into.Facts);
            }

            var image = EdfImage.Of(header);
            start = checked(header.Start + header.Length + (image?.Length ?? header.Whole("EDF_BinarySize") ?? 0));
            if (image is null)
            {
                continue;
            }

            images.Add(image);
            if (start > file.Length)
            {
                into.Warn($"Image {index} should have {image.Length} bytes, and the file ends before.");
            }
        }
    }

    private static void Describe(ByteSource file, List<EdfImage> images, Extraction into)
    {
        for (var first = 0; first < images.Count && into.Signals.Count < MostSignals;)
        {
            var count = 1;
            while (first + count < images.Count && images[first + count].Element == images[first].Element && images[first + count].Shape.SequenceEqual(images[first].Shape))
            {
                count++;
            }

            Add(file, images.GetRange(first, count), first, into);
            first += count;
        }
    }

    private static void Add(ByteSource file, List<EdfImage> images, int first, Extraction into)
    {
        var image = images[0];
        string[] names = ["axis 4", "z", "y", "x"];
        Axis[] own =
        [
            .. image.Shape.Select((length, i) => new Axis(names[^(image.Shape.Length - i)], length)
            {
                IsScan = image.Shape.Length - i > 2,
                Scale = image.Shape.Length - i <= 2 ? image.Header.Number($"PSize_{image.Shape.Length - i}") : null,
                Unit = image.Shape.Length - i <= 2 && image.Header.Number($"PSize_{image.Shape.Length - i}") is not null ? "m" : null,
            }),
        ];
        into.Add(new Signal
        {
            Name = image.Header["Title"] ?? image.Header["title"] ?? "",
            Type = image.Shape.Length == 1 ? SignalType.Spectrum : SignalType.Image,
            Element = image.Element,
            Axes = images.Count == 1 ? own : [new("image", images.Count) { IsScan = true }, .. own],
            Quantity = "intensity",
            Place = images.Count == 1 ? $"image {first}" : $"images {first} to {first + images.Count - 1}",
            Values = images.Count == 1 ? image.Values(file) : new EdfStack(file, images),
        });
    }

    // motor_mne and motor_pos are names and numbers in the same order.
    private static void Named(BraceHeader header, string what, MetaGroup into)
    {
        if (header[what + "_mne"] is not { } names || header[what + "_pos"] is not { } values)
        {
            return;
        }

        var group = into.AddGroup(what + "s");
        foreach (var (name, value) in names.Split(' ', StringSplitOptions.RemoveEmptyEntries).Zip(values.Split(' ', StringSplitOptions.RemoveEmptyEntries)).Take(1000))
        {
            group.Add(name, NumberText.TryParse(value, out var number) ? number : value, at: header.Start);
        }
    }

    private static void Tell(BraceHeader header, string group, Facts facts)
    {
        var time = TimeText.Parse(header["Date"]) ?? TimeText.Parse(header["time"]) ?? (header.Number("time_of_day") is > 1e8 and < 4e9 and { } seconds
            ? FileTime.Utc(DateTime.UnixEpoch.AddSeconds(seconds))
            : null);
        facts.Tell(CoreNames.AcquiredAt, time, group);
        foreach (var (key, name, unit) in Known)
        {
            if (unit is null)
            {
                facts.Tell(name, header[key], $"{group}/{key}");
            }
            else
            {
                facts.Tell(name, header.Number(key) is > 0 and { } number ? number : null, unit, $"{group}/{key}");
            }
        }
    }
}
