using System.Text.Json;
using Dewar.Access;
using Dewar.Audit;
using Dewar.Database;
using Dewar.Hosting;

namespace Dewar.Reservations;

/// <summary>Brings what is kept into agreement with what a calendar says. All of a look, or nothing.</summary>
internal sealed class TakeFetched(AuditLog audit, SourceStore sources, ReservationFollowers followers, TimeProvider time)
{
    private const int AtOnce = 400, Sudden = 3;

    /// <returns>False when somebody else has the source now, so that nothing was taken.</returns>
    public async Task<bool> Run(SourceLease source, Fetched fetched, DateTimeOffset from, DateTimeOffset to, CancellationToken ct)
    {
        var taken = await audit.Write(async write =>
        {
            await write.Lock("reservations", ct);
            var (accounts, changes) = (await Accounts.Read(write, ct), new Changes());
            var memory = fetched.Memory;
            var warnings = fetched.Warnings.ToList();
            if (fetched.Reservations is { } reservations)
            {
                memory = await Reservations(write, source, Distinct(reservations), from, to, accounts, changes, memory, warnings, ct);
                await Usage(write, source, Distinct(fetched.Usage), accounts, changes, ct);
            }
            else
            {
                await Rematch(write, source, from, accounts, changes, ct);
            }

            if (!await sources.Went(write, source, memory, fetched.Reservations is null ? null : warnings, fetched.Reservations?.Count(each => !each.Cancelled), ct))
            {
                throw new LeaseLost();
            }

            if (changes.Windows.Count > 0)
            {
                await followers.Changed(write, changes.Windows, ct);
                await audit.Append(write, $"calendar {source.Name}", "reservations.fetched", source.Name, null, new { changes.Fresh, changes.Changed, changes.Cancelled, used = changes.Used }, ct);
            }

            return changes.Windows.Count > 0;
        }, ct);
        if (taken)
        {
            followers.Ring();
        }

        return taken;
    }

    private static List<FetchedTime> Distinct(IReadOnlyList<FetchedTime> times) => [.. times.GroupBy(each => each.Id).Select(each => each.Last().Fitting())];

    private async Task<FetchMemory> Reservations(
        Transaction write, SourceLease source, List<FetchedTime> fetched, DateTimeOffset from, DateTimeOffset to, Accounts accounts, Changes changes, FetchMemory memory, List<string> warnings, CancellationToken ct)
    {
        var now = time.GetUtcNow();
        var known = (await write.Query($"{Known} where source = {source.Name} and ends_us >= {from.InMicroseconds} and starts_us <= {to.InMicroseconds}", Row, ct)).ToDictionary(each => each.ExternalId);
        foreach (var some in fetched.Select(each => each.Id).Where(id => !known.ContainsKey(id)).Chunk(AtOnce))
        {
            foreach (var row in await write.Query($"{Known} where source = {source.Name} and external_id in {Sql.List(some)}", Row, ct))
            {
                known[row.ExternalId] = row;
            }
        }

        foreach (var it in fetched)
        {
            var account = accounts.OfFirst(it.People);
            var (before, digest) = (known.GetValueOrDefault(it.Id), it.Digest(account));
            // What was never taken here need not be cancelled.
            if (before?.Digest == digest || before is null && it.Cancelled)
            {
                continue;
            }

            await Write(write, source.Name, it, account, digest, before, now, ct);
            changes.Add(it.Instrument, it.StartsAt, it.EndsAt!.Value);
            _ = before is null ? changes.Fresh++ : it.Cancelled && !before.Cancelled ? changes.Cancelled++ : changes.Changed++;
            if (before is not null)
            {
                changes.Add(before.Instrument, before.StartsAt, before.EndsAt);
            }
        }

        // What is over is not undone because a calendar forgets it.
        var here = fetched.Select(each => each.Id).ToHashSet();
        var gone = known.Values.Where(each => !here.Contains(each.ExternalId) && !each.Cancelled && each.EndsAt > now && each.EndsAt > from && each.StartsAt < to).ToList();
        if (fetched.Count == 0 && gone.Count >= Sudden && !memory.Doubted)
        {
            warnings.Add($"The calendar is suddenly empty; it had {gone.Count} reservations to come. They are kept, and cancelled if the next look finds none either.");
            return new(Doubted: true);
        }

        foreach (var each in gone)
        {
            await write.Execute($"""
                update reservations_reservation set cancelled_us = {now.InMicroseconds}, cancel_reason = 'it is not in its calendar any more', digest = '', updated_us = {now.InMicroseconds}
                where source = {source.Name} and external_id = {each.ExternalId}
                """, ct);
            changes.Add(each.Instrument, each.StartsAt, each.EndsAt);
            changes.Cancelled++;
        }

        return memory with { Doubted = false };
    }

