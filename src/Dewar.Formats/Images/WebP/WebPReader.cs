using System.Text;
using Dewar.Formats.Bytes;
using Dewar.Formats.Images.Exif;
using Dewar.Sdk;

namespace Dewar.Formats.Images.WebP;

/// <summary>WebP pictures (RFC 9649): size, Exif and XMP; the pixels are not decoded.</summary>
public sealed class WebPReader : IFormatReader
{
    private const int MostChunks = 100_000;
    private const int MostRead = 16 << 20;

    public string Name => "webp";

    public int Version => 1;

    public IReadOnlyList<FormatPassport> Formats { get; } =
        [new("WebP", ".webp", "Size, Exif and XMP; no pixels.", "RFC 9649: WebP Image Format")];

    public Likelihood Recognise(FileHead head) => head.Has("RIFF"u8) && head.Has("WEBP"u8, 8) ? Likelihood.BySignature : Likelihood.No;

    public void Read(ByteSource file, Extraction into, CancellationToken ct)
    {
        into.Format = "WebP";
        into.MediaType = "image/webp";
        var cursor = new Cursor(file, 12);
        (long Width, long Height, bool HasOpacity) size = default;
        var frames = 0;
        for (var count = 0; count < MostChunks && cursor.Left >= 8; count++)
        {
            ct.ThrowIfCancellationRequested();
            var type = cursor.Text(4);
            var length = cursor.U32();
            var at = cursor.Position;
            switch (type)
            {
                case "VP8X" or "VP8L" or "VP8" when size.Width == 0:
                    size = Size(cursor, type);
                    into.Metadata.Add("Coding", type switch { "VP8L" => "lossless", "VP8" => "lossy", _ => "extended" }, at: at - 8);
                    break;
                case "ANMF":
                    frames++;
                    break;
                case "EXIF" when length is > 8 and <= MostRead && length <= cursor.Left && into.Metadata.Find("Exif") is null:
                    var bytes = cursor.Bytes(length);
                    var skip = bytes.AsSpan().StartsWith("Exif\0\0"u8) ? 6 : 0;
                    ExifBlock.Read(bytes[skip..], at + skip, into);
                    break;
                case "XMP" when length <= MostRead && length <= cursor.Left:
                    into.Metadata.Add("XMP", Picture.Shortened(Encoding.UTF8.GetString(cursor.Bytes(length))), at: at);
                    break;
            }

            cursor.Position = at + length + (length & 1);
        }

        if (frames > 0)
        {
            into.Metadata.Add("Frames", frames);
        }

        if (into.Metadata.Find("Exif") is MetaGroup exif)
        {
            ExifFacts.Tell(exif, into.Facts);
        }

        Picture.AddUnread(into, size.Width, size.Height, size.HasOpacity ? ElementType.Rgba8 : ElementType.Rgb8);
    }

    private static (long Width, long Height, bool HasOpacity) Size(Cursor cursor, string type)
    {
        if (type is "VP8X")
        {
            var flags = cursor.U32();
            var (low, middle, high) = (cursor.U16(), cursor.U16(), cursor.U16());
            return ((low | (middle & 0xFF) << 16) + 1, (middle >> 8 | high << 8) + 1, (flags & 0x10) != 0);
        }

        if (type is "VP8L")
        {
            cursor.Skip(1);
            var packed = cursor.U32();
            return ((packed & 0x3FFF) + 1, (packed >> 14 & 0x3FFF) + 1, (packed >> 28 & 1) != 0);
        }

        cursor.Skip(6);
        return (cursor.U16() & 0x3FFF, cursor.U16() & 0x3FFF, false);
    }
}
