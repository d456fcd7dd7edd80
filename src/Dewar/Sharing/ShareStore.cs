using System.Data.Common;
using System.Security.Cryptography;
using Dewar.Access;
using Dewar.Audit;
using Dewar.Catalogue;
using Dewar.Database;
using Dewar.Downloads;
using Dewar.Experiments;
using Dewar.Hosting;

namespace Dewar.Sharing;

/// <summary>Links: made, listed, revoked, opened. What a link does not show is not found.</summary>
internal sealed class ShareStore(SiteDatabase database, AuditLog audit, ExperimentStore experiments, FileStore files, TimeProvider time)
{
    public const int LongestDays = 366;

    private static readonly TimeSpan UsedNoticed = TimeSpan.FromMinutes(5);

    private static Sql Columns => $"""
        select l.id, l.public_id, l.label, l.folder, l.is_selection, l.made_by, l.made_us, l.expires_us, l.revoked_us, l.used_us, l.digest, l.experiment_id,
               (select count(*) from sharing_file s where s.link_id = l.id) from sharing_link l
        """;

    /// <returns>The link, and the secret that opens it.</returns>
    public async Task<(Share Share, string Secret)> Make(Caller who, Experiment experiment, NewShare form, CancellationToken ct)
    {
        Refusal.UnlessOneLine("label", form.Label);
        if (form.Days is < 1 or > LongestDays)
        {
            throw Refusal.Invalid("expiry-invalid", $"A link lives 1 to {LongestDays} days; {form.Days} were asked for.");
        }

        var folder = form.Folder?.Trim('/') is { Length: > 0 } path ? path : null;
        if (folder is not null && form.Paths is not null)
        {
            throw Refusal.Invalid("share-invalid", "Share a folder or single files, not both.");
        }

        if (folder is not null && await files.Browse(experiment, folder, null, 1, ct) is null)
        {
            throw Refusal.NotFound("folder", folder);
        }

        var chosen = form.Paths is null ? [] : await Chosen(experiment, form.Paths, ct);
        var (secret, now) = (Secret.New(), time.GetUtcNow());
        var expires = now + TimeSpan.FromDays(form.Days);
        await audit.Write(async write =>
        {
            await write.Execute($"""
                insert into sharing_link (public_id, digest, experiment_id, label, folder, is_selection, made_by, made_us, expires_us)
                values ({secret.PublicId}, {secret.Digest}, {experiment.Id}, {form.Label.Trim()}, {folder}, {(form.Paths is null ? 0L : 1L)}, {who.Name},
                    {now.InMicroseconds}, {expires.InMicroseconds})
                """, ct);
            var id = await write.Number($"select id from sharing_link where public_id = {secret.PublicId}", ct);
            await write.Insert("sharing_file", ["link_id", "file_id"], chosen.Select(file => (object?[])[id, file]), ct);
            await audit.Append(write, who.Who, "share.made", experiment.Name, experiment.Id, new { id = secret.PublicId, form.Label, folder, files = form.Paths?.Count, expires }, ct);
        }, ct);
        return ((await List(experiment, ct)).Find(share => share.Id == secret.PublicId)!, secret.Whole);
    }

    /// <summary>Newest first.</summary>
    public async Task<List<Share>> List(Experiment experiment, CancellationToken ct) =>
        (await database.Query($"{Columns} where l.experiment_id = {experiment.Id} order by l.id desc limit 1000", Row, ct)).ConvertAll(row => row.Share);

    /// <summary>Ends a link at once; doing it twice changes nothing.</summary>
    public Task Revoke(Caller who, Experiment experiment, string share, CancellationToken ct) => audit.Write(async write =>
    {
        if (await write.Number($"select count(*) from sharing_link where public_id = {share} and experiment_id = {experiment.Id}", ct) == 0)
        {
            throw Refusal.NotFound("share", share);
        }

        if (await write.Execute($"update sharing_link set revoked_us = {time.GetUtcNow().InMicroseconds} where public_id = {share} and revoked_us is null", ct) > 0)
        {
            await audit.Append(write, who.Who, "share.revoked", experiment.Name, experiment.Id, new { id = share }, ct);
        }
    }, ct);

