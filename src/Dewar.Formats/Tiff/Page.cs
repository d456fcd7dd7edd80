using Dewar.Sdk;

namespace Dewar.Formats.Tiff;

/// <summary>How samples become a colour, as TIFF numbers it.</summary>
internal enum Photometric
{
    WhiteIsZero = 0,
    BlackIsZero = 1,
    Rgb = 2,
    Palette = 3,
    Mask = 4,
    Separated = 5,
    YCbCr = 6,
    CieLab = 8,
    IccLab = 9,
    ItuLab = 10,
}

/// <summary>A picture as its directory describes it.</summary>
internal sealed class Page
{
    private const int MostSamples = 65535;

    private Page(Ifd ifd) => Ifd = ifd;

    public Ifd Ifd { get; }

    public long Width { get; private init; }

    public long Height { get; private init; }

    /// <summary>Bits of a sample in the file; both parts of a complex one together.</summary>
    public int Bits { get; private init; }

    public int SampleFormat { get; private init; }

    public int Samples { get; private init; }

    public Photometric Photometric { get; private init; }

    public int Compression { get; private init; }

    /// <summary>Each sample is stored in a picture of its own.</summary>
    public bool Planar { get; private init; }

    public int Predictor { get; private init; }

    /// <summary>The first pixel of a byte is in its lowest bit.</summary>
    public bool LowBitFirst { get; private init; }

    public bool Tiled { get; private init; }

    /// <summary>Pixels across a tile; a strip is as wide as the picture.</summary>
    public long ChunkWidth { get; private init; }

    /// <summary>Rows of a tile or strip; the last strip can have fewer.</summary>
    public long ChunkHeight { get; private init; }

    /// <summary>A smaller copy of another picture, or a mask for it.</summary>
    public bool IsAside { get; private init; }

    public int Orientation { get; private init; }

    /// <summary>The kind of the first sample beyond the colours, as TIFF numbers it; -1 without.</summary>
    public int ExtraSample { get; private init; }

    /// <summary>Colours that are handed out together as one element; what is more is an axis of its own.</summary>
    public int Channels { get; private init; }

    /// <summary>The type of the elements as they are handed out.</summary>
    public ElementType Element { get; private init; } = ElementType.UInt8;

    /// <summary>Why the values can't be read, in words; null when they can.</summary>
    public string? Trouble { get; private init; }

    /// <summary>Samples are an axis of their own, because they are no colours.</summary>
    public bool HasSampleAxis => Samples > 1 && Channels == 1;

    /// <summary>Pages with the same key can be one stack.</summary>
    public (long, long, ElementType, int, int, Photometric, bool, string?) Key =>
        (Width, Height, Element, Samples, Orientation, Photometric, IsAside, Trouble);

