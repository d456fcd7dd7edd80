using System.Buffers.Binary;
using System.Globalization;
using System.Text;
using Dewar.Formats.Bytes;
using Dewar.Sdk;

namespace Dewar.Formats.Frames;

/// <summary>
/// Frames of Bruker's (and Siemens') X-ray diffractometers, formats 86 and 100, as the SAINT manual describes them: a header of lines of eighty
/// characters, the picture in few bytes for each pixel, and tables of what was too large for those.
/// </summary>
public sealed class SfrmReader : IFormatReader
{
    private const int Line = 80;
    private const int Block = 512;
    private const int MostBlocks = 200;
    private const int MostPixels = 100_000_000;

    private static readonly (string Key, CoreName Name, string? Unit)[] Known =
    [
        ("WAVELEN", CoreNames.Wavelength, "Å"), ("DISTANC", CoreNames.DetectorDistance, "cm"), ("ELAPSDR", CoreNames.ExposureTime, "s"),
        ("DETTYPE", CoreNames.Detector, null), ("USER", CoreNames.Operator, null), ("SAMPLE", CoreNames.Sample, null),
        ("SITE", CoreNames.Facility, null), ("MODEL", CoreNames.Instrument, null), ("PROGRAM", CoreNames.Software, null),
    ];

    public string Name => "sfrm";

    public int Version => 1;

    public IReadOnlyList<FormatPassport> Formats { get; } =
        [new("Bruker diffraction frame", ".sfrm .gfrm", "A detector image with its overflows; the header.", "Bruker: SAINT manual, frame header and data format")];

    public Likelihood Recognise(FileHead head) =>
        head.Has("FORMAT :"u8) && HeaderLengthAt(head.Bytes.Span) > 0 ? Likelihood.BySignature : Likelihood.No;

    public void Read(ByteSource file, Extraction into, CancellationToken ct)
    {
        into.Format = "Bruker frame";
        var header = ReadHeader(file, into.Metadata, out var start);
        var format = Whole(header, "FORMAT", 0) ?? 86;
        into.Format = $"Bruker frame (format {format})";
        foreach (var (key, name, unit) in Known)
        {
            if (unit is null)
            {
                into.Facts.Tell(name, header.GetValueOrDefault(key), key);
            }
            else
            {
                into.Facts.Tell(name, Number(header, key), unit, key);
            }
        }

        into.Facts.Tell(CoreNames.AcquiredAt, TimeText.Parse(header.GetValueOrDefault("CREATED")), "CREATED");
        var (rows, columns, size) = (Whole(header, "NROWS", 0) ?? 0, Whole(header, "NCOLS", 0) ?? 0, Whole(header, "NPIXELB", 0) ?? 1);
        if (rows <= 0 || columns <= 0 || rows > MostPixels / columns || size is not (1 or 2 or 4))
        {
            throw new DamagedException($"{rows} rows of {columns} pixels of {size} bytes are no picture", start);
        }

        if (file.Length < start + rows * columns * size)
        {
            into.Warn("The file ends before its picture does.");
        }

        long[] shape = [rows, columns];
        into.Add(new()
        {
            Name = "",
            Type = SignalType.Diffraction,
            Element = ElementType.Int32,
            Axes = [new("y", rows), new("x", columns)],
            Quantity = "intensity",
            Unit = "counts",
            Values = new DecodedValues(ElementType.Int32, shape, () => format >= 100
                ? Decode100(file, header, start, (int)(rows * columns), (int)size)
                : Decode86(file, header, start, (int)(rows * columns), (int)size)),
        });
    }

    // The number of blocks stands in the second or third line, by version.
    private static int HeaderLengthAt(ReadOnlySpan<byte> bytes)
    {
        for (var line = Line; line <= 3 * Line && line + Line <= bytes.Length; line += Line)
        {
            if (bytes[line..].StartsWith("HDRBLKS:"u8))
            {
                return line + 8;
            }
        }

        return -1;
    }

    private static Dictionary<string, string> ReadHeader(ByteSource file, MetaGroup into, out long start)
    {
        var first = file.ReadBytes(0, Block);
        var place = HeaderLengthAt(first);
        var said = place > 0 ? Encoding.Latin1.GetString(first, place, Line - 8) : "";
        var blocks = long.TryParse(said, CultureInfo.InvariantCulture, out var count) && count is > 0 and <= MostBlocks
            ? count
            : throw new DamagedException("The header does not say how long it is", 0);
        start = blocks * Block;
        var text = file.ReadBytes(0, Math.Min(start, file.Length));
        var header = new Dictionary<string, string>(StringComparer.Ordinal);
        for (var at = 0; at + Line <= text.Length && text[at] is >= (byte)' ' and < 0x7f; at += Line)
        {
            var line = Encoding.Latin1.GetString(text, at, Line);
            var (key, value) = line[7] == ':' ? (line[..7].TrimEnd(), line[8..].TrimEnd()) : ("", line.TrimEnd());
            if (key is not "")
            {
                // A long value goes on in lines of the same name.
                into.Add(key, Typed(value), at: at);
                header[key] = header.TryGetValue(key, out var before) ? $"{before} {value}" : value;
            }
        }

        return header;
    }

