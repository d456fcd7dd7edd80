using System.Net;
using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Net.Sockets;
using System.Text.Json;

namespace Dewar.Hosting;

/// <summary>What the site answered instead of doing it.</summary>
internal sealed class ApiProblem(int status, string code, string title) : Exception(title)
{
    public int Status => status;
    public string Code => code;

    /// <summary>Where in what was sent.</summary>
    public (int Start, int Length)? At { get; init; }

    /// <summary>The same request may succeed later: the site is away, restarting or overloaded.</summary>
    public bool MayPass => status is 0 or 408 or 429 or >= 500 and not 507;

    public static ApiProblem Away(Uri site, Exception failure) =>
        new(0, "site-away", $"The site {site} does not answer: {(failure.InnerException ?? failure).Message.TrimEnd('.')}. Is it running, and is the address right?");
}

/// <summary>The one way to a site, for the command line and for stations alike.</summary>
internal sealed class ApiClient : IDisposable
{
    private static readonly TimeSpan Usual = TimeSpan.FromSeconds(100);

    private readonly HttpClient _http;

    public ApiClient(Uri site, string? token)
    {
        _http = new(new SocketsHttpHandler
        {
            PooledConnectionLifetime = TimeSpan.FromMinutes(10),
            ConnectTimeout = TimeSpan.FromSeconds(10),
            AutomaticDecompression = DecompressionMethods.None,
            MaxConnectionsPerServer = 32,
        })
        {
            BaseAddress = site,
            Timeout = Timeout.InfiniteTimeSpan,
            DefaultRequestHeaders = { { "User-Agent", "dewar" } },
        };
        if (token is not null)
        {
            _http.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", token);
        }
    }

    public Uri Site => _http.BaseAddress!;

    public Task<T> Get<T>(string path, CancellationToken ct) => Ask<T>(HttpMethod.Get, path, null, ct);

    /// <param name="patience">For sending the body and for the first word of the answer; usual if null.</param>
    public Task<T> Post<T>(string path, object? body, CancellationToken ct, TimeSpan? patience = null) => Ask<T>(HttpMethod.Post, path, body, ct, patience);

    public async Task Do(HttpMethod method, string path, object? body, CancellationToken ct)
    {
        using var answer = await Exchange(method, path, body, null, Usual, ct);
    }

    public async Task<T> Ask<T>(HttpMethod method, string path, object? body, CancellationToken ct, TimeSpan? patience = null)
    {
        using var answer = await Exchange(method, path, body, null, patience ?? Usual, ct);
        try
        {
            return (await answer.Content.ReadFromJsonAsync<T>(Wire.Json, ct))!;
        }
        catch (Exception cut) when (cut is HttpRequestException or IOException)
        {
            throw ApiProblem.Away(Site, cut);
        }
    }

    /// <summary>For bodies that are read as they come: files and event streams. The caller disposes the answer.</summary>
    public Task<HttpResponseMessage> Stream(string path, Action<HttpRequestHeaders>? headers, CancellationToken ct) =>
        Exchange(HttpMethod.Get, path, null, headers, Usual, ct);

    /// <summary>Sends bytes.</summary>
    /// <param name="patience">For sending all of them and for the first word of the answer.</param>
    public Task<HttpResponseMessage> Send(HttpMethod method, string path, HttpContent? body, Action<HttpRequestHeaders>? headers, TimeSpan patience, CancellationToken ct) =>
        Exchange(method, path, body, headers, patience, ct);

    /// <summary>The same for an answer to a body.</summary>
    public Task<HttpResponseMessage> StreamOf(string path, object body, CancellationToken ct) =>
        Exchange(HttpMethod.Post, path, body, null, Usual, ct);

    public void Dispose() => _http.Dispose();

    private async Task<HttpResponseMessage> Exchange(
        HttpMethod method, string path, object? body, Action<HttpRequestHeaders>? headers, TimeSpan patience, CancellationToken ct)
    {
        using var request = new HttpRequestMessage(method, path);
        headers?.Invoke(request.Headers);
        request.Content = body switch
        {
            null => null,
            HttpContent bytes => bytes,
            _ => JsonContent.Create(body, body.GetType(), options: Wire.Json),
        };

        using var limit = CancellationTokenSource.CreateLinkedTokenSource(ct);
        limit.CancelAfter(patience);
        HttpResponseMessage answer;
        try
        {
            answer = await _http.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, limit.Token);
        }
        catch (Exception failure) when (failure is HttpRequestException or SocketException)
        {
            // A site that dies the moment that it was reached shows as the socket's own failure.
            throw ApiProblem.Away(Site, failure);
        }
        catch (OperationCanceledException) when (!ct.IsCancellationRequested)
        {
            throw new ApiProblem(0, "site-away", $"The site {Site} did not answer within {patience.TotalSeconds} s.");
        }

        if (answer.IsSuccessStatusCode || answer.StatusCode == HttpStatusCode.NotModified)
        {
            return answer;
        }

        using (answer)
        {
            throw await Problem(answer, ct);
        }
    }

    private static async Task<ApiProblem> Problem(HttpResponseMessage answer, CancellationToken ct)
    {
        var status = (int)answer.StatusCode;
        try
        {
            var problem = await answer.Content.ReadFromJsonAsync<JsonElement>(ct);
            return new(status, problem.GetProperty("code").GetString()!, problem.GetProperty("title").GetString()!)
            {
                At = problem.TryGetProperty("start", out var start) && problem.TryGetProperty("length", out var length) ? (start.GetInt32(), length.GetInt32()) : null,
            };
        }
        catch (Exception odd) when (odd is JsonException or InvalidOperationException or KeyNotFoundException or HttpRequestException or IOException)
        {
            var meaning = status is 502 or 503 or 504 ? "something in front of the site answers, the site itself does not" : "is this the address of a Dewar site?";
            return new(status, "unexpected-answer", $"{answer.RequestMessage!.RequestUri} answered {status} {answer.ReasonPhrase}; {meaning}.".Replace("?.", "?", StringComparison.Ordinal));
        }
    }
}
