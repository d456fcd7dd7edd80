using Dewar.Access;
using Dewar.Hosting;
using Dewar.Instruments;
using Dewar.Portal.Pages;

namespace Dewar.Portal;

public sealed record TokensView(
    IReadOnlyList<Token> Tokens, IReadOnlyList<Instruments.Station> Stations, NewToken? Form = null, TokenMade? Made = null, string? Done = null, string? Refused = null);

public sealed record AccountView(Me Me, IReadOnlyList<Token> Tokens, NewToken? Form = null, TokenMade? Made = null, string? Done = null, string? Refused = null);

/// <summary>Everybody's tokens, for administrators; and for everybody the own ones and the own password.</summary>
internal static class TokenPages
{
    public static async Task<IResult> List(TokenStore tokens, StationStore stations, CancellationToken ct, string? done = null) =>
        Page.Of<TokensPage, TokensView>(new(await tokens.List(null, ct), await stations.List(ct), Done: Told(done)));

    public static async Task<IResult> Add(HttpContext http, TokenStore tokens, StationStore stations, StationIsKnown isKnown, CancellationToken ct)
    {
        var fields = await FormFields.Read(http, ct);
        var station = fields.OrNull("for");
        var form = new NewToken(fields["name"].Trim(), station is null ? Scope.Worker : Scope.Station, fields["expires"].Trim(), station);
        try
        {
            var made = (await AccessEndpoints.AddToken(http, form, tokens, isKnown, ct)).Value!;
            return Page.Of<TokensPage, TokensView>(new(await tokens.List(null, ct), await stations.List(ct), Made: made));
        }
        catch (Refusal refusal) when (refusal.Status < 500)
        {
            return Page.Of<TokensPage, TokensView>(new(await tokens.List(null, ct), await stations.List(ct), form, Refused: refusal.Message), refusal.Status);
        }
    }

    public static async Task<IResult> Revoke(HttpContext http, string token, TokenStore tokens, CancellationToken ct)
    {
        await tokens.Revoke(http.Caller(), null, token, ct);
        return new SeeOther("/admin/tokens?done=revoked");
    }

    public static async Task<IResult> Account(HttpContext http, TokenStore tokens, CancellationToken ct, string? done = null) =>
        Page.Of<AccountPage, AccountView>(new(Visit.Of(http).Me!, await Mine(http, tokens, ct), Done: Told(done)));

    public static async Task<IResult> AddMine(HttpContext http, TokenStore tokens, StationIsKnown isKnown, CancellationToken ct)
    {
        var fields = await FormFields.Read(http, ct);
        var scope = fields["scope"] switch { "write" => Scope.Write, "admin" => Scope.Admin, _ => Scope.Read };
        var form = new NewToken(fields["name"].Trim(), scope, fields["expires"].Trim());
        try
        {
            var made = (await AccessEndpoints.AddToken(http, form, tokens, isKnown, ct)).Value!;
            return Page.Of<AccountPage, AccountView>(new(Visit.Of(http).Me!, await Mine(http, tokens, ct), Made: made));
        }
        catch (Refusal refusal) when (refusal.Status < 500)
        {
            return await Refused(http, tokens, form, refusal, ct);
        }
    }

    public static async Task<IResult> RevokeMine(HttpContext http, string token, TokenStore tokens, CancellationToken ct)
    {
        await tokens.Revoke(http.Caller(), http.Caller().UserId ?? -1, token, ct);
        return new SeeOther("/account?done=revoked");
    }

    /// <summary>Asks for the present one whoever it is: somebody may sit at a browser that was left open.</summary>
    public static async Task<IResult> Password(HttpContext http, TokenStore tokens, UserStore users, SignInLimit limit, CancellationToken ct)
    {
        var fields = await FormFields.Read(http, ct);
        try
        {
            await AccessEndpoints.OwnPassword(http, new(fields["password"], fields["current"]), users, limit, ct);
            return new SeeOther("/sign-in?now=password-set");
        }
        catch (Refusal refusal) when (refusal.Status < 500)
        {
            return await Refused(http, tokens, null, refusal, ct);
        }
    }

    private static async Task<IResult> Refused(HttpContext http, TokenStore tokens, NewToken? form, Refusal refusal, CancellationToken ct) =>
        Page.Of<AccountPage, AccountView>(new(Visit.Of(http).Me!, await Mine(http, tokens, ct), form, Refused: refusal.Message), refusal.Status);

    private static Task<List<Token>> Mine(HttpContext http, TokenStore tokens, CancellationToken ct) => tokens.List(http.Caller().UserId ?? -1, ct);

    private static string? Told(string? done) => done == "revoked" ? "Revoked. Whoever used it is out." : null;
}
