using Dewar.Database;

namespace Dewar.Access;

/// <summary>
/// Finds the account of somebody whom a calendar or a logger names: by account name or e-mail address, and if that finds nobody by full name, whatever the case. Where two
/// fit it is nobody: a record under a wrong name is worse than one without.
/// </summary>
internal sealed class Accounts
{
    private readonly ILookup<string, long> _byName, _byFullName;

    private Accounts(List<(long Id, string Name, string FullName, string Email)> people)
    {
        _byName = people.SelectMany(each => new[] { each.Name, each.Email }.Where(name => name.Length > 0).Select(Plain).Distinct().Select(name => (name, each.Id))).ToLookup(each => each.name, each => each.Id);
        _byFullName = people.Where(each => each.FullName.Length > 0).ToLookup(each => Plain(each.FullName), each => each.Id);
    }

    public static async Task<Accounts> Read(Transaction read, CancellationToken ct) => new(await read.Query(
        $"select id, name, full_name, email from access_user where disabled_us is null", row => (row.GetInt64(0), row.GetString(1), row.GetString(2), row.GetString(3)), ct));

    /// <param name="names">All that is known of one person.</param>
    public long? Of(IEnumerable<string> names)
    {
        var plain = names.Select(Plain).Where(name => name.Length > 0).Distinct().ToList();
        var found = plain.SelectMany(name => _byName[name]).Distinct().ToList();
        found = found.Count > 0 ? found : plain.SelectMany(name => _byFullName[name]).Distinct().ToList();
        return found is [var one] ? one : null;
    }

    /// <summary>Of several people the first who has an account.</summary>
    public long? OfFirst(IEnumerable<IReadOnlyList<string>> people) => people.Select(Of).FirstOrDefault(found => found is not null);

    private static string Plain(string name) => string.Join(' ', name.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries)).ToLowerInvariant();
}