    private static async Task Write(Transaction write, string source, FetchedTime it, long? account, string digest, KnownTime? before, DateTimeOffset now, CancellationToken ct)
    {
        var (people, samples, questions) = (Text(it.People), Text(it.Said.Samples), Text(it.Said.Questions));
        long? cancelled = !it.Cancelled ? null : before is { Cancelled: true } ? before.CancelledUs : now.InMicroseconds;
        var consent = it.Said.Consent.ToString().ToLowerInvariant();
        if (before is null)
        {
            await write.Execute($"""
                insert into reservations_reservation (public_id, instrument, source, external_id, title, purpose, user_text, people, account_id, starts_us, ends_us, project, samples, consent,
                    questions, cancelled_us, cancel_reason, link, digest, made_us, updated_us)
                values ({Ids.New()}, {it.Instrument}, {source}, {it.Id}, {it.Said.Title}, {it.Said.Purpose}, {it.User}, {people}, {account}, {it.StartsAt.InMicroseconds},
                    {it.EndsAt!.Value.InMicroseconds}, {it.Said.Project}, {samples}, {consent}, {questions}, {cancelled}, {it.CancelReason}, {it.Link}, {digest}, {now.InMicroseconds}, {now.InMicroseconds})
                """, ct);
            return;
        }

        await write.Execute($"""
            update reservations_reservation set instrument = {it.Instrument}, title = {it.Said.Title}, purpose = {it.Said.Purpose}, user_text = {it.User}, people = {people}, account_id = {account},
                starts_us = {it.StartsAt.InMicroseconds}, ends_us = {it.EndsAt!.Value.InMicroseconds}, project = {it.Said.Project}, samples = {samples}, consent = {consent}, questions = {questions},
                cancelled_us = {cancelled}, cancel_reason = {it.CancelReason}, link = {it.Link}, digest = {digest}, updated_us = {now.InMicroseconds}
            where source = {source} and external_id = {it.Id}
            """, ct);
    }

