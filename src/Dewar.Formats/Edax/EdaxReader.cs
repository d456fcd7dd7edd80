using Dewar.Formats.Bytes;
using Dewar.Sdk;

namespace Dewar.Formats.Edax;

/// <summary>Spectra (.spc), maps of spectra (.spd) and the descriptions of their images (.ipr) of EDAX's Genesis and TEAM.</summary>
public sealed class EdaxReader : IFormatReader
{
    public string Name => "edax";

    public int Version => 1;

    public IReadOnlyList<FormatPassport> Formats { get; } =
    [
        new(
            "EDAX spectra and spectrum images",
            ".spc .spd .ipr",
            "X-ray spectra with energies; maps of them with pixel size from the image's description beside; the whole header.",
            "EDAX: SPECTRUM version 70, SpcMap, ImageIPR"),
    ];

    public Likelihood Recognise(FileHead head)
    {
        if (head.Has("MAPSPECTRA_DATA"u8))
        {
            return Likelihood.BySignature;
        }

        return EdaxSpectrum.Is(head) || IsImage(head) ? Likelihood.ByContent : Likelihood.No;
    }

    public void Read(ByteSource file, Extraction into, CancellationToken ct)
    {
        var head = FileHead.Of(file);
        if (head.Has("MAPSPECTRA_DATA"u8))
        {
            ReadMap(file, into);
        }
        else if (IsImage(head))
        {
            into.Format = "EDAX image description (IPR)";
            var stem = Path.GetFileNameWithoutExtension(file.Name);
            into.PartOf = Existing(file, [$"{stem}.spd", $"{TrimEnding(stem, "_Img")}.spd"])?.Name;
            TellImage(ReadImage(file, into.Metadata), into.Facts, "");
        }
        else
        {
            into.Format = "EDAX spectrum (SPC)";
            ReadSpectrum(file, into);
            into.PartOf = Existing(file, [Path.GetFileNameWithoutExtension(file.Name) + ".spd"])?.Name;
        }
    }

    private static void ReadSpectrum(ByteSource file, Extraction into)
    {
        var header = EdaxSpectrum.Read(file, into.Metadata);
        into.Add(new Signal
        {
            Name = into.Metadata.Word("spectrumLabel") ?? "",
            Type = SignalType.Spectrum,
            Element = ElementType.UInt32,
            Axes = [header.Energies(header.Channels)],
            Quantity = "counts",
            Values = new PackedValues(file, header.Start, ElementType.UInt32, [header.Channels]),
        });
        header.Tell(into.Facts, "");
    }

    private static void ReadMap(ByteSource file, Extraction into)
    {
        into.Format = "EDAX spectrum image (SPD)";
        var header = into.Metadata.AddGroup("spd");
        EdaxRecords.Map.AddTo(header, new Cursor(file));
        var spectrum = Beside(file, into, [Path.GetFileNameWithoutExtension(file.Name) + ".spc"], "spectrum", EdaxSpectrum.Is) is { } spc
            ? EdaxSpectrum.Read(spc, into.Metadata.AddGroup("spc"))
            : null;
        var picture = (header.Word("fName") ?? "").Split('\\', '/')[^1];
        var stem = Path.GetFileNameWithoutExtension(picture);
        string[] names = [$"{stem}.ipr", Path.GetFileNameWithoutExtension(file.Name) + "_Img.ipr", Path.GetFileNameWithoutExtension(file.Name) + ".ipr"];
        var image = Beside(file, into, names, "calibration", IsImage) is { } ipr ? ReadImage(ipr, into.Metadata.AddGroup("ipr")) : null;
        if (picture is not "" && file.Companion(picture) is { } bitmap)
        {
            into.AddPart(bitmap.Name, "image");
        }

        AddMap(file, into, header, spectrum, image);
        spectrum?.Tell(into.Facts, "spc/");
        TellImage(image, into.Facts, "ipr/");
    }

