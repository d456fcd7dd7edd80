using System;
using System.Collections.Generic;
using System.IO;

namespace Dewar.Logger.Copying;

/// <summary>What lies in a folder and below it. Links are not followed, and nothing is opened.</summary>
internal static class FolderLook
{
    /// <param name="root">The folder.</param>
    /// <param name="unreadable">Gets the folders that could not be listed, and why.</param>
    public static List<FoundFile> Take(string root, Action<string> unreadable)
    {
        var files = new List<FoundFile>();
        var left = new Stack<DirectoryInfo>();
        left.Push(new(root));
        while (left.Count > 0)
        {
            var folder = left.Pop();
            try
            {
                foreach (var entry in folder.EnumerateFileSystemInfos())
                {
                    if ((entry.Attributes & FileAttributes.ReparsePoint) != 0)
                    {
                        continue;
                    }

                    if (entry is DirectoryInfo below)
                    {
                        // What the logger keeps for itself is none of the instrument's.
                        if (below.Name != Home.FolderName)
                        {
                            left.Push(below);
                        }
                    }
                    else if (entry is FileInfo file)
                    {
                        files.Add(Found(root, file));
                    }
                }
            }
            catch (Exception trouble) when (trouble is IOException or UnauthorizedAccessException or NotSupportedException)
            {
                unreadable(folder.Name + ": " + trouble.Message);
            }
        }

        return files;
    }

    /// <summary>As it is now; null when it is gone.</summary>
    public static FoundFile? Again(string root, string path)
    {
        var file = new FileInfo(PathOf(root, path));
        return file.Exists ? Found(root, file) : null;
    }

    public static string PathOf(string root, string path) => Path.Combine(root, path.Replace('/', Path.DirectorySeparatorChar));

    private static FoundFile Found(string root, FileInfo file) => new(
        file.FullName.Substring(Path.GetFullPath(root).TrimEnd(Path.DirectorySeparatorChar).Length + 1).Replace(Path.DirectorySeparatorChar, '/'),
        file.Length, Clock.Of(file.LastWriteTimeUtc), Clock.Of(file.CreationTimeUtc));
}
