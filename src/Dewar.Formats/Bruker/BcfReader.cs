using Dewar.Formats.Bytes;
using Dewar.Sdk;

namespace Dewar.Formats.Bruker;

/// <summary>
/// Maps of X-ray spectra of Bruker's Esprit (.bcf): a container with the file HeaderData, which is XML with everything but the spectra, and
/// the files SpectrumData0 … with those.
/// </summary>
public sealed class BcfReader : IFormatReader
{
    private const int MostHeader = 128 << 20;

    public string Name => "bcf";

    public int Version => 1;

    public IReadOnlyList<FormatPassport> Formats { get; } =
    [
        new(
            "Bruker Esprit hypermap",
            ".bcf",
            "Pictures of the detectors, maps of spectra with pixel size and energies, their sums; microscope, stage, detector; the whole XML.",
            "AidAim single file system and Bruker's XML, as the HyperSpy project describes them"),
    ];

    public Likelihood Recognise(FileHead head) => head.Has(SfsContainer.Signature) ? Likelihood.BySignature : Likelihood.No;

    public void Read(ByteSource file, Extraction into, CancellationToken ct)
    {
        into.Format = "Bruker Esprit hypermap (BCF)";
        var container = new SfsContainer(file);
        var files = into.Metadata.AddGroup("container");
        files.Add("version", container.FormatVersion, at: 0x124);
        files.Add("page length", container.PageLength, "bytes", 0x128);
        files.Add("files", container.Items.Where(item => !item.IsFolder).Select(item => item.Name).ToArray());
        var header = container.Find("HeaderData") ?? throw new DamagedException("The container has no file HeaderData");
        var xml = new BrukerXml();
        var tree = into.Metadata.AddGroup("HeaderData");
        try
        {
            xml.AddTo(tree, XmlTree.Decode(header.ReadAll(MostHeader)), "HeaderData");
        }
        finally
        {
            if (BrukerXml.All(tree, "TRTSpectrumDatabase").LastOrDefault() is { } database)
            {
                new Hypermap(into, container, xml, database).Add(ct);
            }
        }
    }
}
