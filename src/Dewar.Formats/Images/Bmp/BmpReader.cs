using Dewar.Sdk;

namespace Dewar.Formats.Images.Bmp;

/// <summary>Bitmaps of Windows and OS/2.</summary>
public sealed class BmpReader : IFormatReader
{
    private static readonly string[] Compressions =
        ["none", "RLE8", "RLE4", "bit fields", "JPEG", "PNG", "bit fields with opacity"];

    public string Name => "bmp";

    public int Version => 1;

    public IReadOnlyList<FormatPassport> Formats { get; } =
    [
        new("Windows and OS/2 bitmap", ".bmp .dib .rle", "The picture.", "Microsoft: Bitmap Storage; BITMAPINFOHEADER to BITMAPV5HEADER"),
    ];

    public Likelihood Recognise(FileHead head)
    {
        if (!head.Has("BM"u8) || head.Bytes.Length < 26)
        {
            return Likelihood.No;
        }

        var bytes = head.Bytes.Span;
        var isHeader = bytes[14] is 12 or 108 or 124 or >= 16 and <= 64 && !bytes[15..18].ContainsAnyExcept((byte)0);
        var bits = bytes[14] == 12 ? bytes[24] : head.Bytes.Length > 28 ? bytes[28] : 0;
        return isHeader && bits is 1 or 2 or 4 or 8 or 16 or 24 or 32 ? Likelihood.BySignature : Likelihood.No;
    }

    public void Read(ByteSource file, Extraction into, CancellationToken ct)
    {
        into.Format = "Windows bitmap";
        into.MediaType = "image/bmp";
        var header = BmpHeader.Read(file);
        var tree = into.Metadata;
        tree.Add("HeaderSize", header.HeaderSize, "byte", 14);
        tree.Add("Width", header.Width, at: 18);
        tree.Add("Height", header.Height, at: header.HeaderSize == 12 ? 20 : 22);
        tree.Add("TopDown", header.IsTopDown);
        tree.Add("BitsPerPixel", header.Bits, "bit", header.HeaderSize == 12 ? 24 : 28);
        var compression = Compressions.ElementAtOrDefault((int)Math.Min(header.Compression, 100));
        tree.Add("Compression", compression ?? header.Compression.ToString(), at: 30);
        if (header.PixelsPerMetre is not (0, 0))
        {
            tree.Add("XPelsPerMeter", header.PixelsPerMetre.X, "1/m", 38);
            tree.Add("YPelsPerMeter", header.PixelsPerMetre.Y, "1/m", 42);
        }

        if (!header.IsKnown)
        {
            into.Warn("The pixels of a bitmap with this compression can't be read.");
        }
        else if (!header.IsRunLength && header.DataAt + header.Stride * (Int128)header.Height > file.Length)
        {
            into.Warn("The bitmap ends before its last row.");
        }

        into.Add(new Signal
        {
            Name = "",
            Type = SignalType.Image,
            Element = header.Element,
            Axes = Picture.Axes(header.Height, header.Width),
            Hints = header.HasPalette ? new() { Palette = header.Palette } : null,
            Values = !header.IsKnown ? null
                : header.IsRunLength ? new PictureValues(() => BmpRuns.Decode(file, header), header.Element, [header.Height, header.Width])
                : new BmpValues(file, header),
        });
    }
}
