using System.Data.Common;
using Dewar.Catalogue;
using Dewar.Database;
using Dewar.Experiments;
using Dewar.Hosting;

namespace Dewar.Scans;

/// <summary>A difference as it is kept.</summary>
internal sealed record KeptDifference(long ExperimentId, string Folder, string Name, DifferenceKind Kind, long? FileId, long? Size, long? ModifiedNs, string Cause)
{
    public string Path => Folder + Name;
}

/// <summary>What differs between trees and the catalogue, as far as it was not put right.</summary>
internal sealed class DifferenceStore(SiteDatabase database)
{
    private static readonly string[] Columns = ["experiment_id", "path", "name", "kind", "file_id", "size", "modified_ns", "cause", "found_us"];

    /// <summary>Those of a storage, or of one experiment, by experiment and path.</summary>
    /// <param name="after">The last one seen: experiment, folder and name.</param>
    public async Task<Page<Difference>> List(long storageId, long? experimentId, string? after, int limit, CancellationToken ct)
    {
        var (experiment, folder, name) = Place(after);
        var rows = await database.Read(async read =>
        {
            var first = experimentId ?? experiment;
            var found = first == 0 ? [] : await Page(read, storageId, Behind(first, folder, name), limit + 1, ct);
            found.AddRange(experimentId is null && found.Count <= limit ? await Page(read, storageId, $"d.experiment_id > {experiment}", limit + 1 - found.Count, ct) : []);
            return found;
        }, ct);
        return new Page<Difference>([.. rows.Take(limit).Select(row => row.Item)], rows.Count > limit ? rows[limit - 1].Place : null);
    }

    /// <summary>Of some kinds, in the order of their paths, behind a place.</summary>
    public Task<List<KeptDifference>> Next(long experimentId, IReadOnlyList<DifferenceKind> kinds, (string Folder, string Name) after, int limit, CancellationToken ct) => database.Query($"""
        select d.experiment_id, d.path, d.name, d.kind, d.file_id, d.size, d.modified_ns, d.cause from scans_difference d
        where {Behind(experimentId, after.Folder, after.Name)} and d.kind in {Sql.List(kinds.Select(Word))} order by substr(d.path, 1, 500), d.path, d.name limit {limit}
        """, Row, ct);

    public Task<long> Count(long experimentId, DifferenceKind kind, CancellationToken ct) =>
        database.Number($"select count(*) from scans_difference where experiment_id = {experimentId} and kind = {Word(kind)}", ct);

    /// <summary>How many files of an experiment should be in a storage.</summary>
    public Task<long> Expected(long experimentId, long storageId, CancellationToken ct) => database.Read(read => PlacedFiles.Count(read, experimentId, storageId, ct), ct);

    /// <summary>Makes a folder's differences these; one that was known keeps the time when it was found.</summary>
    public static async Task Put(Transaction write, long experimentId, string folder, IReadOnlyList<Differing> differing, long nowUs, CancellationToken ct)
    {
        var known = (await write.Query($"select d.name, d.kind, d.found_us from scans_difference d where {FolderStore.At(experimentId, folder)}",
            row => (Name: row.GetString(0), Kind: row.GetString(1), At: row.GetInt64(2)), ct)).ToDictionary(each => (each.Name, each.Kind), each => each.At);
        if (known.Count > 0)
        {
            await write.Execute($"delete from scans_difference as d where {FolderStore.At(experimentId, folder)}", ct);
        }

        await write.Insert("scans_difference", Columns, differing.Select(each => new object?[]
        {
            experimentId, folder, each.Name, Word(each.Kind), each.FileId, each.Size, each.ModifiedNs, each.Cause, known.GetValueOrDefault((each.Name, Word(each.Kind)), nowUs),
        }), ct);
    }

