using System.Security.Cryptography;
using Dewar.Audit;
using Dewar.Database;
using Dewar.Hosting;

namespace Dewar.Access;

/// <summary>Tokens of every kind: made, recognised, listed, revoked.</summary>
internal sealed class TokenStore(SiteDatabase database, AuditLog audit, TimeProvider time)
{
    /// <summary>Longest life of a token; long enough for an experiment's whole campaign.</summary>
    public static readonly TimeSpan Longest = TimeSpan.FromDays(731);

    /// <summary>Before the name of the administrator who has a token in order to see what its owner sees.</summary>
    private const string ViewedBy = "viewed by ";

    private static readonly TimeSpan UsedNoticed = TimeSpan.FromMinutes(5);

    public Task<TokenMade> Make(Caller who, string kind, string name, long? userId, string? station, Scope scope, TimeSpan life, CancellationToken ct) =>
        audit.Write(write => Make(write, who, kind, name, userId, station, scope, life, ct), ct);

    public async Task<TokenMade> Make(
        Transaction write, Caller who, string kind, string name, long? userId, string? station, Scope scope, TimeSpan life, CancellationToken ct)
    {
        if (life > Longest || life <= TimeSpan.Zero)
        {
            throw Refusal.Invalid("expiry-invalid", $"A token lives between a moment and {Longest.TotalDays} days; {Duration.Show(life)} was asked for.");
        }

        var secret = Secret.New();
        var now = time.GetUtcNow();
        await write.Execute($"delete from access_token where expires_us < {(now - TimeSpan.FromDays(30)).InMicroseconds}", ct);
        await write.Execute($"""
            insert into access_token (public_id, digest, kind, name, user_id, station, scope, created_us, expires_us)
            values ({secret.PublicId}, {secret.Digest}, {kind}, {name}, {userId}, {station}, {scope.ToString().ToLowerInvariant()},
                    {now.InMicroseconds}, {(now + life).InMicroseconds})
            """, ct);
        var user = userId is null ? null : await write.First($"select name from access_user where id = {userId}", row => row.GetString(0), ct);
        await audit.Append(write, who.Who, $"token.made", name, null, new { id = secret.PublicId, kind, user, station, scope, expires = now + life }, ct);
        return new(new(secret.PublicId, name, kind, user, station, scope, now, now + life, null), secret.Whole);
    }

    /// <summary>A token of somebody that reads, for an administrator who is to see what that person sees. Its name says who took it.</summary>
    public Task<TokenMade> MakeForView(Caller who, string user, string reason, string kind, TimeSpan life, CancellationToken ct) => audit.Write(async write =>
    {
        var id = await UserStore.IdOf(write, user, ct) ?? throw Refusal.NotFound("user", user);
        var made = await Make(write, who, kind, $"{ViewedBy}{who.Name}", id, null, Scope.Read, life, ct);
        await audit.Append(write, who.Who, "view.began", user, null, new { reason, id = made.Token.Id, expires = made.Token.ExpiresAt }, ct);
        return made;
    }, ct);

    /// <summary>The token of the worker inside a site's own process: made at each start; those of its earlier ones end.</summary>
    /// <param name="home">The site's home folder: several processes may share the database, and none ends another's token.</param>
    public Task<string> EnsureEmbeddedWorker(string home, CancellationToken ct) => audit.Write(async write =>
    {
        var name = $"embedded in {Environment.MachineName}:{home}";
        await write.Execute($"delete from access_token where kind = 'worker' and name = {name}", ct);
        return (await Make(write, Caller.Nobody with { Name = "site" }, "worker", name, null, null, Scope.Worker, Longest - TimeSpan.FromDays(1), ct)).Secret;
    }, ct);

