using Dewar.Catalogue;
using Dewar.Database;
using Dewar.Disk;
using Dewar.Experiments;

namespace Dewar.Extraction;

/// <summary>Files as pictures, and what belongs together.</summary>
internal sealed class GalleryStore(SiteDatabase database)
{
    private const int Most = 100;

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