    /// <summary>A folder that can't be read.</summary>
    public static async Task PutOdd(Transaction write, long experimentId, string folder, string name, string cause, long nowUs, CancellationToken ct)
    {
        await write.Execute($"delete from scans_difference as d where {FolderStore.At(experimentId, folder)} and d.name = {name}", ct);
        await write.Insert("scans_difference", Columns, [[experimentId, folder, name, Word(DifferenceKind.Odd), null, null, null, cause, nowUs]], ct);
    }

    /// <summary>Folders that could not be read, and were now.</summary>
    public static async Task Opened(Transaction write, long experimentId, IEnumerable<string> folders, CancellationToken ct)
    {
        foreach (var (folder, name) in folders.Where(path => path.Length > 0).Select(path => Disk.RelativePath.Split(path.TrimEnd('/'))))
        {
            await write.Execute($"delete from scans_difference as d where {FolderStore.At(experimentId, folder)} and d.name = {name} and d.kind = 'odd'", ct);
        }
    }

    /// <summary>They were put right.</summary>
    public static async Task Remove(Transaction write, IEnumerable<KeptDifference> done, CancellationToken ct)
    {
        foreach (var folder in done.GroupBy(each => (each.ExperimentId, each.Folder), each => each.Name))
        {
            foreach (var names in folder.Chunk(FolderStore.Chunk))
            {
                await write.Execute($"delete from scans_difference as d where {FolderStore.At(folder.Key.ExperimentId, folder.Key.Folder)} and d.name in {Sql.List(names)}", ct);
            }
        }
    }

    /// <summary>What can't be catalogued after all.</summary>
    public static Task TurnOdd(Transaction write, KeptDifference difference, string cause, CancellationToken ct) => write.Execute($"""
        update scans_difference as d set kind = 'odd', cause = {cause} where {FolderStore.At(difference.ExperimentId, difference.Folder)} and d.name = {difference.Name}
        """, ct);

    private static Sql Behind(long experimentId, string folder, string name) =>
        FolderStore.From(experimentId, folder, "") + $" and (d.path <> {folder} or d.name > {name})";

    private static Task<List<(string Place, Difference Item)>> Page(Transaction read, long storageId, Sql which, int limit, CancellationToken ct) => read.Query($"""
        select x.id, x.name, d.path, d.name, d.kind, d.size, d.modified_ns, d.cause, d.found_us
        from scans_difference d join experiments_experiment x on x.id = d.experiment_id
        where x.storage_id = {storageId} and {which} order by d.experiment_id, substr(d.path, 1, 500), d.path, d.name limit {limit}
        """, row => ($"{row.GetInt64(0)}/{row.GetString(2)}{row.GetString(3)}", new Difference(row.GetString(1), row.GetString(2) + row.GetString(3),
        Enum.Parse<DifferenceKind>(row.GetString(4), true), row.NumberOrNull(5), row.NumberOrNull(6) is { } ns ? DateTimeOffset.UnixEpoch.AddTicks(ns / 100) : null,
        row.GetString(7), row.Instant(8))), ct);

    private static string Word(DifferenceKind kind) => kind.ToString().ToLowerInvariant();

    private static KeptDifference Row(DbDataReader row) => new(row.GetInt64(0), row.GetString(1), row.GetString(2), Enum.Parse<DifferenceKind>(row.GetString(3), true),
        row.NumberOrNull(4), row.NumberOrNull(5), row.NumberOrNull(6), row.GetString(7));

    private static (long Experiment, string Folder, string Name) Place(string? after)
    {
        if (after is null)
        {
            return (0, "", "");
        }

        var cut = after.IndexOf('/', StringComparison.Ordinal);
        if (cut < 0 || !long.TryParse(after.AsSpan(0, cut), System.Globalization.CultureInfo.InvariantCulture, out var experiment))
        {
            throw Refusal.Invalid("cursor-invalid", "This place in the list is not one that Dewar gave out.");
        }

        var (folder, name) = Disk.RelativePath.Split(after[(cut + 1)..]);
        return (experiment, folder, name);
    }
}
