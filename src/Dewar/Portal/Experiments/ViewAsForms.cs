using Dewar.Access;
using Dewar.Audit;
using Dewar.Hosting;

namespace Dewar.Portal;

/// <summary>An administrator looks at the site as somebody else sees it, and comes back.</summary>
internal static class ViewAsForms
{
    public static async Task<IResult> Begin(HttpContext http, UserStore users, TokenStore tokens, CancellationToken ct)
    {
        var fields = await FormFields.Read(http, ct);
        var made = await Acting.Take(http.Caller(), fields["user"].Trim(), fields["reason"].Trim(), "session", users, tokens, ct);
        http.Response.Cookies.Append(Acting.OwnCookie, http.Request.Cookies[Authentication.Cookie] ?? "", new()
        {
            HttpOnly = true, SameSite = SameSiteMode.Lax, Secure = http.Request.IsHttps, Expires = made.Token.ExpiresAt, Path = "/", IsEssential = true,
        });
        AccessEndpoints.SetCookie(http, made);
        return SeeOther.Local(fields["next"]);
    }

    /// <summary>Back to one's own session; whoever has none signs in again.</summary>
    public static async Task<IResult> End(HttpContext http, TokenStore tokens, AuditLog audit, CancellationToken ct)
    {
        if (http.Request.Cookies[Acting.OwnCookie] is not { Length: > 0 } own)
        {
            return new SeeOther("/");
        }

        var caller = http.Caller();
        await tokens.Revoke(caller, caller.UserId, caller.Token!, ct);
        http.Response.Cookies.Delete(Acting.OwnCookie, new() { Path = "/" });
        if (await tokens.Recognise(own, ct) is not ({ } administrator, "session"))
        {
            http.Response.Cookies.Delete(Authentication.Cookie, new() { Path = "/" });
            return new SeeOther("/sign-in");
        }

        http.Response.Cookies.Append(Authentication.Cookie, own, new() { HttpOnly = true, SameSite = SameSiteMode.Lax, Secure = http.Request.IsHttps, Path = "/", IsEssential = true });
        await audit.Write(write => audit.Append(write, administrator.Who, "view.ended", caller.Name, null, new { }, ct), ct);
        return new SeeOther("/");
    }
}
