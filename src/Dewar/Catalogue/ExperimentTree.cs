using Dewar.Disk;
using Dewar.Hosting;

namespace Dewar.Catalogue;

/// <summary>An experiment's folder in a storage, open for reading. The folder asked for last stays open, as files mostly come in their order.</summary>
internal sealed class ExperimentTree(Folder root, string storage, string path) : IDisposable
{
    private (string Path, Folder Folder)? _last;

    /// <summary>The bytes, or null when the storage does not have them.</summary>
    public OpenFile? Open(Wanted wanted, CancellationToken ct)
    {
        // Between a newer version taking the path and its registration, these bytes are already where earlier versions are kept.
        var uncertain = new List<OpenFile>(0);
        try
        {
            foreach (var isAtItsPath in (ReadOnlySpan<bool>)[wanted.Current, !wanted.Current])
            {
                switch (TryOpen(RelativePath.Join(path, isAtItsPath ? wanted.Path : KeptVersions.PathOf(wanted.Sha256)), wanted))
                {
                    case (Certain: true, { } file) when !wanted.Doubted:
                        return file;
                    case (_, { } file):
                        uncertain.Add(file);
                        break;
                }
            }

            var right = uncertain.Find(file => FileDigest.Of(file, ct) == wanted.Sha256);
            _ = right is not null && uncertain.Remove(right);
            return right;
        }
        finally
        {
            uncertain.ForEach(file => file.Dispose());
        }
    }

    public Refusal Lost(string file, long version, long size) => new(409, "replica-missing",
        $"The catalogue knows '{file}' version {version} ({Bytes.Show(size)}), but the storage '{storage}' does not have these bytes. Tell the administrator.");

    public void Dispose()
    {
        _last?.Folder.Dispose();
        root.Dispose();
    }

    /// <summary>A file of the right size; certain when its time stamp, which the station set, is right too. Any other has to be read first, and so has one that was found wrong.</summary>
    private (bool Certain, OpenFile? File) TryOpen(string place, Wanted wanted)
    {
        var (folder, name) = RelativePath.Split(place);
        try
        {
            var file = Reach(folder).OpenFile(name);
            var entry = file.Stat();
            if (entry.Kind == EntryKind.File && entry.Size == wanted.Size)
            {
                return (DateTimeOffset.UnixEpoch.AddTicks(entry.ModifiedNs / 100) == wanted.ModifiedAt, file);
            }

            file.Dispose();
            return (false, null);
        }
        catch (DiskException gone) when (gone.Errno is Errno.ENOENT or Errno.ENOTDIR or Errno.ELOOP)
        {
            return (false, null);
        }
    }

    private Folder Reach(string folder)
    {
        if (_last?.Path != folder)
        {
            var next = root.Below(folder);
            _last?.Folder.Dispose();
            _last = (folder, next);
        }

        return _last!.Value.Folder;
    }
}
