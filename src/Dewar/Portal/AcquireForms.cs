using System.Globalization;
using Dewar.Acquisitions;
using Dewar.Experiments;
using Dewar.Hosting;
using Dewar.Instruments;
using Dewar.Portal.Pages;

namespace Dewar.Portal;

/// <summary>What was typed to start an acquisition or an upload.</summary>
/// <param name="Quiet">Seconds; empty for what the instrument, or Dewar, has by itself.</param>
public sealed record AcquireFields(string Kind, string Folder, string? Station, string To, string Quiet, string? Instrument);

public sealed record AcquireView(
    Experiment Experiment, AcquireFields Fields, IReadOnlyList<Instruments.Station> Stations, IReadOnlyList<Instrument> Instruments, string? Refused = null);

/// <summary>Starting and stopping acquisitions and uploads.</summary>
internal static class AcquireForms
{
    public static async Task<IResult> New(HttpContext http, StationStore stations, InstrumentStore instruments, CancellationToken ct) =>
        Page.Of<AcquirePage, AcquireView>(new(http.Experiment().MustTakeFiles(), new("acquisition", "", http.Experiment().Station, "", "", null),
            await stations.List(ct), await instruments.List(ct)));

    public static async Task<IResult> Start(
        HttpContext http, string experiment, AcquisitionStore acquisitions, StationStore stations, InstrumentStore instruments, CancellationToken ct)
    {
        var form = await FormFields.Read(http, ct);
        var fields = new AcquireFields(form["kind"], form["folder"].Trim(), form.OrNull("station"), form["to"].Trim(), form["quiet"].Trim(), form.OrNull("instrument"));
        try
        {
            await AcquisitionEndpoints.Start(http, experiment, Wanted(fields, await instruments.List(ct)), acquisitions, instruments, stations, ct);
            return new SeeOther(Show.Experiment(experiment));
        }
        catch (Refusal refusal) when (refusal.Status < 500)
        {
            return Page.Of<AcquirePage, AcquireView>(
                new(http.Experiment(), fields, await stations.List(ct), await instruments.List(ct), refusal.Message), refusal.Status);
        }
    }

    public static async Task<IResult> Stop(HttpContext http, string experiment, string acquisition, AcquisitionStore acquisitions, CancellationToken ct)
    {
        await AcquisitionEndpoints.Stop(http, experiment, acquisition, new(), acquisitions, ct);
        return new SeeOther(Show.Experiment(experiment));
    }

    private static NewAcquisition Wanted(AcquireFields fields, List<Instrument> instruments)
    {
        Settling? settling = fields.Quiet.Length == 0 ? null
            : double.TryParse(fields.Quiet, NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out var seconds) ? (instruments.Find(each => each.Name == fields.Instrument)?.Settling ?? new()) with { QuietSeconds = seconds }
            : throw Refusal.Invalid("quiet-invalid", $"'{fields.Quiet}' is no number of seconds.");
        return new([new(fields.Folder, fields.Station, fields.To)], fields.Kind == "upload" ? AcquisitionKind.Upload : AcquisitionKind.Acquisition,
            new() { Settling = settling, Instrument = fields.Instrument });
    }
}
