using Dewar.Hosting;
using Microsoft.AspNetCore.Http.HttpResults;

namespace Dewar.Access;

/// <summary>
/// Administrators look at the site as somebody else sees it: with a token of that person that reads, lives an hour, and is written down with who
/// took it and why. There is no other way in, so what one sees is what that person sees.
/// </summary>
internal static class Acting
{
    public static readonly TimeSpan Life = TimeSpan.FromHours(1);

    /// <summary>Where a browser keeps the administrator's own session meanwhile.</summary>
    public const string OwnCookie = "dewar-own";

    public static void Map(IEndpointRouteBuilder app) => app.MapPost("/api/users/{user}/view", View).WithTags("Access").NeedsAdministrator()
        .WithSummary("A token that reads what somebody sees, for an hour; who took it and why is in the audit log");

    /// <param name="kind">session for a browser, program for programs.</param>
    public static async Task<TokenMade> Take(Caller who, string user, string reason, string kind, UserStore users, TokenStore tokens, CancellationToken ct)
    {
        Refusal.UnlessOneLine("reason", reason);
        if (string.IsNullOrWhiteSpace(reason))
        {
            throw Refusal.Invalid("reason-missing", "Say why you look: the reason stays in the audit log.");
        }

        var found = await users.Find(user, ct) ?? throw Refusal.NotFound("user", user);
        if (found.DisabledAt is not null || found.Role == Role.Administrator)
        {
            throw Refusal.Conflict("view-pointless", found.DisabledAt is not null ? $"The account '{user}' is disabled and sees nothing." : $"'{user}' is an administrator and sees what you see.");
        }

        return await tokens.MakeForView(who, user, reason.Trim(), kind, Life, ct);
    }

    private static async Task<Ok<TokenMade>> View(HttpContext http, string user, ViewReason form, UserStore users, TokenStore tokens, CancellationToken ct) =>
        TypedResults.Ok(await Take(http.Caller(), user, form.Reason, "program", users, tokens, ct));
}

/// <param name="Reason">Why; it stays in the audit log.</param>
public sealed record ViewReason(string Reason);
