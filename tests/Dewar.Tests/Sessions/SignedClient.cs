using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using Dewar.Hosting;
using Xunit;

namespace Dewar.Sessions;

/// <summary>Speaks as a control computer, as docs/reference/logger.md says; written from the page, not from the site's code.</summary>
internal sealed class SignedClient(Uri site, string key, byte[] secret)
{
    /// <summary>How wrong the clock is that the requests are signed with.</summary>
    public TimeSpan Apart { get; init; }

    public string? Nonce { get; init; }

    /// <summary>What is done to the request after it was signed.</summary>
    public Action<HttpRequestMessage>? Forge { get; init; }

    public async Task<Answer> Send(string method, string path, object? body = null)
    {
        using var http = new HttpClient { BaseAddress = site };
        var bytes = body is null ? [] : JsonSerializer.SerializeToUtf8Bytes(body, body.GetType(), Wire.Json);
        var request = new HttpRequestMessage(new(method), new Uri(site, path)) { Content = body is null ? null : new ByteArrayContent(bytes) };
        if (body is not null)
        {
            request.Content!.Headers.ContentType = new("application/json");
        }

        var time = (TimeProvider.System.GetUtcNow() + Apart).ToUnixTimeMilliseconds().ToString(CultureInfo.InvariantCulture);
        var nonce = Nonce ?? Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(16));
        var digest = Convert.ToHexStringLower(SHA256.HashData(bytes));
        request.Headers.Add("Dewar-Key", key);
        request.Headers.Add("Dewar-Time", time);
        request.Headers.Add("Dewar-Nonce", nonce);
        request.Headers.Add("Dewar-Digest", digest);
        request.Headers.Add("Dewar-Signature", Mac($"dewar-1\n{method}\n/{path}\n{time}\n{nonce}\n{digest}"));
        Forge?.Invoke(request);
        using var answer = await http.SendAsync(request);
        var found = await answer.Content.ReadAsByteArrayAsync();
        if (answer.Headers.TryGetValues("Dewar-Signature", out var signature))
        {
            Assert.Equal(Mac($"dewar-1 answer\n{nonce}\n{(int)answer.StatusCode}\n{answer.Headers.GetValues("Dewar-Time").Single()}\n{Convert.ToHexStringLower(SHA256.HashData(found))}"), signature.Single());
        }

        return new((int)answer.StatusCode, answer.Headers, answer.Content.Headers, found);
    }

    private string Mac(string text) => Convert.ToBase64String(HMACSHA256.HashData(secret, Encoding.UTF8.GetBytes(text)));
}
