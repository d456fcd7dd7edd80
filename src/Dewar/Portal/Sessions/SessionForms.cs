using System.Globalization;
using Dewar.Access;
using Dewar.Hosting;
using Dewar.Portal.Pages;
using Dewar.Records;
using Dewar.Reservations;
using Dewar.Sessions;

namespace Dewar.Portal;

/// <summary>What people do with a session on its page.</summary>
internal static class SessionForms
{
    private const int Files = 60;

    public static Task<IResult> Note(HttpContext http, string session, SessionDesk desk, SessionParts parts, CancellationToken ct) =>
        Act(http, session, parts, _ => null, fields => desk.Note(http.Caller(), session, new(fields["text"]), "web", ct), ct);

    public static Task<IResult> Tell(HttpContext http, string session, SessionDesk desk, SessionParts parts, CancellationToken ct) => Act(http, session, parts, _ => null, fields =>
        desk.Tell(http.Caller(), session, fields["what"] switch
        {
            "pause" => EventKind.Pause,
            "resume" => EventKind.Resume,
            "end" => EventKind.End,
            var other => throw Refusal.Invalid("request-invalid", $"'{other}' is nothing that is done with a session."),
        }, null, "web", ct), ct);

    public static Task<IResult> Mend(HttpContext http, string session, SessionDesk desk, SessionParts parts, CancellationToken ct) => Act(http, session, parts, Typed, async fields =>
    {
        var (form, before) = (Typed(fields), (await parts.View(http, session, null, 1, ct)).It.Session);
        // What was left as it stood is not put right.
        await desk.Mend(http.Caller(), session, form with
        {
            Person = Changed(form.Person, before.Person),
            Experiment = Changed(form.Experiment, before.Experiment ?? ""),
            Project = Changed(form.Project, before.Project),
            Sample = Changed(form.Sample, before.Sample),
            Purpose = Changed(form.Purpose, before.Purpose),
            StartedAt = Moment(fields["started"], before.StartedAt),
            EndedAt = Moment(fields["ended"], before.EndedAt),
            Booking = Changed(fields["booking"], before.Booking ?? ""),
            Consent = Said(fields["consent"]) is var said && said == before.Consent ? null : said,
        }, "web", ct);
    }, ct);

    /// <summary>One form for an activity: its button says what is done, with the file that was chosen.</summary>
    public static Task<IResult> Correct(HttpContext http, string session, RecordDesk records, SessionDesk desk, SessionParts parts, CancellationToken ct) => Act(http, session, parts, _ => null, async fields =>
    {
        var (first, chosen) = (fields["first"], fields["file"]);
        NewCorrection form = fields["what"] switch
        {
            "name" => new(CorrectionKind.Name, first, Name: fields["name"]),
            "merge" => new(CorrectionKind.Merge, first, fields["before"]),
            "split" => new(CorrectionKind.Split, chosen),
            "move" => new(CorrectionKind.Move, chosen, fields.OrNull("to")),
            var other => throw Refusal.Invalid("request-invalid", $"'{other}' is nothing that is done with an activity."),
        };
        await RecordEndpoints.Correct(http, session, form, records, desk, ct);
    }, ct);

    public static Task<IResult> Deliver(HttpContext http, string session, SessionDesk desk, DeliveryStore deliveries, SessionParts parts, CancellationToken ct) => Act(http, session, parts, _ => null,
        async _ => await deliveries.Again(await desk.Changeable(http.Caller(), session, ct), ct), ct);

    /// <summary>An instant as forms show it: to the second, UTC.</summary>
    public static string Instant(DateTimeOffset? at) => $"{at?.UtcDateTime:yyyy-MM-ddTHH:mm:ss}";

    private static SessionMending Typed(FormFields fields) =>
        new(fields["person"].Trim(), fields["experiment"].Trim(), fields["project"].Trim(), fields["sample"].Trim(), fields["purpose"].Trim(), Parsed(fields["started"]), Parsed(fields["ended"]), fields["reason"].Trim(),
            fields["booking"], Enum.TryParse<Consent>(fields["consent"], ignoreCase: true, out var consent) && Enum.IsDefined(consent) ? consent : null);

    private static Consent Said(string text) => text.ToLowerInvariant() switch
    {
        "yes" => Consent.Yes,
        "no" => Consent.No,
        "unknown" => Consent.Unknown,
        _ => throw Refusal.Invalid("request-invalid", $"'{text}' is neither yes nor no nor unknown."),
    };

    private static string? Changed(string? typed, string before) => typed == before ? null : typed;

    private static DateTimeOffset? Moment(string typed, DateTimeOffset? before) => typed.Trim() is not { Length: > 0 } text || text == Instant(before) ? null
        : Parsed(text) ?? throw Refusal.Invalid("times-invalid", $"'{text}' is no time: write it as 2026-03-31T14:30.");

    private static DateTimeOffset? Parsed(string text) => DateTimeOffset.TryParse(text, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out var at) ? at : null;

    private static async Task<IResult> Act(HttpContext http, string session, SessionParts parts, Func<FormFields, SessionMending?> typed, Func<FormFields, Task> act, CancellationToken ct)
    {
        var fields = await FormFields.Read(http, ct);
        try
        {
            await act(fields);
            return new SeeOther($"{Show.Session(session)}?done=yes");
        }
        catch (Refusal refusal) when (refusal.Status is < 500 and not 404)
        {
            return Page.Of<SessionPage, SessionView>(await parts.View(http, session, null, Files, ct) with { Typed = typed(fields), Refused = refusal.Message }, refusal.Status);
        }
    }
}
