using System.Data.Common;
using System.Text.Json;
using System.Text.RegularExpressions;
using Dewar.Access;
using Dewar.Audit;
using Dewar.Database;
using Dewar.Hosting;
using Dewar.Instruments;

namespace Dewar.Reservations;

/// <summary>A source that this process looks at now; nobody else does until the lease is over.</summary>
internal sealed record SourceLease(string Name, string By, CalendarSetup Setup, string? Secret, FetchMemory Memory, long Failures);

/// <summary>The calendars that are looked at, how it goes with each, and whose turn it is.</summary>
internal sealed class SourceStore(SiteDatabase database, AuditLog audit, InstrumentStore instruments, Secrets secrets, TimeProvider time)
{
    private const int Most = 200;
    private static readonly TimeSpan Lease = TimeSpan.FromMinutes(4), LongestPause = TimeSpan.FromHours(1), LongestWait = TimeSpan.FromHours(12), Often = TimeSpan.FromSeconds(30), Seldom = TimeSpan.FromDays(1);

    private static Sql All => $"select name, setup, secret, due_us, tried_us, good_us, failing_us, failure, warnings, found, memory from reservations_source";

    /// <summary>Rings when a source is due at once.</summary>
    public Bell Due { get; } = new();

    public Task<List<CalendarSource>> List(CancellationToken ct) => database.Query($"{All} order by name", Row, ct);

    public async Task<CalendarSource> Get(string name, CancellationToken ct) =>
        await database.First($"{All} where name = {name}", Row, ct) ?? throw Refusal.NotFound("calendar", name);

    /// <summary>Makes a source, or gives it another setup; a secret that is not said stays. It is looked at soon.</summary>
    public async Task<CalendarSource> Put(Caller who, string name, CalendarForm form, CancellationToken ct)
    {
        var setup = form.Setup;
        StationStore.CheckName("calendar", name);
        await Check(name, form, ct);
        var (now, text) = (time.GetUtcNow().InMicroseconds, new Json(JsonSerializer.Serialize(setup, Wire.Json)));
        await audit.Write(async write =>
        {
            await write.Lock("reservations", ct);
            if (await write.Number($"select count(*) from reservations_source where name <> {name}", ct) >= Most)
            {
                throw Refusal.Conflict("calendars-too-many", $"There are {Most} calendars already; more are not looked at.");
            }

            await write.Execute($"""
                insert into reservations_source (name, kind, setup, secret, memory, due_us, failures, warnings, found)
                values ({name}, {setup.Kind}, {text}, {form.Secret}, {Empty}, {now}, 0, {NoWarnings}, 0)
                on conflict (name) do update set kind = excluded.kind, setup = excluded.setup, secret = coalesce(excluded.secret, reservations_source.secret), memory = excluded.memory,
                    due_us = excluded.due_us, leased_by = null, leased_us = null, failures = 0
                """, ct);
            await audit.Append(write, who.Who, "calendar.set", name, null, new { setup = Shown(setup), secret = form.Secret is null ? "as before" : "given" }, ct);
        }, ct);
        Due.Ring();
        return await Get(name, ct);
    }

    /// <summary>Takes a source away, and what it had that is not over; the past stays.</summary>
    public Task Remove(Caller who, string name, ReservationFollowers followers, CancellationToken ct) => audit.Write(async write =>
    {
        await write.Lock("reservations", ct);
        var now = time.GetUtcNow();
        if (await write.Execute($"delete from reservations_source where name = {name}", ct) == 0)
        {
            throw Refusal.NotFound("calendar", name);
        }

        var windows = await write.Query($"""
            select instrument, starts_us, ends_us from reservations_reservation where source = {name} and ends_us > {now.InMicroseconds} and cancelled_us is null
            """, row => (row.GetString(0), row.Instant(1), row.Instant(2)), ct);
        await write.Execute($"""
            update reservations_reservation set cancelled_us = {now.InMicroseconds}, updated_us = {now.InMicroseconds}, digest = '', cancel_reason = 'its calendar is not looked at any more'
            where source = {name} and ends_us > {now.InMicroseconds} and cancelled_us is null
            """, ct);
        await followers.Changed(write, windows, ct);
        await audit.Append(write, who.Who, "calendar.removed", name, null, new { cancelled = windows.Count }, ct);
    }, ct);

