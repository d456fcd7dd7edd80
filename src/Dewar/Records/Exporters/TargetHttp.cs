using System.Net.Http.Headers;
using System.Text.Json;
using Dewar.Hosting;

namespace Dewar.Records;

/// <summary>Speaks to the sites of others: with a time limit, without following redirects, and no more of an answer than is needed.</summary>
internal sealed class TargetHttp : IDisposable
{
    private const int LongestAnswer = 1 << 20, LongestReason = 300;

    private readonly HttpClient _http = ForeignWeb.Client(TimeSpan.FromSeconds(60), LongestAnswer);

    public static string? AddressFault(RecordTarget target) =>
        Uri.TryCreate(target.Address, UriKind.Absolute, out var address) && address.Scheme is "http" or "https" ? null : $"'{target.Address}' is no address with http or https.";

    /// <param name="path">Below the target's address.</param>
    public async Task<(HttpResponseHeaders Headers, string Text)> Ask(RecordTarget target, HttpMethod method, string path, HttpContent? body, string? authorization, CancellationToken ct)
    {
        using var request = new HttpRequestMessage(method, path.Length == 0 ? new Uri(target.Address) : new Uri(new Uri($"{target.Address.TrimEnd('/')}/"), path)) { Content = body };
        if (authorization is not null)
        {
            request.Headers.TryAddWithoutValidation("Authorization", authorization);
        }

        using var answer = await Send(target, request, ct);
        var text = await answer.Content.ReadAsStringAsync(ct);
        return answer.IsSuccessStatusCode ? (answer.Headers, text)
            : throw new IOException($"{request.RequestUri!.GetLeftPart(UriPartial.Path)} answered {(int)answer.StatusCode}{Advice((int)answer.StatusCode)} {(text.Length > LongestReason ? text[..LongestReason] : text).ReplaceLineEndings(" ")}".TrimEnd());
    }

    /// <summary>Whether anybody is there: the status of its answer to a question that sends nothing, whatever that is.</summary>
    public async Task<int> Knock(RecordTarget target, CancellationToken ct)
    {
        using var request = new HttpRequestMessage(HttpMethod.Head, target.Address);
        using var answer = await Send(target, request, ct);
        return (int)answer.StatusCode;
    }

    public async Task<JsonElement> Json(RecordTarget target, HttpMethod method, string path, object? body, string? authorization, CancellationToken ct)
    {
        var (_, text) = await Ask(target, method, path, body is null ? null : JsonContent.Create(body), authorization, ct);
        try
        {
            return JsonSerializer.Deserialize<JsonElement>(text);
        }
        catch (JsonException)
        {
            throw new IOException($"{target.Address} answered something that is no JSON. Is that the right address?");
        }
    }

    public void Dispose() => _http.Dispose();

    /// <summary>With the whole answer; it is read to its end here.</summary>
    private async Task<HttpResponseMessage> Send(RecordTarget target, HttpRequestMessage request, CancellationToken ct)
    {
        try
        {
            return await _http.SendAsync(request, ct);
        }
        catch (TaskCanceledException) when (!ct.IsCancellationRequested)
        {
            throw new IOException($"{target.Address} did not answer within {_http.Timeout.TotalSeconds} s.");
        }
        catch (HttpRequestException failure)
        {
            throw new IOException($"{target.Address} can't be reached: {failure.Message}", failure);
        }
    }

    private static string Advice(int status) => status switch
    {
        401 or 403 => ": it does not take the token.",
        >= 300 and < 400 => ": it is elsewhere. Use the address that it leads to.",
        404 => ": there is nothing. Is that the right address?",
        _ => ":",
    };
}
