namespace Dewar.Formats.Unknown;

internal static partial class Signatures
{
    /// <summary>Pictures.</summary>
    private static Signature[] Images =>
    [
        new("\u0089PNG\r\n\u001a\n", 0, "PNG image", "image/png"),
        new("\u00ff\u00d8\u00ff", 0, "JPEG image", "image/jpeg"),
        new("GIF87a", 0, "GIF image", "image/gif"),
        new("GIF89a", 0, "GIF image", "image/gif"),
        new("II*\0", 0, "TIFF image", "image/tiff"),
        new("MM\0*", 0, "TIFF image", "image/tiff"),
        new("II+\0", 0, "BigTIFF image", "image/tiff"),
        new("MM\0+", 0, "BigTIFF image", "image/tiff"),
        new("RIFF", 0, "WebP image", "image/webp", 8, "WEBP"),
        new("ftypavif", 4, "AVIF image", "image/avif"),
        new("ftypheic", 4, "HEIF image", "image/heic"),
        new("ftypheix", 4, "HEIF image", "image/heic"),
        new("ftypmif1", 4, "HEIF image", "image/heif"),
        new("\0\0\0\u000cjP  ", 0, "JPEG 2000 image", "image/jp2"),
        new("\u00ff\u004f\u00ff\u0051", 0, "JPEG 2000 codestream", "image/x-j2c"),
        new("\0\0\0\u000cJXL ", 0, "JPEG XL image", "image/jxl"),
        new("\u00ff\u000a", 0, "JPEG XL codestream", "image/jxl"),
        new("II\u00bc\u0001", 0, "JPEG XR image", "image/jxr"),
        new("8BPS", 0, "Photoshop image", "image/vnd.adobe.photoshop"),
        new("gimp xcf ", 0, "GIMP image", "image/x-xcf"),
        new("v/1\u0001", 0, "OpenEXR image", "image/x-exr"),
        new("#?RADIANCE", 0, "Radiance image", "image/vnd.radiance"),
        new("\0\0\u0001\0", 0, "Windows icon", "image/vnd.microsoft.icon"),
        new("\0\0\u0002\0", 0, "Windows cursor", "image/vnd.microsoft.icon"),
        new("DDS ", 0, "DirectDraw surface", "image/vnd.ms-dds"),
        new("AT&TFORM", 0, "DjVu document", "image/vnd.djvu"),
        new("IIRO", 0, "Olympus raw photo", "image/x-olympus-orf"),
        new("FUJIFILMCCD-RAW", 0, "Fujifilm raw photo", "image/x-fuji-raf"),
        new("PCD_IPI", 2048, "Kodak Photo CD image", "image/x-photo-cd"),
        new("\u00d7\u00cd\u00c6\u009a", 0, "Windows metafile", "image/wmf"),
        new("\u0001\0\0\0", 0, "Enhanced metafile", "image/emf", 40, " EMF"),
        new("SDPX", 0, "DPX film frame", "image/x-dpx"),
        new("XPDS", 0, "DPX film frame", "image/x-dpx"),
        new("farbfeld", 0, "Farbfeld image", "image/x-farbfeld"),
        new("qoif", 0, "QOI image", "image/qoi"),
        new("BPGû", 0, "BPG image", "image/bpg"),
        new("FLIF", 0, "FLIF image", "image/flif"),
    ];
}