    /// <summary>The next source whose turn it is, for this process alone.</summary>
    public Task<SourceLease?> Take(CancellationToken ct)
    {
        var (now, by) = (time.GetUtcNow(), Guid.NewGuid().ToString("N"));
        Sql skip = database.IsPostgres ? $" for update skip locked" : Sql.Nothing;
        return database.Write(write => write.First($"""
            update reservations_source set leased_us = {(now + Lease).InMicroseconds}, leased_by = {by}
            where id = (select id from reservations_source where due_us <= {now.InMicroseconds} and (leased_us is null or leased_us < {now.InMicroseconds})
                        order by due_us, id limit 1{skip})
            returning name, setup, secret, memory, failures
            """, row => new SourceLease(row.GetString(0), by, Setup(row.GetString(1)), row.TextOrNull(2), JsonSerializer.Deserialize<FetchMemory>(row.GetString(3), Wire.Json)!, row.GetInt64(4)), ct), ct);
    }

    /// <summary>For a trial: as it stands, without a lease.</summary>
    public async Task<SourceLease> Open(string name, CancellationToken ct) => await database.First($"select name, setup, secret from reservations_source where name = {name}",
        row => new SourceLease(row.GetString(0), "", Setup(row.GetString(1)), row.TextOrNull(2), new(), 0), ct) ?? throw Refusal.NotFound("calendar", name);

    public Task Soon(string name, CancellationToken ct) => database.Execute($"update reservations_source set due_us = {time.GetUtcNow().InMicroseconds} where name = {name}", ct);

    /// <summary>Its last look went wrong: what there is stays, and the next look comes later each time.</summary>
    public Task Failed(SourceLease lease, string failure, TimeSpan? after, CancellationToken ct)
    {
        var (now, pause) = (time.GetUtcNow(), Often * Math.Pow(2, Math.Min(lease.Failures + 1, 10)));
        pause = pause > LongestPause ? LongestPause : pause;
        pause = after is { } wait && wait > pause ? wait > LongestWait ? LongestWait : wait : pause;
        return database.Execute($"""
            update reservations_source set failures = failures + 1, failure = {failure}, failing_us = coalesce(failing_us, {now.InMicroseconds}), tried_us = {now.InMicroseconds},
                due_us = {(now + pause).InMicroseconds}, leased_us = null, leased_by = null where name = {lease.Name} and leased_by = {lease.By}
            """, ct);
    }

    /// <summary>Within the transaction that took what was found. False: the lease was over or the source is another now, so nothing may be taken.</summary>
    public async Task<bool> Went(Transaction write, SourceLease lease, FetchMemory memory, IReadOnlyList<string>? warnings, long? found, CancellationToken ct)
    {
        var now = time.GetUtcNow();
        var again = (now + Duration.Parse(lease.Setup.Every)).InMicroseconds;
        Sql told = warnings is null ? $"" : (Sql)$", warnings = {new Json(JsonSerializer.Serialize(warnings, Wire.Json))}, found = {found}";
        return await write.Execute($"""
            update reservations_source set failures = 0, failure = null, failing_us = null, tried_us = {now.InMicroseconds}, good_us = {now.InMicroseconds}, due_us = {again},
                leased_us = null, leased_by = null, memory = {new Json(JsonSerializer.Serialize(memory, Wire.Json))}{told} where name = {lease.Name} and leased_by = {lease.By}
            """, ct) > 0;
    }

    private static Json Empty => new(JsonSerializer.Serialize(new FetchMemory(), Wire.Json));

    private static Json NoWarnings => new("[]");

