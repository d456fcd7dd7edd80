using Dewar.Sdk;

namespace Dewar.Formats.Images.Others;

/// <summary>HEIF and AVIF pictures (ISO/IEC 23008-12): size; the pixels are not decoded.</summary>
public sealed class HeifReader : IFormatReader
{
    public string Name => "heif";

    public int Version => 1;

    public IReadOnlyList<FormatPassport> Formats { get; } =
        [new("HEIF and AVIF", ".heic .heif .hif .avif", "Size; no pixels.", "ISO/IEC 23008-12")];

    public Likelihood Recognise(FileHead head)
    {
        if (!head.Has("ftyp"u8, 4) || head.Bytes.Length < 12)
        {
            return Likelihood.No;
        }

        var brand = head.Bytes.Span.Slice(8, 4);
        var isPicture = brand.StartsWith("hei"u8) || brand.StartsWith("hev"u8) || brand.StartsWith("avi"u8);
        return isPicture || brand.StartsWith("mif1"u8) || brand.StartsWith("msf1"u8)
            ? Likelihood.BySignature
            : Likelihood.No;
    }

    public void Read(ByteSource file, Extraction into, CancellationToken ct)
    {
        var (width, height) = (0L, 0L);
        into.Format = "HEIF";
        into.MediaType = "image/heif";
        IsoBoxes.Walk(file, 0, file.Length, Inner, (type, cursor, length) =>
        {
            ct.ThrowIfCancellationRequested();
            if (type is "ftyp" && length >= 4 && into.Metadata.Find("Brand") is null)
            {
                var brand = cursor.Text(4);
                into.Metadata.Add("Brand", brand, at: 8);
                var isAv1 = brand.StartsWith("avi", StringComparison.Ordinal);
                (into.Format, into.MediaType) = isAv1 ? ("AVIF", "image/avif") : ("HEIF", "image/heif");
            }
            else if (type is "ispe" && length >= 12)
            {
                // Thumbnails and tiles have sizes as well: the picture is the largest.
                cursor.Skip(4);
                var (across, down) = (cursor.U32(), cursor.U32());
                (width, height) = (long)across * down > width * height ? (across, down) : (width, height);
            }
        });
        Picture.AddUnread(into, width, height, ElementType.Rgb8);
    }

    private static int? Inner(string type) => type switch { "meta" => 4, "iprp" or "ipco" => 0, _ => null };
}
