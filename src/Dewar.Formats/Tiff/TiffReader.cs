using Dewar.Sdk;

namespace Dewar.Formats.Tiff;

/// <summary>TIFF 6.0 and BigTIFF, with what vendors of instruments write into them.</summary>
public sealed class TiffReader : IFormatReader
{
    public string Name => "tiff";

    public int Version => 1;

    public IReadOnlyList<FormatPassport> Formats { get; } =
    [
        new("TIFF and BigTIFF", ".tif .tiff .btf .tf8", "Images and stacks of all sample types; resolution, EXIF, GeoTIFF fields.",
            "TIFF revision 6.0 (Adobe, 1992), its supplements 1 and 2, technical note 3; BigTIFF as libtiff describes it"),
        .. Dialects.All.Select(dialect => dialect.Passport),
    ];

    public Likelihood Recognise(FileHead head) => TiffFile.IsOne(head.Bytes.Span) ? Likelihood.BySignature : Likelihood.No;

    public void Read(ByteSource file, Extraction into, CancellationToken ct)
    {
        into.Format = "TIFF";
        into.MediaType = "image/tiff";
        var document = Document.Open(file, into, ct);
        into.Format = document.File.IsBig ? "BigTIFF" : "TIFF";
        foreach (var dialect in Dialects.All)
        {
            ct.ThrowIfCancellationRequested();
            Tell(dialect, document, into);
        }

        Baseline.Scale(document);
        foreach (var series in document.Series)
        {
            series.AddTo(into);
        }

        TagTree.Add(document, into.Metadata);
        Baseline.Tell(document, into);
    }

    // What a vendor wrote must not cost the picture: whatever is wrong with it is told, and the rest is read.
    private static void Tell(Dialect dialect, Document document, Extraction into)
    {
        try
        {
            if (dialect.Recognises(document))
            {
                into.Format = $"{dialect.Format} ({(document.File.IsBig ? "BigTIFF" : "TIFF")})";
                dialect.Tell(document, into);
            }
        }
        catch (Exception failure) when (failure is DamagedException or OverflowException or InvalidDataException)
        {
            into.Warn($"What {dialect.Format} wrote is damaged: {failure.Message}");
        }
    }
}
