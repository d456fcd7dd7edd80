using Dewar.Formats.Bytes;
using Dewar.Sdk;

namespace Dewar.Formats.Bruker;

/// <summary>A spectrum of Bruker's Esprit in XML (.spx).</summary>
public sealed class SpxReader : IFormatReader
{
    private const int MostBytes = 64 << 20;

    public string Name => "spx";

    public int Version => 1;

    public IReadOnlyList<FormatPassport> Formats { get; } =
    [
        new(
            "Bruker Esprit spectrum",
            ".spx",
            "X-ray spectra with energies, detector, live time and the elements found; the whole XML.",
            "Bruker's XML, as the HyperSpy project describes it"),
    ];

    public Likelihood Recognise(FileHead head)
    {
        var bytes = head.Bytes.Span;
        return bytes.IndexOf("TRTSpectrum"u8) is >= 0 and < 1024 && bytes[..Math.Min(16, bytes.Length)].Contains((byte)'<') ? Likelihood.BySpeciality : Likelihood.No;
    }

    public void Read(ByteSource file, Extraction into, CancellationToken ct)
    {
        into.Format = "Bruker Esprit spectrum (SPX)";
        into.MediaType = "application/xml";
        var xml = new BrukerXml();
        try
        {
            xml.AddTo(into.Metadata, XmlTree.Decode(file.ReadBytes(0, Math.Min(file.Length, MostBytes))), file.Name);
        }
        finally
        {
            foreach (var group in BrukerXml.All(into.Metadata, "TRTSpectrum").Where(group => xml.Data(group, "Channels") is not null).Take(1000).ToList())
            {
                var spectrum = new BrukerSpectrum(xml, group);
                var signal = into.Add(spectrum.Signal(group.Word("Name") ?? "", "TRTSpectrum/TRTSpectrum"));
                signal.Facts.Tell(CoreNames.Elements, spectrum.Elements(), "TRTSpectrum/TRTSpectrum/TRTPSEElementList");
            }
        }

        if (into.Signals.Count == 0)
        {
            throw new DamagedException($"{file.Name} has no spectrum with channels");
        }
    }
}
