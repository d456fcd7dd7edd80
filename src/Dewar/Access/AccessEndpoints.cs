using Dewar.Hosting;
using Microsoft.AspNetCore.Http.HttpResults;

namespace Dewar.Access;

internal static class AccessEndpoints
{
    private static readonly TimeSpan SessionLife = TimeSpan.FromDays(14);

    public static void Map(IEndpointRouteBuilder app)
    {
        Acting.Map(app);
        People.Map(app);
        var api = app.MapGroup("/api").WithTags("Access");

        api.MapPost("/sign-in", In).OpenToAll().WithSummary("Sign in: a cookie for browsers, a token for programs");
        api.MapPost("/sign-out", Out).NeedsSignIn().WithSummary("End the session or token that asks");
        api.MapPost("/set-password", FirstPassword).OpenToAll().WithSummary("Set a password with a one-time token");
        api.MapGet("/me", Me).NeedsSignIn().WithSummary("Who one is to the site");

        api.MapGet("/tokens", Tokens).NeedsSignIn().WithSummary("Your tokens; with all=true everybody's (administrators)");
        api.MapPost("/tokens", AddToken).NeedsUser().WithSummary("Make a token; its secret is in this answer and nowhere else");
        api.MapDelete("/tokens/{token}", RevokeToken).NeedsUser().WithSummary("Revoke a token at once");

        api.MapGet("/users", Users).NeedsAdministrator().WithSummary("All accounts");
        api.MapPost("/users", AddUser).NeedsAdministrator().WithSummary("Make an account");
        api.MapGet("/users/{user}", ShowUser).NeedsAdministrator().WithSummary("One account");
        api.MapPatch("/users/{user}", ChangeUser).NeedsAdministrator().WithSummary("Change role, stations, names; disable or enable");
        api.MapPut("/users/{user}/password", Password).NeedsUser().WithSummary("Set one's own password, or anybody's (administrators)");

        api.MapGet("/groups", Groups).NeedsSignIn().WithSummary("All groups and their members");
        api.MapPost("/groups", AddGroup).NeedsAdministrator().WithSummary("Make a group");
        api.MapPut("/groups/{group}/members/{user}", AddMember).NeedsAdministrator().WithSummary("Put a user in a group");
        api.MapDelete("/groups/{group}/members/{user}", RemoveMember).NeedsAdministrator().WithSummary("Take a user out of a group");
    }

    /// <summary>Checks name and password; counts failures. The portal's form uses it too.</summary>
    public static async Task<TokenMade> SignIn(
        HttpContext http, SignIn form, UserStore users, TokenStore tokens, SignInLimit limit, CancellationToken ct)
    {
        var address = http.Connection.RemoteIpAddress?.ToString() ?? "";
        limit.Check(form.Name, address);
        if (await users.Check(form.Name, form.Password, ct) is not { } user)
        {
            limit.Failed(form.Name, address);
            throw new Refusal(401, "sign-in-failed", "The name or the password is wrong, or the account is disabled.");
        }

        var scope = user.Role == Role.Administrator ? Scope.Admin : Scope.Write;
        var caller = Caller.Nobody with { Name = form.Name };
        return form.Token is null
            ? await tokens.Make(caller, "session", "browser", user.Id, null, scope, SessionLife, ct)
            : await tokens.Make(caller, "program", form.Token, user.Id, null, scope, SessionLife, ct);
    }

    /// <summary>Puts the session's cookie in the answer.</summary>
    public static void SetCookie(HttpContext http, TokenMade session) => http.Response.Cookies.Append(Authentication.Cookie, session.Secret, new()
    {
        HttpOnly = true,
        SameSite = SameSiteMode.Lax,
        Secure = http.Request.IsHttps,
        Expires = session.Token.ExpiresAt,
        Path = "/",
        IsEssential = true,
    });

