using System.Security.Cryptography;
using Dewar.Disk;
using Dewar.Experiments;
using Dewar.Hosting;
using Dewar.Storages;
using Microsoft.Win32.SafeHandles;

namespace Dewar.Catalogue;

/// <summary>Opens the bytes of a version. What can't be told to be that version is not served.</summary>
internal sealed class Content(StorageStore storages)
{
    public async Task<Stream> Open(Experiment experiment, CatalogueFile file, FileVersion version, CancellationToken ct)
    {
        var storage = await storages.Get(experiment.StorageId, ct);
        using var root = storage.Open();

        // Between a newer version taking the path and its registration, these bytes are already where earlier versions are kept.
        string[] places = version.Current ? [file.Path, KeptVersions.PathOf(version.Sha256)] : [KeptVersions.PathOf(version.Sha256), file.Path];
        var isDoubted = version.Replicas.Any(replica => replica.State is ReplicaState.Suspect or ReplicaState.Missing);
        var uncertain = new List<Stream>();
        try
        {
            foreach (var place in places)
            {
                switch (TryOpen(root, RelativePath.Join(experiment.StoragePath, place), version))
                {
                    case (Certain: true, { } stream) when !isDoubted:
                        return stream;
                    case (_, { } stream):
                        uncertain.Add(stream);
                        break;
                }
            }

            foreach (var stream in uncertain)
            {
                if (Convert.ToHexStringLower(await SHA256.HashDataAsync(stream, ct)) == version.Sha256)
                {
                    uncertain.Remove(stream);
                    stream.Position = 0;
                    return stream;
                }
            }
        }
        finally
        {
            uncertain.ForEach(stream => stream.Dispose());
        }

        throw new Refusal(409, "replica-missing",
            $"The catalogue knows '{file.Path}' version {version.Version} ({Bytes.Show(version.Size)}), but the storage '{storage.Name}' does not have these bytes. Tell the administrator.");
    }

    /// <summary>A file of the right size; certain when its time stamp, which the station set, is right too. Any other has to be read first, and so has one that was found wrong.</summary>
    private static (bool Certain, Stream? Stream) TryOpen(Folder root, string path, FileVersion version)
    {
        var (place, name) = RelativePath.Split(path);
        try
        {
            using var folder = root.Below(place);
            var file = folder.OpenFile(name);
            var entry = file.Stat();
            if (entry.Kind != EntryKind.File || entry.Size != version.Size)
            {
                file.Dispose();
                return (false, null);
            }

            return (DateTimeOffset.UnixEpoch.AddTicks(entry.ModifiedNs / 100) == version.ModifiedAt,
                new FileStream(new SafeFileHandle(file.Detach(), ownsHandle: true), FileAccess.Read, bufferSize: 0));
        }
        catch (DiskException gone) when (gone.Errno is Errno.ENOENT or Errno.ENOTDIR or Errno.ELOOP)
        {
            return (false, null);
        }
    }
}
