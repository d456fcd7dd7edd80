using Dewar.Access;
using Dewar.Catalogue;
using Dewar.Database;
using Dewar.Disk;
using Dewar.Experiments;

namespace Dewar.Extraction;

/// <summary>Files as pictures: the newest of all that somebody may see, and those of a page.</summary>
internal sealed class GalleryStore(SiteDatabase database)
{
    public const int Most = 100;

    /// <summary>How many of the newest experiments are asked when something came, and how many of those that were last fed are then looked through.</summary>
    private const int Asked = 200, Looked = 12;

    /// <summary>The newest files of the experiments that were last fed, newest first; none of them crowds out the others.</summary>
    /// <param name="pictures">Only those with a picture.</param>
    public Task<List<FileLook>> Recent(Caller caller, bool pictures, int limit, CancellationToken ct) => database.Read(async read =>
    {
        var experiments = await read.Query($"""
            select n.id, n.name, coalesce((select max(f.modified_ns) from catalogue_file f where f.experiment_id = n.id), 0) as fed_ns
            from (select e.id, e.name from experiments_experiment e where e.files > 0 and {ExperimentStore.Seen(caller)} order by e.created_us desc, e.id desc limit {Asked}) n
            order by fed_ns desc limit {Looked}
            """, row => (Id: row.GetInt64(0), Name: row.GetString(1)), ct);
        var each = experiments.Count < 2 ? limit : Math.Max(limit / experiments.Count, limit / 3);
        Sql drawn = pictures ? $"and r.thumbnail is not null and r.preview is not null" : Sql.Nothing;
        var files = new List<FileLook>();
        foreach (var experiment in experiments)
        {
            // The newest by their own time stamps, which have an index, are taken first and then asked for more: a filter on them all would look
            // through the whole experiment.
            files.AddRange(await read.Query($"""
                select d.path, n.name, n.size, n.modified_ns / 1000, r.format, r.state, r.read_us, r.thumbnail, r.preview
                from (select * from catalogue_file f where f.experiment_id = {experiment.Id} order by f.modified_ns desc, f.folder_id desc limit {Most}) n
                join catalogue_folder d on d.id = n.folder_id left join extraction_reading r on r.file_id = n.id and r.version = n.version
                where n.deleted_us is null {drawn} order by n.modified_ns desc, n.id desc limit {each}
                """, row => new FileLook(experiment.Name, row.GetString(0) + row.GetString(1), row.GetInt64(2), row.Instant(3), row.TextOrNull(4), State(row.TextOrNull(5)),
                row.NumberOrNull(7) is { } thumbnail && row.NumberOrNull(8) is { } preview
                    ? ReadingView.Links(experiment.Name, row.GetString(0) + row.GetString(1), row.GetInt64(6), thumbnail, preview) : null), ct));
        }

        return files.OrderByDescending(file => file.ModifiedAt).Take(limit).ToList();
    }, ct);

    /// <summary>How the files of a page look, by their paths.</summary>
    public Task<Dictionary<string, FileLook>> Of(Experiment experiment, IReadOnlyList<CatalogueFile> files, CancellationToken ct) => database.Read(async read =>
    {
        var readings = new Dictionary<(long, long), (string Format, ReadingState? State, Func<string, Pictures?> Links)>();
        foreach (var chunk in files.Chunk(FolderStore.Chunk))
        {
            foreach (var (file, version, reading) in await read.Query($"""
                select file_id, version, format, state, read_us, thumbnail, preview from extraction_reading where file_id in {Sql.List(chunk.Select(file => file.Id))}
                """, row =>
            {
                var (readUs, thumbnail, preview) = (row.GetInt64(4), row.NumberOrNull(5), row.NumberOrNull(6));
                return (row.GetInt64(0), row.GetInt64(1), (row.GetString(2), State(row.GetString(3)), (Func<string, Pictures?>)(path =>
                    thumbnail is null || preview is null ? null : ReadingView.Links(experiment.Name, path, readUs, thumbnail.Value, preview.Value))));
            }, ct))
            {
                readings[(file, version)] = reading;
            }
        }

        return files.ToDictionary(file => file.Path, file => readings.TryGetValue((file.Id, file.Version), out var reading)
            ? new FileLook(experiment.Name, file.Path, file.Size, file.ModifiedAt, reading.Format, reading.State, reading.Links(file.Path))
            : new(experiment.Name, file.Path, file.Size, file.ModifiedAt, null, null, null), StringComparer.Ordinal);
    }, ct);

    /// <summary>Files that this one asked for while it was read, and those that asked for it: paths of those that are there.</summary>
    public Task<List<string>> Beside(Experiment experiment, CatalogueFile file, CancellationToken ct) => database.Read(async read =>
    {
        var asked = await read.Query($"select path from extraction_companion where file_id = {file.Id} and whole = 1 order by path limit {Most}", row => row.GetString(0), ct);
        var beginning = file.Path.Length <= 500 ? file.Path : string.Concat(file.Path.EnumerateRunes().Take(500));
        var askers = await read.Query($"""
            select d.path, f.name from extraction_companion c join catalogue_file f on f.id = c.file_id join catalogue_folder d on d.id = f.folder_id
            where c.experiment_id = {experiment.Id} and c.whole = 1 and substr(c.path, 1, 500) = {beginning} and c.path = {file.Path} and f.deleted_us is null
            order by f.id limit {Most}
            """, row => row.GetString(0) + row.GetString(1), ct);
        var there = new List<string>();
        foreach (var path in asked.Concat(askers).Distinct(StringComparer.Ordinal).Where(path => path != file.Path))
        {
            var (folder, name) = RelativePath.Split(path);
            if (await read.Number($"""
                select count(*) from catalogue_file f join catalogue_folder d on d.id = f.folder_id
                where {FolderStore.At(experiment.Id, folder)} and f.name = {name} and f.deleted_us is null
                """, ct) > 0)
            {
                there.Add(path);
            }
        }

        return there;
    }, ct);

    private static ReadingState? State(string? text) => text is null ? null : Enum.Parse<ReadingState>(text, ignoreCase: true);
}
