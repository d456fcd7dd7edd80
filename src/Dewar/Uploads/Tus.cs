using System.Globalization;
using Dewar.Hosting;

namespace Dewar.Uploads;

/// <summary>
/// The requests of tus 1.0 (https://tus.io/protocols/resumable-upload) with the extensions creation, creation-with-upload,
/// creation-defer-length, checksum, termination, concatenation and expiration.
/// </summary>
internal static class Tus
{
    public const string Version = "1.0.0";
    public const string Checksums = "sha1,sha256,sha512,md5";
    private const string Extensions = "creation,creation-with-upload,creation-defer-length,checksum,termination,concatenation,expiration";
    private const string BytesType = "application/offset+octet-stream";

    /// <summary>Every answer says that this is tus, refusals included; and who speaks another version is told which one is spoken here.</summary>
    public static async ValueTask<object?> Speak(EndpointFilterInvocationContext call, EndpointFilterDelegate next)
    {
        var http = call.HttpContext;
        http.Response.OnStarting(() =>
        {
            http.Response.Headers["Tus-Resumable"] = Version;
            if (http.Response.StatusCode == 412)
            {
                http.Response.Headers["Tus-Version"] = Version;
            }

            return Task.CompletedTask;
        });
        return HttpMethods.IsOptions(http.Request.Method) || HttpMethods.IsGet(http.Request.Method) || http.Request.Headers["Tus-Resumable"] == Version
            ? await next(call) : throw new Refusal(412, "tus-version", $"This speaks tus {Version}; say so with the header Tus-Resumable.");
    }

    public static IResult Options(HttpContext http, SiteSettings settings)
    {
        var headers = http.Response.Headers;
        (headers["Tus-Version"], headers["Tus-Extension"], headers["Tus-Checksum-Algorithm"]) = (Version, Extensions, Checksums);
        if (settings.LargestUpload > 0)
        {
            headers["Tus-Max-Size"] = Text(settings.LargestUpload);
        }

        return Results.NoContent();
    }

    public static Task<IResult> Create(HttpContext http, UploadMaker maker, OpenUploads uploads, CancellationToken ct) => Create(http, UploadRequest.Read(http.Request), maker, uploads, ct);

    public static async Task<IResult> Create(HttpContext http, UploadRequest request, UploadMaker maker, OpenUploads uploads, CancellationToken ct)
    {
        var upload = await uploads.Begin(maker, request, ct);
        http.Response.Headers.Location = $"{maker.Base}/{upload.Id}";
        if (request.Parts is null && (http.Request.ContentType == BytesType || upload is { Length: 0, State: UploadState.Open }))
        {
            // Creation with the first bytes; and a file of no bytes is whole at once.
            upload = await uploads.Continue(maker, upload.Id, upload.Received, http.Request, ct);
        }

        Describe(http, upload);
        return Results.StatusCode(201);
    }

    public static async Task<IResult> Head(HttpContext http, UploadMaker maker, string id, OpenUploads uploads, CancellationToken ct)
    {
        var upload = await uploads.Find(maker, id, ct);
        Describe(http, upload);
        var headers = http.Response.Headers;
        _ = upload.Length is { } length ? headers["Upload-Length"] = Text(length) : headers["Upload-Defer-Length"] = "1";
        if (upload.Metadata.Length > 0)
        {
            headers["Upload-Metadata"] = upload.Metadata;
        }

        if (upload.Concat is { } concat)
        {
            headers["Upload-Concat"] = upload.IsPart ? concat : $"final;{string.Join(' ', concat["final;".Length..].Split(' ').Select(part => $"{maker.Base}/{part}"))}";
        }

        return Results.Ok();
    }

    public static async Task<IResult> Patch(HttpContext http, UploadMaker maker, string id, OpenUploads uploads, UploadStore store, CancellationToken ct)
    {
        if (http.Request.ContentType != BytesType)
        {
            throw new Refusal(415, "media-type", $"The bytes of an upload come as Content-Type: {BytesType}.");
        }

        if (!long.TryParse(http.Request.Headers["Upload-Offset"], NumberStyles.None, CultureInfo.InvariantCulture, out var at))
        {
            throw Refusal.Invalid("offset-missing", "Say from where on these bytes are: Upload-Offset.");
        }

        if (http.Request.Headers.ContainsKey("Upload-Length") && await uploads.Find(maker, id, ct) is { Length: null } open)
        {
            await store.SetLength(open, UploadRequest.LengthOf(http.Request.Headers)!.Value, ct);
        }

        Describe(http, await uploads.Continue(maker, id, at, http.Request, ct));
        return Results.NoContent();
    }

    public static async Task<IResult> Delete(UploadMaker maker, string id, OpenUploads uploads, CancellationToken ct)
    {
        await uploads.End(await uploads.Find(maker, id, ct), ct);
        return Results.NoContent();
    }

    private static void Describe(HttpContext http, Upload upload)
    {
        var headers = http.Response.Headers;
        if (!upload.IsJoined || upload.IsWhole)
        {
            headers["Upload-Offset"] = Text(upload.Received);
        }

        headers["Upload-Expires"] = upload.ExpiresAt.UtcDateTime.ToString("R", CultureInfo.InvariantCulture);
    }

    private static string Text(long number) => number.ToString(CultureInfo.InvariantCulture);
}
