using Dewar.Access;
using Dewar.Database;
using Dewar.Experiments;
using Dewar.Hosting;

namespace Dewar.Search;

/// <summary>What a caller may see: in it everything is found, counted, completed and offered, and nothing else.</summary>
internal sealed class SearchScope
{
    private readonly SiteDatabase _database;
    private readonly Sql _seen;
    private IReadOnlyList<(long Id, string Name, string Title)>? _experiments;

    private SearchScope(SiteDatabase database, Sql seen, HashSet<double>? visible) => (_database, _seen, Visible) = (database, seen, visible);

    /// <summary>The numbers of the experiments; null for all.</summary>
    public IReadOnlySet<double>? Visible { get; }

    public static async Task<SearchScope> Of(SiteDatabase database, Caller caller, CancellationToken ct)
    {
        var seen = ExperimentStore.Seen(caller);
        return new(database, seen, caller.SeesAll ? null
            : [.. await database.Query($"select e.id from experiments_experiment e where {seen}", row => (double)row.GetInt64(0), ct)]);
    }

    public async Task<IReadOnlyList<(long Id, string Name, string Title)>> Experiments(CancellationToken ct) =>
        _experiments ??= await _database.Query($"select e.id, e.name, e.title from experiments_experiment e where {_seen}", row => (row.GetInt64(0), row.GetString(1), row.GetString(2)), ct);

    public async Task<IReadOnlyDictionary<long, string>> Names(IEnumerable<long> ids, CancellationToken ct) =>
        (await _database.Query($"select e.id, e.name from experiments_experiment e where e.id in {Sql.List(ids)} and {_seen}", row => (Id: row.GetInt64(0), Name: row.GetString(1)), ct))
        .ToDictionary(each => each.Id, each => each.Name);

    /// <summary>Keys that people made up, in experiments that the caller may see.</summary>
    /// <param name="like">Only those that have this in them, in letters of any size; null for all.</param>
    public Task<List<string>> OwnKeys(string? like, int most, CancellationToken ct)
    {
        var pattern = $"%{like?.ToLowerInvariant().Replace("!", "!!").Replace("%", "!%").Replace("_", "!_")}%";
        Sql which = like is null ? Sql.Nothing : $" and lower(k.name) like {pattern} escape '!'";
        return _database.Query($"""
            select distinct k.name from search_key k join experiments_experiment e on e.id = k.experiment_id where {_seen}{which} order by k.name limit {most}
            """, row => row.GetString(0), ct);
    }

    /// <summary>Understands a query.</summary>
    /// <exception cref="Refusal">It can't be understood; says where.</exception>
    public async Task<Wish> Parse(string text, TimeProvider time, CancellationToken ct)
    {
        var own = new List<string>();
        // Keys are looked up only for names that are in the query at all: people may have made up thousands.
        foreach (var word in text.Split([':', '=', '<', '>', '!'], 50).SkipLast(1).Concat(text.Contains("has:", StringComparison.Ordinal) ? text.Split("has:").Skip(1) : []))
        {
            foreach (var name in Names(word).Where(name => SearchKeys.Find(name) is null).Distinct())
            {
                own.AddRange(await OwnKeys(name, 20, ct));
            }
        }

        SearchKey? Own(string name) => (own.Find(each => each == name) ?? own.Find(each => each.Equals(name, StringComparison.OrdinalIgnoreCase))) is { } known ? SearchKey.Own(known) : null;
        try
        {
            return QueryParser.Parse(text, Own, time);
        }
        catch (QueryFault fault)
        {
            throw new Refusal(400, "query-invalid", fault.Message) { At = (fault.Start, fault.Length) };
        }
    }

    // The last word before a sign, or the first behind has: — bare, or in quotes.
    private static IEnumerable<string> Names(string text)
    {
        var trimmed = text.Trim();
        if (trimmed.EndsWith('"') && trimmed.TrimEnd('"').LastIndexOf('"') is >= 0 and var open)
        {
            yield return trimmed[(open + 1)..^1];
        }

        if (trimmed.StartsWith('"') && trimmed.IndexOf('"', 1) is > 0 and var close)
        {
            yield return trimmed[1..close];
        }

        if (trimmed.Split([' ', '(', ')', '-', '\t', '\n'], StringSplitOptions.RemoveEmptyEntries) is [.. var words])
        {
            foreach (var word in (string[])[.. words.Take(1), .. words.TakeLast(1)])
            {
                yield return word.Trim('"');
            }
        }

        yield return trimmed.Split([' ', '(', '\t', '\n']).Last().TrimStart('-');
    }
}