    private async Task Check(string name, CalendarForm form, CancellationToken ct)
    {
        var setup = form.Setup;
        CalendarKinds.Of(setup.Kind).Check(setup with { SecretFile = setup.SecretFile ?? (form.Secret is not null ? "given" : null) });
        if (name == Reservation.Own)
        {
            throw Refusal.Invalid("name-invalid", "What is booked in Dewar itself is called 'dewar'; use another name.");
        }

        if (Zones.Named(setup.Zone) is null)
        {
            throw Refusal.Invalid("zone-unknown", $"There is no time zone '{setup.Zone}': write it like Europe/Berlin or UTC.");
        }

        var every = Every(setup.Every);
        if (every < Often || every > Seldom)
        {
            throw Refusal.Invalid("interval-invalid", $"A calendar is looked at every 30s to 24h; '{setup.Every}' was asked for.");
        }

        secrets.Check(setup);
        foreach (var instrument in setup.Kind == "nemo" ? (setup.Tools ?? new Dictionary<string, string>()).Values : [setup.Instrument ?? ""])
        {
            _ = instrument.Length == 0 ? throw Refusal.Invalid("instrument-missing", "Say whose calendar it is: the instrument.")
                : await instruments.Find(instrument, ct) ?? throw Refusal.NotFound("instrument", instrument);
        }
    }

    private static TimeSpan Every(string text)
    {
        try
        {
            return Duration.Parse(text);
        }
        catch (FormatException bad)
        {
            throw Refusal.Invalid("interval-invalid", bad.Message);
        }
    }

    /// <summary>The address of an export gives access to whoever has it; only its host is shown.</summary>
    private static CalendarSetup Shown(CalendarSetup setup) => setup.Kind == "ical" && Uri.TryCreate(setup.Address, UriKind.Absolute, out var address) ? setup with { Address = $"{address.Scheme}://{address.Authority}/…" } : setup;

    private static CalendarSetup Setup(string json) => JsonSerializer.Deserialize<CalendarSetup>(json, Wire.Json)!;

    private static CalendarSource Row(DbDataReader row)
    {
        var (good, failing) = (row.InstantOrNull(5), row.InstantOrNull(6));
        return new(row.GetString(0), Shown(Setup(row.GetString(1))), !row.IsDBNull(2), new(failing is not null ? "failing" : good is null ? "waiting" : "good", row.InstantOrNull(4), good, failing,
            row.TextOrNull(7), row.Instant(3), JsonSerializer.Deserialize<List<string>>(row.GetString(8), Wire.Json)!, row.GetInt64(9)));
    }
}

/// <summary>Secrets that the site's administrator put beside it. Only from one folder, and only variables that are named for it: who runs pages need not be who runs the computer.</summary>
internal sealed partial class Secrets(SiteSettings site)
{
    public void Check(CalendarSetup setup)
    {
        if (setup.SecretFile is { } file && (!Plain().IsMatch(file) || file.Contains("..", StringComparison.Ordinal)))
        {
            throw Refusal.Invalid("secret-invalid", $"'{file}' is no file name; give the name of a file in the folder {site.Secrets} (setting 'secrets').");
        }

        if (setup.SecretVariable is { } variable && !variable.StartsWith("DEWAR_SECRET_", StringComparison.Ordinal))
        {
            throw Refusal.Invalid("secret-invalid", $"'{variable}' is not read: only variables that begin with DEWAR_SECRET_ are.");
        }
    }

    public async Task<string?> Of(SourceLease source, CancellationToken ct)
    {
        Check(source.Setup);
        if (source.Setup.SecretFile is { } file)
        {
            try
            {
                return (await File.ReadAllTextAsync(Path.Combine(site.Secrets, file), ct)).Trim();
            }
            catch (Exception bad) when (bad is IOException or UnauthorizedAccessException)
            {
                throw new SourceTrouble($"The secret can't be read from {Path.Combine(site.Secrets, file)}: {(bad is UnauthorizedAccessException ? $"the user '{Environment.UserName}' may not" : "there is no such file")}.", bad);
            }
        }

        return source.Setup.SecretVariable is not { } variable ? source.Secret
            : Environment.GetEnvironmentVariable(variable) is { Length: > 0 } value ? value.Trim() : throw new SourceTrouble($"The secret is to come from the variable {variable}, which the site's environment does not have.");
    }

    [GeneratedRegex(@"^[A-Za-z0-9_][A-Za-z0-9._-]{0,99}$")]
    private static partial Regex Plain();
}
