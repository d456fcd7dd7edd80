using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Text.Json;
using Xunit;

namespace Dewar.Hosting;

/// <summary>What a site answered, read to its end.</summary>
internal sealed record Answer(int Status, HttpResponseHeaders Headers, HttpContentHeaders Content, byte[] Body)
{
    public string Text => System.Text.Encoding.UTF8.GetString(Body);

    /// <summary>The problem's code; null when there is none.</summary>
    public string? Code => Content.ContentType?.MediaType == "application/problem+json" && Body.Length > 0 ? Json.GetProperty("code").GetString() : null;

    public string Title => Json.GetProperty("title").GetString()!;

    public JsonElement Json => JsonSerializer.Deserialize<JsonElement>(Body);

    public T As<T>()
    {
        Assert.True(Status is >= 200 and < 300, $"{Status}: {Text}");
        return JsonSerializer.Deserialize<T>(Body, Wire.Json)!;
    }

    public Answer MustSucceed() => MustBe(Status is >= 200 and < 300 ? Status : 200);

    public Answer MustBe(int status, string? code = null)
    {
        Assert.True(Status == status && (code is null || Code == code), $"Expected {status} {code}, got {Status}: {Text}");
        return this;
    }
}

/// <summary>Speaks to a test site as somebody, without judging what it answers.</summary>
internal sealed class Client(Uri site, string? token) : IDisposable
{
    private readonly HttpClient _http = new(new SocketsHttpHandler { AllowAutoRedirect = false, UseCookies = false }) { BaseAddress = site };

    public string? Token => token;

    /// <summary>Stays what it is here: no escape is undone, no '..' resolved.</summary>
    public static Uri Exactly(Uri site, string path) => new($"{site}{path}", new UriCreationOptions { DangerousDisablePathAndQueryCanonicalization = true });

    public HttpRequestMessage Request(string method, string path, object? body = null)
    {
        var request = new HttpRequestMessage(new(method), Exactly(site, path));
        if (token is not null)
        {
            request.Headers.Authorization = new("Bearer", token);
        }

        if (method == "PROPFIND")
        {
            request.Headers.Add("Depth", "0");
        }

        request.Content = body switch
        {
            null => null,
            string text => new StringContent(text, null, "application/json"),
            _ => JsonContent.Create(body, body.GetType(), options: Wire.Json),
        };
        return request;
    }

    public async Task<Answer> Send(HttpRequestMessage request, bool readsBody = true)
    {
        using (request)
        {
            using var answer = await _http.SendAsync(request, HttpCompletionOption.ResponseHeadersRead);
            var body = readsBody || !answer.IsSuccessStatusCode ? await answer.Content.ReadAsByteArrayAsync() : [];
            return new((int)answer.StatusCode, answer.Headers, answer.Content.Headers, body);
        }
    }

    public Task<Answer> Send(string method, string path, object? body = null, params (string Name, string Value)[] headers)
    {
        var request = Request(method, path, body);
        foreach (var (name, value) in headers)
        {
            request.Headers.Remove(name);
            request.Headers.TryAddWithoutValidation(name, value);
        }

        return Send(request);
    }

    public async Task<T> Get<T>(string path) => (await Send("GET", path)).As<T>();

    public Task<T> Post<T>(string path, object body) => Ask<T>("POST", path, body);

    public async Task<T> Ask<T>(string method, string path, object body) => (await Send(method, path, body)).As<T>();

    /// <summary>Reads server-sent events until enough were seen.</summary>
    public async Task<List<System.Net.ServerSentEvents.SseItem<string>>> Events(
        string path, Func<List<System.Net.ServerSentEvents.SseItem<string>>, bool> enough, params (string Name, string Value)[] headers)
    {
        using var request = Request("GET", path);
        foreach (var (name, value) in headers)
        {
            request.Headers.TryAddWithoutValidation(name, value);
        }

        using var limit = new CancellationTokenSource(TimeSpan.FromSeconds(60));
        using var answer = await _http.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, limit.Token);
        answer.EnsureSuccessStatusCode();
        await using var body = await answer.Content.ReadAsStreamAsync(limit.Token);
        var seen = new List<System.Net.ServerSentEvents.SseItem<string>>();
        await foreach (var item in System.Net.ServerSentEvents.SseParser.Create(body).EnumerateAsync(limit.Token))
        {
            seen.Add(item);
            if (enough(seen))
            {
                break;
            }
        }

        return seen;
    }

    public void Dispose() => _http.Dispose();
}
