using System.Runtime.CompilerServices;
using Dewar.Catalogue;
using Dewar.Disk;
using Dewar.Experiments;
using Dewar.Hosting;

namespace Dewar.Downloads;

/// <summary>Files that are asked for by name.</summary>
/// <param name="Paths">Inside the experiment.</param>
public sealed record NamedFiles(IReadOnlyList<string> Paths);

/// <summary>The filters of a listing, for what goes out whole: neither pages nor deleted files.</summary>
/// <param name="Path">A pattern for the path: * within a name, ** over folders, ? one character, [ab], {a,b}. Without a slash it is matched against the name.</param>
/// <param name="Folder">Only below this folder.</param>
/// <param name="Since">Modified at or after.</param>
/// <param name="Until">Modified before.</param>
/// <param name="MinSize">At least so large: bytes, or 10MB.</param>
/// <param name="Meta">key=value; several must all hold.</param>
internal sealed record SelectionParameters(
    string? Path = null, string? Folder = null, DateTimeOffset? Since = null, DateTimeOffset? Until = null, string? MinSize = null, string? MaxSize = null,
    string? Sha256 = null, string[]? Meta = null)
{
    public FileQuery Query => FileQuery.Read(new(Path, Folder, Since, Until, MinSize, MaxSize, Sha256, Meta)) with { Limit = Selection.PerPage, Plain = true };
}

/// <summary>The current versions of the files that somebody wants, a page at a time.</summary>
internal sealed class Selection(FileStore files)
{
    public const int PerPage = 5000;
    public const int MostNamed = 10_000;

    public async IAsyncEnumerable<IReadOnlyList<CatalogueFile>> Pages(Experiment experiment, FileQuery query, [EnumeratorCancellation] CancellationToken ct)
    {
        Page<CatalogueFile> page;
        do
        {
            page = await files.List(experiment, query, ct);
            if (page.Items.Count > 0)
            {
                yield return page.Items;
                query = query with { After = RelativePath.Split(page.Items[^1].Path) };
            }
        }
        while (page.Next is not null);
    }

    public async Task<IReadOnlyList<CatalogueFile>> Named(Experiment experiment, NamedFiles named, CancellationToken ct)
    {
        if (named.Paths.Count is 0 or > MostNamed)
        {
            throw Refusal.Invalid("batch-invalid", $"Name 1 to {MostNamed} files; {named.Paths.Count} were named.");
        }

        var found = await files.Named(experiment, named.Paths, ct);
        var missing = named.Paths.Except(found.Select(file => file.Path), StringComparer.Ordinal).FirstOrDefault();
        return missing is null ? found : throw Refusal.NotFound("file", missing);
    }
}
