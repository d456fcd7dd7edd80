using Dewar.Disk;

namespace Dewar.Catalogue;

/// <summary>A replica with all that is needed to read it again.</summary>
/// <param name="Root">The experiment's folder in the storage.</param>
/// <param name="Path">Of the file, inside the experiment.</param>
/// <param name="Kept">It is an earlier version's: under its digest, not at the path.</param>
/// <param name="CheckedUs">When it was last looked at: who writes what a look found must have seen this very time.</param>
/// <param name="Deleted">The file was deleted; its bytes go soon.</param>
internal sealed record HeldReplica(
    long FileId, long Version, long StorageId, long ExperimentId, string Experiment, string Root, string Path, long Size, string Sha256, long ModifiedNs,
    ReplicaState State, string? Cause, long? VerifiedUs, long CheckedUs, bool Kept, bool Deleted)
{
    public (long File, long Version, long Storage) Key => (FileId, Version, StorageId);

    public bool IsInTrouble => State is ReplicaState.Suspect or ReplicaState.Missing;

    /// <summary>Where its bytes belong, below the root of the storage.</summary>
    public string OwnPlace => RelativePath.Join(Root, Kept ? KeptVersions.PathOf(Sha256) : Path);

    /// <summary>Where they are between a newer version taking the path and its registration.</summary>
    public string OtherPlace => RelativePath.Join(Root, Kept ? Path : KeptVersions.PathOf(Sha256));
}

/// <summary>What a look at a replica found.</summary>
/// <param name="Cause">Why it is not right; null when it is.</param>
/// <param name="AtUs">When the look began.</param>
internal sealed record ReplicaLook(HeldReplica Replica, ReplicaState State, string? Cause, long AtUs)
{
    public bool IsRight => State == ReplicaState.Verified;
}
