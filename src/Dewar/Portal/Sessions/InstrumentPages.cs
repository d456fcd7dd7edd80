using System.Globalization;
using Dewar.Access;
using Dewar.Experiments;
using Dewar.Hosting;
using Dewar.Instruments;
using Dewar.Portal.Pages;
using Dewar.Sessions;

namespace Dewar.Portal;

/// <param name="Open">What is under way there, as far as one may see it.</param>
/// <param name="Recent">The sessions before, newest first.</param>
/// <param name="Typed">What was typed for a new session and refused.</param>
public sealed record InstrumentView(
    Instrument It, SessionRules Rules, IReadOnlyList<Session> Open, IReadOnlyList<Session> Recent, IReadOnlyList<string> Experiments, bool IsStaff, DateTimeOffset Now,
    NewSession? Typed = null, string? Done = null, string? Refused = null);

/// <summary>One instrument: who is there, and a button to begin.</summary>
internal static class InstrumentPages
{
    private const int Most = 20, MostExperiments = 100;

    public static async Task<IResult> Show(HttpContext http, string instrument, CancellationToken ct, string? done = null) =>
        Page.Of<InstrumentPage, InstrumentView>(await View(http, instrument, ct) with { Done = done == "yes" ? "Saved." : null });

    public static async Task<IResult> Start(HttpContext http, string instrument, SessionDesk desk, CancellationToken ct)
    {
        var fields = await FormFields.Read(http, ct);
        var form = new NewSession(fields.OrNull("person"), fields.OrNull("experiment"), fields["project"].Trim(), fields["sample"].Trim(), fields["purpose"].Trim());
        try
        {
            return new SeeOther(Portal.Show.Session((await desk.Start(http.Caller(), instrument, form, "web", ct)).Id));
        }
        catch (Refusal refusal) when (refusal.Status < 500)
        {
            return Page.Of<InstrumentPage, InstrumentView>(await View(http, instrument, ct) with { Typed = form, Refused = refusal.Message }, refusal.Status);
        }
    }

    public static async Task<IResult> Rules(HttpContext http, string instrument, RulesStore rules, CancellationToken ct)
    {
        var fields = await FormFields.Read(http, ct);
        var view = await View(http, instrument, ct);
        try
        {
            _ = view.IsStaff ? true : throw Refusal.Forbidden($"Only administrators and the staff of '{view.It.Station}' may say how sessions are kept here.");
            await rules.Put(http.Caller(), instrument, new(fields.Has("keep"), Number(fields["quiet"]), Number(fields["paused"]), Number(fields["grace"]), fields.Has("byFiles"),
                fields["zone"].Trim(), fields["pid"].Trim(), fields["location"].Trim(), fields["experiment"].Trim(), fields["activities"], Number(fields["sensitivity"]), view.Rules.SmallestActivity, fields.Has("needsConsent"),
                [.. fields["owners"].Split('\n', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries).Select(PathOwner.Parse)]), ct);
            return new SeeOther($"{Portal.Show.Instrument(instrument)}?done=yes");
        }
        catch (Refusal refusal) when (refusal.Status < 500)
        {
            return Page.Of<InstrumentPage, InstrumentView>(view with { Refused = refusal.Message }, refusal.Status);
        }
    }

    private static double Number(string text) => double.TryParse(text, CultureInfo.InvariantCulture, out var number) ? number : double.NaN;

    private static async Task<InstrumentView> View(HttpContext http, string instrument, CancellationToken ct)
    {
        var (services, caller) = (http.RequestServices, http.Caller());
        var it = await services.GetRequiredService<InstrumentStore>().Find(instrument, ct) ?? throw Refusal.NotFound("instrument", instrument);
        var sessions = services.GetRequiredService<SessionStore>();
        var open = await sessions.List(caller, new(it.Name, Open: true, Limit: Most), ct);
        var recent = await sessions.List(caller, new(it.Name, Open: false, Limit: Most), ct);
        var experiments = await services.GetRequiredService<ExperimentStore>().List(caller, new(Open: true, Limit: MostExperiments), ct);
        return new(it, await services.GetRequiredService<RulesStore>().Of(it.Name, ct), open.Items, recent.Items, [.. experiments.Items.Select(each => each.Name)],
            caller.MayChange && caller.IsStaffOf(it.Station), services.GetRequiredService<TimeProvider>().GetUtcNow());
    }
}