    private static void AddMap(ByteSource file, Extraction into, MetaGroup header, EdaxSpectrum? spectrum, MetaGroup? image)
    {
        long Whole(string name) => (long)(header.Number(name) ?? 0);
        if (Whole("countBytes") is not (1 or 2 or 4) and var wrong)
        {
            throw new DamagedException($"Counts of {wrong} bytes are none of EDAX's", 36);
        }

        var element = new ElementType(ElementKind.Unsigned, (int)Whole("countBytes") * 8);
        long[] shape = [Whole("nLines"), Whole("nPoints"), Whole("nChannels")];
        if (shape.Any(length => length <= 0))
        {
            throw new DamagedException($"A map of {shape[1]} × {shape[0]} spectra with {shape[2]} channels is none", 24);
        }

        var bytes = checked(shape[0] * shape[1] * shape[2] * element.Size);
        if (file.Length - Whole("dataOffset") < bytes)
        {
            into.Warn($"The map breaks off: {Math.Max(0, file.Length - Whole("dataOffset"))} of {bytes} bytes are there.");
        }

        Axis Along(string name, long length, string field) => new(name, length)
        {
            Scale = image?.Number(field) is > 0 and var size ? size : null,
            Unit = image is null ? null : "µm",
            IsScan = true,
        };
        into.Add(new Signal
        {
            Name = "",
            Type = SignalType.SpectrumImage,
            Element = element,
            Axes = [Along("y", shape[0], "mppY"), Along("x", shape[1], "mppX"), spectrum?.Energies(shape[2]) ?? new("Energy", shape[2])],
            Quantity = "counts",
            Values = new PackedValues(file, Whole("dataOffset"), element, shape),
        });
        into.Facts.Tell(CoreNames.Frames, header.Number("nFrames") is > 0 and var frames ? frames : null, "", "spd/nFrames");
    }

    private static ByteSource? Beside(ByteSource file, Extraction into, string[] names, string role, Func<FileHead, bool> isOne)
    {
        if (Existing(file, names) is { } found && isOne(FileHead.Of(found)))
        {
            into.AddPart(found.Name, role);
            return found;
        }

        into.Warn($"There is no {role} ({names[0]}) beside the map.");
        return null;
    }

    private static ByteSource? Existing(ByteSource file, string[] names)
    {
        foreach (var name in names)
        {
            var upper = Path.GetFileNameWithoutExtension(name) + Path.GetExtension(name).ToUpperInvariant();
            if (Path.GetFileNameWithoutExtension(name) is not "" && (file.Companion(name) ?? file.Companion(upper)) is { } found)
            {
                return found;
            }
        }

        return null;
    }

    private static bool IsImage(FileHead head)
    {
        var bytes = head.Bytes.Span;
        return head.Named(".ipr") && bytes.Length >= EdaxRecords.Image.Length && BitConverter.ToUInt16(bytes) is 333 or 334 && BitConverter.ToUInt16(bytes[2..]) <= 4;
    }

    private static MetaGroup ReadImage(ByteSource file, MetaGroup into)
    {
        var cursor = new Cursor(file);
        EdaxRecords.Image.AddTo(into, cursor);
        if (into.Number("version") >= 334 && cursor.Left >= EdaxRecords.ImageTail.Length)
        {
            EdaxRecords.ImageTail.AddTo(into, cursor);
        }

        return into;
    }

    private static void TellImage(MetaGroup? image, Facts facts, string from)
    {
        double? Positive(string name) => image?.Number(name) is > 0 and var value ? value : null;
        facts.Tell(CoreNames.Magnification, Positive("mag"), "", $"{from}mag");
        facts.Tell(CoreNames.WorkingDistance, Positive("wd"), "mm", $"{from}wd");
        facts.Tell(CoreNames.PixelSize, Positive("mppX"), "µm", $"{from}mppX");
        facts.Tell(CoreNames.PixelHeight, Positive("mppY"), "µm", $"{from}mppY");
        facts.Tell(CoreNames.AccelerationVoltage, Positive("accV"), "hV", $"{from}accV");
        facts.Tell(CoreNames.StageTilt, image?.Number("tilt"), "°", $"{from}tilt");
        facts.Tell(CoreNames.TakeOffAngle, Positive("takeoff"), "°", $"{from}takeoff");
    }

    private static string TrimEnding(string name, string ending) =>
        name.EndsWith(ending, StringComparison.OrdinalIgnoreCase) ? name[..^ending.Length] : name;
}
