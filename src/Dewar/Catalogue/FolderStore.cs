using Dewar.Database;
using Dewar.Experiments;

namespace Dewar.Catalogue;

/// <summary>The folders of an experiment and their totals.</summary>
internal static class FolderStore
{
    /// <summary>How many rows are named in one statement; far below both engines' limits on parameters.</summary>
    public const int Chunk = 500;

    /// <summary>How much of a path its index has, in characters.</summary>
    private const int Indexed = 500;

    /// <summary>A folder as registering needs it.</summary>
    /// <param name="IsNew">Was made just now, so no file can be in it.</param>
    internal sealed record Known(long Id, string Path, long? ParentId, bool IsNew);

    /// <summary>The folders with these paths, made where they are missing, with all above them.</summary>
    public static async Task<Dictionary<string, Known>> Ensure(Transaction write, long experimentId, IEnumerable<string> paths, CancellationToken ct)
    {
        var wanted = new SortedSet<string>(StringComparer.Ordinal) { "" };
        foreach (var path in paths)
        {
            for (var folder = path; folder.Length > 0 && wanted.Add(folder);)
            {
                folder = Parent(folder);
            }
        }

        var known = new Dictionary<string, Known>(StringComparer.Ordinal);
        foreach (var chunk in wanted.Chunk(Chunk))
        {
            foreach (var found in await write.Query($"""
                select d.id, d.path, d.parent_id from catalogue_folder d where {Among(experimentId, chunk)}
                """, row => new Known(row.GetInt64(0), row.GetString(1), row.NumberOrNull(2), false), ct))
            {
                known[found.Path] = found;
            }
        }

        var missing = wanted.Where(path => !known.ContainsKey(path)).ToList();
        if (missing.Count > 0)
        {
            // Sorted, so that a folder comes after the one it lies in.
            var id = await write.ReserveKeys("catalogue_folder", missing.Count, ct);
            foreach (var path in missing)
            {
                known[path] = new(id++, path, path.Length == 0 ? null : known[Parent(path)].Id, true);
            }

            await write.Insert("catalogue_folder", ["id", "experiment_id", "parent_id", "path", "own_files", "files", "bytes"],
                missing.Select(path => new object?[] { known[path].Id, experimentId, known[path].ParentId, path, 0L, 0L, 0L }), ct);
        }

        return known;
    }

    /// <summary>Adds to the totals of folders and of all above them.</summary>
    /// <param name="changes">By path: files and bytes more or fewer directly in it.</param>
    public static async Task Grow(Transaction write, long experimentId, IReadOnlyDictionary<string, (long Files, long Bytes)> changes, CancellationToken ct)
    {
        var sums = new SortedDictionary<string, (long Own, long Files, long Bytes)>(StringComparer.Ordinal);
        foreach (var (path, (files, bytes)) in changes)
        {
            var own = files;
            for (var folder = path; ; folder = Parent(folder))
            {
                var sum = sums.GetValueOrDefault(folder);
                sums[folder] = (sum.Own + own, sum.Files + files, sum.Bytes + bytes);
                own = 0;
                if (folder.Length == 0)
                {
                    break;
                }
            }
        }

        foreach (var chunk in sums.Chunk(Chunk))
        {
            Sql values = Sql.Nothing;
            var separator = (Sql)$"";
            foreach (var (path, (own, files, bytes)) in chunk)
            {
                values.AppendFormatted(separator);
                values.AppendLiteral("(");
                values.AppendFormatted(path);
                values.AppendLiteral(string.Create(System.Globalization.CultureInfo.InvariantCulture, $", {own}, {files}, {bytes})"));
                separator = $", ";
            }

            await write.Execute($"""
                with more (path, own_files, files, bytes) as (values {values})
                update catalogue_folder
                set own_files = catalogue_folder.own_files + more.own_files, files = catalogue_folder.files + more.files, bytes = catalogue_folder.bytes + more.bytes
                from more where catalogue_folder.experiment_id = {experimentId}
                    and substr(catalogue_folder.path, 1, 500) = substr(more.path, 1, 500) and catalogue_folder.path = more.path
                """, ct);
        }
    }

    /// <summary>The same for one folder, and for the experiment.</summary>
    public static async Task Count(Transaction write, long experimentId, string folder, long files, long bytes, CancellationToken ct)
    {
        await Grow(write, experimentId, new Dictionary<string, (long, long)> { [folder] = (files, bytes) }, ct);
        await ExperimentStore.Grow(write, experimentId, files, bytes, ct);
    }

    /// <summary>The folder that holds this one: "a/b/" is in "a/", which is in "".</summary>
    public static string Parent(string path) => path[..(path.AsSpan(0, path.Length - 1).LastIndexOf('/') + 1)];

    /// <summary>
    /// The folder d with this very path. From an equality with the bare column newer SQLite would put the path into substr() as well, and no index
    /// would fit any more: it would look through all folders of the experiment.
    /// </summary>
    public static Sql At(long experimentId, string path) =>
        $"d.experiment_id = {experimentId} and substr(d.path, 1, 500) = {Beginning(path)} and d.path || '' = {path}";

    /// <summary>The folders d with these very paths.</summary>
    public static Sql Among(long experimentId, IEnumerable<string> paths) =>
        $"d.experiment_id = {experimentId} and substr(d.path, 1, 500) in {Sql.List(paths.Select(Beginning).Distinct())} and d.path || '' in {Sql.List(paths)}";

    /// <summary>The folders d from a path on, as long as they are in a folder.</summary>
    /// <param name="below">"" for all.</param>
    public static Sql From(long experimentId, string path, string below) => below.Length > 0
        // The first path that sorts behind everything in the folder.
        ? Between(experimentId, path, below[..^1] + "0")
        : $"d.experiment_id = {experimentId} and substr(d.path, 1, 500) >= {Beginning(path)} and d.path >= {path}";

    /// <summary>The folders d from a path on, before another.</summary>
    public static Sql Between(long experimentId, string path, string end) =>
        From(experimentId, path, "") + $" and substr(d.path, 1, 500) <= {Beginning(end)} and d.path < {end}";

    private static string Beginning(string path) => path.Length <= Indexed ? path : string.Concat(path.EnumerateRunes().Take(Indexed));
}
