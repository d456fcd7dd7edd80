using Dewar.Hosting;

namespace Dewar.Extraction;

/// <summary>Keeps the pictures of files, in a folder of the site. They can all be drawn again.</summary>
internal sealed class Pictureshelf(SiteSettings site)
{
    /// <summary>Puts a file's pictures there; what was there for it before is replaced.</summary>
    public void Put(long file, byte[] thumbnail, byte[] preview)
    {
        Directory.CreateDirectory(FolderOf(file));
        Write(PathOf(file, isThumbnail: true), thumbnail);
        Write(PathOf(file, isThumbnail: false), preview);
    }

    public void Remove(long file)
    {
        if (Directory.Exists(FolderOf(file)))
        {
            File.Delete(PathOf(file, isThumbnail: true));
            File.Delete(PathOf(file, isThumbnail: false));
        }
    }

    /// <summary>Where the picture is; it may have been lost.</summary>
    public string PathOf(long file, bool isThumbnail) => Path.Combine(FolderOf(file), $"{file}-{(isThumbnail ? "thumbnail" : "preview")}.png");

    // Two thousand pictures a folder, whatever the number of files.
    private string FolderOf(long file) => Path.Combine(site.Previews, $"{file >> 20}", $"{file >> 10 & 1023}");

    private static void Write(string path, byte[] bytes)
    {
        var temporary = $"{path}.{Guid.NewGuid():N}";
        File.WriteAllBytes(temporary, bytes);
        File.Move(temporary, path, overwrite: true);
    }
}
