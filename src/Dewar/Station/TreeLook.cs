using Dewar.Disk;

namespace Dewar.Station;

/// <summary>A file that is new or changed; or, with a cause, something that can't be taken; or, mended, a folder that could not be read and now can.</summary>
internal readonly record struct Finding(string Path, Posix.Entry Entry, string? Cause, bool IsMended = false);

/// <summary>
/// Looks for files in a tree that are new or changed. A short look asks each folder whether names in it came or went and reads only those
/// that say so; a full look asks every file. What is remembered of a file is sixteen bytes, so that a million of them fit.
/// </summary>
internal sealed class TreeLook(Selection selection, TimeProvider time)
{
    /// <summary>
    /// Some file systems keep time stamps to two seconds. A folder that changed again within the same stamp would look unchanged, so it
    /// counts as changing until its stamp has been seen the same for longer than that.
    /// </summary>
    private static readonly TimeSpan Coarse = TimeSpan.FromSeconds(3);

    private readonly Dictionary<string, (long ModifiedNs, long Since, bool Still)> _folders = new(StringComparer.Ordinal);
    private readonly Dictionary<ulong, ulong> _known = [];
    private readonly HashSet<string> _odd = new(StringComparer.Ordinal);
    private readonly HashSet<string> _hinted = new(StringComparer.Ordinal);

    public int Folders => _folders.Count;

    /// <summary>Remembers a file as it is known, so that only a change of it is news.</summary>
    public void Remember(string path, long size, long modifiedNs) => _known[Hash(path)] = Print(size, modifiedNs);

    public bool Remembers(string path) => _known.ContainsKey(Hash(path));

    /// <summary>Something happened at this path: the next look asks there first.</summary>
    public void Hint(string path)
    {
        lock (_hinted)
        {
            _hinted.Add(path);
        }
    }

    /// <summary>
    /// Finds files that are new or differ from what is remembered, and things that can't be taken. A file is found again at every look
    /// until it is remembered.
    /// </summary>
    /// <param name="full">Asks every file, not only the folders.</param>
    public IEnumerable<Finding> Look(Folder root, bool full)
    {
        var seen = full || _folders.Count == 0 ? new HashSet<string>(StringComparer.Ordinal) : null;
        var toRead = new Stack<string>();
        if (seen is not null)
        {
            toRead.Push("");
        }
        else
        {
            foreach (var path in _folders.Keys.ToList().Where(path => IsChanging(root, path)))
            {
                toRead.Push(path);
            }
        }

        while (toRead.TryPop(out var path))
        {
            seen?.Add(path);
            foreach (var finding in ReadFolder(root, path, full, toRead))
            {
                yield return finding;
            }
        }

        foreach (var finding in Follow(root))
        {
            yield return finding;
        }

        foreach (var gone in seen is null ? [] : _folders.Keys.Where(path => !seen.Contains(path)).ToList())
        {
            _folders.Remove(gone);
        }
    }

    private List<Finding> Follow(Folder root)
    {
        string[] hints;
        lock (_hinted)
        {
            hints = [.. _hinted];
            _hinted.Clear();
        }

        var findings = new List<Finding>();
        foreach (var path in hints.Where(selection.WantsFile))
        {
            try
            {
                if (IsInWantedFolder(path) && root.TryStatBelow(path, out var entry) && entry.Kind == EntryKind.File && IsNews(path, entry))
                {
                    findings.Add(new(path, entry, null));
                }
            }
            catch (DiskException)
            {
                // A hint only hastens; what is wrong there comes up at the next look, with its name.
            }
        }

        return findings;
    }

    private bool IsInWantedFolder(string path) => path.Split('/')[..^1].All(selection.WantsFolder);

