using System.IO;
using Dewar.Logger.Json;

namespace Dewar.Logger;

/// <summary>A small file that is there as it was or as it is to be, whenever the power fails.</summary>
internal static class AtomicFile
{
    public static void Write(string path, string text)
    {
        var fresh = path + ".new";
        using (var file = new FileStream(fresh, FileMode.Create, FileAccess.Write, FileShare.None))
        {
            var bytes = Digest.Utf8.GetBytes(text);
            file.Write(bytes, 0, bytes.Length);
            file.Flush(flushToDisk: true);
        }

        if (!File.Exists(path))
        {
            File.Move(fresh, path);
            return;
        }

        try
        {
            File.Replace(fresh, path, null);
        }
        catch (IOException)
        {
            // Some file systems and scanners of viruses stand in the way. In between, Read finds the fresh one.
            File.Delete(path);
            File.Move(fresh, path);
        }
    }

    public static void Write(string path, JsonObject value) => Write(path, JsonWriter.Write(value));

    /// <summary>Null where there is none, or none that is whole.</summary>
    public static JsonObject? Read(string path) => ReadWhole(path) ?? ReadWhole(path + ".new");

    public static void Delete(string path)
    {
        File.Delete(path + ".new");
        File.Delete(path);
    }

    private static JsonObject? ReadWhole(string path) => File.Exists(path) ? JsonReader.ReadObject(File.ReadAllText(path, Digest.Utf8)) : null;
}
