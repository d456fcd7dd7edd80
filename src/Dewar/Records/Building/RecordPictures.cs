using Dewar.Database;
using Dewar.Extraction;
using Dewar.Sessions;

namespace Dewar.Records;

/// <summary>The pictures of a session's files, for documents that hold them.</summary>
internal sealed class RecordPictures(SiteDatabase database, Pictureshelf shelf)
{
    /// <returns>The thumbnail of a file, as PNG; null where there is none.</returns>
    public async Task<Func<RecordFile, byte[]?>> Of(Session session, CancellationToken ct)
    {
        var drawn = (await database.Query($"""
            select e.name, d.path, f.name, f.id, r.read_us from sessions_file m join catalogue_file f on f.id = m.file_id join catalogue_folder d on d.id = f.folder_id
            join experiments_experiment e on e.id = f.experiment_id join extraction_reading r on r.file_id = f.id and r.version = f.version
            where m.session_id = {session.Key} and r.thumbnail is not null and r.preview is not null
            """, row => (Path: $"{row.GetString(0)}/{row.GetString(1)}{row.GetString(2)}", File: row.GetInt64(3), DrawnUs: row.GetInt64(4)), ct)).ToDictionary(each => each.Path, StringComparer.Ordinal);
        return file => drawn.TryGetValue(file.Path, out var found) && shelf.PathOf(found.File, found.DrawnUs, isThumbnail: true) is var path && File.Exists(path) ? File.ReadAllBytes(path) : null;
    }
}
