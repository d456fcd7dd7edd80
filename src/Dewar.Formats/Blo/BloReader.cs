using Dewar.Formats.Bytes;
using Dewar.Sdk;

namespace Dewar.Formats.Blo;

/// <summary>
/// NanoMEGAS block files: a scan with a diffraction pattern at each place, and the virtual bright field. A header of 4096 bytes, the bright
/// field, then the patterns, each behind a mark and its number. Written to what is publicly known of the format.
/// </summary>
public sealed class BloReader : IFormatReader
{
    private const int PatternHeader = 6;
    private const ushort PatternMark = 0x55AA;
    private const int NoteAt = 240;

    public string Name => "blo";

    public int Version => 1;

    public IReadOnlyList<FormatPassport> Formats { get; } =
    [
        new("NanoMEGAS block file", ".blo", "Scans of diffraction patterns, virtual bright field; step, voltage, camera length.",
            "Public descriptions of the block file of NanoMEGAS TopSpin and ASTAR"),
    ];

    public Likelihood Recognise(FileHead head) => head.Has("IMGBLO"u8) ? Likelihood.BySignature : Likelihood.No;

    public void Read(ByteSource file, Extraction into, CancellationToken ct)
    {
        into.Format = "NanoMEGAS block file";
        var tree = into.Metadata;
        var header = new Cursor(file);
        header.Skip(6);
        Note("MAGIC", header.U16(), 2);
        var brightField = Note("Data_offset_1", header.U32(), 4, "bytes");
        var patterns = Note("Data_offset_2", header.U32(), 4, "bytes");
        Note("UNKNOWN1", header.U32(), 4);
        var size = Note("DP_SZ", header.U16(), 2, "pixels");
        Note("DP_rotation", header.U16() / 100.0, 2, "deg");
        var width = Note("NX", header.U16(), 2);
        var height = Note("NY", header.U16(), 2);
        var rotation = Note("Scan_rotation", header.U16() / 100.0, 2, "deg");
        var stepX = Note("SX", header.F64(), 8, "nm");
        var stepY = Note("SY", header.F64(), 8, "nm");
        var voltage = Note("Beam_energy", header.U32(), 4, "V");
        var resolution = Note("SDP", header.U16() / 100.0, 2, "1/cm");
        var cameraLength = Note("Camera_length", header.U32() / 10.0, 4, "mm");
        var taken = Note("Acquisition_time", header.F64(), 8, "days since 1899-12-30");
        for (var i = 0; i < 22; i++)
        {
            Note(i < 9 ? $"Centering_N{i}" : $"Distortion_N{i - 8:00}", header.F64(), 8);
        }

        header.Position = NoteAt;
        var text = header.Text(Math.Min(Math.Max(0, brightField - NoteAt), Math.Min(header.Left, 8192)));
        tree.Add("Note", text, at: NoteAt);

        Tell(into.Facts, voltage, cameraLength, rotation, stepX, stepY, taken, text);
        AddPatterns();
        AddBrightField();

        T Note<T>(string name, T value, int bytes, string? unit = null) where T : notnull
        {
            tree.Add(name, value, unit, header.Position - bytes);
            return value;
        }

        void AddPatterns()
        {
            var scale = resolution > 0 ? 1 / resolution : (double?)null;
            long[] shape = [height, width, size, size];
            var block = PatternHeader + (long)size * size;
            if (patterns > file.Length - block * width * height)
            {
                into.Warn($"The patterns are cut off: {width} x {height} of {block} bytes are announced, and {file.Length - patterns} bytes are there.");
            }

            if (new Cursor(file, patterns).U16() != PatternMark)
            {
                into.Warn("The first pattern does not begin with its mark.");
            }

            into.Add(new Signal
            {
                Name = "Diffraction patterns",
                Type = SignalType.Diffraction,
                Element = ElementType.UInt8,
                Axes =
                [
                    Place("y", height, stepY), Place("x", width, stepX),
                    new("y", size) { Scale = scale, Unit = scale is null ? null : "cm" }, new("x", size) { Scale = scale, Unit = scale is null ? null : "cm" },
                ],
                Quantity = "Intensity",
                IsMain = true,
                Place = "Data_offset_2",
                Values = new PackedValues(file, patterns + PatternHeader, ElementType.UInt8, shape) { Strides = [block * width, block, size, 1] },
            });
        }

        void AddBrightField()
        {
            // A byte for each place; what remains before the patterns is padding.
            if (patterns - (long)brightField < (long)width * height)
            {
                return;
            }

            into.Add(new Signal
            {
                Name = "Virtual bright field",
                Type = SignalType.Image,
                Element = ElementType.UInt8,
                Axes = [Place("y", height, stepY) with { IsScan = false }, Place("x", width, stepX) with { IsScan = false }],
                Quantity = "Intensity",
                Place = "Data_offset_1",
                Values = new PackedValues(file, brightField, ElementType.UInt8, [height, width]),
            });
        }
    }

    private static Axis Place(string name, int length, double step) => double.IsFinite(step) && step > 0
        ? new(name, length) { Scale = step, Unit = "nm", IsScan = true }
        : new(name, length) { IsScan = true };

    private static void Tell(Facts facts, uint voltage, double cameraLength, double rotation, double stepX, double stepY, double taken, string text)
    {
        facts.Tell(CoreNames.AccelerationVoltage, voltage, "V", "Beam_energy");
        facts.Tell(CoreNames.CameraLength, cameraLength, "mm", "Camera_length");
        facts.Tell(CoreNames.ScanRotation, rotation, "deg", "Scan_rotation");
        facts.Tell(CoreNames.PixelSize, stepX > 0 ? stepX : null, "nm", "SX");
        facts.Tell(CoreNames.PixelHeight, stepY > 0 && stepY != stepX ? stepY : null, "nm", "SY");
        facts.Tell(CoreNames.Description, text, "Note");
        facts.Tell(CoreNames.Mode, "STEM", "the format");
        if (taken is > 1 and < 100_000)
        {
            var days = new DateTime(1899, 12, 30).AddDays(taken);
            facts.Tell(CoreNames.AcquiredAt, new FileTime(new(days.Ticks / TimeSpan.TicksPerMillisecond * TimeSpan.TicksPerMillisecond)), "Acquisition_time");
        }
    }
}
