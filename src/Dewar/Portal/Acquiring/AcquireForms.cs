using Dewar.Access;
using Dewar.Acquisitions;
using Dewar.Experiments;
using Dewar.Hosting;
using Dewar.Instruments;
using Dewar.Portal.Pages;

namespace Dewar.Portal;

/// <param name="Look">What is in the folder at the station; null when nobody could look.</param>
/// <param name="Unseen">Why nobody could.</param>
public sealed record AcquireView(
    Experiment Experiment, AcquireFields Fields, IReadOnlyList<Instruments.Station> Stations, IReadOnlyList<Instrument> Instruments,
    StationFolder? Look = null, string? Unseen = null, string? Refused = null);

public sealed record AcquisitionView(Experiment Experiment, Acquisition It, bool MayChange, string? Refused = null);

/// <summary>Starting, following and stopping acquisitions and uploads.</summary>
internal static class AcquireForms
{
    private const int PerPage = 200;

    public static async Task<IResult> New(
        HttpContext http, StationStore stations, InstrumentStore instruments, FolderQuestions questions, CancellationToken ct, string? after = null)
    {
        var fields = AcquireFields.Of(http.Request.Query);
        var known = await stations.List(ct);
        var machines = await instruments.List(ct);
        fields = fields with { Station = fields.Station ?? http.Experiment().MustTakeFiles().Station ?? (known is [var only] ? only.Name : null) };
        return Page.Of<AcquirePage, AcquireView>(await Look(http, new(http.Experiment(), fields, known, machines), stations, questions, after, ct));
    }

    public static async Task<IResult> Start(
        HttpContext http, string experiment, AcquisitionStore acquisitions, StationStore stations, InstrumentStore instruments, CancellationToken ct)
    {
        var fields = AcquireFields.Of(await FormFields.Read(http, ct));
        try
        {
            var started = await AcquisitionEndpoints.Start(http, experiment, fields.Wanted(await instruments.List(ct)), acquisitions, instruments, stations, ct);
            return new SeeOther(Show.Acquisition(experiment, started.Value!.Id));
        }
        catch (Refusal refusal) when (refusal.Status < 500)
        {
            var view = new AcquireView(http.Experiment(), fields, await stations.List(ct), await instruments.List(ct), Refused: refusal.Message);
            var questions = http.RequestServices.GetRequiredService<FolderQuestions>();
            return Page.Of<AcquirePage, AcquireView>(await Look(http, view, stations, questions, null, ct), refusal.Status);
        }
    }

    public static async Task<IResult> Follow(HttpContext http, string acquisition, AcquisitionStore acquisitions, CancellationToken ct) =>
        Page.Of<AcquisitionPage, AcquisitionView>(View(http, await AcquisitionEndpoints.Find(http, acquisition, acquisitions, ct)));

    public static Task<IResult> Stop(HttpContext http, string experiment, string acquisition, AcquisitionStore acquisitions, CancellationToken ct) => Act(http, acquisition, acquisitions, async () =>
        await AcquisitionEndpoints.Stop(http, experiment, acquisition, new((await FormFields.Read(http, ct))["abort"] == "yes"), acquisitions, ct), ct);

    public static Task<IResult> Retry(HttpContext http, string experiment, string acquisition, AcquisitionStore acquisitions, CancellationToken ct) =>
        Act(http, acquisition, acquisitions, () => AcquisitionEndpoints.Retry(http, experiment, acquisition, acquisitions, ct), ct);

    private static async Task<IResult> Act(HttpContext http, string acquisition, AcquisitionStore acquisitions, Func<Task> act, CancellationToken ct)
    {
        try
        {
            await act();
            return new SeeOther(Show.Acquisition(http.Experiment().Name, acquisition));
        }
        catch (Refusal refusal) when (refusal.Status == 409)
        {
            return Page.Of<AcquisitionPage, AcquisitionView>(View(http, await AcquisitionEndpoints.Find(http, acquisition, acquisitions, ct)) with { Refused = refusal.Message }, refusal.Status);
        }
    }

    private static AcquisitionView View(HttpContext http, Acquisition it) => new(http.Experiment(), it, http.Experiment().Role != ExperimentRole.Reader && http.Caller().MayChange);

    /// <summary>The page is good without: a folder can be typed, too.</summary>
    private static async Task<AcquireView> Look(HttpContext http, AcquireView view, StationStore stations, FolderQuestions questions, string? after, CancellationToken ct)
    {
        if (view.Fields.Station is not { } station)
        {
            return view;
        }

        try
        {
            var look = await StationEndpoints.Look(http.Caller(), station, view.Fields.Folder.StartsWith('/') ? view.Fields.Folder : "", after, PerPage, stations, questions, ct);
            return look.Refused is null ? view with { Look = look } : view with { Look = look, Unseen = look.Refused };
        }
        catch (Refusal refusal)
        {
            return view with { Unseen = refusal.Message };
        }
    }
}
