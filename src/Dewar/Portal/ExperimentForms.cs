using Dewar.Access;
using Dewar.Acquisitions;
using Dewar.Experiments;
using Dewar.Hosting;
using Dewar.Instruments;
using Dewar.Portal.Pages;
using Dewar.Scans;
using Dewar.Storages;

namespace Dewar.Portal;

/// <summary>Changing experiments. What a form asks for goes the way of the API; its refusals come back with the form.</summary>
internal static class ExperimentForms
{
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
}
