using Dewar.Acquisitions;

namespace Dewar.Station;

/// <summary>Which folders a station may read for whom.</summary>
internal static class FolderRules
{
    /// <summary>Why the folder of an assignment is not watched; null when it is.</summary>
    public static string? Fault(Assignment assignment, StationOptions options)
    {
        try
        {
            return FaultOfReal(assignment, options);
        }
        catch (Exception unclear) when (unclear is IOException or ArgumentException or UnauthorizedAccessException)
        {
            return $"'{assignment.Folder}' can't be followed to a folder: {unclear.Message}";
        }
    }

    private static string? FaultOfReal(Assignment assignment, StationOptions options)
    {
        var folder = Real(assignment.Folder);
        var storage = Real(options.Storages.GetValueOrDefault(assignment.Storage, assignment.StorageRoot));
        if (options.SeesStorages && (IsWithin(storage, folder) || IsWithin(folder, storage)))
        {
            return $"'{assignment.Folder}' and the storage '{assignment.Storage}' lie in one another: Dewar would take its own copies.";
        }

        if (IsWithin(Real(options.Home), folder) || IsWithin(folder, Real(options.Home)))
        {
            return $"'{assignment.Folder}' holds the station's own journal.";
        }

        return IsOutside(assignment.Folder, assignment.AnyFolder, options);
    }

    /// <summary>Why somebody may not see a folder; null when he may.</summary>
    public static string? IsOutside(string folder, bool anyFolder, StationOptions options) => anyFolder || options.Roots.Any(root => IsWithin(Real(folder), Real(root))) ? null
        : options.Roots.Count == 0
            ? $"This station lets only its staff name folders to watch (its setting 'roots' names none for others)."
            : $"'{folder}' is outside the folders that this station reads for people who are not its staff: {string.Join(", ", options.Roots)}.";

    private static bool IsWithin(string path, string root) => path == root || path.StartsWith(root.TrimEnd('/') + "/", StringComparison.Ordinal);

    /// <summary>The path with the links in it followed, as far as it exists.</summary>
    private static string Real(string path)
    {
        var real = "/";
        foreach (var name in Path.GetFullPath(path).Split('/', StringSplitOptions.RemoveEmptyEntries))
        {
            real = Path.Combine(real, name);
            if (new DirectoryInfo(real) is { LinkTarget: not null } link && link.ResolveLinkTarget(returnFinalTarget: true) is { } target)
            {
                real = Real(target.FullName);
            }
        }

        return real;
    }
}
