using Dewar.Catalogue;
using Dewar.Experiments;
using Dewar.Hosting;

namespace Dewar.Portal;

/// <summary>Files and folders that somebody ticked.</summary>
public sealed record Chosen(IReadOnlyList<string> Folders, IReadOnlyList<string> Paths)
{
    /// <summary>More at once is work for a program, or for a folder as a whole.</summary>
    private const int MostFiles = 10_000;

    /// <summary>A path to show in an example; null when only folders were chosen.</summary>
    public string? First => Paths.Count > 0 ? Paths[0] : null;

    internal static Chosen Read(FormFields fields)
    {
        var (folders, paths) = (Names(fields, "folder"), Names(fields, "path"));
        return folders.Count + paths.Count > 0 ? new(folders, paths)
            : throw Refusal.Invalid("nothing-chosen", "Nothing is ticked: go back, tick files or folders, and try again.");
    }

    /// <summary>The files themselves, with all below the folders.</summary>
    internal async Task<IReadOnlyList<CatalogueFile>> Files(Experiment experiment, FileStore files, CancellationToken ct)
    {
        var found = new Dictionary<string, CatalogueFile>(StringComparer.Ordinal);
        foreach (var file in await files.Named(experiment, Paths, ct))
        {
            found[file.Path] = file;
        }

        foreach (var folder in Folders)
        {
            foreach (var file in (await files.List(experiment, new() { Below = $"{folder}/", Limit = MostFiles, Plain = true }, ct)).Items)
            {
                found[file.Path] = file;
            }

            if (found.Count >= MostFiles)
            {
                throw Refusal.Invalid("too-many-chosen", $"That is more than {MostFiles} files. Take one folder at a time, or use the command line.");
            }
        }

        return [.. found.Values];
    }

    private static List<string> Names(FormFields fields, string name) => [.. fields.All(name).Select(Uri.UnescapeDataString).Distinct(StringComparer.Ordinal)];
}
