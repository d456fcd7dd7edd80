using Dewar.Formats.Bytes;
using Dewar.Formats.Images.Exif;
using Dewar.Sdk;

namespace Dewar.Formats.Images.Png;

/// <summary>PNG pictures (ISO/IEC 15948; PNG 1.2 extensions 1.4; APNG's first picture).</summary>
public sealed class PngReader : IFormatReader
{
    private const int MostChunks = 1_000_000;
    private const int MostChunkRead = 16 << 20;

    public string Name => "png";

    public int Version => 1;

    public IReadOnlyList<FormatPassport> Formats { get; } =
    [
        new("PNG", ".png .apng", "The picture with all its bits; texts, time, Exif.", "ISO/IEC 15948; W3C PNG third edition"),
    ];

    private static ReadOnlySpan<byte> Signature => [0x89, (byte)'P', (byte)'N', (byte)'G', 0x0D, 0x0A, 0x1A, 0x0A];

    public Likelihood Recognise(FileHead head) => head.Has(Signature) ? Likelihood.BySignature : Likelihood.No;

    public void Read(ByteSource file, Extraction into, CancellationToken ct)
    {
        into.Format = "PNG";
        into.MediaType = "image/png";
        var chunks = new Cursor(file, 8, bigEndian: true);
        var length = chunks.U32();
        if (chunks.U32() != 0x49484452 || length < 13)
        {
            throw new DamagedException("The PNG does not begin with its header", 8);
        }

        var header = PngHeader.Read(chunks);
        Tell(header, into);
        var pieces = new List<(long At, long Length)>();
        var texts = new PngTexts(file, into);
        byte[]? palette = null;
        chunks.Position = 8L + 12 + length;
        var isWhole = false;
        for (var count = 0; count < MostChunks && chunks.Left >= 8 && !isWhole; count++)
        {
            ct.ThrowIfCancellationRequested();
            length = chunks.U32();
            var type = chunks.Text(4);
            var at = chunks.Position;
            if (length > chunks.Left)
            {
                into.Warn($"The chunk {type} claims {length} bytes, and {chunks.Left} are left.");
                length = (uint)chunks.Left;
            }

            switch (type)
            {
                case "IDAT":
                    pieces.Add((at, length));
                    break;
                case "PLTE" when palette is null && length is > 0 and <= 768:
                    palette = file.ReadBytes(at, length / 3 * 3);
                    break;
                case "IEND":
                    isWhole = true;
                    break;
                case not "IHDR" when length <= MostChunkRead:
                    texts.Read(type, at, (int)length, header);
                    break;
            }

            chunks.Position = at + length + 4;
        }

        if (!isWhole)
        {
            into.Warn("The PNG ends before its last chunk.");
        }

        if (into.Metadata.Find("Exif") is MetaGroup exif)
        {
            ExifFacts.Tell(exif, into.Facts);
        }

        Add(file, header, palette, pieces, into);
    }

    private static void Tell(PngHeader header, Extraction into)
    {
        var group = into.Metadata.AddGroup("IHDR");
        group.Add("Width", header.Width, at: 16);
        group.Add("Height", header.Height, at: 20);
        group.Add("Bit depth", header.Depth, "bit", 24);
        group.Add("Colour type", header.ColourType, at: 25);
        group.Add("Interlaced", header.IsInterlaced, at: 28);
    }

    private static void Add(ByteSource file, PngHeader header, byte[]? palette, List<(long At, long Length)> pieces, Extraction into)
    {
        if (header.HasPalette && palette is null)
        {
            into.Warn("The PNG has places in a palette, and no palette.");
        }

        var pixels = new PngPixels(file, header, pieces);
        var isGrey = header.ColourType is 0 && header.Depth <= 8;
        var turn = ExifFacts.Orientation(into.Metadata.Find("Exif") as MetaGroup);
        into.Add(new Signal
        {
            Name = "",
            Type = SignalType.Image,
            Element = header.Element,
            Axes = Picture.Axes(header.Height, header.Width),
            Hints = new()
            {
                Low = isGrey ? 0 : null,
                High = isGrey ? (1 << header.Depth) - 1 : null,
                Palette = header.HasPalette ? palette : null,
                Orientation = turn,
            },
            Values = pieces.Count == 0 ? null : new PictureValues(pixels.Decode, header.Element, [header.Height, header.Width]),
        });
    }
}
