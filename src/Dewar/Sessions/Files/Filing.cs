using Dewar.Catalogue;
using Dewar.Database;

namespace Dewar.Sessions;

/// <summary>
/// Files of an instrument that came into the experiment that takes its files first go to the one of their session, and follow when that is another or says another.
/// What somebody sent into an experiment of their own stays there, and so does what somebody moved by hand.
/// </summary>
internal sealed class Filing(SiteDatabase database, ChangeFiles catalogue) : ISessionWork
{
    private const int AtOnce = 500;

    public async Task<bool> DoSome(CancellationToken ct)
    {
        var rows = await database.Query($"select id, files from sessions_filing order by id limit 200", row => (Id: row.GetInt64(0), Files: ChangedFiles.Unpack(row.Bytes(1))), ct);
        if (rows.Count == 0)
        {
            return false;
        }

        await database.Write(async write =>
        {
            await write.Lock("filing", ct);
            foreach (var some in rows.SelectMany(row => row.Files).Distinct().Order().Chunk(AtOnce))
            {
                await Send(write, some, ct);
            }

            await write.Execute($"delete from sessions_filing where id in {Sql.List(rows.Select(row => row.Id))}", ct);
        }, ct);
        catalogue.Ring();
        return true;
    }

    private async Task Send(Transaction write, IReadOnlyList<long> some, CancellationToken ct)
    {
        var intakes = new Dictionary<string, long>(StringComparer.Ordinal);
        var files = await write.Query($"""
            select m.file_id, m.instrument, f.experiment_id, s.experiment_id, s.public_id, g.intake_id, g.from_id, g.target_id
            from sessions_file m join catalogue_file f on f.id = m.file_id and f.deleted_us is null
            left join sessions_session s on s.id = m.session_id left join sessions_filed g on g.file_id = m.file_id
            where m.file_id in {Sql.List(some)}
            """, row => new Placement(row.GetInt64(0), row.GetString(1), row.GetInt64(2), row.NumberOrNull(3), row.TextOrNull(4), row.NumberOrNull(5), row.NumberOrNull(6), row.NumberOrNull(7)), ct);
        foreach (var file in files)
        {
            var intake = intakes.TryGetValue(file.Instrument, out var known) ? known : intakes[file.Instrument] = await RulesStore.Intake(write, file.Instrument, ct);
            await Send(write, file, file.Intake ?? intake, ct);
        }
    }

    private async Task Send(Transaction write, Placement file, long intake, CancellationToken ct)
    {
        if (file.Experiment != intake && file.Experiment != file.From && file.Experiment != file.Target)
        {
            // Somebody brought or moved it elsewhere.
            _ = file.Target is not null && await write.Execute($"delete from sessions_filed where file_id = {file.File}", ct) > 0;
            return;
        }

        var wanted = file.SessionExperiment ?? intake;
        if (wanted == (file.Target ?? intake) || !await TakesFiles(write, wanted, intake, ct))
        {
            return;
        }

        await write.Execute($"""
            insert into sessions_filed (file_id, intake_id, from_id, target_id) values ({file.File}, {intake}, {file.Experiment}, {wanted})
            on conflict (file_id) do update set from_id = excluded.from_id, target_id = excluded.target_id
            """, ct);
        await catalogue.Send(write, file.File, wanted, "site", file.Session is { } session ? $"it belongs to the session {session}" : "it belongs to no session", ct);
    }

    private static async Task<bool> TakesFiles(Transaction read, long experiment, long intake, CancellationToken ct) => await read.Number($"""
        select count(*) from experiments_experiment e join experiments_experiment i on i.storage_id = e.storage_id where e.id = {experiment} and e.closed_us is null and i.id = {intake}
        """, ct) > 0;

    /// <param name="Intake">Where it came in, if it was sent on; so are the next two, its last way.</param>
    private sealed record Placement(long File, string Instrument, long Experiment, long? SessionExperiment, string? Session, long? Intake, long? From, long? Target);
}
