using Dewar.Formats.Bytes;
using Dewar.Sdk;

namespace Dewar.Formats.Images.Others;

/// <summary>Pictures of which the size is read: JPEG XR, JPEG XL, Windows icons, Photoshop documents, Truevision TGA.</summary>
public sealed class RecognisedPicturesReader : IFormatReader
{
    public string Name => "pictures";

    public int Version => 1;

    public IReadOnlyList<FormatPassport> Formats { get; } =
    [
        new("JPEG XR", ".jxr .wdp .hdp", "Size; no pixels.", "ITU-T T.832"),
        new("JPEG XL", ".jxl", "What it is.", "ISO/IEC 18181"),
        new("Windows icon", ".ico .cur", "Sizes; no pixels.", "Microsoft: ICONDIR"),
        new("Photoshop document", ".psd .psb", "Size; no pixels.", "Adobe: Photoshop File Formats Specification"),
        new("Truevision TGA", ".tga", "Size; no pixels.", "Truevision TGA 2.0"),
    ];

    private static ReadOnlySpan<byte> XlSignature => [0, 0, 0, 12, (byte)'J', (byte)'X', (byte)'L', (byte)' ', 0x0D, 0x0A, 0x87, 0x0A];

    public Likelihood Recognise(FileHead head)
    {
        if (head.Has([(byte)'I', (byte)'I', 0xBC]) || head.Has(XlSignature) || head.Has("8BPS\0"u8))
        {
            return Likelihood.BySignature;
        }

        var isStream = head.Has([0xFF, 0x0A]) && head.Named(".jxl");
        return isStream || IsIcon(head) && head.Named(".ico", ".cur") || IsTga(head) ? Likelihood.ByName : Likelihood.No;
    }

    public void Read(ByteSource file, Extraction into, CancellationToken ct)
    {
        var cursor = new Cursor(file);
        var start = cursor.Bytes(Math.Min(12, file.Length)).AsSpan();
        if (start.StartsWith("8BPS"u8))
        {
            Photoshop(file, into);
        }
        else if (start.StartsWith("II"u8))
        {
            JpegXr(file, into);
        }
        else if (start.StartsWith(XlSignature) || start.StartsWith((ReadOnlySpan<byte>)[0xFF, 0x0A]))
        {
            (into.Format, into.MediaType) = ("JPEG XL", "image/jxl");
            into.Warn("Of JPEG XL neither size nor pixels can be read.");
        }
        else if (IsIcon(FileHead.Of(file)))
        {
            Icon(file, into);
        }
        else
        {
            Tga(file, into);
        }
    }

    private static bool IsIcon(FileHead head)
    {
        var bytes = head.Bytes.Span;
        return bytes.Length > 22 && bytes[0] == 0 && bytes[1] == 0 && bytes[2] is 1 or 2 && bytes[3] == 0
            && bytes[4] > 0 && bytes[5] == 0 && bytes[9] == 0;
    }

    private static bool IsTga(FileHead head)
    {
        var bytes = head.Bytes.Span;
        return head.Named(".tga") && bytes.Length > 18 && bytes[1] <= 1
            && bytes[2] is 1 or 2 or 3 or 9 or 10 or 11 && bytes[16] is 8 or 15 or 16 or 24 or 32;
    }

    private static void Photoshop(ByteSource file, Extraction into)
    {
        (into.Format, into.MediaType) = ("Photoshop document", "image/vnd.adobe.photoshop");
        var cursor = new Cursor(file, 12, bigEndian: true);
        var (channels, height, width, depth, mode) = (cursor.U16(), cursor.U32(), cursor.U32(), cursor.U16(), cursor.U16());
        into.Metadata.Add("Channels", channels, at: 12);
        into.Metadata.Add("Depth", depth, "bit", 22);
        into.Metadata.Add("Mode", mode, at: 24);
        var element = depth switch { 16 => ElementType.UInt16, 32 => ElementType.Float32, _ => ElementType.UInt8 };
        Picture.AddUnread(into, width, height, element.Times(Math.Clamp((int)channels, 1, 4)));
    }

    // A directory as in TIFF, with fields of its own.
    private static void JpegXr(ByteSource file, Extraction into)
    {
        (into.Format, into.MediaType) = ("JPEG XR", "image/jxr");
        var cursor = new Cursor(file, 4);
        cursor.Position = cursor.U32();
        var count = cursor.Count(cursor.U16(), 12, "fields");
        var (width, height) = (0L, 0L);
        for (var i = 0; i < count; i++)
        {
            var (tag, type) = (cursor.U16(), cursor.U16());
            cursor.Skip(4);
            var value = cursor.U32();
            value = type == 3 ? value & 0xFFFF : value;
            (width, height) = tag switch { 0xBC80 => (value, height), 0xBC81 => (width, value), _ => (width, height) };
        }

        Picture.AddUnread(into, width, height, ElementType.Rgb8);
    }

    private static void Icon(ByteSource file, Extraction into)
    {
        (into.Format, into.MediaType) = ("Windows icon", "image/vnd.microsoft.icon");
        var cursor = new Cursor(file, 4);
        var count = cursor.Count(cursor.U16(), 16, "pictures");
        var (width, height) = (0, 0);
        var sizes = new List<string>();
        for (var i = 0; i < count; i++)
        {
            // Nought stands for 256.
            var (across, down) = ((cursor.U8() + 255) % 256 + 1, (cursor.U8() + 255) % 256 + 1);
            cursor.Skip(14);
            sizes.Add($"{across}x{down}");
            (width, height) = across * down > width * height ? (across, down) : (width, height);
        }

        into.Metadata.Add("Sizes", sizes.Take(MetaValue.Most).ToArray(), at: 6);
        Picture.AddUnread(into, width, height, ElementType.Rgba8);
    }

    private static void Tga(ByteSource file, Extraction into)
    {
        (into.Format, into.MediaType) = ("Truevision TGA", "image/x-tga");
        var cursor = new Cursor(file, 2);
        into.Metadata.Add("Image type", cursor.U8(), at: 2);
        cursor.Position = 12;
        var (width, height, bits) = (cursor.U16(), cursor.U16(), cursor.U8());
        into.Metadata.Add("Bits per pixel", bits, "bit", 16);
        Picture.AddUnread(into, width, height, bits switch { 8 => ElementType.UInt8, 32 => ElementType.Rgba8, _ => ElementType.Rgb8 });
    }
}
