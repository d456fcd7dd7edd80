using Dewar.Disk;

namespace Dewar.Scans;

/// <summary>What is directly in a folder of a tree.</summary>
/// <param name="Odd">What can't be catalogued, by name as it is shown, with the reason.</param>
internal sealed record FolderContents(Dictionary<string, Posix.Entry> Files, List<string> Folders, Dictionary<string, string> Odd)
{
    /// <summary>Snapshots, recycle bins and the like of file servers and systems: copies of what is elsewhere, or nobody's data.</summary>
    private static readonly HashSet<string> Systems = new(StringComparer.OrdinalIgnoreCase)
    {
        ".snapshot", ".snapshots", ".zfs", "lost+found", "@eaDir", "#recycle", "#snapshot", "$RECYCLE.BIN", "System Volume Information", ".Trashes",
    };

    public static FolderContents Empty => new(new(StringComparer.Ordinal), [], new(StringComparer.Ordinal));

    /// <param name="path">Of the folder inside the experiment, with its closing slash.</param>
    public static FolderContents Read(Folder folder, string path)
    {
        var contents = Empty;
        foreach (var listed in folder.List())
        {
            if (listed.Name is null)
            {
                contents.Odd[listed.Shown] = "Its name is not valid UTF-8 and can't be catalogued; rename it.";
            }
            else if (!RelativePath.IsOwn(listed.Name) && !IsPlaceholder(listed.Name))
            {
                contents.Take(folder, path, listed.Name);
            }
        }

        return contents;
    }

    /// <summary>What NFS makes of a file that is deleted while somebody has it open.</summary>
    private static bool IsPlaceholder(string name) => name.StartsWith(".nfs", StringComparison.Ordinal) && name.Length > 12 && name[4..].All(char.IsAsciiHexDigit);

    private void Take(Folder folder, string path, string name)
    {
        Posix.Entry entry;
        try
        {
            if (!folder.TryStat(name, out entry))
            {
                return;
            }
        }
        catch (DiskException closed) when (closed.Errno == Errno.EIO || !closed.ConcernsTheWholeStorage)
        {
            Odd[name] = closed.Message;
            return;
        }

        if (entry.Kind == EntryKind.Folder && Systems.Contains(name))
        {
            return;
        }

        if (RelativePath.Fault(path + name) is { } fault)
        {
            Odd[name] = $"It can't be catalogued: {fault}.";
        }
        else if (entry.Kind == EntryKind.Folder)
        {
            Folders.Add(name);
        }
        else if (entry.Kind == EntryKind.File)
        {
            Files[name] = entry;
        }
        else
        {
            Odd[name] = entry.Kind == EntryKind.Link ? "It is a symbolic link; only files themselves are catalogued." : $"It is a {entry.Kind.ToString().ToLowerInvariant()}, not a file.";
        }
    }
}
