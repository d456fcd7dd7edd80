using Dewar.Access;
using Dewar.Experiments;
using Dewar.Hosting;
using Dewar.Instruments;
using Microsoft.AspNetCore.Http.HttpResults;

namespace Dewar.Sessions;

/// <summary>Sessions: begun, told, ended, mended, looked at.</summary>
internal static class SessionEndpoints
{
    public static void Map(IEndpointRouteBuilder app)
    {
        var sessions = app.MapGroup("/api/sessions").WithTags("Sessions");
        sessions.MapGet("/", List).NeedsSignIn().WithSummary("Sessions that you may see, newest first");
        sessions.MapGet("/{session}", Show).NeedsSignIn().WithSummary("One session with its notes and its history");
        sessions.MapPatch("/{session}", Mend).NeedsUser().WithSummary("Put something right: who, what for, from when to when; the history keeps what it was");
        sessions.MapPost("/{session}/notes", Note).NeedsUser().WithSummary("Write something down");
        sessions.MapPost("/{session}/pause", Pause).NeedsUser().WithSummary("Leave for a while");
        sessions.MapPost("/{session}/resume", Resume).NeedsUser().WithSummary("Go on, also with one that was ended by mistake or by rule");
        sessions.MapPost("/{session}/end", End).NeedsUser().WithSummary("End the session");
        sessions.MapGet("/{session}/files", Files).NeedsSignIn().WithSummary("Its files that you may see, in the order in which they were taken");
        sessions.MapPost("/{session}/files", Move).NeedsUser().WithSummary("Move files into this session by hand; they stay there");

        var instrument = app.MapGroup("/api/instruments/{instrument}").WithTags("Sessions");
        instrument.MapPost("/sessions", Start).NeedsUser().WithSummary("Begin a session: your own, or as staff somebody's");
        instrument.MapGet("/session-rules", Rules).NeedsSignIn().WithSummary("How sessions are kept at the instrument");
        instrument.MapPut("/session-rules", PutRules).NeedsUser().WithSummary("Say how (administrators, and the staff of its station)");
    }

    private static async Task<Ok<Page<Session>>> List(
        HttpContext http, SessionStore sessions, CancellationToken ct, string? instrument = null, string? person = null, string? experiment = null, bool? open = null,
        DateTimeOffset? from = null, DateTimeOffset? until = null, string? after = null, int limit = 100) =>
        TypedResults.Ok(await sessions.List(http.Caller(), new(instrument, person, experiment, open, from, until, after, limit), ct));

    private static async Task<Ok<SessionDetail>> Show(HttpContext http, string session, SessionStore sessions, CancellationToken ct) =>
        TypedResults.Ok(await sessions.Detail(http.Caller(), await sessions.Find(http.Caller(), session, ct) ?? throw Refusal.NotFound("session", session), ct));

    private static async Task<Ok<Session>> Start(HttpContext http, string instrument, NewSession form, SessionDesk desk, CancellationToken ct) =>
        TypedResults.Ok(await desk.Start(http.Caller(), instrument, form, "api", ct));

    private static async Task<Ok<Session>> Mend(HttpContext http, string session, SessionMending form, SessionDesk desk, CancellationToken ct) =>
        TypedResults.Ok(await desk.Mend(http.Caller(), session, form, "api", ct));

    private static async Task<Ok<Session>> Note(HttpContext http, string session, NewNote form, SessionDesk desk, CancellationToken ct) =>
        TypedResults.Ok(await desk.Note(http.Caller(), session, form, "api", ct));

    private static async Task<Ok<Session>> Pause(HttpContext http, string session, SessionMoment form, SessionDesk desk, CancellationToken ct) =>
        TypedResults.Ok(await desk.Tell(http.Caller(), session, EventKind.Pause, form.At, "api", ct));

    private static async Task<Ok<Session>> Resume(HttpContext http, string session, SessionMoment form, SessionDesk desk, CancellationToken ct) =>
        TypedResults.Ok(await desk.Tell(http.Caller(), session, EventKind.Resume, form.At, "api", ct));

    private static async Task<Ok<Session>> End(HttpContext http, string session, SessionMoment form, SessionDesk desk, CancellationToken ct) =>
        TypedResults.Ok(await desk.Tell(http.Caller(), session, EventKind.End, form.At, "api", ct));

    private static async Task<Ok<Page<SessionFile>>> Files(
        HttpContext http, string session, SessionStore sessions, SessionContents contents, CancellationToken ct, string? after = null, int limit = 100)
    {
        var found = await sessions.Find(http.Caller(), session, ct) ?? throw Refusal.NotFound("session", session);
        return TypedResults.Ok(await contents.Page(http.Caller(), found, after, limit, ct));
    }

    private static async Task<Ok<BatchMoved>> Move(HttpContext http, string session, FilesMoved form, SessionDesk desk, SessionContents contents, CancellationToken ct)
    {
        var moved = 0;
        await desk.Change(http.Caller(), session, async (write, into) =>
        {
            moved = await contents.Move(write, http.Caller(), into, form, ct);
            return into;
        }, ct);
        return TypedResults.Ok(new BatchMoved(moved));
    }

    private static async Task<Ok<SessionRules>> Rules(string instrument, InstrumentStore instruments, RulesStore rules, CancellationToken ct) =>
        TypedResults.Ok(await rules.Of((await instruments.Find(instrument, ct) ?? throw Refusal.NotFound("instrument", instrument)).Name, ct));

    private static async Task<Ok<SessionRules>> PutRules(HttpContext http, string instrument, SessionRules form, InstrumentStore instruments, RulesStore rules, CancellationToken ct)
    {
        var found = await instruments.Find(instrument, ct) ?? throw Refusal.NotFound("instrument", instrument);
        return http.Caller().IsStaffOf(found.Station) ? TypedResults.Ok(await rules.Put(http.Caller(), found.Name, form, ct))
            : throw Refusal.Forbidden($"Only administrators and the staff of '{found.Station}' may say how sessions are kept at its instruments.");
    }
}
