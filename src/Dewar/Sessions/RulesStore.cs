using System.Text.Json;
using Dewar.Access;
using Dewar.Audit;
using Dewar.Database;
using Dewar.Hosting;

namespace Dewar.Sessions;

/// <summary>How sessions are kept at each instrument; where nothing was said, as usual.</summary>
internal sealed class RulesStore(SiteDatabase database, AuditLog audit, TimeProvider time)
{
    private static readonly SessionRules Usual = new();

    public Task<SessionRules> Of(string instrument, CancellationToken ct) => database.Read(read => Of(read, instrument, ct), ct);

    public static async Task<SessionRules> Of(Transaction read, string instrument, CancellationToken ct) =>
        await read.First($"select rules from sessions_rules where instrument = {instrument}", row => JsonSerializer.Deserialize<SessionRules>(row.GetString(0), Wire.Json), ct) ?? Usual;

    /// <summary>That of the instrument's clock.</summary>
    public async Task<TimeZoneInfo> Zone(Transaction read, string instrument, CancellationToken ct) =>
        (await Of(read, instrument, ct)).TimeZone is { Length: > 0 } name && TimeZoneInfo.TryFindSystemTimeZoneById(name, out var zone) ? zone : time.LocalTimeZone;

    public Task<SessionRules> Put(Caller who, string instrument, SessionRules rules, CancellationToken ct)
    {
        Check(rules);
        return audit.Write(async write =>
        {
            await write.Execute($"""
                insert into sessions_rules (instrument, rules) values ({instrument}, {new Json(JsonSerializer.Serialize(rules, Wire.Json))})
                on conflict (instrument) do update set rules = excluded.rules
                """, ct);
            await audit.Append(write, who.Who, "session-rules.set", instrument, null, rules, ct);
            return rules;
        }, ct);
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

        Refusal.UnlessOneLine("identifier", rules.Pid);
        Refusal.UnlessOneLine("location", rules.Location);
    }
}
