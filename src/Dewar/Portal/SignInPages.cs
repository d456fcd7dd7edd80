using Dewar.Access;
using Dewar.Hosting;
using Dewar.Portal.Pages;

namespace Dewar.Portal;

/// <param name="Next">Where to go afterwards.</param>
public sealed record SignInView(string Name = "", string? Next = null, string? Notice = null, string? Refused = null);

public sealed record SetPasswordView(string? Refused = null);

/// <summary>Signing in and out, and the first password.</summary>
internal static class SignInPages
{
    public static IResult Form(HttpContext http, string? next = null, string? now = null) => http.Caller().IsUser
        ? SeeOther.Local(next)
        : Page.Of<SignInPage, SignInView>(new(Next: next, Notice: now switch
        {
            "password-set" => "The password is set. Sign in with it.",
            "signed-out" => "You are signed out.",
            _ => null,
        }));

    public static async Task<IResult> SignIn(HttpContext http, UserStore users, TokenStore tokens, SignInLimit limit, CancellationToken ct)
    {
        var form = await FormFields.Read(http, ct);
        MustBeOurPage(http);
        var (name, next) = (form["name"].Trim(), form["next"]);
        try
        {
            AccessEndpoints.SetCookie(http, await AccessEndpoints.SignIn(http, new(name, form["password"]), users, tokens, limit, ct));
            return SeeOther.Local(next);
        }
        catch (Refusal refusal) when (refusal.Status < 500)
        {
            return Page.Of<SignInPage, SignInView>(new(name, next, null, refusal.Message), refusal.Status);
        }
    }

    public static async Task<IResult> SignOut(HttpContext http, TokenStore tokens, CancellationToken ct)
    {
        await AccessEndpoints.Out(http, tokens, ct);
        return new SeeOther("/sign-in?now=signed-out");
    }

    public static IResult PasswordForm() => Page.Of<SetPasswordPage, SetPasswordView>(new());

    public static async Task<IResult> SetPassword(HttpContext http, UserStore users, TokenStore tokens, CancellationToken ct)
    {
        var form = await FormFields.Read(http, ct);
        MustBeOurPage(http);
        try
        {
            await AccessEndpoints.FirstPassword(new(form["token"].Trim(), form["password"]), users, tokens, ct);
            return new SeeOther("/sign-in?now=password-set");
        }
        catch (Refusal refusal) when (refusal.Status < 500)
        {
            return Page.Of<SetPasswordPage, SetPasswordView>(new(refusal.Message), refusal.Status);
        }
    }

    private static void MustBeOurPage(HttpContext http)
    {
        if (!Authentication.IsFromOurPage(http.Request))
        {
            throw new Refusal(403, "foreign-page", "This request came from a page of another site and was not carried out.");
        }
    }
}
