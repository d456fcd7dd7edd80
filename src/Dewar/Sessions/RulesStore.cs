using System.Text.Json;
using Dewar.Access;
using Dewar.Audit;
using Dewar.Catalogue;
using Dewar.Database;
using Dewar.Hosting;

namespace Dewar.Sessions;

/// <summary>How sessions are kept at each instrument; where nothing was said, as usual.</summary>
internal sealed class RulesStore(SiteDatabase database, AuditLog audit, FileFollowers followers, TimeProvider time)
{
    private static readonly SessionRules Usual = new();

    /// <summary>Files taken so long ago are looked at again when it is said whose files are.</summary>
    private static readonly TimeSpan OwnersBack = TimeSpan.FromDays(90);

    public Task<SessionRules> Of(string instrument, CancellationToken ct) => database.Read(read => Of(read, instrument, ct), ct);

    public static async Task<SessionRules> Of(Transaction read, string instrument, CancellationToken ct) =>
        await read.First($"select rules from sessions_rules where instrument = {instrument}", row => JsonSerializer.Deserialize<SessionRules>(row.GetString(0), Wire.Json), ct) ?? Usual;

    /// <summary>That of the instrument's clock.</summary>
    public async Task<TimeZoneInfo> Zone(Transaction read, string instrument, CancellationToken ct) =>
        (await Of(read, instrument, ct)).TimeZone is { Length: > 0 } name && TimeZoneInfo.TryFindSystemTimeZoneById(name, out var zone) ? zone : time.LocalTimeZone;

    /// <summary>The experiment that takes its files first; zero for none.</summary>
    public static async Task<long> Intake(Transaction read, string instrument, CancellationToken ct) => (await Of(read, instrument, ct)).Experiment is { Length: > 0 } name
        ? await read.Number($"select coalesce(max(id), 0) from experiments_experiment where name = {name}", ct) : 0;

    public Task<SessionRules> Put(Caller who, string instrument, SessionRules rules, CancellationToken ct)
    {
        Check(rules);
        return audit.Write(async write =>
        {
            await IntakeMayBe(write, rules.Experiment, ct);
            var (was, before) = (await Of(write, instrument, ct), await Intake(write, instrument, ct));
            await write.Execute($"""
                insert into sessions_rules (instrument, rules) values ({instrument}, {new Json(JsonSerializer.Serialize(rules, Wire.Json))})
                on conflict (instrument) do update set rules = excluded.rules
                """, ct);
            if (!(was.Owners ?? []).SequenceEqual(rules.Owners ?? []))
            {
                await SessionChanges.Want(write, instrument, ((time.GetUtcNow() - OwnersBack).InMicroseconds, SessionSpans.Latest), ct);
            }

            if (before != await Intake(write, instrument, ct))
            {
                await LookAgain(write, instrument, ct);
            }

            await audit.Append(write, who.Who, "session-rules.set", instrument, null, rules, ct);
            return rules;
        }, ct);
    }

    /// <summary>Files that came before are of another experiment now, as far as anybody said.</summary>
    private async Task LookAgain(Transaction write, string instrument, CancellationToken ct)
    {
        const int AtOnce = 5000;
        var intake = await Intake(write, instrument, ct);
        var files = await write.Query($"select m.file_id from sessions_file m join catalogue_file f on f.id = m.file_id where m.instrument = {instrument} and (m.experiment_id = 0 or f.experiment_id = {intake})",
            row => row.GetInt64(0), ct);
        foreach (var some in files.Chunk(AtOnce))
        {
            await followers.Altered(write, some, ct);
        }
    }

    private static async Task IntakeMayBe(Transaction read, string name, CancellationToken ct)
    {
        var isInPlace = name.Length == 0 ? 0 : await read.First($"""
            select case when s.kind = 'inplace' then 1 else 0 end from experiments_experiment e join storages_storage s on s.id = e.storage_id where e.name = {name}
            """, row => (long?)row.GetInt64(0), ct) ?? throw Refusal.NotFound("experiment", name);
        if (isInPlace > 0)
        {
            throw Refusal.Conflict("experiment-in-place", $"The files of '{name}' stay where they are; files that go on to the experiments of sessions must be in a storage that Dewar writes to.");
        }
    }

    private static void Check(SessionRules rules)
    {
        if (rules.QuietMinutes is not (>= 1 and <= 10_080) || rules.PausedHours is not (>= 0.1 and <= 720) || rules.GraceMinutes is not (>= 0 and <= 1_440))
        {
            throw Refusal.Invalid("rules-invalid", "A session is quiet after 1 to 10080 minutes, a paused one is over after 0.1 to 720 hours, and late files are taken for 0 to 1440 minutes.");
        }

        if (rules.TimeZone.Length > 0 && !TimeZoneInfo.TryFindSystemTimeZoneById(rules.TimeZone, out _))
        {
            throw Refusal.Invalid("time-zone-unknown", $"'{rules.TimeZone}' is no time zone; write it like Europe/Berlin, or nothing for the site's own.");
        }

        if (rules.Activities is not (SessionRules.Pauses or SessionRules.KernelDensity) || rules.Sensitivity is not (>= 0 and <= 100) || rules.SmallestActivity is < 1 or > 1000)
        {
            throw Refusal.Invalid("rules-invalid", $"Activities are cut by '{SessionRules.Pauses}' or '{SessionRules.KernelDensity}', with a sensitivity of 0 to 100 and at least 1 to 1000 files each.");
        }

        PathOwners.Check(rules.Owners ?? []);
        Refusal.UnlessOneLine("identifier", rules.Pid);
        Refusal.UnlessOneLine("location", rules.Location);
    }
}
