using System.CommandLine;
using Dewar.Catalogue;
using Dewar.Disk;
using Dewar.Hosting;

namespace Dewar.Downloads;

/// <summary>dewar download --version: one file as it was.</summary>
internal static class EarlierVersion
{
    /// <summary>How many names are enough to show that they are several.</summary>
    private const int Examples = 3;

    public static async Task<CatalogueFile> Find(ParseResult line, ApiClient api, string experiment, FileFilters filters, long version, CancellationToken ct)
    {
        var file = await TheOne(line, api, experiment, filters, ct);
        var versions = await api.Get<List<FileVersion>>(At(experiment, "versions", file.Path), ct);
        return versions.Find(each => each.Version == version) is { } found
            ? file with { Version = version, Size = found.Size, Sha256 = found.Sha256, ModifiedAt = found.ModifiedAt }
            : throw new ApiProblem(404, "version-not-found",
                $"There is no version {version} of '{file.Path}'; there {(versions.Count == 1 ? "is" : "are")} {string.Join(", ", versions.Select(each => each.Version).Order())}.");
    }

    /// <summary>The file of this very path, so that one is never hidden by another of its name elsewhere; else the only one that fits the pattern.</summary>
    private static async Task<CatalogueFile> TheOne(ParseResult line, ApiClient api, string experiment, FileFilters filters, CancellationToken ct)
    {
        if (filters.Path(line)?.Trim('/') is not { Length: > 0 } path)
        {
            throw new FormatException("--version is of one file: say which with --path.");
        }

        if (RelativePath.Fault(path) is null)
        {
            try
            {
                return await api.Get<CatalogueFile>(At(experiment, "files", path), ct);
            }
            catch (ApiProblem problem) when (problem.Code == "file-not-found")
            {
                // Then it is a pattern.
            }
        }

        var found = await filters.Pages(line, api, experiment, false, ct).SelectMany(page => page).Take(Examples + 1).ToListAsync(ct);
        return found switch
        {
            [var only] => only,
            [] => throw new ApiProblem(404, "file-not-found", $"No file of '{experiment}' is like '{path}', or you may not see it."),
            _ => throw new FormatException($"--version is of one file, but several are like '{path}': " +
                $"{string.Join(", ", found.Take(Examples).Select(file => file.Path))}{(found.Count > Examples ? ", …" : "")}. Give the whole path of one."),
        };
    }

    private static string At(string experiment, string what, string path) => $"api/experiments/{Query.Name(experiment)}/{what}/{Query.Path(path)}";
}
