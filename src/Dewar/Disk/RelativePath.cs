using System.Text;

namespace Dewar.Disk;

/// <summary>The rules for a path inside an experiment: names separated by '/', each a name that every file system of ours can hold.</summary>
internal static class RelativePath
{
    public const int LongestName = 255;
    public const int LongestPath = 4000;

    /// <summary>Names that begin so are Dewar's own: files on their way and earlier versions.</summary>
    public const string OwnPrefix = ".dewar";

    /// <summary>Why the path cannot be taken; null when it can.</summary>
    public static string? Fault(string path)
    {
        if (path.Length == 0)
        {
            return "the path is empty";
        }

        if (Encoding.UTF8.GetByteCount(path) > LongestPath)
        {
            return $"the path is longer than {LongestPath} bytes";
        }

        foreach (var name in path.Split('/'))
        {
            var fault = name switch
            {
                "" => "it has an empty name (two slashes, or one at an end)",
                "." or ".." => "'.' and '..' are not names",
                _ when name.Contains('\0', StringComparison.Ordinal) => "it holds a NUL character",
                _ when IsOwn(name) => $"names that begin with '{OwnPrefix}' belong to Dewar",
                _ when HasLoneSurrogate(name) => "it is not valid Unicode",
                _ when Encoding.UTF8.GetByteCount(name) > LongestName => $"a name is longer than {LongestName} bytes",
                _ => null,
            };
            if (fault is not null)
            {
                return fault;
            }
        }

        return null;
    }

    public static bool IsOwn(string name) => name.StartsWith(OwnPrefix, StringComparison.Ordinal);

    /// <summary>The folder part with its closing slash, "" for the root, and the name.</summary>
    public static (string Folder, string Name) Split(string path)
    {
        var cut = path.LastIndexOf('/') + 1;
        return (path[..cut], path[cut..]);
    }

    /// <summary>Joins two paths, either of which may be empty.</summary>
    public static string Join(string folder, string below) =>
        folder.Length == 0 ? below : below.Length == 0 ? folder : $"{folder.TrimEnd('/')}/{below}";

    private static bool HasLoneSurrogate(string name)
    {
        for (var i = 0; i < name.Length; i++)
        {
            if (char.IsHighSurrogate(name[i]) && i + 1 < name.Length && char.IsLowSurrogate(name[i + 1]))
            {
                i++;
            }
            else if (char.IsSurrogate(name[i]))
            {
                return true;
            }
        }

        return false;
    }
}
