using Dewar.Disk;

namespace Dewar.Transfers;

/// <summary>Folders below one root, opened once for a batch however many of its files lie in them.</summary>
internal sealed class OpenFolders(Folder root, bool create) : IDisposable
{
    private const int FewToFlush = 6;

    private readonly Dictionary<string, Folder> _open = new(StringComparer.Ordinal);
    private readonly Dictionary<string, Folder> _changed = new(StringComparer.Ordinal);

    /// <summary>Folders were made, which must be in their parents for good, too.</summary>
    private bool _hasMade;

    public Folder Root => root;

    public Folder this[string path]
    {
        get
        {
            if (!_open.TryGetValue(path, out var folder))
            {
                _open[path] = folder = root.Below(path, create, _ => _hasMade = true);
            }

            return folder;
        }
    }

    /// <summary>Notes that names in this folder changed.</summary>
    public void Changed(string path) => _changed[path] = this[path];

    /// <summary>Makes the changed names and the files that were written survive a power cut.</summary>
    public void Flush(IReadOnlyCollection<OpenFile> written)
    {
        // One call for the whole file system costs as much as a few single ones.
        if (_hasMade || _changed.Count + written.Count > FewToFlush)
        {
            using var any = root.OpenSelf();
            any.FlushFileSystem();
        }
        else
        {
            foreach (var file in written)
            {
                file.Flush();
            }

            foreach (var folder in _changed.Values)
            {
                folder.Flush();
            }
        }

        _changed.Clear();
        _hasMade = false;
    }

    public void Dispose()
    {
        foreach (var folder in _open.Values)
        {
            folder.Dispose();
        }

        root.Dispose();
    }
}

/// <summary>The watched folders of a batch: usually one, several when an acquisition has several.</summary>
internal sealed class SourceFolders : IDisposable
{
    private readonly Dictionary<string, OpenFolders> _roots = new(StringComparer.Ordinal);

    public Folder this[string root, string path]
    {
        get
        {
            if (!_roots.TryGetValue(root, out var folders))
            {
                _roots[root] = folders = new(Folder.OpenRoot(root), create: false);
            }

            return folders[path];
        }
    }

    public void Dispose()
    {
        foreach (var folders in _roots.Values)
        {
            folders.Dispose();
        }
    }
}
