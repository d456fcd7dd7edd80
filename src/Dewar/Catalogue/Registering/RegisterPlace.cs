namespace Dewar.Catalogue;

/// <summary>Where the files of a batch are.</summary>
/// <param name="Source">That brought them; null for files that a scan found where they are.</param>
/// <param name="Overwritten">What is said of the version before where its bytes were overwritten, and nobody need look for them.</param>
internal sealed record RegisterPlace(long ExperimentId, long StorageId, long? Source, string? Overwritten = null)
{
    public bool IsFound => Source is null;

    public bool IsInPlace => Overwritten is not null;
}
