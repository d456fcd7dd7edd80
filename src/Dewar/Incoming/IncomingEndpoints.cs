using Dewar.Access;
using Dewar.Disk;
using Dewar.Hosting;
using Dewar.Sdk;
using Dewar.Transfers;
using Dewar.Uploads;
using Microsoft.AspNetCore.Http.HttpResults;

namespace Dewar.Incoming;

/// <summary>
/// For stations that do not see the storage: the same steps as a transfer method's, each as a request. The bytes are written by the site,
/// under the same temporary names, and get their places in the same way.
/// </summary>
internal static class IncomingEndpoints
{
    private const int Most = 10_000;

    public static void Map(IEndpointRouteBuilder app)
    {
        var api = app.MapGroup("/api/incoming/{source:long}").WithTags("Incoming");
        api.MapGet("/", Ask).NeedsStation().WithSummary("Whether files of a source can be received");
        api.MapPost("/pack", Receive).NeedsStation().WithSummary("Small files, many in one request: a line of JSON, then their bytes");
        api.MapPost("/place", Place).NeedsStation().WithSummary("Give received and verified files their names");
        api.MapPost("/discard", Discard).NeedsStation().WithSummary("Remove what was received and is not wanted");
        api.MapPost("/recover", Recover).NeedsStation().WithSummary("After a crash: end what was broken off, remove the rest");
        api.MapPost("/noted", Noted).NeedsStation().WithSummary("The station has written down which contents its files pushed aside");
    }

    private static async Task<Ok<Reception>> Ask(HttpContext http, long source, StationSources sources, CancellationToken ct)
    {
        var destination = await sources.Destination(http.Caller().Station!, source, ct);
        return TypedResults.Ok(new Reception(await new PosixMethod().Obstacle(destination, ct)));
    }

    private static async Task<Ok<List<ReceivedFile>>> Receive(HttpContext http, long source, StationSources sources, Turns turns, CancellationToken ct)
    {
        var destination = await sources.Destination(http.Caller().Station!, source, ct);
        var pack = new PackReader(http.Request.BodyReader);
        var index = await pack.Index(ct);
        using var turn = await turns.Enter(source, index.Session, index.Turn, index.Files.Select(file => file.Tag), ct);
        try
        {
            return TypedResults.Ok(await ReceivePack.Run(destination, pack, index, turn.Stopped));
        }
        catch (OperationCanceledException) when (!ct.IsCancellationRequested)
        {
            throw Refusal.Conflict("turn-over", "The station has given this request up and sent another.");
        }
    }

    private static async Task<Ok<List<PlacedFile>>> Place(HttpContext http, long source, Placing form, StationSources sources, DisplacedNotes notes, UploadStore uploads, CancellationToken ct)
    {
        var destination = await sources.Destination(http.Caller().Station!, source, ct);
        Check(source, form.Files.Count, form.Files.Select(file => file.Tag));
        if (form.Files.FirstOrDefault(file => file.Sha256 is not { Length: 64 } || !file.Sha256.All(char.IsAsciiHexDigitLower)) is { } odd)
        {
            throw Refusal.Invalid("digest-invalid", $"'{odd.Sha256}' is no SHA-256: 64 hex digits, lower case.");
        }

        var parcels = form.Files.Select(file =>
        {
            var parcel = ReceivePack.ParcelOf(file);
            parcel.Sha256 = file.Sha256;
            return parcel;
        }).ToList();
        await new PosixMethod().Place(destination, [.. parcels.Where(parcel => parcel.Problem is null)], (tag, sha256) => notes.Add(source, tag, sha256), ct);

        // Placed, or cleaned away: either way their bytes are not under temporary names any more.
        await uploads.Remove(source, [.. form.Files.Where(file => file.Size >= PosixCopy.Small).Select(file => file.Tag)], ct);

        // Those of an earlier try, whose answer was lost, too.
        var noted = (await notes.Of(source, ct)).ToLookup(content => content.Tag, content => content.Sha256);
        return TypedResults.Ok(parcels.ConvertAll(parcel => new PlacedFile([.. parcel.Displaced.Union(noted[parcel.Tag])], parcel.Problem)));
    }

    private static async Task<NoContent> Discard(HttpContext http, long source, Discarding form, StationSources sources, OpenUploads uploads, UploadStore uploadStore, Turns turns, CancellationToken ct)
    {
        var destination = await sources.Destination(http.Caller().Station!, source, ct);
        Check(source, form.Files.Count, form.Files.Select(file => file.Tag));
        await turns.Fence(source, form.Session, form.Turn, [.. form.Files.Select(file => file.Tag)]);
        var tags = form.Files.Select(file => file.Tag).ToHashSet();
        foreach (var tag in (await uploadStore.Tags(source, ct)).Where(tags.Contains))
        {
            await uploads.End((await uploadStore.ByTag(source, tag, ct))!, ct);
        }

        var parcels = form.Files.Where(file => RelativePath.Fault(file.Path) is null).Select(file => ReceivePack.ParcelOf(new(file.Tag, file.Path, 0, 0, ""))).ToList();
        await new PosixMethod().Discard(destination, parcels, ct);
        return TypedResults.NoContent();
    }

    private static async Task<Ok<List<DisplacedContent>>> Recover(HttpContext http, long source, Recovering form, StationSources sources, DisplacedNotes notes, UploadStore uploads, Turns turns, CancellationToken ct)
    {
        var destination = await sources.Destination(http.Caller().Station!, source, ct);
        var whole = form.TagPrefix.EndsWith('.') ? form.TagPrefix[..^1] : null;
        Check(source, Math.Max(form.Folders.Count, form.Keep.Count), form.Keep);
        if (!TemporaryName.IsPrefixOf(source, form.TagPrefix))
        {
            throw Refusal.Invalid("tag-invalid", $"'{form.TagPrefix}' is not what tags of source {source} begin with.");
        }

        if (form.Folders.FirstOrDefault(folder => folder.Length > 0 && RelativePath.Fault(folder.TrimEnd('/')) is not null) is { } odd)
        {
            throw Refusal.Invalid("folder-invalid", $"'{odd}' can't be a folder of an experiment.");
        }

        await turns.Fence(source, form.Session, form.Turn, whole is null ? null : [whole]);
        // What is there of large files goes on where it ended.
        var keep = form.Keep.Concat(await uploads.Tags(source, ct)).ToHashSet();
        await new PosixMethod().Recover(destination, form.Folders, form.TagPrefix, keep, (tag, sha256) => notes.Add(source, tag, sha256), ct);
        return TypedResults.Ok((await notes.Of(source, ct)).FindAll(content => $"{content.Tag}.".StartsWith(form.TagPrefix, StringComparison.Ordinal)));
    }

    private static async Task<NoContent> Noted(HttpContext http, long source, Noting form, StationSources sources, DisplacedNotes notes, CancellationToken ct)
    {
        await sources.Destination(http.Caller().Station!, source, ct);
        await notes.Forget(source, form.Contents, ct);
        return TypedResults.NoContent();
    }

    private static void Check(long source, int count, IEnumerable<string> tags)
    {
        if (count > Most)
        {
            throw Refusal.Invalid("batch-too-large", $"At most {Most} files at a time; these are {count}.");
        }

        if (tags.FirstOrDefault(tag => !TemporaryName.IsTagOf(source, tag)) is { } odd)
        {
            throw Refusal.Invalid("tag-invalid", $"'{odd}' is no tag of source {source}.");
        }
    }
}
