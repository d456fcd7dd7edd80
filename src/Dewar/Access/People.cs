using Dewar.Database;
using Dewar.Hosting;
using Microsoft.AspNetCore.Http.HttpResults;

namespace Dewar.Access;

/// <summary>Somebody who may become a member: as little as is needed to tell people apart.</summary>
/// <param name="Kind">user or group.</param>
/// <param name="FullName">Of a user; what a group is for.</param>
public sealed record Person(string Kind, string Name, string FullName);

/// <summary>Finds people and groups by a few letters of a name. Nobody can list all accounts this way.</summary>
internal sealed class People(SiteDatabase database)
{
    private const int Most = 10, Fewest = 2;

    public static void Map(IEndpointRouteBuilder app) => app.MapGet("/api/people", Search).WithTags("Access").NeedsUser()
        .WithSummary("People and groups with these letters in their names, a few; at least two letters");

    public async Task<List<Person>> Find(string? text, CancellationToken ct)
    {
        if (text?.Trim().ToLowerInvariant() is not { Length: >= Fewest } letters)
        {
            return [];
        }

        var pattern = $"%{letters.Replace("!", "!!", StringComparison.Ordinal).Replace("%", "!%", StringComparison.Ordinal).Replace("_", "!_", StringComparison.Ordinal)}%";
        var users = await database.Query($"""
            select name, full_name from access_user where disabled_us is null and lower(name || ' ' || full_name) like {pattern} escape '!' order by name limit {Most}
            """, row => new Person("user", row.GetString(0), row.GetString(1)), ct);
        var groups = await database.Query($"""
            select name, description from access_group where lower(name || ' ' || description) like {pattern} escape '!' order by name limit {Most}
            """, row => new Person("group", row.GetString(0), row.GetString(1)), ct);
        return [.. users.Concat(groups).Take(Most)];
    }

    private static async Task<Ok<List<Person>>> Search(People people, CancellationToken ct, string? text = null) => TypedResults.Ok(await people.Find(text, ct));
}
