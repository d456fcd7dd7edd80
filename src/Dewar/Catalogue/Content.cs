using Dewar.Experiments;
using Dewar.Hosting;
using Dewar.Storages;
using Microsoft.Win32.SafeHandles;

namespace Dewar.Catalogue;

/// <summary>The bytes of a version, as the catalogue describes them.</summary>
/// <param name="Doubted">A replica was found wrong, or written over: it is not believed again for its size and time stamp.</param>
internal sealed record Wanted(string Path, long Version, bool Current, long Size, string Sha256, DateTimeOffset ModifiedAt, bool Doubted = false)
{
    public static Wanted Of(CatalogueFile file) => new(file.Path, file.Version, true, file.Size, file.Sha256, file.ModifiedAt);
}

/// <summary>Opens the bytes of versions. What can't be told to be that version is not served.</summary>
internal sealed class Content(StorageStore storages)
{
    /// <summary>The files of an experiment in its storage, for whoever wants more than one.</summary>
    public async Task<ExperimentTree> Reach(Experiment experiment, CancellationToken ct)
    {
        var storage = await storages.Get(experiment.StorageId, ct);
        return new(storage.Open(), storage.Name, experiment.StoragePath);
    }

    public async Task<Stream> Open(Experiment experiment, CatalogueFile file, FileVersion version, CancellationToken ct)
    {
        using var tree = await Reach(experiment, ct);
        using var opened = tree.Open(new(file.Path, version.Version, version.Current, version.Size, version.Sha256, version.ModifiedAt,
                version.Replicas.Any(replica => replica.State is ReplicaState.Suspect or ReplicaState.Missing or ReplicaState.Deleted)), ct)
            ?? throw tree.Lost(file.Path, version.Version, version.Size);
        return new FileStream(new SafeFileHandle(opened.Detach(), ownsHandle: true), FileAccess.Read, bufferSize: 0);
    }
}
