using System.Globalization;
using Dewar.Access;
using Dewar.Acquisitions;
using Dewar.Catalogue;
using Dewar.Database;
using Dewar.Disk;
using Dewar.Experiments;
using Dewar.Hosting;
using Dewar.Uploads;
using Microsoft.AspNetCore.Mvc;

namespace Dewar.Sessions;

/// <summary>Files that loggers send, by tus, from computers that no station sees. They go to the experiment of the session, below the instrument's name.</summary>
internal sealed class LoggerUploads(SiteDatabase database, ExperimentStore experiments, RulesStore rules, FileStore files, OwnUploads own)
{
    public const string Base = "/api/logger/uploads";

    public static void Map(RouteGroupBuilder logger)
    {
        var uploads = logger.MapGroup("/uploads").AddEndpointFilter(Tus.Speak).WithMetadata(new DisableRequestSizeLimitAttribute());
        uploads.MapPost("", Create).NeedsComputer().WithSummary("Begin to send a file of a session (tus 1.0)");
        uploads.MapMethods("/{upload}", [HttpMethods.Head], Head).NeedsComputer().WithSummary("How much of it is there (tus 1.0)");
        uploads.MapPatch("/{upload}", Patch).NeedsComputer().WithSummary("Send the next piece, with its digest (tus 1.0)");
    }

    private static async Task<IResult> Create(HttpContext http, LoggerUploads room, OpenUploads uploads, CancellationToken ct)
    {
        var computer = http.Features.Get<Signer>()!.Computer;
        var said = UploadRequest.Parse(http.Request.Headers["Upload-Metadata"].ToString());
        var experiment = await room.ExperimentOf(computer, said.GetValueOrDefault("session", ""), ct);
        var request = UploadRequest.Read(http.Request);
        request = request with
        {
            Path = RelativePath.Join(computer.Instrument, request.Path),
            ModifiedNs = long.TryParse(said.GetValueOrDefault("modified"), NumberStyles.None, CultureInfo.InvariantCulture, out var ms) && ms < 253_402_300_000_000 ? ms * 1_000_000 : null,
        };
        if (await room.Has(experiment, request, ct))
        {
            http.Response.Headers["Dewar-Known"] = "yes";
            return Results.Ok();
        }

        return await Tus.Create(http, request, room.Maker(computer, experiment), uploads, ct);
    }

    private static async Task<IResult> Head(HttpContext http, string upload, LoggerUploads room, OpenUploads uploads, UploadStore store, CancellationToken ct) =>
        await Tus.Head(http, await room.MakerOf(http, upload, store, ct), upload, uploads, ct);

    private static async Task<IResult> Patch(HttpContext http, string upload, LoggerUploads room, OpenUploads uploads, UploadStore store, CancellationToken ct) =>
        await Tus.Patch(http, await room.MakerOf(http, upload, store, ct), upload, uploads, store, ct);

    private async Task<UploadMaker> MakerOf(HttpContext http, string upload, UploadStore store, CancellationToken ct)
    {
        var found = await store.Find(upload, ct) ?? throw Refusal.NotFound("upload", upload);
        return Maker(http.Features.Get<Signer>()!.Computer, await experiments.Find(found.ExperimentId, ct) ?? throw Refusal.NotFound("upload", upload));
    }

    /// <summary>The very content is at this path already, or was, and went on to another experiment.</summary>
    private async Task<bool> Has(Experiment experiment, UploadRequest request, CancellationToken ct) => request.Sha256 is { } digest
        && ((await files.Find(experiment, request.Path, ct) is { DeletedAt: null } known && known.Sha256 == digest)
            || await database.Read(read => LeftPlaces.Have(read, experiment.Id, request.Path, digest, ct), ct));

    private UploadMaker Maker(ControlComputer computer, Experiment experiment)
    {
        // No person's name has a blank.
        var name = $"computer {computer.Name}";
        return new(OwnStation.Of(name), experiment.Id, experiment.Name, ct => own.Source(name, experiment, ct, computer.Instrument), Base);
    }

    /// <summary>Where the files of a session go.</summary>
    private async Task<Experiment> ExperimentOf(ControlComputer computer, string session, CancellationToken ct)
    {
        var found = await database.Read(read => SessionStore.Find(read, session, ct), ct);
        if (found is null || found.Instrument != computer.Instrument)
        {
            throw Refusal.NotFound("session", session);
        }

        var key = found.ExperimentId ?? await database.First($"select id from experiments_experiment where name = {(await rules.Of(computer.Instrument, ct)).Experiment}", row => (long?)row.GetInt64(0), ct);
        return key is { } id && await experiments.Find(id, ct) is { } experiment ? experiment.MustTakeFiles()
            : throw Refusal.Conflict("experiment-missing", "The session has no experiment, so its files have no place yet. Name one in the session, or let an administrator set one for the instrument ('dewar session rules INSTRUMENT --experiment NAME').");
    }
}
