using Dewar.Sdk;

namespace Dewar.Formats.Archives;

/// <summary>ZIP archives: what is in them. Nothing is unpacked, and names are only shown.</summary>
public sealed class ZipReader : IFormatReader
{
    private const int MostListed = 2000;

    public string Name => "zip";

    public int Version => 1;

    public IReadOnlyList<FormatPassport> Formats { get; } =
        [new("ZIP archives", ".zip .jar .npz .kmz .epub .mscz", "Names, sizes and times of the members; nothing is unpacked.", "PKWARE: .ZIP File Format Specification 6.3.10")];

    public Likelihood Recognise(FileHead head) => ZipDirectory.Is(head) ? Likelihood.BySignature : Likelihood.No;

    public void Read(ByteSource file, Extraction into, CancellationToken ct)
    {
        (into.Format, into.MediaType) = ("ZIP archive", "application/zip");
        var zip = new ZipDirectory(file);
        (into.Format, into.MediaType) = Kind(zip);
        if (zip.IsRebuilt)
        {
            into.Warn("The list of members at the end of the file is lost; they were sought from the beginning.");
        }
        else if (zip.Members.Count < zip.Announced)
        {
            into.Warn($"{zip.Announced} members are announced, and {zip.Members.Count} were found.");
        }

        into.Metadata.Add("members", zip.Members.Count);
        if (zip.Comment is not "")
        {
            into.Metadata.Add("comment", zip.Comment);
        }

        into.Metadata.Add("unpacked", zip.Members.Sum(member => (double)member.Length), "bytes");
        if (zip.Members.Any(member => member.IsEncrypted))
        {
            into.Metadata.Add("encrypted", true);
        }

        MemberList.Add(into, zip.Members.Take(MostListed).Select(member => (member.Name, member.Length, member.Time)));
        if (zip.Members.Any(member => member.PackedLength > 0 && member.Length / Math.Max(1, member.PackedLength) > 1100))
        {
            into.Warn("A member claims to be more than a thousand times as large as it is packed.");
        }
    }

    private static (string Format, string MediaType) Kind(ZipDirectory zip) => zip switch
    {
        _ when zip.Find("META-INF/MANIFEST.MF") is not null => ("Java archive (JAR)", "application/java-archive"),
        _ when zip.Find("META-INF/container.xml") is not null => ("Electronic book (EPUB)", "application/epub+zip"),
        _ when zip.Members.Count > 0 && zip.Members.All(member => member.Name.EndsWith(".npy", StringComparison.OrdinalIgnoreCase)) =>
            ("NumPy arrays (NPZ)", "application/x-npz"),
        _ => ("ZIP archive", "application/zip"),
    };
}
