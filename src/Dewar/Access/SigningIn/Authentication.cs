using Dewar.Hosting;

namespace Dewar.Access;

/// <summary>Finds out who asks, by bearer token or cookie, below /dav also by name and password, before any route is reached.</summary>
internal sealed class Authentication(RequestDelegate next)
{
    public const string Cookie = "dewar";

    private const string NameAndPassword = "Basic ";

    public async Task Invoke(HttpContext http, TokenStore tokens, BasicSignIn basic)
    {
        var header = http.Request.Headers.Authorization.ToString();
        var isDav = http.Request.Path.StartsWithSegments("/dav");
        if (isDav)
        {
            http.Response.OnStarting(Ask, http.Response);
        }

        if (header.StartsWith("Bearer ", StringComparison.OrdinalIgnoreCase))
        {
            var found = await tokens.Recognise(header["Bearer ".Length..].Trim(), http.RequestAborted);
            http.Features.Set(found is { Kind: "program" or "station" or "worker" } known ? known.Caller
                : throw new Refusal(401, "token-invalid", "The token is unknown, expired or revoked, or its user is disabled."));
        }
        else if (isDav && header.StartsWith(NameAndPassword, StringComparison.OrdinalIgnoreCase))
        {
            http.Features.Set(await basic.Recognise(http, header[NameAndPassword.Length..], http.RequestAborted));
        }
        else if (http.Request.Cookies[Cookie] is { Length: > 0 } cookie && await tokens.Recognise(cookie, http.RequestAborted) is { Kind: "session" } session)
        {
            if (!IsSafe(http.Request) && !IsFromOurPage(http.Request))
            {
                throw new Refusal(403, "foreign-page", "This request came from a page of another site and was not carried out.");
            }

            http.Features.Set(session.Caller);
        }

        await next(http);
    }

    /// <summary>Programs of WebDAV send what they know only when they are asked for it.</summary>
    private static Task Ask(object response)
    {
        if (response is HttpResponse { StatusCode: 401 } refused)
        {
            refused.Headers.WWWAuthenticate = "Basic realm=\"Dewar\", charset=\"UTF-8\"";
        }

        return Task.CompletedTask;
    }

    private static bool IsSafe(HttpRequest request) => HttpMethods.IsGet(request.Method) || HttpMethods.IsHead(request.Method) || HttpMethods.IsOptions(request.Method);

    /// <summary>
    /// A browser sends the cookie along whoever made the page; what it says of the page's origin tells. Old browsers send only a referrer.
    /// The portal's sign-in asks too, so that no foreign page signs somebody in as somebody else.
    /// </summary>
    public static bool IsFromOurPage(HttpRequest request)
    {
        if (request.Headers["Sec-Fetch-Site"].ToString() is { Length: > 0 } relation)
        {
            return relation is "same-origin" or "none";
        }

        var origin = request.Headers.Origin.ToString() is { Length: > 0 } given ? given : request.Headers.Referer.ToString();
        return Uri.TryCreate(origin, UriKind.Absolute, out var page) && page.Authority == request.Host.Value;
    }
}