    private static async Task<Ok<SignedIn>> In(HttpContext http, SignIn form, UserStore users, TokenStore tokens, SignInLimit limit, CancellationToken ct)
    {
        var made = await SignIn(http, form, users, tokens, limit, ct);
        var role = (await users.Find(form.Name, ct))!.Role;
        if (form.Token is not null)
        {
            return TypedResults.Ok(new SignedIn(form.Name, role, made.Secret, made.Token.ExpiresAt));
        }

        SetCookie(http, made);
        return TypedResults.Ok(new SignedIn(form.Name, role, null, made.Token.ExpiresAt));
    }

    public static async Task<NoContent> Out(HttpContext http, TokenStore tokens, CancellationToken ct)
    {
        var caller = http.Caller();
        await tokens.Revoke(caller, caller.UserId, caller.Token!, ct);
        http.Response.Cookies.Delete(Authentication.Cookie);
        return TypedResults.NoContent();
    }

    public static async Task<NoContent> FirstPassword(SetPassword form, UserStore users, TokenStore tokens, CancellationToken ct)
    {
        if (await tokens.Recognise(form.Token, ct) is not { Kind: "setup" } found)
        {
            throw new Refusal(401, "token-invalid", "This link was used already or has expired. An administrator, or a restart of a site without one, makes a new one.");
        }

        await users.SetPassword(found.Caller, found.Caller.Name, form.Password, ct);
        return TypedResults.NoContent();
    }

    private static Ok<Me> Me(HttpContext http)
    {
        var caller = http.Caller();
        return TypedResults.Ok(new Me(caller.Name, caller.Role, caller.Scope, caller.Station, caller.StaffOf));
    }

    private static async Task<Ok<List<Token>>> Tokens(HttpContext http, TokenStore tokens, CancellationToken ct, bool all = false) => http.Caller() switch
    {
        { SeesAll: false } when all => throw Refusal.Forbidden("Only an administrator may list everybody's tokens."),
        var caller => TypedResults.Ok(await tokens.List(all ? null : caller.UserId ?? -1, ct)),
    };

    public static async Task<Ok<TokenMade>> AddToken(HttpContext http, NewToken form, TokenStore tokens, StationIsKnown isKnown, CancellationToken ct)
    {
        var caller = http.Caller();
        var life = Parse(form.Expires);
        if (string.IsNullOrWhiteSpace(form.Name) || form.Name.Length > 100 || form.Name.Any(char.IsControl))
        {
            throw Refusal.Invalid("name-invalid", "A token's name has 1 to 100 characters, none of them a control character.");
        }

        if (form.Scope == Scope.Station)
        {
            var station = form.Station ?? form.Name;
            if (OwnStation.IsOf(station, caller.Name) && caller.MayChange)
            {
                return TypedResults.Ok(await tokens.Make(caller, "station", form.Name, caller.UserId, station, Scope.Station, life, ct));
            }

            if (!caller.IsStaffOf(station))
            {
                throw Refusal.Forbidden($"Only administrators and the staff of '{station}' may make a token for that station.");
            }

            await MustKnow([station], isKnown, ct);
            return TypedResults.Ok(await tokens.Make(caller, "station", form.Name, null, station, Scope.Station, life, ct));
        }

        if (form.Scope == Scope.Worker)
        {
            return caller.Administers ? TypedResults.Ok(await tokens.Make(caller, "worker", form.Name, null, null, Scope.Worker, life, ct))
                : throw Refusal.Forbidden("Only administrators may make a token for a worker: it reads the files of all experiments.");
        }

        if (form.Station is not null)
        {
            throw Refusal.Invalid("scope-invalid", $"A token for the station '{form.Station}' has the scope 'station'.");
        }

        if (form.Scope > caller.Scope || (form.Scope == Scope.Admin && !caller.Administers))
        {
            throw Rules.TooSmall(caller);
        }

        return TypedResults.Ok(await tokens.Make(caller, "program", form.Name, caller.UserId, null, form.Scope, life, ct));
    }

    private static async Task<NoContent> RevokeToken(HttpContext http, string token, TokenStore tokens, CancellationToken ct)
    {
        var caller = http.Caller();
        await tokens.Revoke(caller, caller.Administers ? null : caller.UserId, token, ct);
        return TypedResults.NoContent();
    }

