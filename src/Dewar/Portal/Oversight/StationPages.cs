using Dewar.Access;
using Dewar.Acquisitions;
using Dewar.Hosting;
using Dewar.Instruments;
using Dewar.Portal.Pages;
using Dewar.Storages;

namespace Dewar.Portal;

/// <param name="Queues">What each station has under way, by its name.</param>
/// <param name="Made">The station that was just added.</param>
public sealed record StationsView(
    IReadOnlyList<Instruments.Station> Stations, IReadOnlyList<Instrument> Instruments, IReadOnlyDictionary<string, SourceCounts> Queues, DateTimeOffset Now,
    StationMade? Made = null, string? Refused = null);

/// <param name="Running">What the caller may see of its work.</param>
/// <param name="Typed">What was typed for an instrument.</param>
public sealed record StationView(
    Instruments.Station It, IReadOnlyList<Instrument> Instruments, IReadOnlyList<Acquisition> Running, bool MayChange, DateTimeOffset Now,
    Instrument? Typed = null, string? Done = null, string? Refused = null);

/// <summary>Stations and their instruments.</summary>
internal static class StationPages
{
    private const int MostRunning = 200;
    private static readonly char[] Blanks = [' ', ',', '\r', '\n'];

    public static async Task<IResult> List(HttpContext http, StationStore stations, InstrumentStore instruments, AcquisitionStore acquisitions, TimeProvider time, CancellationToken ct) =>
        Page.Of<StationsPage, StationsView>(await All(http, stations, instruments, acquisitions, time, ct));

    public static async Task<IResult> Add(HttpContext http, StationStore stations, InstrumentStore instruments, AcquisitionStore acquisitions, TimeProvider time, CancellationToken ct)
    {
        var fields = await FormFields.Read(http, ct);
        try
        {
            var made = await stations.Add(http.Caller(), new(fields["name"].Trim(), fields["description"].Trim()), ct);
            return Page.Of<StationsPage, StationsView>(await All(http, stations, instruments, acquisitions, time, ct) with { Made = made });
        }
        catch (Refusal refusal) when (refusal.Status < 500)
        {
            return Page.Of<StationsPage, StationsView>(await All(http, stations, instruments, acquisitions, time, ct) with { Refused = refusal.Message }, refusal.Status);
        }
    }

    public static async Task<IResult> Show(
        HttpContext http, string station, StationStore stations, InstrumentStore instruments, AcquisitionStore acquisitions, CancellationToken ct, string? done = null) =>
        Page.Of<StationPage, StationView>(await One(http, station, stations, instruments, acquisitions, ct) with { Done = done == "yes" ? "Saved." : null });

    public static Task<IResult> Change(HttpContext http, string station, StationStore stations, InstrumentStore instruments, AcquisitionStore acquisitions, CancellationToken ct) =>
        Act(http, station, stations, instruments, acquisitions, null, async fields =>
        {
            var storage = fields.OrNull("storage");
            var storages = await http.RequestServices.GetRequiredService<StorageStore>().List(ct);
            _ = storage is null || storages.Exists(each => each.Name == storage) ? 0 : throw Refusal.NotFound("storage", storage);
            await stations.Change(http.Caller(), station, new(fields["description"].Trim(), fields["template"].Trim(), storage), ct);
        }, ct);

    public static Task<IResult> PutInstrument(HttpContext http, string station, StationStore stations, InstrumentStore instruments, AcquisitionStore acquisitions, CancellationToken ct) =>
        Act(http, station, stations, instruments, acquisitions, fields => Typed(station, fields), async fields =>
        {
            var typed = Typed(station, fields) with { Settling = Typed(station, fields).Settling with { QuietSeconds = Seconds(fields["quiet"].Trim()) } };
            if (await instruments.Find(typed.Name, ct) is { } before && !http.Caller().IsStaffOf(before.Station))
            {
                throw Refusal.Forbidden($"Only administrators and the staff of '{before.Station}' may set up its instruments.");
            }

            await instruments.Put(http.Caller(), typed, ct);
        }, ct);

    private static async Task<IResult> Act(HttpContext http, string station, StationStore stations, InstrumentStore instruments, AcquisitionStore acquisitions,
        Func<FormFields, Instrument>? typed, Func<FormFields, Task> act, CancellationToken ct)
    {
        var fields = await FormFields.Read(http, ct);
        try
        {
            await act(fields);
            return new SeeOther($"{Portal.Show.Station(station)}?done=yes");
        }
        catch (Refusal refusal) when (refusal.Status < 500)
        {
            return Page.Of<StationPage, StationView>(
                await One(http, station, stations, instruments, acquisitions, ct) with { Typed = typed?.Invoke(fields), Refused = refusal.Message }, refusal.Status);
        }
    }

    private static Instrument Typed(string station, FormFields fields) => new(fields["name"].Trim(), station, fields["description"].Trim(), new()
    {
        Marker = fields.OrNull("marker"),
        Temporary = fields["temporary"].Split(Blanks, StringSplitOptions.RemoveEmptyEntries),
    });

    private static double Seconds(string quiet)
    {
        try
        {
            return quiet.Length == 0 ? new Settling().QuietSeconds : Duration.Parse(char.IsAsciiDigit(quiet[^1]) ? $"{quiet}s" : quiet).TotalSeconds;
        }
        catch (FormatException bad)
        {
            throw Refusal.Invalid("quiet-invalid", bad.Message);
        }
    }

    private static async Task<StationsView> All(HttpContext http, StationStore stations, InstrumentStore instruments, AcquisitionStore acquisitions, TimeProvider time, CancellationToken ct)
    {
        var running = await acquisitions.List(http.Caller(), null, activeOnly: true, MostRunning, ct);
        var queues = running.SelectMany(each => each.Sources).GroupBy(source => source.Station).ToDictionary(each => each.Key, each => new SourceCounts(
            each.Sum(source => source.Counts.Found), each.Sum(source => source.Counts.Settling), each.Sum(source => source.Counts.Moving), each.Sum(source => source.Counts.Registered),
            each.Sum(source => source.Counts.Failed), each.Sum(source => source.Counts.BytesFound), each.Sum(source => source.Counts.BytesRegistered),
            each.Sum(source => source.Counts.BytesPerSecond)));
        return new(await stations.List(ct), await instruments.List(ct), queues, time.GetUtcNow());
    }

    private static async Task<StationView> One(HttpContext http, string station, StationStore stations, InstrumentStore instruments, AcquisitionStore acquisitions, CancellationToken ct)
    {
        var it = await stations.Find(station, ct) ?? throw Refusal.NotFound("station", station);
        var running = (await acquisitions.List(http.Caller(), null, activeOnly: true, MostRunning, ct)).FindAll(each => each.Sources.Any(source => source.Station == it.Name));
        return new(it, (await instruments.List(ct)).FindAll(each => each.Station == it.Name), running, http.Caller().MayChange && http.Caller().IsStaffOf(it.Name),
            http.RequestServices.GetRequiredService<TimeProvider>().GetUtcNow());
    }
}
