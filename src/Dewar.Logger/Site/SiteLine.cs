using System;
using System.Globalization;
using System.IO;
using System.Net;
using Dewar.Logger.Json;

namespace Dewar.Logger.Site;

/// <summary>Asks the site, signed, and believes nothing that it has not signed. To be used on background threads only.</summary>
/// <param name="address">Of the site.</param>
/// <param name="key">Null as long as there is none: then nothing is signed.</param>
/// <param name="time">The site's time.</param>
/// <param name="clock">Of this computer.</param>
internal sealed class SiteLine(Uri address, Key? key, SiteClock time, Clock clock)
{
    private const int LargestAnswer = 8 << 20;
    private const int Patience = 30_000;

    static SiteLine()
    {
        ServicePointManager.Expect100Continue = false;
        // Old systems have nothing better, and where there is something better it is taken; what is said is signed besides.
#pragma warning disable CA5364
        try
        {
            // TLS 1.2, for which .NET Framework 4.0 has no name, and what the system may have had before it.
            ServicePointManager.SecurityProtocol = (SecurityProtocolType)3072 | (SecurityProtocolType)768 | SecurityProtocolType.Tls;
        }
        catch (NotSupportedException)
        {
            ServicePointManager.SecurityProtocol = SecurityProtocolType.Tls;
        }
#pragma warning restore CA5364
    }

    public SiteAnswer Get(string path) => Ask("GET", path, null, null);

    public SiteAnswer Post(string path, JsonObject body) =>
        Ask("POST", path, Digest.Utf8.GetBytes(JsonWriter.Write(body)), new() { ["Content-Type"] = "application/json" });

    /// <summary>Returns yes and no alike, as far as the site signed them.</summary>
    /// <param name="method">As in HTTP.</param>
    /// <param name="path">With the query.</param>
    /// <param name="body">Null where there is none.</param>
    /// <param name="headers">More headers.</param>
    public SiteAnswer Ask(string method, string path, byte[]? body, WebHeaderCollection? headers)
    {
        var answer = AskOnce(method, path, body, headers, out var asked);
        if (answer.Status == 401 && answer.Code == "time-wrong" && TimeOf(answer) is { } told)
        {
            time.Learn(told, asked, signed: false);
            answer = AskOnce(method, path, body, headers, out _);
        }

        return answer;
    }

    private static long? TimeOf(SiteAnswer answer) =>
        long.TryParse(answer.Header("Dewar-Time"), NumberStyles.None, CultureInfo.InvariantCulture, out var milliseconds) ? milliseconds : null;

    private SiteAnswer AskOnce(string method, string path, byte[]? body, WebHeaderCollection? headers, out long asked)
    {
        var uri = new Uri(address, path);
        var nonce = Digest.Hex(Digest.Random(16));
        try
        {
            var request = Prepare(method, uri, nonce, body ?? [], headers);
            asked = clock.Steady;
            if (body is not null)
            {
                request.ContentLength = body.Length;
                using var to = request.GetRequestStream();
                to.Write(body, 0, body.Length);
            }

            using var response = AnswerOf(request);
            var answer = new SiteAnswer((int)response.StatusCode, response.Headers, Read(response));
            Judge(answer, nonce, asked);
            return answer;
        }
        catch (WebException failure)
        {
            throw Away(failure);
        }
        catch (IOException failure)
        {
            throw Away(failure);
        }
    }

    private SiteTrouble Away(Exception failure) => new(TroubleKind.Away, address.Host + " does not answer (" + failure.Message.TrimEnd('.') + ").", failure);

    private HttpWebRequest Prepare(string method, Uri uri, string nonce, byte[] body, WebHeaderCollection? headers)
    {
        var request = (HttpWebRequest)WebRequest.Create(uri);
        request.Method = method;
        // The site is near; looking for a proxy takes old systems half a minute.
        request.Proxy = null;
        request.Timeout = request.ReadWriteTimeout = Patience;
        request.AllowAutoRedirect = false;
        request.UserAgent = "dewar-logger";
        foreach (string name in headers ?? [])
        {
            if (name == "Content-Type")
            {
                request.ContentType = headers![name];
            }
            else
            {
                request.Headers[name] = headers![name];
            }
        }

        if (key is not null)
        {
            var now = time.Now.ToString(CultureInfo.InvariantCulture);
            var digest = Digest.Hex(Digest.Sha256(body));
            request.Headers["Dewar-Key"] = key.Id;
            request.Headers["Dewar-Time"] = now;
            request.Headers["Dewar-Nonce"] = nonce;
            request.Headers["Dewar-Digest"] = digest;
            request.Headers["Dewar-Signature"] = Signature.OfRequest(key.Secret, method, uri.PathAndQuery, now, nonce, digest);
        }

        return request;
    }

    private static HttpWebResponse AnswerOf(HttpWebRequest request)
    {
        try
        {
            return (HttpWebResponse)request.GetResponse();
        }
        catch (WebException failure) when (failure.Response is HttpWebResponse no)
        {
            return no;
        }
    }

    private static byte[] Read(HttpWebResponse response)
    {
        using var from = response.GetResponseStream();
        using var bytes = new MemoryStream();
        var buffer = new byte[8192];
        for (int count; (count = from.Read(buffer, 0, buffer.Length)) > 0;)
        {
            bytes.Write(buffer, 0, count);
            if (bytes.Length > LargestAnswer)
            {
                throw new SiteTrouble(TroubleKind.Untrusted, "The answer is far larger than one of the site's.");
            }
        }

        return bytes.ToArray();
    }

    private void Judge(SiteAnswer answer, string nonce, long asked)
    {
        if (key is null)
        {
            return;
        }

        var told = answer.Header("Dewar-Time");
        var signature = answer.Header("Dewar-Signature");
        if (signature != "" && Signature.AreSame(signature, Signature.OfAnswer(key.Secret, nonce, answer.Status, told, answer.Body)) && TimeOf(answer) is { } now)
        {
            time.Learn(now, asked, signed: true);
            return;
        }

        // A site that does not know the key can't sign. What it says is no, and that is all that is believed.
        if (signature != "" || answer.Status != 401)
        {
            throw answer.Status >= 500 || answer.Status == 404
                ? new SiteTrouble(TroubleKind.Away, "What answers at " + address.Authority + " is not the site, or it is not well (" + answer.Status + ").")
                : new SiteTrouble(TroubleKind.Untrusted, "The answer is not signed by this computer's site.");
        }
    }
}
