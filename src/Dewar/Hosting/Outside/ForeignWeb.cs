using System.Net;
using System.Net.Http.Headers;
using System.Net.Sockets;
using System.Security.Authentication;

namespace Dewar.Hosting;

/// <summary>What a server that is not ours answered, read to its end.</summary>
internal sealed record ForeignAnswer(int Status, byte[] Body, HttpResponseHeaders Headers, HttpContentHeaders Content);

/// <summary>A server that is not ours can't be used as one would like. Names the host and never the address, which may hold a secret.</summary>
internal sealed class ForeignTrouble(string message, Exception? inner = null) : Exception(message, inner)
{
    public int Status { get; init; }
    public TimeSpan? After { get; init; }
}

/// <summary>One way to servers that are not ours: no cookies, no endless answers, and redirects that lead nowhere an administrator did not mean.</summary>
internal sealed class ForeignWeb(TimeProvider time) : IDisposable
{
    private const int MostRedirects = 5;

    private readonly HttpClient _http = new(new SocketsHttpHandler
    {
        AllowAutoRedirect = false,
        UseCookies = false,
        AutomaticDecompression = DecompressionMethods.All,
        ConnectTimeout = TimeSpan.FromSeconds(10),
        // Asked once in a while: the other end may have closed a line that was kept, and finds it out only when it is asked.
        PooledConnectionLifetime = TimeSpan.Zero,
        MaxResponseHeadersLength = 64,
    })
    {
        Timeout = Timeout.InfiniteTimeSpan,
        DefaultRequestHeaders = { { "User-Agent", "dewar" } },
    };

    /// <summary>For those who follow no redirect and take short answers only.</summary>
    /// <param name="most">Bytes of an answer.</param>
    public static HttpClient Client(TimeSpan limit, long most) => new(new SocketsHttpHandler { AllowAutoRedirect = false, UseCookies = false, ConnectTimeout = TimeSpan.FromSeconds(10) })
    {
        Timeout = limit,
        MaxResponseContentBufferSize = most,
    };

    /// <param name="most">Bytes of the answer, unpacked.</param>
    /// <param name="set">Headers; sent to the first host only.</param>
    public async Task<ForeignAnswer> Ask(string method, Uri address, long most, Action<HttpRequestHeaders>? set, (string Text, string Type)? body, CancellationToken ct)
    {
        var first = address;
        for (var redirects = 0; ; redirects++)
        {
            using var request = new HttpRequestMessage(new(method), address);
            request.Headers.ConnectionClose = true;
            if (address.Host == first.Host)
            {
                set?.Invoke(request.Headers);
            }

            request.Content = body is var (text, type) ? new StringContent(text, System.Text.Encoding.UTF8, type) : null;
            using var answer = await Send(request, ct);
            if ((int)answer.StatusCode is not (301 or 302 or 303 or 307 or 308) || answer.Headers.Location is not { } location)
            {
                return await Whole(answer, address, most, ct);
            }

            address = await Next(first, address, new(address, location), redirects, ct);
        }
    }

    /// <summary>Refuses an answer that is no success, in words that say what to do.</summary>
    public ForeignAnswer Good(ForeignAnswer answer, Uri address) => answer.Status is >= 200 and < 300 or 304 ? answer
        : throw new ForeignTrouble($"{address.Host} {Wrong(answer.Status)}.") { Status = answer.Status, After = Wait(answer.Headers.RetryAfter) };

    private static string Wrong(int status) => status switch
    {
        401 or 403 => $"refuses the sign-in ({status}): the secret is missing, wrong or over. Give it a new one",
        404 or 410 => $"has nothing at the address ({status}). Look whether the calendar was moved, or its address made anew",
        429 => "wants to be asked less often (429). It is left alone for a while; a longer interval helps",
        >= 500 => $"has a fault of its own ({status}). It is asked again later; if that goes on, tell whoever runs it",
        _ => $"answered {status}, which makes no sense here. Look whether the address and the kind are right",
    };

    public void Dispose() => _http.Dispose();

    private async Task<HttpResponseMessage> Send(HttpRequestMessage request, CancellationToken ct)
    {
        var host = request.RequestUri!.Host;
        try
        {
            return await _http.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, ct);
        }
        catch (Exception failure) when (failure is HttpRequestException or SocketException or IOException)
        {
            var reason = failure.InnerException ?? failure;
            throw new ForeignTrouble(reason is AuthenticationException
                ? $"The certificate of {host} is not trusted: {reason.Message.TrimEnd('.')}. Have it mended there, or give this computer its authority."
                : $"{host} does not answer: {reason.Message.TrimEnd('.')}. Look whether it runs and whether this computer reaches it.", failure);
        }
    }

    private static async Task<ForeignAnswer> Whole(HttpResponseMessage answer, Uri address, long most, CancellationToken ct)
    {
        var body = new MemoryStream();
        try
        {
            await using var stream = await answer.Content.ReadAsStreamAsync(ct);
            var buffer = new byte[81920];
            while (await stream.ReadAsync(buffer, ct) is var read and > 0)
            {
                if (body.Length + read > most)
                {
                    throw new ForeignTrouble($"{address.Host} sends more than {Bytes.Show(most)}; no calendar needs that. Look whether the address is right.");
                }

                body.Write(buffer, 0, read);
            }
        }
        catch (Exception cut) when (cut is HttpRequestException or IOException or SocketException or InvalidDataException)
        {
            throw new ForeignTrouble($"The answer of {address.Host} broke off: {(cut.InnerException ?? cut).Message.TrimEnd('.')}. It is asked again later.", cut);
        }

        return new((int)answer.StatusCode, body.ToArray(), answer.Headers, answer.Content.Headers);
    }

    private static async Task<Uri> Next(Uri first, Uri from, Uri to, int redirects, CancellationToken ct)
    {
        if (redirects >= MostRedirects || to.Scheme is not ("http" or "https") || from.Scheme == "https" && to.Scheme == "http")
        {
            throw new ForeignTrouble(redirects >= MostRedirects ? $"{first.Host} leads on and on to other addresses. Give the address at the end of that way."
                : $"{first.Host} leads to an address without protection, or to one that is no web address; that way is not taken.");
        }

        // What an administrator set may be anywhere. Where a stranger's server leads, it may not be into this network.
        if (to.Host != first.Host && (await Addresses(to.Host, ct)).Any(IsInside))
        {
            throw new ForeignTrouble($"{first.Host} leads to {to.Host}, which is within this network. If that is right, give the address there itself.");
        }

        return to;
    }

    private static async Task<IPAddress[]> Addresses(string host, CancellationToken ct)
    {
        try
        {
            return await Dns.GetHostAddressesAsync(host, ct);
        }
        catch (SocketException failure)
        {
            throw new ForeignTrouble($"{host} is not known: {failure.Message}.", failure);
        }
    }

    private static bool IsInside(IPAddress address)
    {
        var plain = address.IsIPv4MappedToIPv6 ? address.MapToIPv4() : address;
        return IPAddress.IsLoopback(plain) || plain.IsIPv6LinkLocal || plain.IsIPv6UniqueLocal || plain.IsIPv6SiteLocal
            || plain.AddressFamily == AddressFamily.InterNetwork && plain.GetAddressBytes() is ([10, ..] or [127, ..] or [0, ..] or [192, 168, ..] or [169, 254, ..] or [172, >= 16 and < 32, ..] or [100, >= 64 and < 128, ..]);
    }

    private TimeSpan? Wait(RetryConditionHeaderValue? after) => after?.Delta ?? (after?.Date is { } at && at > time.GetUtcNow() ? at - time.GetUtcNow() : null);
}
