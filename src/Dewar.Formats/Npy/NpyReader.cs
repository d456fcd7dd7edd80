using Dewar.Sdk;

namespace Dewar.Formats.Npy;

/// <summary>A single array of numpy (.npy).</summary>
public sealed class NpyReader : IFormatReader
{
    internal static readonly byte[] Signature = [0x93, .. "NUMPY"u8];

    public string Name => "npy";

    public int Version => 1;

    public IReadOnlyList<FormatPassport> Formats { get; } =
        [new("NumPy array", ".npy", "The array; structures as tables.", "NEP 1, numpy.lib.format, versions 1.0 to 3.0")];

    public Likelihood Recognise(FileHead head) => head.Has(Signature) ? Likelihood.BySignature : Likelihood.No;

    public void Read(ByteSource file, Extraction into, CancellationToken ct)
    {
        into.Format = "NumPy array";
        into.MediaType = "application/x-npy";
        NpyArray.Describe(file, "", into.Metadata, into);
    }
}
