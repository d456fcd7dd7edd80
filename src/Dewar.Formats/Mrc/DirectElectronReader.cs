using System.Text;
using Dewar.Sdk;

namespace Dewar.Formats.Mrc;

/// <summary>The settings of an acquisition by Direct Electron's server, read for themselves: a part of the movie when that is
/// there.</summary>
public sealed class DirectElectronReader : IFormatReader
{
    public string Name => "de-info";

    public int Version => 1;

    public IReadOnlyList<FormatPassport> Formats { get; } =
        [new("Direct Electron settings", "_info.txt", "Camera, exposure, scan, voltage, magnification, time.",
            "Files written by Direct Electron's server")];

    public Likelihood Recognise(FileHead head) =>
        DirectElectron.Begins(Encoding.Latin1.GetString(head.Bytes.Span)) ? Likelihood.BySignature : Likelihood.No;

    public void Read(ByteSource file, Extraction into, CancellationToken ct)
    {
        into.Format = "Direct Electron settings";
        into.MediaType = "text/plain";
        DirectElectron.Add(file, into.Metadata, into.Facts, "");
        var prefix = DirectElectron.Prefix(file.Name);
        into.PartOf = prefix is null ? null : file.Companions(prefix + "_")
            .FirstOrDefault(name => name.EndsWith("_movie.mrc", StringComparison.OrdinalIgnoreCase));
        if (into.PartOf is null)
        {
            into.Warn("The movie that it describes is not here.");
        }
    }
}
