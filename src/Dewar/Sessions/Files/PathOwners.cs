using Dewar.Access;
using Dewar.Database;
using Dewar.Disk;
using Dewar.Hosting;

namespace Dewar.Sessions;

/// <summary>Tells by their paths whose files are, as an instrument's rules say; the first that fits counts.</summary>
internal sealed class PathOwners
{
    private const int MostRules = 100;

    private readonly List<(Glob Path, int Segment, string Person)> _rules;
    private readonly Accounts _accounts;

    private PathOwners(IEnumerable<PathOwner> rules, Accounts accounts)
    {
        _rules = [.. rules.Select(rule => (new Glob(rule.Path.Replace(PathOwner.Placeholder, "*", StringComparison.Ordinal)), Segment(rule), rule.Person))];
        _accounts = accounts;
    }

    /// <summary>Null where there are no rules.</summary>
    public static async Task<PathOwners?> Of(Transaction read, SessionRules rules, CancellationToken ct) =>
        rules.Owners is { Count: > 0 } owners ? new(owners, await Accounts.Read(read, ct)) : null;

    /// <summary>Null where no rule fits.</summary>
    public FileOwner? Of(string path)
    {
        foreach (var (pattern, segment, person) in _rules)
        {
            if (pattern.Matches(path))
            {
                var name = person == PathOwner.Nobody ? "" : person.Length > 0 ? person : path.Split('/')[segment];
                return new(name, name.Length > 0 ? _accounts.Of([name]) : null);
            }
        }

        return null;
    }

    public static void Check(IReadOnlyList<PathOwner> rules)
    {
        if (rules.Count > MostRules)
        {
            throw Refusal.Invalid("owners-invalid", $"At most {MostRules} rules say whose files are; these are {rules.Count}.");
        }

        foreach (var rule in rules)
        {
            Refusal.UnlessOneLine("path", rule.Path);
            Refusal.UnlessOneLine("person", rule.Person);
            try
            {
                _ = new Glob(rule.Path.Replace(PathOwner.Placeholder, "*", StringComparison.Ordinal));
            }
            catch (FormatException odd)
            {
                throw Refusal.Invalid("owners-invalid", odd.Message);
            }

            if (rule.Path.Length == 0 || (rule.Person.Length == 0 && Segment(rule) < 0))
            {
                throw Refusal.Invalid("owners-invalid",
                    $"'{rule.Path}' does not say whose the files are: name somebody behind it ('scans/** = ada', '-' for nobody), or put {PathOwner.Placeholder} for the folder with their name ('users/{PathOwner.Placeholder}/**'), not behind a '**'.");
            }
        }
    }

    /// <summary>Which part of a path is the person's name; -1 for none.</summary>
    private static int Segment(PathOwner rule)
    {
        var parts = rule.Path.TrimStart('/').Split('/');
        return Array.IndexOf(parts, PathOwner.Placeholder) is var at && parts.Take(Math.Max(at, 0)).Contains("**") ? -1 : at;
    }
}
