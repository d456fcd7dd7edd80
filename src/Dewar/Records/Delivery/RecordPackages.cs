using Dewar.Database;
using Dewar.Hosting;
using Dewar.Sessions;

namespace Dewar.Records;

/// <summary>Makes of a record what exporters take.</summary>
internal sealed class RecordPackages(SiteDatabase database, RecordStore records, RecordDocuments documents, RecordPictures pictures, SiteSettings site)
{
    public string Strategy => site.RecordDelivery;

    /// <summary>That is the site's own trouble, and no target's.</summary>
    public bool IsAway(Exception failure) => database.IsAway(failure) || database.IsFull(failure);

    public async Task<RecordPackage> Of(RecordTarget target, long key, int revision, string? foreignId, CancellationToken ct)
    {
        var session = await database.Read(read => SessionStore.Find(read, key, ct), ct) ?? throw new InvalidDataException("The session is gone.");
        var record = await records.Find(session, revision, ct) ?? throw new InvalidDataException($"Revision {revision} of the record is gone.");
        var email = session.UserId is null ? null : await database.First($"select email from access_user where id = {session.UserId}", row => row.GetString(0), ct);
        return new(target, session, record, foreignId, format => documents.Write(session, record, format, site.Address, ct), await pictures.Of(session, ct),
            new(email is { Length: > 0 } ? email : null, $"{site.Address.TrimEnd('/')}/sessions/{session.Id}"));
    }
}