    /// <summary>Who this secret is; null when it is unknown, expired, revoked, or its user disabled.</summary>
    public async Task<(Caller Caller, string Kind)?> Recognise(string text, CancellationToken ct)
    {
        if (Secret.Parse(text) is not { } secret)
        {
            return null;
        }

        var now = time.GetUtcNow();
        var found = await database.First($"""
            select t.digest, t.kind, t.scope, t.station, t.expires_us, t.used_us, u.id, u.name, u.role, u.disabled_us, t.name
            from access_token t left join access_user u on u.id = t.user_id
            where t.public_id = {secret.PublicId}
            """, row => new
        {
            Digest = row.Bytes(0),
            Kind = row.GetString(1),
            Name = row.GetString(10),
            Scope = Enum.Parse<Scope>(row.GetString(2), true),
            Station = row.TextOrNull(3),
            Expires = row.Instant(4),
            Used = row.InstantOrNull(5),
            UserId = row.NumberOrNull(6),
            User = row.TextOrNull(7),
            Role = row.TextOrNull(8) is { } role ? Enum.Parse<Role>(role, true) : Role.User,
            Disabled = !row.IsDBNull(9),
        }, ct);
        if (found is null || found.Disabled || found.Expires <= now || !CryptographicOperations.FixedTimeEquals(found.Digest, secret.Digest))
        {
            return null;
        }

        if (found.Used is null || now - found.Used > UsedNoticed)
        {
            await database.Execute($"update access_token set used_us = {now.InMicroseconds} where public_id = {secret.PublicId}", ct);
        }

        var staffOf = found.Role == Role.Staff
            ? await database.Query($"select station from access_staff where user_id = {found.UserId}", row => row.GetString(0), ct) : [];
        var caller = new Caller
        {
            UserId = found.UserId,
            Name = found.User ?? found.Station ?? found.Name,
            Role = found.Role,
            Scope = found.Scope,
            Station = found.Kind == "station" ? found.Station : null,
            StaffOf = staffOf,
            Token = secret.PublicId,
            ViewedBy = found.Scope == Scope.Read && found.Name.StartsWith(ViewedBy, StringComparison.Ordinal) ? found.Name[ViewedBy.Length..] : null,
        };
        return (caller, found.Kind);
    }

    /// <summary>Tokens of a user, or of everybody; set-up tokens are not listed, sessions are.</summary>
    public Task<List<Token>> List(long? userId, CancellationToken ct)
    {
        Sql whose = userId is null ? $"1 = 1" : (Sql)$"t.user_id = {userId}";
        return database.Query($"""
            select t.public_id, t.name, t.kind, u.name, t.station, t.scope, t.created_us, t.expires_us, t.used_us
            from access_token t left join access_user u on u.id = t.user_id
            where {whose} and t.kind <> 'setup' and t.expires_us > {time.GetUtcNow().InMicroseconds}
            order by t.created_us desc
            """, row => new Token(row.GetString(0), row.GetString(1), row.GetString(2), row.TextOrNull(3), row.TextOrNull(4),
            Enum.Parse<Scope>(row.GetString(5), true), row.Instant(6), row.Instant(7), row.InstantOrNull(8)), ct);
    }

    /// <summary>Ends a token at once: by its id, or by its name if that names only one. Only the owner's, unless <paramref name="userId"/> is null.</summary>
    public Task Revoke(Caller who, long? userId, string idOrName, CancellationToken ct) => audit.Write(async write =>
    {
        Sql whose = userId is null ? $"1 = 1" : (Sql)$"user_id = {userId}";
        var ids = await write.Query($"""
            select public_id from access_token
            where (public_id = {idOrName} or (name = {idOrName} and expires_us > {time.GetUtcNow().InMicroseconds})) and {whose}
            """, row => row.GetString(0), ct);
        switch (ids.Count)
        {
            case 0:
                throw Refusal.NotFound("token", idOrName);
            case > 1:
                throw Refusal.Conflict("token-ambiguous", $"{ids.Count} tokens have the name '{idOrName}'; give the id of one: {string.Join(", ", ids)}.");
        }

        await write.Execute($"delete from access_token where public_id = {ids[0]}", ct);
        await audit.Append(write, who.Who, "token.revoked", idOrName, null, new { id = ids[0] }, ct);
    }, ct);

    /// <summary>Ends all tokens of a kind that a user has.</summary>
    public static Task RevokeAll(Transaction write, string kind, long? userId, CancellationToken ct) =>
        write.Execute($"delete from access_token where kind = {kind} and user_id = {userId}", ct);

    /// <summary>Ends a station's tokens of one name.</summary>
    public static Task RevokeNamed(Transaction write, string kind, string station, string name, CancellationToken ct) =>
        write.Execute($"delete from access_token where kind = {kind} and station = {station} and name = {name}", ct);
}
