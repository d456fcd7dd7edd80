using Dewar.Database;

namespace Dewar.Uploads;

/// <summary>A content that a file pushed off its path.</summary>
/// <param name="Tag">Of the file that did.</param>
public sealed record DisplacedContent(string Tag, string Sha256);

/// <summary>Keeps in the database what files pushed aside, from before it is put away until whoever registers the file has it.</summary>
internal sealed class DisplacedNotes(SiteDatabase database)
{
    /// <summary>May be told twice.</summary>
    public Task Add(long source, string tag, string sha256) => database.Execute(
        $"insert into uploads_displaced (source_id, tag, sha256) values ({source}, {tag}, {sha256}) on conflict do nothing", CancellationToken.None);

    public Task<List<DisplacedContent>> Of(long source, CancellationToken ct) => database.Query(
        $"select tag, sha256 from uploads_displaced where source_id = {source}", row => new DisplacedContent(row.GetString(0), row.GetString(1)), ct);

    public Task Forget(long source, IReadOnlyList<DisplacedContent> contents, CancellationToken ct) => database.Write(async write =>
    {
        foreach (var content in contents)
        {
            await write.Execute($"delete from uploads_displaced where source_id = {source} and tag = {content.Tag} and sha256 = {content.Sha256}", ct);
        }
    }, ct);
}
