using System.Diagnostics;
using System.Security.Cryptography;
using System.Text;

namespace Dewar.Bench;

/// <summary>Somebody who sends files from a browser, a piece after the other with its digest, as fast as a link of 100 Mbit/s takes them.</summary>
internal sealed class Sending(Site site, string experiment, Person person)
{
    private const int Piece = 8 << 20;
    private const int Pieces = 8;
    private const double BytesPerSecond = 12.5e6;

    private int _files;

    /// <summary>Goes on until something has ended.</summary>
    public async Task Until(Task end)
    {
        await site.Put($"api/experiments/{experiment}/members/user/{person.Name}", new { role = "member" });
        using var http = person.Client(site);
        http.DefaultRequestHeaders.Add("Tus-Resumable", "1.0.0");
        var bytes = RandomNumberGenerator.GetBytes(Piece);
        var digest = Convert.ToBase64String(SHA256.HashData(bytes));
        var (begun, sent) = (Stopwatch.GetTimestamp(), 0L);
        while (!end.IsCompleted)
        {
            var place = await Create(http);
            for (var piece = 0; piece < Pieces && !end.IsCompleted; piece++)
            {
                using var request = new HttpRequestMessage(HttpMethod.Patch, place) { Content = new ByteArrayContent(bytes) };
                request.Headers.Add("Upload-Offset", $"{(long)piece * Piece}");
                request.Headers.Add("Upload-Checksum", $"sha256 {digest}");
                request.Content.Headers.ContentType = new("application/offset+octet-stream");
                await Send(http, request);
                sent += Piece;
                var early = TimeSpan.FromSeconds(sent / BytesPerSecond) - Stopwatch.GetElapsedTime(begun);
                await Task.WhenAny(end, Task.Delay(early > TimeSpan.Zero ? early : TimeSpan.Zero));
            }
        }
    }

    private async Task<Uri> Create(HttpClient http)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, $"api/experiments/{experiment}/uploads");
        request.Headers.Add("Upload-Length", $"{(long)Pieces * Piece}");
        request.Headers.Add("Upload-Metadata", $"path {Convert.ToBase64String(Encoding.UTF8.GetBytes($"sent/{++_files:000000}.raw"))}");
        return new Uri(site.Url, await Send(http, request) ?? throw new InvalidOperationException("An upload was made that has no address."));
    }

    private static async Task<Uri?> Send(HttpClient http, HttpRequestMessage request)
    {
        using var answer = await http.SendAsync(request);
        return answer.IsSuccessStatusCode ? answer.Headers.Location
            : throw new InvalidOperationException($"{request.RequestUri} answered {(int)answer.StatusCode}: {await answer.Content.ReadAsStringAsync()}");
    }
}