    /// <summary>What a secret opens. One that is wrong, expired or revoked looks as one that never was.</summary>
    public async Task<OpenShare> Open(string text, CancellationToken ct)
    {
        var now = time.GetUtcNow();
        if (Secret.Parse(text) is not { } secret || await database.First($"{Columns} where l.public_id = {secret.PublicId}", Row, ct) is not { Share: { } share } row
            || share.IsOver(now) || !CryptographicOperations.FixedTimeEquals(row.Digest, secret.Digest) || await experiments.Find(row.Experiment, ct) is not { } experiment)
        {
            throw new Refusal(404, "share-not-found", "This link shows nothing: it has expired, was revoked, or is not complete. Ask whoever sent it for a new one.");
        }

        if (share.UsedAt is not { } used || now - used > UsedNoticed)
        {
            await audit.Write(async write =>
            {
                await write.Execute($"update sharing_link set used_us = {now.InMicroseconds} where id = {row.Key}", ct);
                if (share.UsedAt is null)
                {
                    await audit.Append(write, $"link {share.Id}", "share.opened", experiment.Name, experiment.Id, new { id = share.Id, share.Label }, ct);
                }
            }, ct);
        }

        return new(row.Key, text, share, experiment);
    }

    /// <summary>A file that a link shows.</summary>
    public async Task<CatalogueFile> File(OpenShare share, string path, CancellationToken ct)
    {
        var file = share.Holds(path) ? await files.Find(share.Experiment, path, ct) : null;
        return file is { DeletedAt: null } && (!share.IsSelection || await database.Number($"select count(*) from sharing_file where link_id = {share.Key} and file_id = {file.Id}", ct) > 0)
            ? file : throw Refusal.NotFound("file", path);
    }

    /// <summary>The single files of a link, a page behind a place, in the order in which they came.</summary>
    public async Task<Page<CatalogueFile>> Files(OpenShare share, long after, int limit, CancellationToken ct)
    {
        var rows = await database.Query($"""
            select f.id, d.path, f.name from sharing_file s join catalogue_file f on f.id = s.file_id join catalogue_folder d on d.id = f.folder_id
            where s.link_id = {share.Key} and s.file_id > {after} and f.experiment_id = {share.Experiment.Id} and f.deleted_us is null order by s.file_id limit {limit + 1}
            """, row => (Id: row.GetInt64(0), Path: row.GetString(1) + row.GetString(2)), ct);
        var found = await files.Named(share.Experiment, rows.Take(limit).Select(row => row.Path), ct);
        return new(found, rows.Count > limit ? rows[limit - 1].Id.ToString(System.Globalization.CultureInfo.InvariantCulture) : null);
    }

    private async Task<IReadOnlyList<long>> Chosen(Experiment experiment, IReadOnlyList<string> paths, CancellationToken ct)
    {
        if (paths.Count is 0 or > Selection.MostNamed)
        {
            throw Refusal.Invalid("batch-invalid", $"Name 1 to {Selection.MostNamed} files; {paths.Count} were named.");
        }

        var found = await files.Named(experiment, paths, ct);
        var missing = paths.Except(found.Select(file => file.Path), StringComparer.Ordinal).FirstOrDefault();
        return missing is null ? [.. found.Select(file => file.Id)] : throw Refusal.NotFound("file", missing);
    }

    private static Held Row(DbDataReader row) => new(row.GetInt64(0), row.GetInt64(11), row.Bytes(10), new(row.GetString(1), row.GetString(2),
        row.GetInt64(4) != 0 ? "files" : row.IsDBNull(3) ? "experiment" : "folder", row.TextOrNull(3), row.GetInt64(4) != 0 ? row.GetInt64(12) : null,
        row.GetString(5), row.Instant(6), row.Instant(7), row.InstantOrNull(8), row.InstantOrNull(9)));

    private sealed record Held(long Key, long Experiment, byte[] Digest, Share Share);
}