    private static async Task<Ok<List<User>>> Users(UserStore users, CancellationToken ct) => TypedResults.Ok(await users.List(ct));

    public static async Task<Ok<UserMade>> AddUser(HttpContext http, NewUser form, UserStore users, StationIsKnown isKnown, CancellationToken ct)
    {
        await MustKnow(form.StaffOf, isKnown, ct);
        return TypedResults.Ok(await users.Add(http.Caller(), form, ct));
    }

    private static async Task<Ok<User>> ShowUser(string user, UserStore users, CancellationToken ct) =>
        TypedResults.Ok(await users.Find(user, ct) ?? throw Refusal.NotFound("user", user));

    public static async Task<Ok<User>> ChangeUser(HttpContext http, string user, UserChange form, UserStore users, StationIsKnown isKnown, CancellationToken ct)
    {
        await MustKnow(form.StaffOf, isKnown, ct);
        return TypedResults.Ok(await users.Change(http.Caller(), user, form, ct));
    }

    /// <summary>No station is ever removed: what is known stays so until the change is written.</summary>
    private static async Task MustKnow(IReadOnlyList<string>? stations, StationIsKnown isKnown, CancellationToken ct)
    {
        foreach (var station in stations ?? [])
        {
            if (!await isKnown(station, ct))
            {
                throw Refusal.NotFound("station", station);
            }
        }
    }

    public static async Task<NoContent> Password(HttpContext http, string user, NewPassword form, UserStore users, SignInLimit limit, CancellationToken ct)
    {
        var caller = http.Caller();
        if (caller.Name != user && !caller.Administers)
        {
            throw Refusal.Forbidden("Only an administrator may set somebody else's password.");
        }

        if (!caller.Administers)
        {
            await MustKnowPassword(http, form, users, limit, ct);
        }

        await users.SetPassword(caller, user, form.Password, ct);
        return TypedResults.NoContent();
    }

    /// <summary>Whoever asks gives the present password: somebody else may sit at a browser that was left open.</summary>
    public static async Task OwnPassword(HttpContext http, NewPassword form, UserStore users, SignInLimit limit, CancellationToken ct)
    {
        await MustKnowPassword(http, form, users, limit, ct);
        await users.SetPassword(http.Caller(), http.Caller().Name, form.Password, ct);
    }

    private static async Task MustKnowPassword(HttpContext http, NewPassword form, UserStore users, SignInLimit limit, CancellationToken ct)
    {
        var (user, address) = (http.Caller().Name, http.Connection.RemoteIpAddress?.ToString() ?? "");
        limit.Check(user, address);
        if (form.Current is null)
        {
            throw Refusal.Invalid("password-missing", "To set your own password, give the current one, too (--current-file FILE).");
        }

        if (await users.Check(user, form.Current, ct) is null)
        {
            limit.Failed(user, address);
            throw Refusal.Invalid("password-wrong", "The current password is not right.");
        }
    }

    private static async Task<Ok<List<Group>>> Groups(GroupStore groups, CancellationToken ct) => TypedResults.Ok(await groups.List(ct));

    private static async Task<Ok<Group>> AddGroup(HttpContext http, NewGroup form, GroupStore groups, CancellationToken ct) =>
        TypedResults.Ok(await groups.Add(http.Caller(), form, ct));

    private static async Task<NoContent> AddMember(HttpContext http, string group, string user, GroupStore groups, CancellationToken ct)
    {
        await groups.Put(http.Caller(), group, user, member: true, ct);
        return TypedResults.NoContent();
    }

    private static async Task<NoContent> RemoveMember(HttpContext http, string group, string user, GroupStore groups, CancellationToken ct)
    {
        await groups.Put(http.Caller(), group, user, member: false, ct);
        return TypedResults.NoContent();
    }

    private static TimeSpan Parse(string duration)
    {
        try
        {
            return Duration.Parse(duration);
        }
        catch (FormatException bad)
        {
            throw Refusal.Invalid("expiry-invalid", bad.Message);
        }
    }
}
