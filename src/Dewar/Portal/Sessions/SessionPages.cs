using Dewar.Access;
using Dewar.Experiments;
using Dewar.Hosting;
using Dewar.Instruments;
using Dewar.Portal.Pages;
using Dewar.Records;
using Dewar.Reservations;
using Dewar.Sessions;

namespace Dewar.Portal;

/// <param name="Open">Null for those that are over, too.</param>
public sealed record SessionsView(Page<Session> Page, IReadOnlyList<Instrument> Instruments, string? Instrument, string? Person, bool? Open, bool IsFirst, DateTimeOffset Now);

/// <param name="Files">A page of its files that one may see.</param>
/// <param name="Record">The newest; null while there is none.</param>
/// <param name="Deliveries">Where it is, and the last attempts.</param>
/// <param name="Bookings">Those around its time.</param>
/// <param name="MayChange">It is one's own, or one is staff.</param>
/// <param name="Typed">What was typed and refused.</param>
public sealed record SessionView(
    SessionDetail It, Page<SessionFile> Files, RecordStatus Status, SessionRecord? Record, RecordDeliveries Deliveries, IReadOnlyList<string> Experiments, IReadOnlyList<Reservation> Bookings, bool MayChange,
    DateTimeOffset Now, SessionMending? Typed = null, string? Done = null, string? Refused = null);

/// <param name="Revisions">The last ones, newest first.</param>
public sealed record RevisionsView(Session Session, IReadOnlyList<RecordRevision> Revisions);

/// <summary>Sessions, and one of them.</summary>
internal static class SessionPages
{
    private const int PerPage = 50, FilesPerPage = 60;

    public static async Task<IResult> List(
        HttpContext http, SessionStore sessions, InstrumentStore instruments, TimeProvider time, CancellationToken ct, string? instrument = null, string? person = null, string? state = null, string? after = null)
    {
        bool? open = state switch { "open" => true, "ended" => false, _ => null };
        var page = await sessions.List(http.Caller(), new(Given(instrument), Given(person), null, open, null, null, after, PerPage), ct);
        return Page.Of<SessionsPage, SessionsView>(new(page, await instruments.List(ct), Given(instrument), Given(person), open, after is null, time.GetUtcNow()));
    }

    public static async Task<IResult> Show(HttpContext http, string session, SessionParts parts, CancellationToken ct, string? after = null, string? done = null) =>
        Page.Of<SessionPage, SessionView>(await parts.View(http, session, after, FilesPerPage, ct) with { Done = done == "yes" ? "Saved." : null });

    public static async Task<IResult> Revisions(HttpContext http, string session, RecordDesk records, CancellationToken ct)
    {
        var found = await records.Session(http.Caller(), session, ct);
        return Page.Of<RevisionsPage, RevisionsView>(new(found, await records.Revisions(http.Caller(), found, ct)));
    }

    private static string? Given(string? text) => text?.Trim() is { Length: > 0 } given ? given : null;
}

/// <summary>What the page of a session is made of.</summary>
internal sealed class SessionParts(SessionStore sessions, SessionContents contents, ExperimentStore experiments, InstrumentStore instruments)
{
    private const int MostExperiments = 100;
    private static readonly TimeSpan Around = TimeSpan.FromDays(1);

    public async Task<SessionView> View(HttpContext http, string session, string? after, int files, CancellationToken ct)
    {
        var caller = http.Caller();
        var found = await sessions.Find(caller, session, ct) ?? throw Refusal.NotFound("session", session);
        var station = (await instruments.Find(found.Instrument, ct))?.Station;
        var open = await experiments.List(caller, new(Open: true, Limit: MostExperiments), ct);
        var services = http.RequestServices;
        return new(await sessions.Detail(caller, found, ct), await contents.Page(caller, found, after, files, ct), await services.GetRequiredService<RecordStanding>().Of(found, ct),
            await services.GetRequiredService<RecordDesk>().Find(caller, found, 0, ct), await services.GetRequiredService<DeliveryStore>().Of(found, ct), [.. open.Items.Select(each => each.Name)], await Bookings(services, caller, found, station, ct),
            caller.MayChange && ((found.UserId is not null && found.UserId == caller.UserId) || caller.IsStaffOf(station)), services.GetRequiredService<TimeProvider>().GetUtcNow());
    }

    /// <summary>Those that somebody may say it took place in.</summary>
    private static async Task<IReadOnlyList<Reservation>> Bookings(IServiceProvider services, Caller caller, Session session, string? station, CancellationToken ct) =>
        (await services.GetRequiredService<ReservationStore>().Overlapping(session.Instrument, session.StartedAt - Around, (session.EndedAt ?? session.SeenAt) + Around, ct))
            .FindAll(each => BookingChoice.MayTake(caller, each, station));
}
