using System.Text.RegularExpressions;
using Dewar.Audit;
using Dewar.Database;
using Dewar.Hosting;
using Microsoft.AspNetCore.Identity;

namespace Dewar.Access;

/// <summary>Accounts and their passwords.</summary>
internal sealed partial class UserStore(SiteDatabase database, AuditLog audit, TokenStore tokens, TimeProvider time)
{
    public const int ShortestPassword = 8;
    private const int LongestPassword = 1000;
    private static readonly TimeSpan SetupLife = TimeSpan.FromDays(7);
    private static readonly PasswordHasher<string> Hasher = new();

    /// <summary>Compared against when there is no such user, so that the answer takes as long.</summary>
    private static readonly Lazy<string> Decoy = new(() => Hasher.HashPassword("", "decoy"));

    public Task<List<User>> List(CancellationToken ct) => database.Read(read => Find(read, null, ct), ct);

    public async Task<User?> Find(string name, CancellationToken ct) => (await database.Read(read => Find(read, name, ct), ct)).SingleOrDefault();

    public Task<UserMade> Add(Caller who, NewUser user, CancellationToken ct)
    {
        if (!Name().IsMatch(user.Name))
        {
            throw Refusal.Invalid("name-invalid", $"'{user.Name}' can't be a user's name: use up to 64 letters, digits, dots, dashes and underscores, a letter or digit first.");
        }

        Check(user.FullName, user.Email);
        var password = user.Password is null ? null : Hash(user.Name, user.Password);
        return audit.Write(async write =>
        {
            await write.Lock("users", ct);
            if (await IdOf(write, user.Name, ct) is not null)
            {
                throw Refusal.Conflict("user-exists", $"There is a user '{user.Name}' already.");
            }

            await write.Execute($"""
                insert into access_user (name, full_name, email, role, password, created_us)
                values ({user.Name}, {user.FullName}, {user.Email}, {Lower(user.Role)}, {password}, {time.GetUtcNow().InMicroseconds})
                """, ct);
            var id = (await IdOf(write, user.Name, ct))!.Value;
            await SetStations(write, id, user.StaffOf ?? [], ct);
            var setup = password is null ? await tokens.Make(write, who, "setup", $"password of {user.Name}", id, null, Scope.Write, SetupLife, ct) : null;
            await audit.Append(write, who.Who, "user.added", user.Name, null, new { user.Role, user.StaffOf }, ct);
            return new UserMade((await Find(write, user.Name, ct)).Single(), setup?.Secret);
        }, ct);
    }

    public Task<User> Change(Caller who, string name, UserChange change, CancellationToken ct) => audit.Write(async write =>
    {
        var id = await IdOf(write, name, ct) ?? throw Refusal.NotFound("user", name);
        Check(change.FullName, change.Email);
        if (change.FullName is not null || change.Email is not null || change.Role is not null)
        {
            await write.Execute($"""
                update access_user set full_name = coalesce({change.FullName ?? (object)DBNull.Value}, full_name),
                    email = coalesce({change.Email ?? (object)DBNull.Value}, email),
                    role = coalesce({(change.Role is { } role ? Lower(role) : (object)DBNull.Value)}, role)
                where id = {id}
                """, ct);
        }

        if (change.StaffOf is { } stations)
        {
            await SetStations(write, id, stations, ct);
        }

        if (change.Disabled is true)
        {
            await write.Execute($"update access_user set disabled_us = {time.GetUtcNow().InMicroseconds} where id = {id} and disabled_us is null", ct);
            await write.Execute($"delete from access_token where user_id = {id}", ct);
        }
        else if (change.Disabled is false)
        {
            await write.Execute($"update access_user set disabled_us = null where id = {id}", ct);
        }

        if (await write.Number($"select count(*) from access_user where role = 'administrator' and disabled_us is null", ct) == 0)
        {
            throw Refusal.Conflict("last-administrator", $"'{name}' is the last administrator: make another one first.");
        }

        await audit.Append(write, who.Who, "user.changed", name, null, change, ct);
        return (await Find(write, name, ct)).Single();
    }, ct);

    /// <summary>The user, when name and password are right and the account is not disabled.</summary>
    /// <param name="memory">Where it is remembered that it was right, to be quick the next time.</param>
    public async Task<(long Id, Role Role)?> Check(string name, string password, CancellationToken ct, PasswordMemory? memory = null)
    {
        var found = await database.First(
            $"select id, role, password, disabled_us from access_user where name = {name}",
            row => new { Id = row.GetInt64(0), Role = Enum.Parse<Role>(row.GetString(1), true), Password = row.TextOrNull(2), Disabled = !row.IsDBNull(3) }, ct);
        var known = found?.Password is { } hash && memory?.Knows(name, password, hash) is true;
        var fits = known || Hasher.VerifyHashedPassword(name, found?.Password ?? Decoy.Value, password.Length > LongestPassword ? "" : password) != PasswordVerificationResult.Failed;
        if (fits && !known && found?.Password is not null)
        {
            memory?.Remember(name, password, found.Password);
        }

        return fits && found is { Password: not null, Disabled: false } ? (found.Id, found.Role) : null;
    }

