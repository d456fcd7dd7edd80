using System.Data.Common;
using System.Text.Json;
using Dewar.Access;
using Dewar.Audit;
using Dewar.Database;
using Dewar.Hosting;
using Dewar.Instruments;

namespace Dewar.Records;

/// <summary>Where records are delivered to.</summary>
internal sealed class TargetStore(SiteDatabase database, AuditLog audit, IEnumerable<IRecordExporter> exporters, TimeProvider time)
{
    private static Sql All => $"select id, name, kind, address, options, secret, instrument, priority, made_us from records_target";

    /// <summary>Those that are tried first come first.</summary>
    public Task<List<RecordTarget>> List(CancellationToken ct) => database.Query($"{All} order by priority desc, id", Row, ct);

    public Task<RecordTarget?> Find(string name, CancellationToken ct) => database.First($"{All} where name = {name}", Row, ct);

    public IRecordExporter ExporterOf(RecordTarget target) => exporters.First(each => each.Kind == target.Kind);

    /// <summary>Looks whether a target would take a record, and delivers nothing.</summary>
    public async Task<TargetTrial> Try(string name, CancellationToken ct)
    {
        var target = await Find(name, ct) ?? throw Refusal.NotFound("target", name);
        try
        {
            return new(null, await ExporterOf(target).Try(target, ct));
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException)
        {
            return new(failure.Message, "");
        }
    }

    public async Task<RecordTarget> Put(Caller who, string name, NewTarget form, CancellationToken ct)
    {
        StationStore.CheckName("target", name);
        var before = await Find(name, ct);
        var target = new RecordTarget(name, form.Kind, form.Address.Trim(), form.Options ?? before?.Options ?? new Dictionary<string, string>(), form.Instrument is { Length: > 0 } at ? at : null, form.Priority, false,
            time.GetUtcNow())
        {
            Secret = form.Secret ?? before?.Secret ?? "",
        };
        var exporter = exporters.FirstOrDefault(each => each.Kind == form.Kind)
            ?? throw Refusal.Invalid("target-invalid", $"Records are delivered to {string.Join(", ", exporters.Select(each => each.Kind))}, not to '{form.Kind}'.");
        if (exporter.Fault(target) is { } fault)
        {
            throw Refusal.Invalid("target-invalid", fault);
        }

        await audit.Write(async write =>
        {
            await write.Execute($"""
                insert into records_target (name, kind, address, options, secret, instrument, priority, made_us)
                values ({name}, {target.Kind}, {target.Address}, {new Json(JsonSerializer.Serialize(target.Options, Wire.Json))}, {target.Secret}, {target.Instrument}, {target.Priority}, {target.MadeAt.InMicroseconds})
                on conflict (name) do update set kind = excluded.kind, address = excluded.address, options = excluded.options, secret = excluded.secret, instrument = excluded.instrument, priority = excluded.priority
                """, ct);
            await audit.Append(write, who.Who, "record-target.set", name, null, new { target.Kind, target.Address, target.Options, target.Instrument, target.Priority }, ct);
        }, ct);
        return (await Find(name, ct))!;
    }

    public Task Remove(Caller who, string name, CancellationToken ct) => audit.Write(async write =>
    {
        var key = await write.First($"select id from records_target where name = {name}", row => (long?)row.GetInt64(0), ct) ?? throw Refusal.NotFound("target", name);
        await write.Execute($"delete from records_delivery where target_id = {key}", ct);
        await write.Execute($"delete from records_attempt where target_id = {key}", ct);
        await write.Execute($"delete from records_target where id = {key}", ct);
        await audit.Append(write, who.Who, "record-target.removed", name, null, new { }, ct);
    }, ct);

    private static RecordTarget Row(DbDataReader row) => new(row.GetString(1), row.GetString(2), row.GetString(3), JsonSerializer.Deserialize<Dictionary<string, string>>(row.GetString(4), Wire.Json)!,
        row.TextOrNull(6), (int)row.GetInt64(7), row.GetString(5).Length > 0, row.Instant(8))
    {
        Key = row.GetInt64(0),
        Secret = row.GetString(5),
    };
}
