using Dewar.Access;
using Dewar.Acquisitions;
using Dewar.Experiments;
using Dewar.Hosting;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Mvc;

namespace Dewar.Uploads;

/// <summary>Uploads of people for an experiment, by tus.</summary>
internal static class UploadEndpoints
{
    public static void Map(IEndpointRouteBuilder app)
    {
        var own = app.MapGroup("/api/experiments/{experiment}/uploads").WithTags("Uploads").AddEndpointFilter(Tus.Speak).WithMetadata(new DisableRequestSizeLimitAttribute());
        own.MapGet("/", List).NeedsMember().WithSummary("Your uploads into this experiment, newest first");
        own.MapGet("/{upload}", Show).NeedsMember().WithSummary("One upload: how much is there, and what became of it");
        own.MapMethods("/", [HttpMethods.Options], Tus.Options).NeedsMember().WithSummary("What of tus is spoken here");
        own.MapPost("/", Create).NeedsMember().WithSummary("Begin an upload (tus 1.0)");
        own.MapMethods("/{upload}", [HttpMethods.Head], Head).NeedsMember().WithSummary("How much of it is there (tus 1.0)");
        own.MapPatch("/{upload}", Patch).NeedsMember().WithSummary("Send the next bytes (tus 1.0)");
        own.MapPost("/{upload}", Override).NeedsMember().WithSummary("The same for programs that can only POST: X-HTTP-Method-Override");
        own.MapDelete("/{upload}", Delete).NeedsMember().WithSummary("Give an upload up (tus 1.0)");
    }

    private static async Task<Ok<List<UploadView>>> List(HttpContext http, string experiment, UploadStore store, CancellationToken ct) =>
        TypedResults.Ok((await store.Of(http.Experiment().Id, OwnStation.Of(http.Caller().Name), ct)).ConvertAll(upload => upload.View));

    private static async Task<Ok<UploadView>> Show(HttpContext http, string experiment, string upload, OpenUploads uploads, OwnUploads own, CancellationToken ct) =>
        TypedResults.Ok((await uploads.Find(Person(http, own), upload, ct)).View);

    private static Task<IResult> Create(HttpContext http, string experiment, OpenUploads uploads, OwnUploads own, CancellationToken ct)
    {
        http.Experiment().MustTakeFiles();
        return Tus.Create(http, Person(http, own), uploads, ct);
    }

    private static Task<IResult> Head(HttpContext http, string experiment, string upload, OpenUploads uploads, OwnUploads own, CancellationToken ct) =>
        Tus.Head(http, Person(http, own), upload, uploads, ct);

    private static Task<IResult> Patch(HttpContext http, string experiment, string upload, OpenUploads uploads, UploadStore store, OwnUploads own, CancellationToken ct) =>
        Tus.Patch(http, Person(http, own), upload, uploads, store, ct);

    private static Task<IResult> Override(HttpContext http, string experiment, string upload, OpenUploads uploads, UploadStore store, OwnUploads own, CancellationToken ct) =>
        http.Request.Headers["X-HTTP-Method-Override"].ToString() switch
        {
            "PATCH" => Tus.Patch(http, Person(http, own), upload, uploads, store, ct),
            "DELETE" => Tus.Delete(Person(http, own), upload, uploads, ct),
            var other => throw Refusal.Invalid("override-invalid", $"X-HTTP-Method-Override is PATCH or DELETE here, not '{other}'."),
        };

    private static Task<IResult> Delete(HttpContext http, string experiment, string upload, OpenUploads uploads, OwnUploads own, CancellationToken ct) =>
        Tus.Delete(Person(http, own), upload, uploads, ct);

    private static UploadMaker Person(HttpContext http, OwnUploads own)
    {
        var (experiment, user) = (http.Experiment(), http.Caller().Name);
        return new(OwnStation.Of(user), experiment.Id, experiment.Name, ct => own.Source(user, experiment, ct), $"/api/experiments/{Query.Name(experiment.Name)}/uploads");
    }
}