    /// <summary>Reads a directory as that of a picture; null when it is none.</summary>
    public static Page? From(Ifd ifd)
    {
        var (width, height) = (ifd.Integer(Tags.ImageWidth, 0), ifd.Integer(Tags.ImageLength, 0));
        if (width is <= 0 or > uint.MaxValue || height is <= 0 or > uint.MaxValue)
        {
            return null;
        }

        var tiled = ifd.Has(Tags.TileOffsets) || ifd.Has(Tags.TileWidth) && !ifd.Has(Tags.StripOffsets);
        var (bits, mixed) = Alike(ifd, Tags.BitsPerSample, 1);
        var (format, mixedFormats) = Alike(ifd, Tags.SampleFormat, 1);
        var samples = (int)Math.Clamp(ifd.Integer(Tags.SamplesPerPixel, 1), 1, MostSamples);
        var photometric = (Photometric)Math.Clamp(ifd.Integer(Tags.Photometric, samples >= 3 ? 2 : 1), -1, 65535);
        var compression = (int)Math.Clamp(ifd.Integer(Tags.Compression, 1), 0, 65535);
        var extra = (int)Math.Clamp(ifd.Integer(Tags.ExtraSamples, -1), -1, 65535);
        var channels = ChannelsOf(photometric, samples, extra);
        var planar = ifd.Integer(Tags.PlanarConfiguration, 1) == 2 && samples > 1;
        var element = Numbers.Handed(format, bits);
        var trouble = mixed || mixedFormats ? "its samples are of different sizes or kinds"
            : element is null ? $"samples of {bits} bits and kind {format} are not known"
            : Compressions.Find(compression) is not { } known ? $"compression {compression} is not known"
            : known.Unpack is null ? $"its compression, {known.Name}, is not read"
            : samples > 4 && !planar && Compressions.IsJpeg(compression) ? $"a scan of JPEG has at most 4 samples a pixel, and this has {samples}"
            : Colours(photometric, channels, bits, format, planar, compression);
        var rows = ifd.Integer(Tags.RowsPerStrip, height);
        return new(ifd)
        {
            Width = width,
            Height = height,
            Bits = bits,
            SampleFormat = format,
            Samples = samples,
            Photometric = photometric,
            Compression = compression,
            Planar = planar,
            Predictor = (int)Math.Clamp(ifd.Integer(Tags.Predictor, 1), 0, 65535),
            LowBitFirst = ifd.Integer(Tags.FillOrder, 1) == 2,
            Tiled = tiled,
            ChunkWidth = tiled ? Math.Clamp(ifd.Integer(Tags.TileWidth, width), 1, uint.MaxValue) : width,
            ChunkHeight = tiled ? Math.Clamp(ifd.Integer(Tags.TileLength, height), 1, uint.MaxValue) : rows < 1 ? height
                : Math.Min(rows, height),
            IsAside = (ifd.Integer(Tags.NewSubfileType, 0) & 5) != 0 || ifd.Integer(Tags.SubfileType, 1) == 2,
            Orientation = ifd.Integer(Tags.Orientation, 1) is >= 1 and <= 8 and var turned ? (int)turned : 1,
            ExtraSample = extra,
            Channels = channels,
            Element = (element ?? ElementType.UInt8).Times(channels),
            Trouble = trouble,
        };
    }

    // One value for all samples, as everybody writes it; whether they differ.
    private static (int Value, bool Differ) Alike(Ifd ifd, ushort tag, int otherwise)
    {
        if (ifd[tag] is not { Count: > 0 } entry || ifd.Integers(entry, 8) is not { Length: > 0 } values)
        {
            return (otherwise, false);
        }

        return ((int)Math.Clamp(values[0], 0, 65535), values.AsSpan().ContainsAnyExcept(values[0]));
    }

    private static int ChannelsOf(Photometric photometric, int samples, int extra) => photometric switch
    {
        Photometric.Rgb when samples is 3 or 4 => samples,
        Photometric.YCbCr when samples == 3 => 3,
        Photometric.Separated when samples is 4 or 5 => 3,
        Photometric.CieLab or Photometric.IccLab or Photometric.ItuLab when samples == 3 => 3,
        Photometric.WhiteIsZero or Photometric.BlackIsZero when samples == 2 && extra is 1 or 2 => 2,
        _ => 1,
    };

    private static string? Colours(Photometric photometric, int channels, int bits, int format, bool planar, int compression)
    {
        var isJpeg = Compressions.IsJpeg(compression);
        return photometric switch
        {
            _ when isJpeg && bits != 8 => $"its JPEG has samples of {bits} bits",
            Photometric.Separated when isJpeg => "its inks are in JPEG",
            _ when channels != 3 => null,
            Photometric.YCbCr when !isJpeg && (bits != 8 || planar) => "its colours are YCbCr in an unusual packing",
            Photometric.Separated when planar || bits is not (8 or 16) || format != 1 => "its inks are in an unusual packing",
            Photometric.CieLab or Photometric.IccLab or Photometric.ItuLab => "its colours are CIE L*a*b*",
            _ => null,
        };
    }
}