    private bool IsChanging(Folder root, string path)
    {
        var (modifiedNs, since, still) = _folders[path];
        Posix.Entry entry;
        try
        {
            _ = root.TryStat(path.Length == 0 ? "." : path.TrimEnd('/'), out entry);
        }
        catch (DiskException closed) when (!closed.ConcernsTheWholeStorage && path.Length > 0)
        {
            // It was readable before. Reading it now says what is wrong, and the others go on.
            return true;
        }

        if (entry.Kind != EntryKind.Folder)
        {
            _folders.Remove(path);
            return false;
        }

        if (entry.ModifiedNs != modifiedNs)
        {
            _folders[path] = (entry.ModifiedNs, time.GetTimestamp(), false);
            return true;
        }

        if (!still && time.GetElapsedTime(since) > Coarse)
        {
            _folders[path] = (modifiedNs, since, true);
        }

        return !still;
    }

    private IEnumerable<Finding> ReadFolder(Folder root, string path, bool full, Stack<string> toRead)
    {
        Folder folder;
        try
        {
            folder = root.Below(path);
        }
        catch (DiskException unreadable) when (path.Length > 0)
        {
            return unreadable.Errno is Errno.ENOENT or Errno.ENOTDIR ? [] : Odd(path.TrimEnd('/'), unreadable.Message);
        }

        return Read(folder, path, full, toRead);
    }

    private IEnumerable<Finding> Read(Folder folder, string path, bool full, Stack<string> toRead)
    {
        using (folder)
        {
            if (_odd.Remove(path.TrimEnd('/')))
            {
                yield return new(path.TrimEnd('/'), default, null, IsMended: true);
            }

            var entry = folder.Stat();
            if (!_folders.TryGetValue(path, out var before) || before.ModifiedNs != entry.ModifiedNs)
            {
                _folders[path] = (entry.ModifiedNs, time.GetTimestamp(), false);
            }

            foreach (var name in folder.List())
            {
                foreach (var finding in Judge(folder, path + name.Shown, name, full, toRead))
                {
                    yield return finding;
                }
            }
        }
    }

    private Finding[] Judge(Folder folder, string path, Listed name, bool full, Stack<string> toRead)
    {
        if (name.Name is null)
        {
            return Odd(path, "Its name is not valid UTF-8 and can't be stored; rename it.");
        }

        var kind = name.Kind;
        Posix.Entry entry = default;
        if (kind == EntryKind.Unknown || (kind == EntryKind.File && (full || !_known.ContainsKey(Hash(path)))))
        {
            try
            {
                if (!folder.TryStat(name.Name, out entry))
                {
                    return [];
                }
            }
            catch (DiskException closed) when (!closed.ConcernsTheWholeStorage)
            {
                return selection.WantsFile(path) ? Odd(path, closed.Message) : [];
            }

            kind = entry.Kind;
        }

        switch (kind)
        {
            case EntryKind.Folder when selection.WantsFolder(name.Name) && (full || !_folders.ContainsKey(path + "/")):
                toRead.Push(path + "/");
                return [];
            case EntryKind.Folder:
                return [];
            case EntryKind.File:
                return entry.Inode != 0 && selection.WantsFile(path) && IsNews(path, entry) ? [new Finding(path, entry, null)] : [];
            default:
                return !selection.WantsFile(path) ? [] : Odd(path, kind == EntryKind.Link
                    ? "It is a symbolic link; only files themselves are taken." : $"It is a {kind.ToString().ToLowerInvariant()}, not a file.");
        }
    }

    /// <summary>New, or different from what is remembered.</summary>
    public bool IsNews(string path, Posix.Entry entry) => !_known.TryGetValue(Hash(path), out var print) || print != Print(entry.Size, entry.ModifiedNs);

    private Finding[] Odd(string path, string cause) => _odd.Add(path) ? [new(path, default, cause)] : [];

    private static ulong Print(long size, long modifiedNs) => (ulong)size * 0x9E3779B97F4A7C15 ^ (ulong)modifiedNs;

    /// <summary>FNV-1a with a closing mix over the UTF-16 units; 64 bits, so that two of ten million paths meet once in 370 000 stations.</summary>
    private static ulong Hash(string path)
    {
        var hash = 0xcbf29ce484222325;
        foreach (var unit in path)
        {
            hash = (hash ^ unit) * 0x100000001b3;
        }

        hash ^= hash >> 32;
        hash *= 0x9E3779B97F4A7C15;
        return hash ^ (hash >> 29);
    }
}