    /// <summary>Sets a password and ends what was signed in with the old one.</summary>
    public Task SetPassword(Caller who, string name, string password, CancellationToken ct)
    {
        var hash = Hash(name, password);
        return audit.Write(async write =>
        {
            var id = await IdOf(write, name, ct) ?? throw Refusal.NotFound("user", name);
            await write.Execute($"update access_user set password = {hash} where id = {id}", ct);
            await TokenStore.RevokeAll(write, "session", id, ct);
            await TokenStore.RevokeAll(write, "setup", id, ct);
            await audit.Append(write, who.Who, "user.password-set", name, null, new { }, ct);
        }, ct);
    }

    /// <summary>
    /// Makes the administrator's account when there is no administrator yet. Returns the one-time token that sets its password,
    /// or null when a password was given or one can sign in already.
    /// </summary>
    public async Task<string?> EnsureAdministrator(string? password, CancellationToken ct)
    {
        var site = Caller.Nobody with { Name = "site" };
        var found = await database.First(
            $"select name, password is not null from access_user where role = 'administrator' and disabled_us is null order by id limit 1",
            row => new { Name = row.GetString(0), Ready = Convert.ToBoolean(row.GetValue(1), System.Globalization.CultureInfo.InvariantCulture) }, ct);
        if (found is null)
        {
            return (await Add(site, new("admin", password, "Administrator", "", Role.Administrator), ct)).SetupToken;
        }

        if (found.Ready)
        {
            return null;
        }

        if (password is not null)
        {
            await SetPassword(site, found.Name, password, ct);
            return null;
        }

        return await audit.Write(async write =>
        {
            var id = await IdOf(write, found.Name, ct);
            await TokenStore.RevokeAll(write, "setup", id, ct);
            return (await tokens.Make(write, site, "setup", $"password of {found.Name}", id, null, Scope.Write, SetupLife, ct)).Secret;
        }, ct);
    }

    public static async Task<long?> IdOf(Transaction read, string name, CancellationToken ct) =>
        await read.First($"select id from access_user where name = {name}", row => (long?)row.GetInt64(0), ct);

    private static async Task<List<User>> Find(Transaction read, string? name, CancellationToken ct)
    {
        Sql which = name is null ? $"1 = 1" : (Sql)$"u.name = {name}";
        var users = await read.Query($"""
            select u.id, u.name, u.full_name, u.email, u.role, u.created_us, u.disabled_us, u.password is not null
            from access_user u where {which} order by u.name
            """, row => (Id: row.GetInt64(0), User: new User(row.GetString(1), row.GetString(2), row.GetString(3), Enum.Parse<Role>(row.GetString(4), true),
            [], [], row.Instant(5), row.InstantOrNull(6), Convert.ToBoolean(row.GetValue(7), System.Globalization.CultureInfo.InvariantCulture))), ct);
        var stations = await read.Query(
            $"select s.user_id, s.station from access_staff s join access_user u on u.id = s.user_id where {which} order by s.station", row => (row.GetInt64(0), row.GetString(1)), ct);
        var groups = await read.Query($"""
            select m.user_id, g.name from access_group_member m join access_group g on g.id = m.group_id
            join access_user u on u.id = m.user_id where {which} order by g.name
            """, row => (row.GetInt64(0), row.GetString(1)), ct);
        var stationsOf = stations.ToLookup(each => each.Item1, each => each.Item2);
        var groupsOf = groups.ToLookup(each => each.Item1, each => each.Item2);
        return [.. users.Select(each => each.User with { StaffOf = [.. stationsOf[each.Id]], Groups = [.. groupsOf[each.Id]] })];
    }

    private static void Check(string? fullName, string? email)
    {
        Refusal.UnlessOneLine("full name", fullName);
        Refusal.UnlessOneLine("e-mail address", email);
    }

    private static async Task SetStations(Transaction write, long id, IReadOnlyList<string> stations, CancellationToken ct)
    {
        await write.Execute($"delete from access_staff where user_id = {id}", ct);
        foreach (var station in stations.Distinct())
        {
            await write.Execute($"insert into access_staff (user_id, station) values ({id}, {station})", ct);
        }
    }

    private static string Hash(string name, string password) => password.Length switch
    {
        < ShortestPassword => throw Refusal.Invalid("password-too-short", $"The password of '{name}' must have at least {ShortestPassword} characters."),
        > LongestPassword => throw Refusal.Invalid("password-too-long", $"A password has at most {LongestPassword} characters."),
        _ => Hasher.HashPassword(name, password),
    };

    private static string Lower(Role role) => role.ToString().ToLowerInvariant();

    [GeneratedRegex("^[A-Za-z0-9][A-Za-z0-9._-]{0,63}$")]
    private static partial Regex Name();
}
