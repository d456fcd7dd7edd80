using System.Globalization;
using Dewar.Access;
using Dewar.Hosting;
using Dewar.Instruments;
using Dewar.Portal.Pages;
using Dewar.Records;

namespace Dewar.Portal;

/// <param name="Name">Of the form.</param>
/// <param name="Trial">What a look at one just found, with its name.</param>
public sealed record TargetsView(
    IReadOnlyList<RecordTarget> Targets, IReadOnlyList<Instrument> Instruments, bool FirstIsEnough, string Name, NewTarget Form, (string Name, TargetTrial Found)? Trial = null, string? Done = null, string? Refused = null)
{
    internal string Option(string name) => Form.Options?.GetValueOrDefault(name) ?? "";
}

/// <summary>Where records are delivered to, for administrators.</summary>
internal static class TargetPages
{
    // What each kind takes beside its address.
    private static readonly Dictionary<string, string[]> Options = new() { ["folder"] = ["formats"], ["mail"] = ["from", "to", "user"], ["cdcs"] = ["template", "workspace"] };

    public static async Task<IResult> List(HttpContext http, CancellationToken ct, string? done = null, string? change = null)
    {
        var view = await View(http, ct);
        return Page.Of<TargetsPage, TargetsView>(view.Targets.FirstOrDefault(each => each.Name == change) is { } it
            ? view with { Name = it.Name, Form = new(it.Kind, it.Address, it.Options, null, it.Instrument, it.Priority) } : view with { Done = done == "yes" ? "Done." : null });
    }

    public static async Task<IResult> Put(HttpContext http, TargetStore targets, CancellationToken ct)
    {
        var fields = await FormFields.Read(http, ct);
        var (name, kind) = (fields["name"].Trim(), fields["kind"]);
        var options = Options.GetValueOrDefault(kind, []).Where(option => fields.OrNull(option) is not null).ToDictionary(option => option, option => fields[option].Trim());
        var form = new NewTarget(kind, fields["address"].Trim(), options, fields["secret"] is { Length: > 0 } secret ? secret.Trim() : null, fields.OrNull("instrument"));
        return await Act(http, view => view with { Name = name, Form = form with { Secret = null } }, async () =>
        {
            form = form with
            {
                Priority = int.TryParse(fields["priority"], NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var priority) ? priority
                    : throw Refusal.Invalid("target-invalid", $"'{fields["priority"]}' is no whole number; the priority is one, as 50."),
            };
            await targets.Put(http.Caller(), name, form, ct);
        }, ct);
    }

    public static async Task<IResult> Try(HttpContext http, string target, TargetStore targets, CancellationToken ct)
    {
        var found = await targets.Try(target, ct);
        return Page.Of<TargetsPage, TargetsView>(await View(http, ct) with { Trial = (target, found) });
    }

    public static Task<IResult> Remove(HttpContext http, string target, TargetStore targets, CancellationToken ct) => Act(http, view => view, () => targets.Remove(http.Caller(), target, ct), ct);

    private static async Task<IResult> Act(HttpContext http, Func<TargetsView, TargetsView> typed, Func<Task> act, CancellationToken ct)
    {
        try
        {
            await act();
            return new SeeOther("/admin/targets?done=yes");
        }
        catch (Refusal refusal) when (refusal.Status < 500)
        {
            return Page.Of<TargetsPage, TargetsView>(typed(await View(http, ct)) with { Refused = refusal.Message }, refusal.Status);
        }
    }

    private static async Task<TargetsView> View(HttpContext http, CancellationToken ct)
    {
        var services = http.RequestServices;
        var targets = await services.GetRequiredService<DeliveryStore>().WithStanding(await services.GetRequiredService<TargetStore>().List(ct), ct);
        return new(targets, await services.GetRequiredService<InstrumentStore>().List(ct), services.GetRequiredService<SiteSettings>().RecordDelivery == SiteSettings.DeliverToFirst, "", new("folder", ""));
    }
}
