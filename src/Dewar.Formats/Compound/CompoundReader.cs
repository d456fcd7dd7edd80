using Dewar.Sdk;

namespace Dewar.Formats.Compound;

/// <summary>Compound files that no other reader knows: which program's they are, what they say about themselves, and what is in them.</summary>
public sealed class CompoundReader : IFormatReader
{
    private const int MostNames = 1000;

    // By a stream that only this program writes.
    private static readonly (string Stream, string Format, string MediaType)[] Known =
    [
        ("WordDocument", "Microsoft Word document (DOC)", "application/msword"),
        ("PowerPoint Document", "Microsoft PowerPoint presentation (PPT)", "application/vnd.ms-powerpoint"),
        ("VisioDocument", "Microsoft Visio drawing", "application/vnd.visio"),
        ("__properties_version1.0", "Outlook message (MSG)", "application/vnd.ms-outlook"),
        ("EncryptedPackage", "Encrypted Office document", "application/x-ole-storage"),
        ("OibInfo.txt", "Olympus FluoView image (OIB)", "image/x-oib"),
        ("Image/Contents", "Zeiss AxioVision image (ZVI)", "image/x-zvi"),
        ("Contents", "Compound file", "application/x-ole-storage"),
    ];

    public string Name => "compound";

    public int Version => 1;

    public IReadOnlyList<FormatPassport> Formats { get; } =
        [new("Compound files (OLE2)", ".doc .ppt .msg .vsd .oib .zvi", "Title, author, dates; the names of the streams.", "[MS-CFB], [MS-OLEPS]")];

    public Likelihood Recognise(FileHead head) => CompoundFile.Is(head) ? Likelihood.BySignature : Likelihood.No;

    public void Read(ByteSource file, Extraction into, CancellationToken ct)
    {
        (into.Format, into.MediaType) = ("Compound file (OLE2)", "application/x-ole-storage");
        var compound = new CompoundFile(file);
        foreach (var (stream, format, mediaType) in Known)
        {
            if (compound.Find(stream) is not null)
            {
                (into.Format, into.MediaType) = (format, mediaType);
                break;
            }
        }

        if (compound.Find("EncryptedPackage") is not null)
        {
            into.Warn("The document is protected with a password; its content can't be read.");
            into.Metadata.Add("encrypted", true);
        }

        PropertySet.Read(compound, into);
        into.Metadata.Add("class", compound.RootClass == Guid.Empty ? null : compound.RootClass.ToString());
        var streams = into.Metadata.AddGroup("streams");
        foreach (var stream in compound.Streams.Take(MostNames))
        {
            streams.Add(stream.Path, stream.Length, "bytes");
        }
    }
}
