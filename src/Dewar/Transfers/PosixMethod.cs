using Dewar.Disk;
using Dewar.Sdk;

namespace Dewar.Transfers;

/// <summary>
/// Copies into a tree that this computer sees: a local disk, NFS, GPFS. Every name is reached from an open folder without following
/// links, on both sides.
/// </summary>
internal sealed class PosixMethod : ITransferMethod
{
    public string Name => "posix";

    public Task<string?> Obstacle(Destination destination, CancellationToken ct)
    {
        try
        {
            StorageTree.Open(destination).Dispose();
            return Task.FromResult<string?>(null);
        }
        catch (DiskException away)
        {
            return Task.FromResult<string?>(away.Message);
        }
    }

    public Task Write(Destination destination, IReadOnlyList<Parcel> batch, VerifyPolicy verify, CancellationToken ct)
    {
        var written = new List<(Parcel Parcel, OpenFile File)>(batch.Count);
        try
        {
            using var tree = new OpenFolders(StorageTree.OpenExperiment(destination), create: true);
            using var sources = new SourceFolders();
            foreach (var parcel in batch)
            {
                ct.ThrowIfCancellationRequested();
                if (PosixCopy.Attempt(parcel, sources, tree, verify, ct) is { } file)
                {
                    written.Add((parcel, file));
                }

                if (parcel.Problem is { Kind: ParcelProblemKind.StorageTrouble } trouble)
                {
                    foreach (var rest in batch.Where(each => each.Sha256 is null))
                    {
                        rest.Problem ??= trouble;
                    }

                    break;
                }
            }

            tree.Flush([.. written.Select(each => each.File)]);
            PosixCopy.ReadBack(written, verify, ct);
        }
        catch (DiskException trouble)
        {
            Blame(batch, trouble);
        }
        finally
        {
            foreach (var (_, file) in written)
            {
                file.Dispose();
            }
        }

        return Task.CompletedTask;
    }

    public async Task Place(Destination destination, IReadOnlyList<Parcel> batch, DisplacedNote note, CancellationToken ct)
    {
        try
        {
            using var tree = new OpenFolders(StorageTree.OpenExperiment(destination), create: true);
            foreach (var parcel in batch)
            {
                try
                {
                    await PosixPlace.One(tree, parcel, note);
                }
                catch (DiskException refused) when (!refused.ConcernsTheWholeStorage)
                {
                    parcel.Problem = new(ParcelProblemKind.Refused, refused.Message);
                    await PosixPlace.CleanUp(tree, parcel, note);
                }
            }

            tree.Flush([]);
        }
        catch (DiskException trouble)
        {
            Blame(batch, trouble);
        }
    }

    public Task Discard(Destination destination, IReadOnlyList<Parcel> batch, CancellationToken ct)
    {
        try
        {
            using var tree = new OpenFolders(StorageTree.OpenExperiment(destination), create: false);
            foreach (var parcel in batch)
            {
                var (folder, _) = RelativePath.Split(parcel.Path);
                try
                {
                    tree[folder].Remove(TemporaryName.Part(parcel.Tag));
                }
                catch (DiskException closed) when (!closed.ConcernsTheWholeStorage)
                {
                    // Its folder was never made, or can't be entered: nothing was written there. The others go on.
                }
            }
        }
        catch (DiskException)
        {
            // The storage is away. The leftovers have names of this station's and are removed when it is back and the parcel comes again.
        }

        return Task.CompletedTask;
    }

    public async Task Recover(
        Destination destination, IReadOnlyCollection<string> folders, string tagPrefix, IReadOnlySet<string> keep, DisplacedNote note, CancellationToken ct)
    {
        using var tree = new OpenFolders(StorageTree.OpenExperiment(destination), create: true);
        await PosixPlace.Recover(tree, folders, tagPrefix, keep, note);
    }

    /// <summary>A storage that fails, fails for all: none of the batch may be taken for stored.</summary>
    private static void Blame(IReadOnlyList<Parcel> batch, DiskException trouble)
    {
        foreach (var parcel in batch)
        {
            parcel.Problem ??= new(ParcelProblemKind.StorageTrouble, trouble.Message);
        }
    }
}
