using System.Text.Json;
using Dewar.Acquisitions;
using Dewar.Database;
using Dewar.Extraction;
using Dewar.Hosting;

namespace Dewar.Sessions;

/// <summary>A file of an instrument.</summary>
/// <param name="Source">Where its time is from: content or stamp.</param>
/// <param name="Path">Inside its experiment.</param>
internal sealed record InstrumentFile(FileMoment Moment, string Instrument, string Source, string Path);

/// <summary>When files were taken by the clock of their instrument: what they say themselves, else their time stamp.</summary>
internal sealed class FileMoments(RulesStore rules)
{
    /// <summary>Those of the files that are of instruments.</summary>
    public async Task<List<InstrumentFile>> Read(Transaction read, IReadOnlyList<long> files, CancellationToken ct)
    {
        var instruments = await Instruments(read, files, ct);
        if (instruments.Count == 0)
        {
            return [];
        }

        // Documents are large, and most files of a beamline are of no instrument that keeps sessions.
        var (zones, intakes) = (new Dictionary<string, TimeZoneInfo>(StringComparer.Ordinal), new Dictionary<string, long>(StringComparer.Ordinal));
        foreach (var instrument in instruments.Values.Distinct(StringComparer.Ordinal))
        {
            zones[instrument] = await rules.Zone(read, instrument, ct);
            intakes[instrument] = await RulesStore.Intake(read, instrument, ct);
        }

        return await read.Query($"""
            select f.id, case when f.experiment_id in (g.intake_id, g.from_id, g.target_id) then 0 else f.experiment_id end, f.modified_ns, f.registered_us, r.document, d.path, f.name
            from catalogue_file f join catalogue_folder d on d.id = f.folder_id left join sessions_filed g on g.file_id = f.id left join extraction_reading r on r.file_id = f.id and r.version = f.version where f.id in {Sql.List(instruments.Keys)}
            """, row =>
        {
            var (instrument, stampUs) = (instruments[row.GetInt64(0)], row.GetInt64(2) / 1000);
            // An experiment into which nobody sent it does not tell whose it is.
            var experiment = row.GetInt64(1) == intakes[instrument] ? 0 : row.GetInt64(1);
            var taken = row.IsDBNull(4) ? null : TakenTime.Of(row.Bytes(4), zones[instrument], stampUs);
            return new InstrumentFile(new(row.GetInt64(0), experiment, taken ?? stampUs, row.GetInt64(3)), instrument, taken is null ? "stamp" : "content", row.GetString(5) + row.GetString(6));
        }, ct);
    }

    /// <summary>Those that were taken in a time of the site's clock, or would have been by another clock of the instrument.</summary>
    public static async Task<List<InstrumentFile>> Between(Transaction read, string instrument, (long From, long Until) time, CancellationToken ct)
    {
        var found = await In(read, instrument, $"m.taken_us between {time.From} and {time.Until}", ct);
        foreach (var (from, until) in Stretches.Of((await ClockStore.Offsets(read, instrument, time, ct)).Select(offset => (time.From - offset, time.Until - offset))))
        {
            found.AddRange(await In(read, instrument, $"m.clock_us between {from} and {until}", ct));
        }

        return found;
    }

    private static Task<List<InstrumentFile>> In(Transaction read, string instrument, Sql time, CancellationToken ct) => read.Query($"""
        select m.file_id, m.experiment_id, m.clock_us, f.registered_us, m.source, d.path, f.name
        from sessions_file m join catalogue_file f on f.id = m.file_id join catalogue_folder d on d.id = f.folder_id
        where m.instrument = {instrument} and (m.how is null or m.how <> 'hand') and {time}
        """, row => new InstrumentFile(new(row.GetInt64(0), row.GetInt64(1), row.GetInt64(2), row.GetInt64(3)), instrument, row.GetString(4), row.GetString(5) + row.GetString(6)), ct);

    /// <summary>Whose files are, as far as their acquisitions say.</summary>
    private static async Task<Dictionary<long, string>> Instruments(Transaction read, IReadOnlyList<long> files, CancellationToken ct)
    {
        var rows = await read.Query($"""
            select f.id, a.id, a.options from catalogue_file f join acquisitions_source q on q.id = f.source_id join acquisitions_acquisition a on a.id = q.acquisition_id
            where f.id in {Sql.List(files)} and f.deleted_us is null
            """, row => (File: row.GetInt64(0), Acquisition: row.GetInt64(1), Options: row.GetString(2)), ct);
        return rows.GroupBy(row => row.Acquisition).SelectMany(of => JsonSerializer.Deserialize<AcquisitionOptions>(of.First().Options, Wire.Json)!.Instrument is { Length: > 0 } instrument
            ? of.Select(row => (row.File, Instrument: instrument)) : []).ToDictionary(each => each.File, each => each.Instrument);
    }
}
