using Dewar.Formats.Archives;
using Dewar.Sdk;

namespace Dewar.Formats.Documents;

/// <summary>Texts, presentations and drawings of Office Open XML and OpenDocument: what they say about themselves, and the first words.</summary>
public sealed class PackageReader : IFormatReader
{
    private const int MostLetters = 8000;

    public string Name => "office";

    public int Version => 1;

    public IReadOnlyList<FormatPassport> Formats { get; } =
        [new("Office documents", ".docx .pptx .vsdx .odt .odp", "Title, author, dates, pages; the first words.", "ECMA-376; ISO/IEC 26300")];

    public Likelihood Recognise(FileHead head) => OfficePackage.KindOf(head) is "docx" or "pptx" or "vsdx" or "odt" or "odp" ? Likelihood.BySpeciality : Likelihood.No;

    public void Read(ByteSource file, Extraction into, CancellationToken ct)
    {
        var zip = new ZipDirectory(file);
        var (format, type, part) = (OfficePackage.KindOf(FileHead.Of(file)) ?? OfficePackage.KindOf(zip)) switch
        {
            "docx" => ("Word document (DOCX)", "vnd.openxmlformats-officedocument.wordprocessingml.document", "word/document.xml"),
            "pptx" => ("PowerPoint presentation (PPTX)", "vnd.openxmlformats-officedocument.presentationml.presentation", "ppt/slides/slide1.xml"),
            "odt" => ("OpenDocument text (ODT)", "vnd.oasis.opendocument.text", "content.xml"),
            "odp" => ("OpenDocument presentation (ODP)", "vnd.oasis.opendocument.presentation", "content.xml"),
            _ => ("Visio drawing (VSDX)", "vnd.ms-visio.drawing", "visio/pages/page1.xml"),
        };
        (into.Format, into.MediaType) = (format, $"application/{type}");
        OfficePackage.Properties(zip, into);
        if (part.StartsWith("ppt/", StringComparison.Ordinal))
        {
            into.Metadata.Add("slides", zip.Members.Count(member =>
                member.Name.StartsWith("ppt/slides/slide", StringComparison.OrdinalIgnoreCase) && member.Name.EndsWith(".xml", StringComparison.OrdinalIgnoreCase)));
        }

        if (OfficePackage.Words(zip, part, MostLetters) is { Length: > 0 } words)
        {
            into.Add(new Signal { Name = "", Type = SignalType.Text, Text = words });
        }
    }
}
