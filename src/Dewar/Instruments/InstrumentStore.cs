using System.Data.Common;
using System.Text.Json;
using Dewar.Access;
using Dewar.Audit;
using Dewar.Database;
using Dewar.Disk;
using Dewar.Hosting;

namespace Dewar.Instruments;

/// <summary>Instruments and their rules of when a file is finished.</summary>
internal sealed class InstrumentStore(SiteDatabase database, AuditLog audit)
{
    private static Sql All => $"select name, station, description, settling from instruments_instrument";

    public Task<List<Instrument>> List(CancellationToken ct) => database.Query($"{All} order by name", Row, ct);

    public Task<Instrument?> Find(string name, CancellationToken ct) => database.First($"{All} where name = {name}", Row, ct);

    /// <summary>Makes an instrument, or gives it new rules.</summary>
    public Task<Instrument> Put(Caller who, Instrument instrument, CancellationToken ct)
    {
        Check(instrument.Settling);
        var settling = new Json(JsonSerializer.Serialize(instrument.Settling, Wire.Json));
        return audit.Write(async write =>
        {
            await write.Execute($"""
                insert into instruments_instrument (name, station, description, settling)
                values ({instrument.Name}, {instrument.Station}, {instrument.Description}, {settling})
                on conflict (name) do update set station = excluded.station, description = excluded.description, settling = excluded.settling
                """, ct);
            await audit.Append(write, who.Who, "instrument.set", instrument.Name, null, instrument, ct);
            return instrument;
        }, ct);
    }

    public static void Check(Settling settling)
    {
        if (settling.QuietSeconds is < 0 or > 86400 or double.NaN)
        {
            throw Refusal.Invalid("settling-invalid", $"A quiet period of {settling.QuietSeconds} s makes no sense: 0 to 86400.");
        }

        foreach (var pattern in settling.Temporary)
        {
            _ = new Glob(pattern);
        }
    }

    private static Instrument Row(DbDataReader row) => new(row.GetString(0), row.GetString(1), row.GetString(2),
        JsonSerializer.Deserialize<Settling>(row.GetString(3), Wire.Json)!);
}
