using System.Globalization;
using Dewar.Access;
using Dewar.Audit;
using Dewar.Database;
using Dewar.Hosting;
using Dewar.Jobs;
using Microsoft.AspNetCore.Http.HttpResults;

namespace Dewar.Monitoring;

/// <param name="Status">ok, or what is wrong.</param>
public sealed record Health(string Status, string Name, string Version);

/// <summary>Health, events, audit log, queue.</summary>
internal sealed class MonitoringModule : IModule
{
    public static void Add(IServiceCollection services) => services.AddSingleton<EventStream>().AddSingleton<AuditSearch>().AddSingleton<Work>();

    public static void Map(IEndpointRouteBuilder app)
    {
        var api = app.MapGroup("/api").WithTags("Monitoring");

        api.MapGet("/health", Health).OpenToAll().WithSummary("Whether the site and its database answer");
        api.MapGet("/events", Events).NeedsSignIn().WithSummary("What happens, as it happens (SSE); goes on behind Last-Event-ID");
        api.MapGet("/audit", Audit).NeedsAdministrator().WithSummary("The audit log, newest first");
        api.MapGet("/audit/search", Search).NeedsAdministrator().WithSummary("Entries of the audit log that fit, newest first: by who, action, subject, text and time");
        api.MapGet("/audit/check", Check).NeedsAdministrator().WithSummary("Whether every entry follows from the one before it");
        api.MapGet("/jobs", Jobs).NeedsAdministrator().WithSummary("Work that waits, and why");
        api.MapGet("/work", async (Work work, CancellationToken ct) => TypedResults.Ok(await work.View(ct))).NeedsAdministrator().WithSummary("All that the site does in the background: jobs, reading, verifications, scans");
        api.MapGet("/settings", (SiteSettings site) => TypedResults.Ok(site.InForce)).NeedsAdministrator().WithSummary("The settings that are in force, and where each was said; without secrets");
    }

    private static async Task<Results<Ok<Health>, JsonHttpResult<Health>>> Health(SiteDatabase database, SiteSettings site, CancellationToken ct)
    {
        var version = typeof(MonitoringModule).Assembly.GetName().Version!.ToString(3);
        await database.Number($"select 1", ct);
        return TypedResults.Ok(new Health("ok", site.Name, version));
    }

    private static async Task<IResult> Events(HttpContext http, EventStream events, AuditLog audit, IHostApplicationLifetime life, CancellationToken ct, long? after = null)
    {
        var from = long.TryParse(http.Request.Headers["Last-Event-ID"], NumberStyles.None, CultureInfo.InvariantCulture, out var last) ? last : after ?? await audit.Newest(ct);
        var both = CancellationTokenSource.CreateLinkedTokenSource(http.RequestAborted, life.ApplicationStopping);
        http.Response.RegisterForDispose(both);
        return TypedResults.ServerSentEvents(events.Follow(http.Caller(), from, both.Token));
    }

    private static async Task<Ok<List<AuditEntry>>> Audit(AuditLog audit, CancellationToken ct, long? before = null, int limit = 100) =>
        TypedResults.Ok((await audit.Before(before ?? long.MaxValue, Math.Clamp(limit, 1, 5000), ct)).ConvertAll(each => each.Entry));

    private static async Task<Ok<AuditPage>> Search(
        AuditSearch search, CancellationToken ct, string? who = null, string? action = null, string? subject = null, string? text = null, DateTimeOffset? from = null, DateTimeOffset? to = null,
        long? before = null, int limit = 100) =>
        TypedResults.Ok(await search.Find(new(who, action, subject, text, from, to), before, Math.Clamp(limit, 1, 1000), ct));

    private static async Task<Ok<AuditCheck>> Check(AuditLog audit, CancellationToken ct, string? expect = null) => TypedResults.Ok(await audit.Check(expect, ct));

    private static async Task<Ok<List<JobView>>> Jobs(JobQueue jobs, CancellationToken ct) =>
        TypedResults.Ok(await jobs.List(ct));
}
