namespace Dewar.Logger.Copying;

/// <summary>A file as it lies in the folder.</summary>
/// <param name="path">Inside the folder, with slashes.</param>
/// <param name="size">In bytes.</param>
/// <param name="modified">Its time stamp, by this computer's clock.</param>
/// <param name="created">When it was made, as far as the file system tells.</param>
internal sealed class FoundFile(string path, long size, long modified, long created)
{
    public string Path => path;

    public long Size => size;

    public long Modified => modified;

    public long Created => created;

    public bool IsAs(FoundFile? other) => other is not null && other.Size == size && other.Modified == modified;
}
