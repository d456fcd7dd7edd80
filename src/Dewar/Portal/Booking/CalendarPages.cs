using Dewar.Access;
using Dewar.Hosting;
using Dewar.Instruments;
using Dewar.Portal.Pages;
using Dewar.Reservations;

namespace Dewar.Portal;

/// <param name="Name">Of the form.</param>
/// <param name="Trial">What a look at one just found, with its name.</param>
public sealed record CalendarsView(
    IReadOnlyList<CalendarSource> Sources, IReadOnlyList<Instrument> Instruments, string Name, CalendarSetup Form, DateTimeOffset Now, (string Name, CalendarTrial Found)? Trial = null, string? Done = null,
    string? Refused = null);

/// <summary>Calendars and booking systems of others, for administrators.</summary>
internal static class CalendarPages
{
    private static readonly CalendarSetup Empty = new("ical");

    public static async Task<IResult> List(HttpContext http, SourceStore sources, CancellationToken ct, string? done = null, string? change = null) =>
        Page.Of<CalendarsPage, CalendarsView>(await View(http, sources, ct) is var view && view.Sources.FirstOrDefault(each => each.Name == change) is { } it
            ? view with { Name = it.Name, Form = it.Setup.Kind == "ical" ? it.Setup with { Address = null } : it.Setup } : view with { Done = done == "yes" ? "Done." : null });

    public static async Task<IResult> Put(HttpContext http, SourceStore sources, CancellationToken ct)
    {
        var fields = await FormFields.Read(http, ct);
        var (name, setup) = (fields["name"].Trim(), Empty);
        try
        {
            var tools = fields["tools"].Split('\n', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries).Select(line => line.Split('=', 2, StringSplitOptions.TrimEntries)).ToList();
            if (tools.Exists(pair => pair.Length != 2) || tools.Select(pair => pair[0]).Distinct().Count() != tools.Count)
            {
                throw Refusal.Invalid("tools-invalid", "Each line of the tools is TOOL = INSTRUMENT, each tool once.");
            }

            setup = new(fields["kind"], fields.OrNull("address"), fields.OrNull("instrument"), fields.OrNull("user"), fields.OrNull("zone") ?? "UTC", fields.OrNull("every") ?? "5m", fields.OrNull("calendar"),
                tools.Count > 0 ? tools.ToDictionary(pair => pair[0], pair => pair[1]) : null, fields.OrNull("timeFormat"), fields.OrNull("queryFormat"), fields.OrNull("secretFile"), fields.OrNull("secretVariable"));
            await sources.Put(http.Caller(), name, new(setup, fields["secret"] is { Length: > 0 } secret ? secret.Trim() : null), ct);
            return new SeeOther("/admin/calendars?done=yes");
        }
        catch (Refusal refusal) when (refusal.Status < 500)
        {
            return Page.Of<CalendarsPage, CalendarsView>(await View(http, sources, ct) with { Name = name, Form = setup, Refused = refusal.Message }, refusal.Status);
        }
    }

    public static async Task<IResult> Test(HttpContext http, string source, SourceStore sources, SourceTrials trials, CancellationToken ct)
    {
        var found = await trials.Run(source, ct);
        return Page.Of<CalendarsPage, CalendarsView>(await View(http, sources, ct) with { Trial = (source, found) });
    }

    public static async Task<IResult> Remove(HttpContext http, string source, SourceStore sources, ReservationFollowers followers, CancellationToken ct)
    {
        await sources.Remove(http.Caller(), source, followers, ct);
        followers.Ring();
        return new SeeOther("/admin/calendars?done=yes");
    }

    private static async Task<CalendarsView> View(HttpContext http, SourceStore sources, CancellationToken ct) => new(await sources.List(ct),
        await http.RequestServices.GetRequiredService<InstrumentStore>().List(ct), "", Empty, http.RequestServices.GetRequiredService<TimeProvider>().GetUtcNow());
}
