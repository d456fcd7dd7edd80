using Dewar.Formats.Bytes;
using Dewar.Sdk;

namespace Dewar.Formats.Ripple;

/// <summary>Ripple pairs (.rpl with .raw), as Lispix, INCA, Esprit and HyperSpy write them, to the description of Lispix (NIST).</summary>
public sealed class RippleReader : IFormatReader
{
    public string Name => "ripple";

    public int Version => 1;

    public IReadOnlyList<FormatPassport> Formats { get; } =
    [
        new(
            "Ripple raw data with parameter list",
            ".rpl .raw",
            "Spectra, images, stacks and spectrum images with the calibrations that HyperSpy adds.",
            "Lispix, D. Bright (NIST): raw parameter list"),
    ];

    public Likelihood Recognise(FileHead head)
    {
        if (RippleHeader.Is(head))
        {
            return Likelihood.BySignature;
        }

        return head.Named(".raw") && Beside(head.Source, ".rpl") is { } list && RippleHeader.Is(FileHead.Of(list)) ? Likelihood.ByContent : Likelihood.No;
    }

    public void Read(ByteSource file, Extraction into, CancellationToken ct)
    {
        if (RippleHeader.Is(FileHead.Of(file)))
        {
            into.Format = "Ripple parameter list (RPL)";
            into.MediaType = "text/plain";
            var values = Beside(file, ".raw");
            if (values is null)
            {
                into.Warn($"The values ({Path.GetFileNameWithoutExtension(file.Name)}.raw) are not here.");
            }
            else
            {
                into.AddPart(values.Name, "data");
            }

            Describe(RippleHeader.Read(file), values, into);
            return;
        }

        into.Format = "Ripple values (RAW)";
        if (Beside(file, ".rpl") is not { } list)
        {
            throw new DamagedException($"{file.Name} has no parameter list (.rpl) beside it");
        }

        into.PartOf = list.Name;
        Describe(RippleHeader.Read(list), file, into);
    }

    // The same name with another ending, in the case of letters that instruments use.
    private static ByteSource? Beside(ByteSource file, string ending)
    {
        var stem = Path.GetFileNameWithoutExtension(file.Name);
        return file.Companion(stem + ending) ?? file.Companion(stem + ending.ToUpperInvariant());
    }

    private static void Describe(RippleHeader header, ByteSource? values, Extraction into)
    {
        header.AddTo(into.Metadata);
        Tell(header, into.Facts);
        var element = Element(header);
        var (width, height, depth) = (header.Length("width"), header.Length("height"), header.Length("depth"));
        var isVector = header.Word("record-by")?.ToLowerInvariant() is "vector";
        Axis[] stored = isVector
            ? [Along(header, "height", height, scan: true), Along(header, "width", width, scan: true), Along(header, "depth", depth, scan: false)]
            : [Along(header, "depth", depth, scan: true), Along(header, "height", height, scan: false), Along(header, "width", width, scan: false)];
        Axis[] axes = [.. stored.Where(axis => axis.Length > 1)];
        axes = axes.Length == 0 ? [stored[^1]] : axes;
        long[] shape = [.. axes.Select(axis => axis.Length)];
        var start = (long)(TextValue.Real(header.Word("offset")) is >= 0 and < long.MaxValue and var offset ? offset : 0);
        var bytes = shape.Aggregate((long)element.Size, (product, length) => checked(product * length));
        if (values is not null && values.Length - start < bytes)
        {
            into.Warn($"{values.Name} has {Math.Max(0, values.Length - start)} bytes of values, and {bytes} are to be there.");
        }

        into.Add(new Signal
        {
            Name = header.Word("title") ?? "",
            Type = (isVector, shape.Length) switch
            {
                (true, 1) when axes[0].IsScan is false => SignalType.Spectrum,
                (true, > 1) => SignalType.SpectrumImage,
                (false, > 1) => SignalType.Image,
                _ => SignalType.Spectrum,
            },
            Element = element,
            Axes = axes,
            Quantity = "counts",
            Values = values is null ? null : new PackedValues(values, start, element, shape)
            {
                BigEndian = header.Word("byte-order")?.ToLowerInvariant() is "big-endian",
            },
        });
    }

    private static ElementType Element(RippleHeader header)
    {
        var (type, length) = (header.Word("data-type")?.ToLowerInvariant(), header.Length("data-length"));
        return (type, length) switch
        {
            ("float", 4 or 8) => new(ElementKind.Float, (int)length * 8),
            ("signed", 1 or 2 or 4 or 8) => new(ElementKind.Signed, (int)length * 8),
            ("unsigned", 1 or 2 or 4 or 8) => new(ElementKind.Unsigned, (int)length * 8),
            _ => throw new DamagedException($"Values of type '{type}' with {length} bytes are none of the ripple format"),
        };
    }

    // Only energies are calibrated in the original format; HyperSpy calibrates all axes.
    private static Axis Along(RippleHeader header, string name, long length, bool scan)
    {
        var own = header.Real($"{name}-scale");
        var isEnergy = name is "depth" && own is null && header.Real("ev-per-chan") is not null;
        return new(header.Word($"{name}-name") is { Length: > 0 } called ? called : name, length)
        {
            Scale = isEnergy ? header.Real("ev-per-chan") : own,
            Offset = header.Real($"{name}-origin") ?? 0,
            Unit = header.Word($"{name}-units") is { Length: > 0 } unit and not "<undefined>" ? unit : isEnergy ? "eV" : null,
            IsScan = scan,
        };
    }

    private static void Tell(RippleHeader header, Facts facts)
    {
        facts.Tell(CoreNames.Title, header.Word("title"), "title");
        facts.Tell(CoreNames.SignalName, header.Word("signal"), "signal");
        facts.Tell(CoreNames.AccelerationVoltage, header.Real("beam-energy"), "kV", "beam-energy");
        facts.Tell(CoreNames.ConvergenceAngle, header.Real("convergence-angle"), "mrad", "convergence-angle");
        facts.Tell(CoreNames.CollectionAngle, header.Real("collection-angle"), "mrad", "collection-angle");
        facts.Tell(CoreNames.ElevationAngle, header.Real("elevation-angle"), "°", "elevation-angle");
        facts.Tell(CoreNames.AzimuthAngle, header.Real("azimuth-angle"), "°", "azimuth-angle");
        facts.Tell(CoreNames.StageTilt, header.Real("tilt-stage"), "°", "tilt-stage");
        facts.Tell(CoreNames.LiveTime, header.Real("live-time"), "s", "live-time");
        facts.Tell(CoreNames.Dispersion, header.Real("ev-per-chan"), "eV", "ev-per-chan");
        facts.Tell(CoreNames.EnergyResolution, header.Real("detector-peak-width-ev"), "eV", "detector-peak-width-ev");
        facts.Tell(CoreNames.EnergyResolution, header.Real("energy-resolution"), "eV", "energy-resolution");
        if (DateTime.TryParse($"{header.Word("date")} {header.Word("time")}", out var time) && header.Word("date") is { Length: > 0 })
        {
            facts.Tell(CoreNames.AcquiredAt, new FileTime(time), "date, time");
        }
    }
}
