using System.Security.Cryptography;
using Dewar.Catalogue;
using Dewar.Disk;
using Dewar.Hosting;

namespace Dewar.Downloads;

/// <summary>
/// Fetches many small files in one answer: a request for each would take longer than its bytes. Each is written under another name, once it
/// has the right digest, and then gets its own, below folders that are no links.
/// </summary>
/// <param name="isThere">Whether a file has the right content already; asked where one of the right size is.</param>
/// <param name="done">Is called for every file that is there now.</param>
internal sealed class SmallFiles(ApiClient api, string experiment, string root, Func<CatalogueFile, Task<bool>> isThere, Action<CatalogueFile, bool> done)
{
    /// <summary>Larger ones are fetched one by one, as only they are worth going on with in the middle.</summary>
    public const long Largest = 1 << 20;

    public const int MostFiles = 1000;
    public const long MostBytes = 32 << 20;

    /// <summary>Those that did not come this way; one by one it will turn out why.</summary>
    public async Task<IReadOnlyList<CatalogueFile>> Fetch(IReadOnlyList<CatalogueFile> files, CancellationToken ct)
    {
        var left = files.Where(file => RelativePath.Fault(file.Path) is null).ToDictionary(file => file.Path, StringComparer.Ordinal);
        var folders = new Dictionary<string, Folder>(StringComparer.Ordinal);
        try
        {
            Directory.CreateDirectory(root);
            using var top = Folder.OpenRoot(root);
            foreach (var file in files.Where(file => left.ContainsKey(file.Path)))
            {
                var (place, name) = RelativePath.Split(file.Path);
                var folder = folders.TryGetValue(place, out var open) ? open : folders[place] = top.Below(place, create: true);
                if (folder.TryStat(name, out var entry) && entry.Kind == EntryKind.File && entry.Size == file.Size && await isThere(file))
                {
                    left.Remove(file.Path);
                    done(file, false);
                }
            }

            if (left.Count > 1)
            {
                await Fetch(left, folders, ct);
            }
        }
        catch (Exception failure) when (failure is IOException or ApiProblem or UnauthorizedAccessException or HttpRequestException)
        {
            // The rest comes one by one, and says what is wrong with it.
        }
        finally
        {
            foreach (var folder in folders.Values)
            {
                folder.Dispose();
            }
        }

        return [.. files.Where(file => left.ContainsKey(file.Path) || RelativePath.Fault(file.Path) is not null)];
    }

    private async Task Fetch(Dictionary<string, CatalogueFile> left, Dictionary<string, Folder> folders, CancellationToken ct)
    {
        using var answer = await api.StreamOf($"api/experiments/{Query.Name(experiment)}/archive.zip", new NamedFiles([.. left.Keys]), ct);
        var zip = new ZipReader(await answer.Content.ReadAsStreamAsync(ct));
        while (await zip.Next(ct) is { } path)
        {
            if (!left.TryGetValue(path, out var file))
            {
                throw new IOException("What came is not the archive that was asked for.");
            }

            var content = await zip.Content((int)file.Size, ct);
            if (Convert.ToHexStringLower(SHA256.HashData(content.Span)) == file.Sha256)
            {
                Write(folders[RelativePath.Split(path).Folder], file, content.Span);
                left.Remove(path);
                done(file, true);
            }
        }

        await zip.Drain(ct);
    }

    private static void Write(Folder folder, CatalogueFile file, ReadOnlySpan<byte> content)
    {
        var name = RelativePath.Split(file.Path).Name;
        var part = DownloadRun.PartOf(name);
        using (var output = folder.CreateFile(part))
        {
            output.Write(content, 0);
            output.SetModified((file.ModifiedAt - DateTimeOffset.UnixEpoch).Ticks * 100);
        }

        folder.Rename(part, folder, name);
    }
}