    private async Task Usage(Transaction write, SourceLease source, List<FetchedTime> fetched, Accounts accounts, Changes changes, CancellationToken ct)
    {
        // Later than all that was told before, whatever the clock says.
        var at = Math.Max(time.GetUtcNow().InMicroseconds, await write.Number($"select max(updated_us) from reservations_usage", ct) + 1);
        foreach (var some in fetched.Chunk(AtOnce))
        {
            var known = (await write.Query($"""
                select external_id, digest, instrument, starts_us, ends_us from reservations_usage where source = {source.Name} and external_id in {Sql.List(some.Select(each => each.Id))}
                """, row => (Id: row.GetString(0), Digest: row.GetString(1), Instrument: row.GetString(2), StartsAt: row.Instant(3), EndsAt: row.InstantOrNull(4)), ct)).ToDictionary(each => each.Id);
            foreach (var it in some)
            {
                var account = accounts.OfFirst(it.People);
                var digest = it.Digest(account);
                if (known.TryGetValue(it.Id, out var before) && before.Digest == digest)
                {
                    continue;
                }

                await write.Execute($"""
                    insert into reservations_usage (instrument, source, external_id, title, purpose, user_text, people, account_id, operator, starts_us, ends_us, project, samples, consent, questions, digest, updated_us)
                    values ({it.Instrument}, {source.Name}, {it.Id}, {it.Said.Title}, {it.Said.Purpose}, {it.User}, {Text(it.People)}, {account}, {it.Operator}, {it.StartsAt.InMicroseconds},
                        {it.EndsAt?.InMicroseconds}, {it.Said.Project}, {Text(it.Said.Samples)}, {it.Said.Consent.ToString().ToLowerInvariant()}, {Text(it.Said.Questions)}, {digest}, {at})
                    on conflict (source, external_id) do update set instrument = excluded.instrument, title = excluded.title, purpose = excluded.purpose, user_text = excluded.user_text,
                        people = excluded.people, account_id = excluded.account_id, operator = excluded.operator, starts_us = excluded.starts_us, ends_us = excluded.ends_us, project = excluded.project,
                        samples = excluded.samples, consent = excluded.consent, questions = excluded.questions, digest = excluded.digest, updated_us = excluded.updated_us
                    """, ct);
                changes.Used++;
                changes.Add(it.Instrument, it.StartsAt, it.EndsAt ?? time.GetUtcNow());
                if (before.Id is not null)
                {
                    changes.Add(before.Instrument, before.StartsAt, before.EndsAt ?? time.GetUtcNow());
                }
            }
        }
    }

    /// <summary>The calendar did not change, but accounts may have: somebody has one now, or another name.</summary>
    private async Task Rematch(Transaction write, SourceLease source, DateTimeOffset from, Accounts accounts, Changes changes, CancellationToken ct)
    {
        var rows = await write.Query($"select external_id, people, account_id, instrument, starts_us, ends_us from reservations_reservation where source = {source.Name} and ends_us >= {from.InMicroseconds}",
            row => (Id: row.GetString(0), People: JsonSerializer.Deserialize<List<List<string>>>(row.GetString(1), Wire.Json)!, Account: row.NumberOrNull(2), Instrument: row.GetString(3), StartsAt: row.Instant(4), EndsAt: row.Instant(5)), ct);
        foreach (var row in rows)
        {
            if (accounts.OfFirst(row.People) is var account && account != row.Account)
            {
                // Without a digest the next whole look writes it again, which is right.
                await write.Execute($"""
                    update reservations_reservation set account_id = {account}, digest = '', updated_us = {time.GetUtcNow().InMicroseconds} where source = {source.Name} and external_id = {row.Id}
                    """, ct);
                changes.Add(row.Instrument, row.StartsAt, row.EndsAt);
                changes.Changed++;
            }
        }
    }

    private static Sql Known => $"select external_id, instrument, starts_us, ends_us, cancelled_us, digest from reservations_reservation";

    private static KnownTime Row(System.Data.Common.DbDataReader row) => new(row.GetString(0), row.GetString(1), row.Instant(2), row.Instant(3), row.NumberOrNull(4), row.GetString(5));

    private static Json Text<T>(T value) => new(JsonSerializer.Serialize(value, Wire.Json));

    private sealed record KnownTime(string ExternalId, string Instrument, DateTimeOffset StartsAt, DateTimeOffset EndsAt, long? CancelledUs, string Digest)
    {
        public bool Cancelled => CancelledUs is not null;
    }

    private sealed class Changes
    {
        public int Fresh { get; set; }
        public int Changed { get; set; }
        public int Cancelled { get; set; }
        public int Used { get; set; }
        public List<(string Instrument, DateTimeOffset From, DateTimeOffset To)> Windows { get; } = [];

        public void Add(string instrument, DateTimeOffset from, DateTimeOffset to) => Windows.Add((instrument, from, to));
    }
}

/// <summary>Another process has the source now, or an administrator changed it meanwhile: nothing of the look is taken.</summary>
internal sealed class LeaseLost() : Exception("The source is somebody else's now.");

internal static class Ids
{
    public static string New() => Convert.ToHexStringLower(System.Security.Cryptography.RandomNumberGenerator.GetBytes(6));
}
