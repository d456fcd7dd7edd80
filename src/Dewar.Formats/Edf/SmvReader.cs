using Dewar.Formats.Bytes;
using Dewar.Sdk;

namespace Dewar.Formats.Edf;

/// <summary>
/// SMV: a picture behind a header between braces that says its own length, as the detectors of ADSC and the programs around d*TREK write it. Written
/// to the description of ADSC (Area Detector Systems Corporation) and of d*TREK (J. Pflugrath, 1999).
/// </summary>
public sealed class SmvReader : IFormatReader
{
    private static readonly (string Key, CoreName Name, string? Unit)[] Known =
    [
        ("WAVELENGTH", CoreNames.Wavelength, "Å"), ("DISTANCE", CoreNames.DetectorDistance, "mm"), ("TIME", CoreNames.ExposureTime, "s"),
        ("PIXEL_SIZE", CoreNames.DetectorPixelSize, "mm"), ("DETECTOR_SN", CoreNames.SerialNumber, null), ("BEAMLINE", CoreNames.Facility, null),
        ("BIN", CoreNames.Binning, null), ("DETECTOR_NAMES", CoreNames.Detector, null), ("COMMENT", CoreNames.Description, null),
    ];

    public string Name => "smv";

    public int Version => 1;

    public IReadOnlyList<FormatPassport> Formats { get; } =
        [new("SMV (ADSC, d*TREK)", ".img .osc", "A detector image.", "ADSC image format; d*TREK image header, Acta Cryst. D55 (1999) 1718")];

    public Likelihood Recognise(FileHead head) =>
        head.Has("{"u8) && head.Bytes.Span[..Math.Min(64, head.Bytes.Length)].IndexOf("HEADER_BYTES"u8) > 0 ? Likelihood.BySignature : Likelihood.No;

    public void Read(ByteSource file, Extraction into, CancellationToken ct)
    {
        into.Format = "SMV (ADSC)";
        var header = BraceHeader.Read(file, 0) ?? throw new DamagedException($"{file.Name} has no header between braces", 0);
        header.Tell(into.Metadata);
        Tell(header, into.Facts);
        var (columns, rows) = (header.Whole("SIZE1") ?? 0, header.Whole("SIZE2") ?? 0);
        var start = header.Whole("HEADER_BYTES") ?? header.Length;
        if (columns <= 0 || rows <= 0 || start < 0)
        {
            throw new DamagedException($"SIZE1 = {columns} and SIZE2 = {rows} are no picture", 0);
        }

        var words = (header["TYPE"] ?? header["Data_type"] ?? "unsigned_short").ToLowerInvariant().Replace('_', ' ');
        var element = Type(words) ?? throw new DamagedException($"Numbers of type {words} are not known", 0);
        var packed = header["COMPRESSION"] is { } compression && !compression.Equals("none", StringComparison.OrdinalIgnoreCase);
        if (packed)
        {
            into.Warn($"The picture is compressed by {header["COMPRESSION"]}, which nobody here can read.");
        }

        if (file.Length < checked(start + columns * rows * element.Size) && !packed)
        {
            into.Warn("The file ends before its picture does.");
        }

        var size = header.Number("PIXEL_SIZE");
        long[] shape = [rows, columns];
        into.Add(new Signal
        {
            Name = "",
            Type = SignalType.Diffraction,
            Element = element,
            Axes = [new("y", rows) { Scale = size, Unit = size is null ? null : "mm" }, new("x", columns) { Scale = size, Unit = size is null ? null : "mm" }],
            Quantity = "intensity",
            Values = packed ? null : new PackedValues(file, start, element, shape) { BigEndian = (header["BYTE_ORDER"] ?? "").StartsWith("big", StringComparison.OrdinalIgnoreCase) },
        });
    }

    private static void Tell(BraceHeader header, Facts facts)
    {
        facts.Tell(CoreNames.AcquiredAt, TimeText.Parse(header["DATE"] ?? header["DTREK_DATE_TIME"]), "DATE");
        foreach (var (key, name, unit) in Known)
        {
            if (unit is null)
            {
                facts.Tell(name, header[key], key);
            }
            else
            {
                facts.Tell(name, header.Number(key), unit, key);
            }
        }
    }

    private static ElementType? Type(string words) => words switch
    {
        "unsigned short" or "unsigned short int" or "unsigned 16-bit integer" or "mad" => ElementType.UInt16,
        "short" or "short int" or "signed short" => ElementType.Int16,
        "unsigned int" or "unsigned long" or "unsigned long int" => ElementType.UInt32,
        "int" or "long" or "long int" or "signed long" => ElementType.Int32,
        "float" or "float ieee" => ElementType.Float32,
        "double" => ElementType.Float64,
        "unsigned char" => ElementType.UInt8,
        "signed char" or "char" => ElementType.Int8,
        _ => null,
    };
}
