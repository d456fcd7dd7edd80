using System.Globalization;
using Dewar.Access;
using Dewar.Acquisitions;
using Dewar.Experiments;
using Dewar.Hosting;
using Dewar.Instruments;
using Dewar.Portal.Pages;
using Dewar.Scans;
using Dewar.Storages;

namespace Dewar.Portal;

/// <param name="Form">What was typed.</param>
public sealed record NewExperimentView(NewExperiment Form, IReadOnlyList<Instruments.Station> Stations, string? Refused = null);

/// <summary>Making and changing experiments. What a form asks for goes the way of the API; its refusals come back with the form.</summary>
internal static class ExperimentForms
{
    public static async Task<IResult> New(HttpContext http, StationStore stations, CancellationToken ct) =>
        Page.Of<NewExperimentPage, NewExperimentView>(new(new("", ""), await StationsOf(http.Caller(), stations, ct)));

    public static async Task<IResult> Add(HttpContext http, ExperimentStore experiments, StationStore stations, SiteSettings site, CancellationToken ct)
    {
        var fields = await FormFields.Read(http, ct);
        var form = new NewExperiment(fields["name"].Trim(), fields["type"].Trim(), fields["title"].Trim(), fields["description"].Trim(), fields.OrNull("station"), fields.OrNull("proposal"));
        try
        {
            form = form with { StartsAt = Day(fields.OrNull("starts")), EndsAt = Day(fields.OrNull("ends")) };
            await ExperimentEndpoints.Add(http, form, experiments, stations, site, ct);
            return new SeeOther(Show.Experiment(form.Name));
        }
        catch (Refusal refusal) when (refusal.Status < 500)
        {
            return Page.Of<NewExperimentPage, NewExperimentView>(new(form, await StationsOf(http.Caller(), stations, ct), refusal.Message), refusal.Status);
        }
    }

    public static async Task<IResult> PutMember(
        HttpContext http, string experiment, MemberStore members, ExperimentParts parts, CancellationToken ct)
    {
        var fields = await FormFields.Read(http, ct);
        var role = Enum.TryParse<ExperimentRole>(fields["role"], ignoreCase: true, out var known) && Enum.IsDefined(known)
            ? known : throw Refusal.Invalid("role-invalid", "A role is reader, member or owner.");
        var member = new Member(fields["kind"], fields["member"].Trim(), role);
        try
        {
            await ExperimentEndpoints.PutMember(http, experiment, member.Kind, member.Name, new(role), members, ct);
            return new SeeOther($"{Show.Experiment(experiment)}#members");
        }
        catch (Refusal refusal) when (refusal.Status < 500)
        {
            var view = await parts.View(http, ct);
            return Page.Of<ExperimentPage, ExperimentView>(view with { Member = member, Refused = refusal.Message }, refusal.Status);
        }
    }

    public static async Task<IResult> RemoveMember(HttpContext http, string experiment, MemberStore members, ExperimentParts parts, CancellationToken ct)
    {
        var fields = await FormFields.Read(http, ct);
        try
        {
            await ExperimentEndpoints.RemoveMember(http, experiment, fields["kind"], fields["member"], members, ct);
            return new SeeOther($"{Show.Experiment(experiment)}#members");
        }
        catch (Refusal refusal) when (refusal.Status < 500)
        {
            return Page.Of<ExperimentPage, ExperimentView>(await parts.View(http, ct) with { Refused = refusal.Message }, refusal.Status);
        }
    }

    public static async Task<IResult> Close(HttpContext http, string experiment, AcquisitionStore acquisitions, CancellationToken ct)
    {
        await AcquisitionEndpoints.Close(http, experiment, acquisitions, ct);
        return new SeeOther(Show.Experiment(experiment));
    }

    public static async Task<IResult> Reopen(HttpContext http, string experiment, AcquisitionStore acquisitions, CancellationToken ct)
    {
        await AcquisitionEndpoints.Reopen(http, experiment, acquisitions, ct);
        return new SeeOther(Show.Experiment(experiment));
    }

    public static async Task<IResult> Scan(HttpContext http, string experiment, ScanStore scans, StorageStore storages, CancellationToken ct)
    {
        await ScanEndpoints.Add(http, experiment, new(), scans, storages, ct);
        return new SeeOther($"{Show.Experiment(experiment)}#scan");
    }

    private static async Task<List<Instruments.Station>> StationsOf(Caller caller, StationStore stations, CancellationToken ct) =>
        (await stations.List(ct)).FindAll(station => caller.IsStaffOf(station.Name));

    public static DateTimeOffset? Day(string? text) => text is null ? null
        : DateTimeOffset.TryParseExact(text, "yyyy-MM-dd", CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out var day) ? day
        : throw Refusal.Invalid("date-invalid", $"'{text}' is no day: write it as 2026-03-31.");
}
