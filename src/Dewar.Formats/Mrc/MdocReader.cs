using System.Text;
using Dewar.Sdk;

namespace Dewar.Formats.Mrc;

/// <summary>SerialEM's description of an image file (.mdoc), read for itself: a part of the image file when that is there.</summary>
public sealed class MdocReader : IFormatReader
{
    public string Name => "mdoc";

    public int Version => 1;

    public IReadOnlyList<FormatPassport> Formats { get; } =
        [new("SerialEM metadata document", ".mdoc", "Voltage, tilt, stage, dose and time of each image, as a table.",
            "The SerialEM manual, metadata autodoc files")];

    public Likelihood Recognise(FileHead head) =>
        Mdoc.Begins(Encoding.Latin1.GetString(head.Bytes.Span)) ? Likelihood.BySignature : Likelihood.No;

    public void Read(ByteSource file, Extraction into, CancellationToken ct)
    {
        into.Format = "SerialEM metadata document";
        into.MediaType = "text/plain";
        var mdoc = Mdoc.Read(file);
        mdoc.AddTo(into.Metadata, into.Facts, "");
        if (mdoc.Table() is { } table)
        {
            into.Add(table);
        }

        // It lies beside its image, which may have been renamed with it.
        var image = file.Name.EndsWith(".mdoc", StringComparison.OrdinalIgnoreCase) ? file.Name[..^".mdoc".Length] : null;
        if (image is not (null or "") && file.Companions(image).Contains(image))
        {
            into.PartOf = image;
        }
        else
        {
            into.Warn($"The images that it describes are not here: {mdoc.ImageFile ?? image ?? "it does not say which"}.");
        }
    }
}
