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

    /// <summary>The key of a name: one of Dewar's, or one that people made up in experiments that the caller may see; null when there is none.</summary>
    public async Task<SearchKey?> Key(string name, CancellationToken ct) => SearchKeys.Find(name) ?? (await OwnKey(name, ct) is { } own ? SearchKey.Own(own) : null);

    // As it is written before all others, which differ in the size of letters.
    private async Task<string?> OwnKey(string name, CancellationToken ct) => (await _database.Query($"""
        select k.name from search_key k join experiments_experiment e on e.id = k.experiment_id
        where {_seen} and (k.name = {name} or lower(k.name) = {name.ToLowerInvariant()}) order by case when k.name = {name} then 0 else 1 end, k.name limit 1
        """, row => row.GetString(0), ct)).FirstOrDefault();

    /// <summary>Understands a query.</summary>
    /// <exception cref="Refusal">It can't be understood; says where.</exception>
    public async Task<Wish> Parse(string text, TimeProvider time, CancellationToken ct)
    {
        // People may have made up thousands of keys: only those are looked up that the query names, which reading it once tells.
        var own = new Dictionary<string, SearchKey?>();
        SearchKey Noted(string name)
        {
            own[name] = null;
            return SearchKey.Own(name);
        }

        _ = Understand(text, Noted, time, out _);
        foreach (var name in own.Keys.ToList())
        {
            own[name] = await Key(name, ct);
        }

        return Understand(text, name => own[name], time, out var fault) ?? throw new Refusal(400, "query-invalid", fault!.Message) { At = (fault.Start, fault.Length) };
    }

    private static Wish? Understand(string text, Func<string, SearchKey?> own, TimeProvider time, out QueryFault? fault)
    {
        try
        {
            fault = null;
            return QueryParser.Parse(text, own, time);
        }
        catch (QueryFault found)
        {
            fault = found;
            return null;
        }
    }
}
