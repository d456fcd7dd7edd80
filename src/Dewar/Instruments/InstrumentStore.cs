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
        StationStore.CheckName("instrument", instrument.Name);
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

        if (settling.Marker is { } marker && MarkerFault(marker) is { } fault)
        {
            throw Refusal.Invalid("settling-invalid", $"'{marker}' can't be a marker: {fault}. Write it like {{name}}.done, {{stem}}.xml or ../{{folder}}.finished.");
        }

        CheckPatterns(settling.Temporary);
    }

    public static void CheckPatterns(IEnumerable<string> patterns)
    {
        foreach (var pattern in patterns)
        {
            try
            {
                _ = pattern.Length > 0 ? new Glob(pattern) : throw new FormatException("An empty pattern fits no file: write one like '*.tif' or 'run?/**'.");
            }
            catch (FormatException bad)
            {
                throw Refusal.Invalid("pattern-invalid", bad.Message);
            }
        }
    }

    /// <summary>A marker is looked for below the watched folder only.</summary>
    private static string? MarkerFault(string marker)
    {
        var plain = marker.Replace("{name}", "x", StringComparison.Ordinal).Replace("{stem}", "x", StringComparison.Ordinal).Replace("{folder}", "x", StringComparison.Ordinal);
        while (plain.StartsWith("../", StringComparison.Ordinal))
        {
            plain = plain[3..];
        }

        return plain.Contains('{', StringComparison.Ordinal) ? "only {name}, {stem} and {folder} stand for something" : RelativePath.Fault(plain);
    }

    private static Instrument Row(DbDataReader row) => new(row.GetString(0), row.GetString(1), row.GetString(2),
        JsonSerializer.Deserialize<Settling>(row.GetString(3), Wire.Json)!);
}
