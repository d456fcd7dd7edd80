using Dewar.Access;
using Dewar.Database;
using Dewar.Hosting;

namespace Dewar.Search;

/// <summary>A query that somebody keeps.</summary>
/// <param name="Owner">Whose it is.</param>
/// <param name="Shared">Everybody may use it; what they find is what they may see.</param>
public sealed record SavedSearch(string Id, string Name, string Query, string? Sort, bool Shared, string Owner, DateTimeOffset CreatedAt);

/// <param name="Shared">Others may use it, too.</param>
public sealed record NewSearch(string Query, string? Sort = null, bool Shared = false);

/// <summary>The queries that people keep, each by its name.</summary>
internal sealed class SavedSearches(SiteDatabase database, TimeProvider time)
{
    private const int Most = 500;

    public Task<List<SavedSearch>> List(Caller caller, CancellationToken ct) => database.Query($"""
        select s.public_id, s.name, s.query, s.sort, s.shared, u.name, s.created_us from search_saved s join access_user u on u.id = s.user_id
        where s.user_id = {caller.UserId ?? 0} or s.shared = 1 order by case when s.user_id = {caller.UserId ?? 0} then 0 else 1 end, s.name, s.id
        """, row => new SavedSearch(row.GetString(0), row.GetString(1), row.GetString(2), row.TextOrNull(3), row.GetInt64(4) != 0, row.GetString(5), row.Instant(6)), ct);

    /// <summary>Keeps a query under a name; one of this name is replaced.</summary>
    public async Task<SavedSearch> Put(Caller caller, string name, NewSearch form, CancellationToken ct)
    {
        Refusal.UnlessOneLine("name", name);
        Refusal.UnlessOneLine("order", form.Sort);
        if (string.IsNullOrWhiteSpace(name) || form.Query is null || form.Query.Length > 4000 || form.Query.Contains('\0'))
        {
            throw Refusal.Invalid("search-invalid", "A search that is kept has a name and a query of at most 4000 characters.");
        }

        await database.Write(async write =>
        {
            if (await write.Number($"select count(*) from search_saved where user_id = {caller.UserId} and name <> {name}", ct) >= Most)
            {
                throw Refusal.Conflict("searches-too-many", $"You keep {Most} searches; remove some first.");
            }

            await write.Execute($"""
                insert into search_saved (public_id, user_id, name, query, sort, shared, created_us)
                values ({Guid.CreateVersion7(time.GetUtcNow()).ToString()}, {caller.UserId}, {name}, {form.Query}, {form.Sort}, {form.Shared}, {time.GetUtcNow().InMicroseconds})
                on conflict (user_id, name) do update set query = excluded.query, sort = excluded.sort, shared = excluded.shared
                """, ct);
        }, ct);
        return (await List(caller, ct)).First(search => search.Name == name && search.Owner == caller.Name);
    }

    public async Task Remove(Caller caller, string name, CancellationToken ct)
    {
        if (await database.Execute($"delete from search_saved where user_id = {caller.UserId} and name = {name}", ct) == 0)
        {
            throw Refusal.NotFound("search", name);
        }
    }
}
