using System.Buffers.Binary;
using System.Text;
using Dewar.Sdk;

namespace Dewar.Formats.Tiff;

/// <summary>
/// ImageJ and Fiji: the description says how pages are arranged. Hyperstacks of more than 4 GB have one directory, and all pictures follow
/// the first one without gaps. Labels and notes are in tag 50839.
/// </summary>
internal sealed class ImageJDialect : Dialect
{
    private const ushort MetadataLengths = 50838;
    private const ushort Metadata = 50839;
    private const int MostFrames = 10_000_000;
    private const int MostLabels = 256;

    public override string Format => "ImageJ image";

    public override FormatPassport Passport { get; } = new("ImageJ and Fiji images and hyperstacks (TIFF)", ".tif",
        "The stack with its axes and scales; labels, notes, display range.", "ImageJ, ij.io.TiffEncoder and its documentation");

    public override bool Recognises(Document document) => document.Description.StartsWith("ImageJ=", StringComparison.Ordinal);

    public override void Tell(Document document, Extraction into)
    {
        var tree = into.Metadata.AddGroup("ImageJ");
        IniText.Read(document.Description, tree);
        AddMetadata(document.First, tree);
        into.Facts.Tell(CoreNames.Software, $"ImageJ {tree.Word("ImageJ")}", "ImageJ/ImageJ");
        into.Facts.Tell(CoreNames.Description, tree.Word("Info"), "ImageJ/Info");
        var series = document.Main;
        Arrange(document, series, tree, into);
        Scale(series, tree);
        if (tree.Number("min") is { } low && tree.Number("max") is { } high && high > low)
        {
            series.Display = (low, high);
        }
    }

    private static void Arrange(Document document, Series series, MetaGroup tree, Extraction into)
    {
        long Count(string name) => tree.Number(name) is >= 1 and < MostFrames and var count ? (long)count : 1;
        var (channels, slices, frames) = (Count("channels"), Count("slices"), Count("frames"));
        var images = Math.Max(Count("images"), Math.Min(MostFrames, channels * slices * frames));
        if (channels * slices * frames != images)
        {
            (channels, slices, frames) = (1, tree.Number("frames") > 1 ? 1 : images, tree.Number("frames") > 1 ? images : 1);
        }

        List<Axis> axes = [];
        Add(axes, Spaced("time", frames, tree.Number("finterval"), "s"));
        Add(axes, Spaced("z", slices, tree.Number("spacing"), UnitOf(tree.Word("zunit"))));
        Add(axes, Spaced("channel", channels, null, null));
        if (!series.Arrange(axes) && (Contiguous(document, series, images) is not { } virtualFrames
            || !series.Arrange(axes, virtualFrames)))
        {
            into.Warn($"ImageJ announces {images} pictures, and the file has {series.Frames.Count}.");
        }
    }

    private static Axis Spaced(string name, long length, double? distance, string? unit) =>
        distance is > 0 ? new(name, length) { IsScan = true, Scale = distance, Unit = unit } : new(name, length) { IsScan = true };

    private static void Add(List<Axis> axes, Axis axis)
    {
        if (axis.Length > 1)
        {
            axes.Add(axis);
        }
    }

    // One directory describes all pictures.
    private static List<Frame>? Contiguous(Document document, Series series, long images)
    {
        var page = series.Page;
        var size = checked((page.Width * page.Samples * page.Bits + 7) / 8 * page.Height);
        if (series.Frames.Count != 1 || page.Compression != Compressions.None
            || page.Ifd.Integer(Tags.StripOffsets, 0) is not (> 0 and var start)
            || start + size * (images - 1) >= document.Source.Length)
        {
            return null;
        }

        var frames = new List<Frame>((int)images);
        for (var i = 0L; i < images; i++)
        {
            frames.Add(new(page, i * size));
        }

        return frames;
    }

    private static void Scale(Series series, MetaGroup tree)
    {
        var unit = UnitOf(tree.Word("unit"));
        double? PerPixel(ushort tag) => series.Page.Ifd.Number(tag) is > 0 and var perUnit && double.IsFinite(perUnit) ? 1 / perUnit : null;
        if (unit is not null && PerPixel(Tags.XResolution) is { } x)
        {
            series.Scale(x, PerPixel(Tags.YResolution), unit);
        }
    }

    private static string? UnitOf(string? unit) => unit?.Trim() switch
    {
        null or "" or "pixel" or "pixels" => null,
        "micron" or "microns" or "um" or "\\u00B5m" or "\\u03BCm" => "µm",
        "inch" => "in",
        var other => other.Replace("\\u00B5", "µ", StringComparison.Ordinal),
    };

    // A table of kinds and counts, then the values, whose lengths stand in a tag of their own; text has two bytes a letter.
    private static void AddMetadata(Ifd ifd, MetaGroup tree)
    {
        if (ifd[MetadataLengths] is not { } counts || ifd.Bytes(Metadata) is not { Length: > 12 } bytes
            || ifd.Integers(counts, 1 << 16) is not { Length: > 1 } lengths)
        {
            return;
        }

        var bigEndian = bytes.AsSpan().StartsWith("IJIJ"u8);
        var table = (int)Math.Clamp(lengths[0], 0, bytes.Length);
        var (at, next) = (table, 1);
        for (var entry = 4; entry + 8 <= table; entry += 8)
        {
            var kind = Encoding.Latin1.GetString(bytes, entry, 4);
            kind = bigEndian ? kind : string.Concat(kind.Reverse());
            var count = bigEndian ? BinaryPrimitives.ReadInt32BigEndian(bytes.AsSpan(entry + 4))
                : BinaryPrimitives.ReadInt32LittleEndian(bytes.AsSpan(entry + 4));
            List<string> words = [];
            for (var i = 0; i < count && next < lengths.Length; i++, next++)
            {
                var length = (int)Math.Clamp(lengths[next], 0, bytes.Length - at);
                if (words.Count < MostLabels && kind is "labl" or "info" or "prop")
                {
                    words.Add((bigEndian ? Encoding.BigEndianUnicode : Encoding.Unicode).GetString(bytes, at, length & ~1));
                }

                at += length;
            }

            if (words.Count > 0)
            {
                tree.Add(kind switch { "labl" => "Labels", "info" => "Info", _ => "Properties" }, words.Count == 1 ? words[0]
                    : words.ToArray());
            }
        }
    }
}