    private static object Typed(string value) =>
        long.TryParse(value, NumberStyles.Integer, CultureInfo.InvariantCulture, out var whole) ? whole
        : double.TryParse(value, NumberStyles.Float, CultureInfo.InvariantCulture, out var number) && double.IsFinite(number) ? number
        : value;

    private static string[] Words(Dictionary<string, string> header, string key) =>
        header.GetValueOrDefault(key)?.Split(' ', StringSplitOptions.RemoveEmptyEntries) ?? [];

    private static long? Whole(Dictionary<string, string> header, string key, int number) =>
        Words(header, key) is var words && number < words.Length && long.TryParse(words[number], CultureInfo.InvariantCulture, out var whole) ? whole : null;

    private static double? Number(Dictionary<string, string> header, string key) =>
        Words(header, key) is [var first, ..] && double.TryParse(first, NumberStyles.Float, CultureInfo.InvariantCulture, out var number) ? number : null;

    private static int[] Pixels(ReadOnlySpan<byte> bytes, int size)
    {
        var pixels = new int[bytes.Length / size];
        for (var i = 0; i < pixels.Length; i++)
        {
            pixels[i] = size switch
            {
                1 => bytes[i],
                2 => BinaryPrimitives.ReadUInt16LittleEndian(bytes[(2 * i)..]),
                _ => BinaryPrimitives.ReadInt32LittleEndian(bytes[(4 * i)..]),
            };
        }

        return pixels;
    }

    private static byte[] Bytes(ReadOnlySpan<int> pixels)
    {
        var bytes = new byte[pixels.Length * 4];
        for (var i = 0; i < pixels.Length; i++)
        {
            BinaryPrimitives.WriteInt32LittleEndian(bytes.AsSpan(4 * i), pixels[i]);
        }

        return bytes;
    }

    // Behind the picture: what lies below the base line, then two bytes for each pixel of 255, then four for each of 65535.
    private static byte[] Decode100(ByteSource file, Dictionary<string, string> header, long start, int count, int size)
    {
        var pixels = Pixels(file.ReadBytes(start, (long)count * size), size);
        var at = start + (long)count * size;
        var width = (int)(Whole(header, "NPIXELB", 1) is { } bytes and (2 or 4) ? bytes : 1);
        var below = Table(file, ref at, Whole(header, "NOVERFL", 0) ?? 0, width, count);
        var two = Table(file, ref at, Whole(header, "NOVERFL", 1) ?? 0, 2, count);
        var four = Table(file, ref at, Whole(header, "NOVERFL", 2) ?? 0, 4, count);
        if (size == 1)
        {
            Replace(pixels, two, byte.MaxValue);
        }

        if (size < 4)
        {
            Replace(pixels, four, ushort.MaxValue);
        }

        if (Whole(header, "NOVERFL", 0) is >= 0)
        {
            var (line, next) = ((int)Math.Clamp(Whole(header, "NEXP", 2) ?? 0, 0, 1 << 20), 0);
            for (var i = 0; i < pixels.Length; i++)
            {
                pixels[i] = pixels[i] == 0 && next < below.Length ? Signed(below[next++], width) : pixels[i] + line;
            }
        }

        return Bytes(pixels);
    }

    private static int Signed(int value, int size) => value << (32 - 8 * size) >> (32 - 8 * size);

    private static int[] Table(ByteSource file, ref long at, long count, int size, int most)
    {
        if (count <= 0)
        {
            return [];
        }

        var length = Math.Min(count, most) * size;
        var table = Pixels(file.ReadBytes(at, length), size);
        at += (count * size + 15) / 16 * 16;
        return table;
    }

    private static void Replace(int[] pixels, int[] by, int full)
    {
        var next = 0;
        for (var i = 0; i < pixels.Length && next < by.Length; i++)
        {
            if (pixels[i] == full)
            {
                pixels[i] = by[next++];
            }
        }
    }

    // Behind the picture stand lines of sixteen characters: nine of a value, seven of the number of its pixel.
    private static byte[] Decode86(ByteSource file, Dictionary<string, string> header, long start, int count, int size)
    {
        var pixels = Pixels(file.ReadBytes(start, (long)count * size), size);
        var at = start + (long)count * size;
        var overflows = Math.Clamp(Whole(header, "NOVERFL", 0) ?? 0, 0, Math.Min(count, (file.Length - at) / 16));
        var text = Encoding.Latin1.GetString(file.ReadBytes(at, overflows * 16));
        for (var i = 0; i < overflows; i++)
        {
            if (int.TryParse(text.AsSpan(16 * i, 9), CultureInfo.InvariantCulture, out var value)
                && int.TryParse(text.AsSpan(16 * i + 9, 7), CultureInfo.InvariantCulture, out var pixel) && pixel >= 0 && pixel < count)
            {
                pixels[pixel] = value;
            }
        }

        return Bytes(pixels);
    }
}
