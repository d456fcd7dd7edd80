using System.Data.Common;
using System.Text.Json;
using System.Text.RegularExpressions;
using Dewar.Access;
using Dewar.Audit;
using Dewar.Database;
using Dewar.Hosting;

namespace Dewar.Instruments;

/// <summary>The stations that the site knows.</summary>
internal sealed partial class StationStore(SiteDatabase database, AuditLog audit, TokenStore tokens, TimeProvider time)
{
    public static readonly string[] TemplateWords = ["station", "year", "month", "day", "experiment", "type", "proposal"];

    private static readonly TimeSpan TokenLife = TimeSpan.FromDays(730);
    private static Sql All => $"select name, description, template, storage, created_us, heard_us, host, version, disks from instruments_station";

    public Task<List<Station>> List(CancellationToken ct) => database.Query($"{All} order by name", Row, ct);

    public Task<Station?> Find(string name, CancellationToken ct) => database.First($"{All} where name = {name}", Row, ct);

    public Task<StationMade> Add(Caller who, NewStation station, CancellationToken ct)
    {
        Check(station.Name, station.Template);
        return audit.Write(async write =>
        {
            await write.Lock("stations", ct);
            if (await write.First($"{All} where name = {station.Name}", Row, ct) is not null)
            {
                throw Refusal.Conflict("station-exists", $"There is a station '{station.Name}' already. 'dewar token add {station.Name} --scope station' makes it another token.");
            }

            await write.Execute($"""
                insert into instruments_station (name, description, template, storage, created_us)
                values ({station.Name}, {station.Description}, {station.Template}, {station.Storage}, {time.GetUtcNow().InMicroseconds})
                """, ct);
            var token = await tokens.Make(write, who, "station", station.Name, null, station.Name, Scope.Station, TokenLife, ct);
            await audit.Append(write, who.Who, "station.added", station.Name, null, new { station.Template, station.Storage }, ct);
            return new StationMade((await write.First($"{All} where name = {station.Name}", Row, ct))!, token.Secret);
        }, ct);
    }

    public Task<Station> Change(Caller who, string name, StationChange change, CancellationToken ct) => audit.Write(async write =>
    {
        var now = await write.First($"{All} where name = {name}", Row, ct) ?? throw Refusal.NotFound("station", name);
        Check(name, change.Template ?? now.Template);
        await write.Execute($"""
            update instruments_station
            set description = {change.Description ?? now.Description}, template = {change.Template ?? now.Template}, storage = {change.Storage ?? now.Storage}
            where name = {name}
            """, ct);
        await audit.Append(write, who.Who, "station.changed", name, null, change, ct);
        return (await write.First($"{All} where name = {name}", Row, ct))!;
    }, ct);

    /// <summary>The station inside the site's own process: made at the first start, with a token that lives as long as the process.</summary>
    public async Task<string> EnsureEmbedded(string name, CancellationToken ct)
    {
        var site = Caller.Nobody with { Name = "site" };
        if (await Find(name, ct) is null)
        {
            await Add(site, new(name, "The station inside the site"), ct);
        }

        return await audit.Write(async write =>
        {
            await TokenStore.RevokeNamed(write, "station", name, "embedded", ct);
            return (await tokens.Make(write, site, "station", "embedded", null, name, Scope.Station, TokenLife, ct)).Secret;
        }, ct);
    }

    public async Task Heard(string name, string host, string version, IReadOnlyList<StationDisk> disks, CancellationToken ct)
    {
        if (await database.Execute($"""
            update instruments_station set heard_us = {time.GetUtcNow().InMicroseconds}, host = {host}, version = {version},
                disks = {new Json(JsonSerializer.Serialize(disks, Wire.Json))} where name = {name}
            """, ct) == 0)
        {
            throw new Refusal(404, "station-not-found", $"The site knows no station '{name}', whatever the token says; 'dewar station add {name}' makes it.");
        }
    }

    public static void CheckName(string what, string name)
    {
        if (!Name().IsMatch(name))
        {
            throw Refusal.Invalid("name-invalid", $"'{name}' can't be the {what}'s name: use up to 64 letters, digits, dots, dashes and underscores, a letter or digit first.");
        }
    }

    private static void Check(string name, string template)
    {
        CheckName("station", name);
        var unknown = Word().Matches(template).Select(match => match.Groups[1].Value).FirstOrDefault(word => !TemplateWords.Contains(word));
        if (unknown is not null || !template.Contains("{experiment}", StringComparison.Ordinal) || Disk.RelativePath.Fault(Word().Replace(template, "x")) is not null)
        {
            throw Refusal.Invalid("template-invalid",
                $"'{template}' can't be a storage path: write folders separated by '/', with {{experiment}} and any of {string.Join(", ", TemplateWords.Select(word => $"{{{word}}}"))}.");
        }
    }

    private Station Row(DbDataReader row) => new(row.GetString(0), row.GetString(1), row.GetString(2), row.TextOrNull(3), row.Instant(4), row.InstantOrNull(5),
        row.InstantOrNull(5) is not { } heard || time.GetUtcNow() - heard > Station.SilentAfter, row.TextOrNull(6), row.TextOrNull(7))
    {
        Disks = row.TextOrNull(8) is { } disks ? JsonSerializer.Deserialize<List<StationDisk>>(disks, Wire.Json)! : [],
    };

    [GeneratedRegex("^[A-Za-z0-9][A-Za-z0-9._-]{0,63}$")]
    private static partial Regex Name();

    [GeneratedRegex(@"\{(\w*)\}")]
    internal static partial Regex Word();
}
