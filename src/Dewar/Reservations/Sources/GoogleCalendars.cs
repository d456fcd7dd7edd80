using System.Globalization;
using System.Text.Json;
using Dewar.Hosting;

namespace Dewar.Reservations;

/// <summary>Google Calendar by its API: the list of events, series already taken apart, page by page. With an API key for calendars that are public, else a bearer token.</summary>
internal sealed class GoogleCalendars : ICalendarKind
{
    private const int MostPages = 50;
    private const string Usual = "https://www.googleapis.com/calendar/v3";
    private static readonly string[] Makers = ["creator", "organizer"];

    public string Name => "google";
    public string Help => "Google Calendar by its API, with an API key or a bearer token";

    public void Check(CalendarSetup setup)
    {
        if (string.IsNullOrWhiteSpace(setup.Calendar))
        {
            throw Refusal.Invalid("calendar-missing", "Say which calendar: its id stands in its settings at Google, under 'Integrate calendar'.");
        }

        if (setup.Address is not null)
        {
            CalendarKinds.MustBeWeb(setup.Address, Usual);
        }
    }

    public async Task<Fetched> Fetch(Look look, CancellationToken ct)
    {
        var found = new Dictionary<string, FetchedTime>();
        var (warnings, token, tokens) = (new List<string>(), (string?)null, new HashSet<string>());
        // API keys are of this form; anything else is a token.
        var isKey = look.Secret?.StartsWith("AIza", StringComparison.Ordinal) is true || look.Secret?.StartsWith("key:", StringComparison.Ordinal) is true;
        do
        {
            var address = new Uri(Query.Of($"{(look.Setup.Address ?? Usual).TrimEnd('/')}/calendars/{Uri.EscapeDataString(look.Setup.Calendar!)}/events", ("singleEvents", "true"), ("showDeleted", "true"),
                ("timeMin", Stamp(look.From)), ("timeMax", Stamp(look.To)), ("maxResults", "2500"), ("pageToken", token), ("key", isKey ? look.Secret!.Replace("key:", "", StringComparison.Ordinal) : null)));
            var answer = await look.Get(address, headers =>
            {
                if (!isKey && look.Secret is not null)
                {
                    headers.Authorization = new("Bearer", look.Secret);
                }
            }, ct);
            using var page = ForeignJson.Parse(answer, address.Host);
            var root = page.RootElement;
            foreach (var item in ForeignJson.List(root, "items", address.Host))
            {
                Take(look, item, found, warnings);
            }

            token = ForeignJson.Text(root, "nextPageToken") is { Length: > 0 } next ? next : null;
            if (token is not null && (!tokens.Add(token) || tokens.Count > MostPages))
            {
                throw new SourceTrouble($"{address.Host} gives page after page without an end. Nothing of that was taken; it is asked again later.");
            }
        }
        while (token is not null);
        return new([.. found.Values], [], warnings, look.Full);
    }

    private static void Take(Look look, JsonElement item, Dictionary<string, FetchedTime> found, List<string> warnings)
    {
        var id = ForeignJson.Text(item, "id");
        var cancelled = ForeignJson.Text(item, "status") == "cancelled";
        // A cancelled instance has only the time at which it was to be.
        var (start, end) = (Time(look, item, "start") ?? Time(look, item, "originalStartTime"), Time(look, item, "end"));
        if (id is not { Length: > 0 } || start is null || end is null && !cancelled || end < start)
        {
            if (!cancelled)
            {
                warnings.Add($"An event is left out: {(id is null ? "it has no id" : start is null || end is null ? "it has no start or no end that can be read" : "it ends before it begins")}.");
            }

            return;
        }

        var people = new List<IReadOnlyList<string>>();
        var user = "";
        foreach (var person in Makers.Where(key => item.TryGetProperty(key, out _)).Select(item.GetProperty)
            .Concat(item.TryGetProperty("attendees", out var attendees) && attendees.ValueKind == JsonValueKind.Array ? attendees.EnumerateArray() : []))
        {
            var (name, email) = (ForeignJson.Text(person, "displayName") ?? "", ForeignJson.Text(person, "email") ?? "");
            people.Add([name, email]);
            user = user.Length > 0 ? user : name.Length > 0 ? name : email;
        }

        var summary = ForeignJson.Text(item, "summary") ?? "";
        people.Add([summary]);
        var time = new FetchedTime(id, look.Setup.Instrument!, start.Value, end ?? start.Value, user, people, CalendarTimes.Of(summary, ForeignJson.Text(item, "description") ?? ""))
        {
            Cancelled = cancelled,
            CancelReason = cancelled ? "cancelled in its calendar" : null,
            Link = ForeignJson.Text(item, "htmlLink"),
        };
        // Pages that were made while somebody changed an event may have it twice: the later word counts.
        found[id] = time;
    }

    private static DateTimeOffset? Time(Look look, JsonElement item, string key)
    {
        if (!item.TryGetProperty(key, out var time) || time.ValueKind != JsonValueKind.Object)
        {
            return null;
        }

        if (ForeignJson.Text(time, "date") is { } date)
        {
            return DateTime.TryParseExact(date, "yyyy-MM-dd", CultureInfo.InvariantCulture, DateTimeStyles.None, out var day) ? look.Zone.At(day) : null;
        }

        var zone = ForeignJson.Text(time, "timeZone") is { } name ? Zones.Named(name) ?? look.Zone : look.Zone;
        return ForeignJson.Text(time, "dateTime") is { } text ? ForeignTime.Iso(text, zone) : null;
    }

    private static string Stamp(DateTimeOffset at) => at.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss'Z'", CultureInfo.InvariantCulture);
}
