namespace Dewar.Catalogue;

/// <summary>A file's row as it was and as it becomes, while a batch is registered.</summary>
internal sealed class FileState
{
    /// <summary>It was not there before this batch.</summary>
    public bool IsNew { get; init; }

    public long Id { get; set; }
    public required long FolderId { get; init; }
    public required string Name { get; init; }
    public long Version { get; set; }
    public long LastVersion { get; set; }
    public long Size { get; set; }
    public byte[] Sha256 { get; set; } = [];
    public long ModifiedNs { get; set; }
    public long RegisteredUs { get; set; }
    public long? SourceId { get; set; }
    public string? Delivery { get; set; }
    public bool Deleted { get; set; }
    public List<long> Kept { get; } = [];
    public List<(long Version, Arrival Arrival, bool Kept)> Arrived { get; } = [];
    public HashSet<string> Deliveries { get; } = [];
    public HashSet<string> KnownDigests { get; } = [];
    public List<byte[]> Displaced { get; } = [];
    public List<byte[]> NewDisplaced { get; } = [];
    public List<byte[]> UsedDisplaced { get; } = [];
}
