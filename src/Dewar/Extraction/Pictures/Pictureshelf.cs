using System.Globalization;
using Dewar.Hosting;

namespace Dewar.Extraction;

/// <summary>
/// Keeps the pictures of files, in a folder of the site. They can all be drawn again. When they were drawn is part of their names: whoever
/// comes late overwrites nothing.
/// </summary>
internal sealed class Pictureshelf(SiteSettings site)
{
    public void Put(long file, long drawnUs, byte[] thumbnail, byte[] preview)
    {
        Directory.CreateDirectory(FolderOf(file));
        Write(PathOf(file, drawnUs, isThumbnail: true), thumbnail);
        Write(PathOf(file, drawnUs, isThumbnail: false), preview);
    }

    /// <param name="drawnUs">Null where none were drawn.</param>
    public void Remove(long file, long? drawnUs)
    {
        if (drawnUs is { } drawn && Directory.Exists(FolderOf(file)))
        {
            File.Delete(PathOf(file, drawn, isThumbnail: true));
            File.Delete(PathOf(file, drawn, isThumbnail: false));
        }
    }

    /// <summary>Where the picture is; it may have been lost.</summary>
    public string PathOf(long file, long drawnUs, bool isThumbnail) =>
        Path.Combine(FolderOf(file), string.Create(CultureInfo.InvariantCulture, $"{file}-{drawnUs:x}-{(isThumbnail ? "thumbnail" : "preview")}.png"));

    // Two thousand pictures a folder, whatever the number of files.
    private string FolderOf(long file) => Path.Combine(site.Previews, $"{file >> 20}", $"{file >> 10 & 1023}");

    private static void Write(string path, byte[] bytes)
    {
        var temporary = $"{path}.{Guid.NewGuid():N}";
        File.WriteAllBytes(temporary, bytes);
        File.Move(temporary, path, overwrite: true);
    }
}
