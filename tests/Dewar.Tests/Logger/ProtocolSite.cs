using System.Collections.Concurrent;
using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Hosting;
using Microsoft.Extensions.Logging;

namespace Dewar.Logger;

/// <summary>A site that is nothing but docs/reference/logger.md: strict about signatures, nonces, digests and order, and able to misbehave.</summary>
internal sealed class ProtocolSite : IAsyncDisposable
{
    private readonly WebApplication _app;
    private readonly HashSet<string> _nonces = [];
    private readonly Lock _lock = new();

    private ProtocolSite(WebApplication app) => _app = app;

    public const string Key = "k1";

    public static byte[] Secret { get; } = SHA256.HashData("a secret"u8);

    public string Address => _app.Urls.Single();

    /// <summary>Entries in the order in which they came, each once.</summary>
    public List<JsonElement> Entries { get; } = [];

    public ConcurrentDictionary<string, Arrived> Uploads { get; } = [];

    /// <summary>What a request had wrong about it.</summary>
    public ConcurrentQueue<string> Faults { get; } = [];

    /// <summary>What is added to the clock.</summary>
    public long AheadMs { get; set; }

    /// <summary>Somebody in the line changes what is answered.</summary>
    public bool IsForged { get; set; }

    /// <summary>After so many pieces no more are answered.</summary>
    public int Pieces { get; set; } = int.MaxValue;

    private static long NowMs => TimeProvider.System.GetUtcNow().ToUnixTimeMilliseconds();

    public static async Task<ProtocolSite> Start()
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        var app = builder.Build();
        var site = new ProtocolSite(app);
        app.Run(site.Answer);
        await app.StartAsync();
        return site;
    }

    public IEnumerable<Arrived> Whole(string path) => Uploads.Values.Where(upload => upload.Path == path && upload.Bytes.Length == upload.Length);

    public ValueTask DisposeAsync() => _app.DisposeAsync();

    private async Task Answer(HttpContext http)
    {
        using var body = new MemoryStream();
        await http.Request.Body.CopyToAsync(body);
        var bytes = body.ToArray();
        var headers = http.Request.Headers;
        string time = headers["Dewar-Time"]!, nonce = headers["Dewar-Nonce"]!;
        var digest = Convert.ToHexStringLower(SHA256.HashData(bytes));
        var target = http.Features.Get<Microsoft.AspNetCore.Http.Features.IHttpRequestFeature>()!.RawTarget;
        var expected = Mac("dewar-1", http.Request.Method, target, time, nonce, digest);
        bool isNew;
        lock (_lock)
        {
            isNew = _nonces.Add(nonce);
        }

        if (headers["Dewar-Key"] != Key || headers["Dewar-Signature"] != expected || headers["Dewar-Digest"] != digest || nonce.Length != 32 || !isNew)
        {
            Faults.Enqueue($"{http.Request.Method} {target} is not signed as it must be");
            return;
        }

        var isTimely = Math.Abs(long.Parse(time, CultureInfo.InvariantCulture) - NowMs - AheadMs) < 300_000;
        var (status, told) = isTimely ? Do(http, bytes) : (401, JsonSerializer.SerializeToUtf8Bytes(new { code = "time-wrong", title = "wrong time" }));
        var now = (NowMs + AheadMs).ToString(CultureInfo.InvariantCulture);
        http.Response.StatusCode = status;
        http.Response.Headers["Dewar-Time"] = now;
        http.Response.Headers["Dewar-Signature"] = isTimely ? Mac("dewar-1 answer", nonce, $"{status}", now, Convert.ToHexStringLower(SHA256.HashData(told))) : "";
        await http.Response.Body.WriteAsync(IsForged && told.Length > 0 ? [.. told, (byte)' '] : told);
    }

    private (int Status, byte[] Body) Do(HttpContext http, byte[] body)
    {
        lock (_lock)
        {
            return (http.Request.Method, http.Request.Path.Value) switch
            {
                ("GET", "/api/logger") => (200, JsonSerializer.SerializeToUtf8Bytes(new { computer = "PC", instrument = "titan", description = "Titan 80-300", time = NowMs, people = Array.Empty<int>(), experiments = new[] { "steel" } })),
                ("POST", "/api/logger/entries") => Take(JsonSerializer.Deserialize<JsonElement>(body)),
                ("POST", "/api/logger/uploads") => Create(http),
                ("HEAD", var path) => Offset(http, path!),
                ("PATCH", var path) => Append(http, path!, body),
                var other => throw new InvalidOperationException($"Nobody should ask for {other}."),
            };
        }
    }

    private (int, byte[]) Take(JsonElement batch)
    {
        foreach (var entry in batch.GetProperty("entries").EnumerateArray())
        {
            var sequence = entry.GetProperty("sequence").GetInt32();
            if (sequence == Entries.Count + 1)
            {
                Entries.Add(entry.Clone());
            }
            else if (sequence > Entries.Count)
            {
                Faults.Enqueue($"Entry {sequence} came after {Entries.Count}");
            }
        }

        return (200, JsonSerializer.SerializeToUtf8Bytes(new { sequence = Entries.Count, refused = Array.Empty<int>(), time = NowMs }));
    }

    private (int, byte[]) Create(HttpContext http)
    {
        var metadata = http.Request.Headers["Upload-Metadata"].ToString().Split(',').Select(pair => pair.Split(' ')).ToDictionary(pair => pair[0], pair => Encoding.UTF8.GetString(Convert.FromBase64String(pair[1])));
        if (metadata.TryGetValue("sha256", out var sum) && Whole(metadata["path"]).Any(upload => Convert.ToHexStringLower(SHA256.HashData(upload.Bytes)) == sum))
        {
            http.Response.Headers["Dewar-Known"] = "yes";
            return (200, []);
        }

        var place = $"/api/logger/uploads/{Uploads.Count + 1}";
        Uploads[place] = new(metadata["path"], metadata["session"], long.Parse(metadata["modified"], CultureInfo.InvariantCulture), long.Parse(http.Request.Headers["Upload-Length"]!, CultureInfo.InvariantCulture));
        http.Response.Headers.Location = place;
        return (201, []);
    }

    private (int, byte[]) Offset(HttpContext http, string place)
    {
        http.Response.Headers["Upload-Offset"] = $"{Uploads[place].Bytes.Length}";
        Uploads[place].Resumed++;
        return (200, []);
    }

    private (int, byte[]) Append(HttpContext http, string place, byte[] piece)
    {
        var (upload, headers) = (Uploads[place], http.Request.Headers);
        if (headers["Upload-Checksum"] != $"sha256 {Convert.ToBase64String(SHA256.HashData(piece))}" || headers["Upload-Offset"] != $"{upload.Bytes.Length}" || piece.Length is 0 or > 8 << 20)
        {
            Faults.Enqueue($"A piece of {upload.Path} is not what it should be");
        }

        if (Pieces-- <= 0)
        {
            http.Abort();
            return (500, []);
        }

        upload.Bytes = [.. upload.Bytes, .. piece];
        http.Response.Headers["Upload-Offset"] = $"{upload.Bytes.Length}";
        return (204, []);
    }

    private static string Mac(params string[] lines) => Convert.ToBase64String(HMACSHA256.HashData(Secret, Encoding.UTF8.GetBytes(string.Join('\n', lines))));

    /// <summary>A file that came, or is coming.</summary>
    public sealed record Arrived(string Path, string Session, long Modified, long Length)
    {
        public byte[] Bytes { get; set; } = [];

        public int Resumed { get; set; }
    }
}
