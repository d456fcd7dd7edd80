using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using Dewar.Access;
using Dewar.Hosting;
using Microsoft.AspNetCore.Http.Features;

namespace Dewar.Sessions;

/// <summary>Who signed a request.</summary>
internal sealed record Signer(ControlComputer Computer, byte[] Secret, string Nonce);

/// <summary>
/// Requests of control computers, which are signed instead of carrying a token (docs/reference/logger.md): over a line without TLS nobody learns
/// anything by which they could speak as the computer. Answers are signed too.
/// </summary>
internal sealed class SignedRequests(ComputerStore computers, TimeProvider time)
{
    /// <summary>How far a request's time may be from the site's, in milliseconds.</summary>
    public const long MostApartMs = 5 * 60_000;

    private const int LargestBody = 1 << 20;

    private long NowMs => time.GetUtcNow().ToUnixTimeMilliseconds();

    /// <summary>Stands outside of everything, so that refusals are signed as well.</summary>
    public static async Task Answer(HttpContext http, RequestDelegate next)
    {
        if (!http.Request.Headers.ContainsKey("Dewar-Key") || !http.Request.Path.StartsWithSegments("/api/logger"))
        {
            await next(http);
            return;
        }

        var signed = http.RequestServices.GetRequiredService<SignedRequests>();
        var body = http.Features.GetRequiredFeature<IHttpResponseBodyFeature>();
        using var kept = new MemoryStream();
        http.Features.Set<IHttpResponseBodyFeature>(new StreamResponseBodyFeature(kept));
        try
        {
            await next(http);
            await http.Response.BodyWriter.FlushAsync(http.RequestAborted);
        }
        finally
        {
            http.Features.Set(body);
        }

        signed.Sign(http, kept.ToArray());
        http.Response.ContentLength = HttpMethods.IsHead(http.Request.Method) || http.Response.StatusCode == 204 ? null : kept.Length;
        if (!HttpMethods.IsHead(http.Request.Method) && kept.Length > 0)
        {
            await http.Response.Body.WriteAsync(kept.ToArray(), http.RequestAborted);
        }
    }

    /// <summary>Finds out which computer asks. What is not signed rightly is refused before anything else looks at it.</summary>
    public static async Task Recognise(HttpContext http, RequestDelegate next)
    {
        if (http.Request.Headers["Dewar-Key"].ToString() is { Length: > 0 } key && http.Request.Path.StartsWithSegments("/api/logger"))
        {
            await http.RequestServices.GetRequiredService<SignedRequests>().Check(http, key);
        }

        await next(http);
    }

    private async Task Check(HttpContext http, string key)
    {
        var (headers, ct) = (http.Request.Headers, http.RequestAborted);
        if (await computers.Signer(key, ct) is not var (computer, secret))
        {
            throw new Refusal(401, "key-unknown", "The site knows no such key, or it was revoked. An administrator can make settings for this computer anew.");
        }

        var (nonce, digest, at) = (headers["Dewar-Nonce"].ToString(), headers["Dewar-Digest"].ToString(), headers["Dewar-Time"].ToString());
        http.Features.Set(new Signer(computer, secret, nonce));
        var expected = Mac(secret, "dewar-1", http.Request.Method, http.Features.GetRequiredFeature<IHttpRequestFeature>().RawTarget, at, nonce, digest);
        if (nonce.Length is < 16 or > 64 || !CryptographicOperations.FixedTimeEquals(Encoding.ASCII.GetBytes(expected), Encoding.ASCII.GetBytes(headers["Dewar-Signature"].ToString())))
        {
            throw new Refusal(401, "signature-wrong", "The signature does not fit the request: it was changed on its way, or made with another key.");
        }

        if (!long.TryParse(at, NumberStyles.None, CultureInfo.InvariantCulture, out var ms) || Math.Abs(ms - NowMs) > MostApartMs)
        {
            throw new Refusal(401, "time-wrong", $"The request's time is more than {MostApartMs / 60_000} minutes from the site's; Dewar-Time of this answer has that.");
        }

        await CheckBody(http.Request, digest, ct);
        if (!await computers.Heard(computer, nonce, http.Connection.RemoteIpAddress?.ToString() ?? "", ct))
        {
            throw new Refusal(401, "nonce-used", "This request was here before and is not carried out again.");
        }

        http.Features.Set(Caller.Nobody with { Name = computer.Name, Computer = computer.Name });
    }

    /// <summary>Bytes of files are compared as they come, by the checksum of the piece; everything else is small, and read before anybody believes it.</summary>
    private static async Task CheckBody(HttpRequest request, string digest, CancellationToken ct)
    {
        if (HttpMethods.IsPatch(request.Method))
        {
            var sum = request.Headers["Upload-Checksum"].ToString().Split(' ');
            var isSame = sum is ["sha256", var text] && Convert.TryFromBase64String(text, new byte[64], out var length) && length == 32
                && Convert.ToHexStringLower(Convert.FromBase64String(text)) == digest;
            _ = isSame ? true : throw new Refusal(401, "signature-wrong", "A piece of a file needs Upload-Checksum with the SHA-256 that was signed.");
            return;
        }

        request.EnableBuffering(LargestBody, LargestBody);
        var found = Convert.ToHexStringLower(await SHA256.HashDataAsync(request.Body, ct));
        request.Body.Position = 0;
        _ = found == digest ? true : throw new Refusal(401, "signature-wrong", "The body is not the one that was signed: it was changed on its way.");
    }

    private void Sign(HttpContext http, byte[] body)
    {
        var now = NowMs.ToString(CultureInfo.InvariantCulture);
        http.Response.Headers["Dewar-Time"] = now;
        if (http.Features.Get<Signer>() is { } signer)
        {
            var seen = HttpMethods.IsHead(http.Request.Method) ? [] : body;
            http.Response.Headers["Dewar-Signature"] = Mac(signer.Secret, "dewar-1 answer", signer.Nonce, http.Response.StatusCode.ToString(CultureInfo.InvariantCulture), now, Convert.ToHexStringLower(SHA256.HashData(seen)));
        }
    }

    private static string Mac(byte[] secret, params string[] lines) => Convert.ToBase64String(HMACSHA256.HashData(secret, Encoding.UTF8.GetBytes(string.Join('\n', lines))));
}
