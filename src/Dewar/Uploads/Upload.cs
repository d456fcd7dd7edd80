using Dewar.Disk;
using Dewar.Sdk;
using Dewar.Transfers;

namespace Dewar.Uploads;

/// <summary>One file that comes in piece by piece.</summary>
internal sealed record Upload(
    string Id, long ExperimentId, long Source, string Maker, string Tag, string Path, long? Length, long Received, long? ModifiedNs, string? Sha256,
    VerifyPolicy Verify, string Metadata, string? Concat, UploadState State, string? ReadBack, DateTimeOffset? VerifiedAt, string? Cause, DateTimeOffset MadeAt, DateTimeOffset ExpiresAt)
{
    /// <summary>Parts are kept apart: they have no path of their own.</summary>
    private const string PartsFolder = ".dewar/incoming";

    public bool IsPart => Concat == "partial";

    /// <summary>It is made of parts.</summary>
    public bool IsJoined => Concat is not null && !IsPart;

    public bool IsWhole => Received == Length;

    /// <summary>Nanoseconds since 1970; when its maker did not say, the moment when the upload began.</summary>
    public long FileTimeNs => ModifiedNs ?? MadeAt.ToUnixTimeMilliseconds() * 1_000_000;

    public string Folder => IsPart ? PartsFolder : RelativePath.Split(Path).Folder;

    public string TemporaryName => Transfers.TemporaryName.Part(Tag);

    public UploadView View => new(Id, Path, Length, Received, State, ReadBack, Cause, MadeAt, ExpiresAt);

    public OpenFile OpenBytes(Destination destination)
    {
        using var root = StorageTree.OpenExperiment(destination);
        using var folder = root.Below(Folder);
        return folder.OpenFile(TemporaryName);
    }

    /// <summary>Removes the bytes; there may be none.</summary>
    public void RemoveBytes(Destination destination)
    {
        try
        {
            using var root = StorageTree.OpenExperiment(destination);
            using var folder = root.Below(Folder);
            folder.Remove(TemporaryName);
        }
        catch (DiskException never) when (never.Errno is Errno.ENOENT or Errno.ENOTDIR)
        {
            // Its folder was never made.
        }
    }
}
