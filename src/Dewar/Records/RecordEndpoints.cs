using Dewar.Access;
using Dewar.Hosting;
using Dewar.Sessions;
using Microsoft.AspNetCore.Http.HttpResults;

namespace Dewar.Records;

/// <summary>Records of sessions: looked at, in several forms, and corrected.</summary>
internal static class RecordEndpoints
{
    /// <summary>The forms, with their media types and the ends of their names.</summary>
    public static readonly (string Format, string Type, string Ending)[] Formats =
    [
        ("json", "application/json", "json"), ("xml", "application/xml", "xml"), ("pdf", "application/pdf", "pdf"), ("crate", "application/ld+json", "ro-crate-metadata.json"),
    ];

    public static void Map(IEndpointRouteBuilder app)
    {
        var api = app.MapGroup("/api/sessions/{session}").WithTags("Sessions");
        api.MapGet("/record", Show).NeedsSignIn().WithSummary("The record of a session as json, xml (Nexus Experiment 1.03), pdf or crate (RO-Crate 1.1)");
        api.MapGet("/record/status", Status).NeedsSignIn().WithSummary("How far the record is, and what to do");
        api.MapGet("/record/revisions", Revisions).NeedsSignIn().WithSummary("The last revisions, newest first, each with what it changed");
        api.MapPost("/corrections", Correct).NeedsUser().WithSummary("Split, merge or name activities, or move a file to another; it stays so when late files come");
    }

    private static async Task<IResult> Show(
        HttpContext http, string session, RecordDesk desk, RecordStore records, RecordDocuments documents, CancellationToken ct, string format = "json", int revision = 0)
    {
        var found = await desk.Session(http.Caller(), session, ct);
        var (_, type, ending) = Formats.FirstOrDefault(each => each.Format == format) is { Format: not null } known ? known
            : throw Refusal.Invalid("format-unknown", $"A record is written as {string.Join(", ", Formats.Select(each => each.Format))}, not as '{format}'.");
        var record = await desk.Find(http.Caller(), found, revision, ct) ?? throw new Refusal(404, "record-not-found",
            revision > 0 ? $"There is no revision {revision} of this record." : (await records.Status(found, ct)) is { Message: { Length: > 0 } why } ? $"There is no record yet. {why}" : "There is no record yet.");
        var bytes = await documents.Write(found, record, format, $"{http.Request.Scheme}://{http.Request.Host}{http.Request.PathBase}", ct);
        return TypedResults.File(bytes, type, $"{found.Instrument}-{found.StartedAt:yyyy-MM-dd-HHmm}.{ending}");
    }

    private static async Task<Ok<RecordStatus>> Status(HttpContext http, string session, RecordDesk desk, RecordStanding standing, CancellationToken ct) =>
        TypedResults.Ok(await standing.Of(await desk.Session(http.Caller(), session, ct), ct));

    private static async Task<Ok<List<RecordRevision>>> Revisions(HttpContext http, string session, RecordDesk desk, CancellationToken ct) =>
        TypedResults.Ok(await desk.Revisions(http.Caller(), await desk.Session(http.Caller(), session, ct), ct));

    public static async Task<NoContent> Correct(HttpContext http, string session, NewCorrection form, RecordDesk desk, SessionDesk sessions, CancellationToken ct)
    {
        var found = await sessions.Changeable(http.Caller(), session, ct);
        await desk.Correct(http.Caller(), found, form, ct);
        return TypedResults.NoContent();
    }
}
