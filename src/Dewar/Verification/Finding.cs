using Dewar.Catalogue;

namespace Dewar.Verification;

/// <summary>A replica that is suspect or missing.</summary>
/// <param name="Place">Where it should be, below the root of the storage.</param>
/// <param name="FoundAt">When it was looked at last.</param>
/// <param name="LastRightAt">When it was right; null for never.</param>
public sealed record Finding(
    string Path, long Version, string Storage, string Place, ReplicaState State, string Cause, DateTimeOffset FoundAt, DateTimeOffset? LastRightAt, long Size, string Sha256);

/// <summary>How many replicas of a storage are in trouble.</summary>
/// <param name="Background">Reading in the background, where that is on.</param>
public sealed record StorageTrouble(string Storage, long Suspect, long Missing, Verification? Background);
