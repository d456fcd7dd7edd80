namespace Dewar.Disk;

/// <summary>Where contents go that a newer version pushed off their path: below the experiment's folder, named by their digest.</summary>
internal static class KeptVersions
{
    public const string Root = ".dewar/versions";

    public static string FolderOf(string sha256) => $"{Root}/{sha256[..2]}";

    public static string PathOf(string sha256) => $"{FolderOf(sha256)}/{sha256}";
}
