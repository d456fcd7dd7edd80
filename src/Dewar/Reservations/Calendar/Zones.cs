using System.Collections.Concurrent;
using System.Text.RegularExpressions;

namespace Dewar.Reservations;

/// <summary>
/// The zones that a calendar's times name: those it brings itself, those of the IANA database, and what programs write instead, as Windows' names and
/// names behind somebody's prefix.
/// </summary>
/// <param name="floating">The zone of times that name none, and of whole days.</param>
internal sealed partial class Zones(Zone floating, CalendarBudget budget)
{
    private static readonly ConcurrentDictionary<string, Zone?> Known = new();
    private static readonly Lazy<Dictionary<string, string>> ByAnyCase = new(() =>
        TimeZoneInfo.GetSystemTimeZones().GroupBy(zone => zone.Id, StringComparer.OrdinalIgnoreCase).ToDictionary(each => each.Key, each => each.First().Id, StringComparer.OrdinalIgnoreCase));

    private readonly Dictionary<string, Component> _written = new(StringComparer.Ordinal);
    private readonly Dictionary<string, Zone> _found = new(StringComparer.Ordinal);

    public Zone Floating { get; } = floating;

    /// <summary>The zone of an IANA or Windows name; null when there is none.</summary>
    public static Zone? Named(string name)
    {
        name = name.Trim();
        if (name.Length is 0 or > 100)
        {
            return null;
        }

        // Names come from elsewhere: only those that are known stay here.
        return Known.TryGetValue(name, out var known) ? known : Make(name) is { } made ? Known.GetOrAdd(name, made) : null;
    }

    public void Add(Component zone)
    {
        if (zone.First("TZID") is { } id)
        {
            _written.TryAdd(id.Text.Trim(), zone);
        }
    }

    public Zone Find(string id, int line)
    {
        id = id.Trim();
        if (_found.TryGetValue(id, out var found))
        {
            return found;
        }

        return _found[id] = _written.TryGetValue(id, out var written) ? Written(id, written)
            : Named(id) ?? throw new CalendarFault(line, "the time zone is not known: the calendar neither brings its rules nor names one of the IANA or Windows names");
    }

    /// <summary>Rules that can't be used are no reason to do without the zone, when its name is well known.</summary>
    private Zone Written(string id, Component zone)
    {
        try
        {
            return zone.Fault is null ? WrittenZone.Of(id, zone, budget) : throw zone.Fault;
        }
        catch (CalendarFault) when ((zone.First("X-LIC-LOCATION") is { } place ? Named(place.Text) ?? Named(id) : Named(id)) is { } named)
        {
            return named;
        }
    }

    private static Zone? Make(string name)
    {
        if (name is "Z" or "GMT" or "UTC")
        {
            return Zone.Utc;
        }

        if (WindowsZones.Iana(name) is { } iana)
        {
            return Iana(iana);
        }

        if (!Plain().IsMatch(name))
        {
            return null;
        }

        // "/freeassociation.sourceforge.net/Europe/Berlin", "/citadel.org/20250101_1/America/Argentina/Salta": the zone stands at the end.
        var names = name.Split('/', StringSplitOptions.RemoveEmptyEntries);
        return Enumerable.Range(0, names.Length).Select(at => Iana(string.Join('/', names[at..]))).FirstOrDefault(zone => zone is not null);
    }

    private static NamedZone? Iana(string name)
    {
        // The list leaves out names of former days and those by offset (Asia/Calcutta, Etc/GMT+5), which have their files all the same. What is below right/ counts leap seconds.
        var id = ByAnyCase.Value.GetValueOrDefault(name, name);
        return !name.Contains("..", StringComparison.Ordinal) && !name.StartsWith("right/", StringComparison.Ordinal) && TimeZoneInfo.TryFindSystemTimeZoneById(id, out var zone) ? new(id, zone) : null;
    }

    [GeneratedRegex(@"^[A-Za-z0-9_+.\-/]+$")]
    private static partial Regex Plain();
}
