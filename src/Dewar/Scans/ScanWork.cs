namespace Dewar.Scans;

/// <summary>A scan as the one that works on it has it.</summary>
/// <param name="Believe">That all files of an experiment may be gone.</param>
/// <param name="Phase">0: looking at folders. 1: reading what is there. 2: judging what is not.</param>
/// <param name="Round">Of looking; later ones only at what was being written.</param>
internal sealed record ScanWork(long Id, string PublicId, long StorageId, long? ExperimentId, bool Full, bool Adopt, bool Believe, long? Rate, int Phase, int Round, string? Place, string AskedBy);

/// <summary>What a piece of a scan came to.</summary>
internal sealed record ScanProgress(int Phase, int Round, string? Place)
{
    public long Folders { get; set; }
    public long Files { get; set; }
    public long FilesRead { get; set; }
    public long BytesRead { get; set; }
    public TimeSpan Busy { get; set; }
    public long Added { get; set; }
    public long Changed { get; set; }
    public long Moved { get; set; }
    public long Gone { get; set; }
    public long Back { get; set; }
    public long Unsettled { get; set; }
    public string? Message { get; set; }
}

/// <summary>An experiment with files in the scanned storage.</summary>
/// <param name="Root">Its folder there.</param>
/// <param name="IsClosed">It takes no more files: what is found is listed.</param>
internal sealed record ScannedExperiment(long Id, string Name, string Root, bool IsClosed);
