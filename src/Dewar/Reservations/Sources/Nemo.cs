using System.Globalization;
using System.Text.Json;
using Dewar.Hosting;

namespace Dewar.Reservations;

/// <summary>
/// NEMO, the laboratory management of many nanofabs. One source is one server. Answers are taken in the order in which NexusLIMS takes them: asked after the use,
/// before it, when it was booked.
/// </summary>
internal sealed class Nemo : ICalendarKind
{
    private const int MostPages = 100;

    public string Name => "nemo";
    public string Help => "a NEMO server: its tools, users, projects, reservations and usage events, with a token";

    public void Check(CalendarSetup setup)
    {
        CalendarKinds.MustBeWeb(setup.Address, "https://nemo.example.org/api/");
        try
        {
            _ = ForeignTime.Pattern(setup.TimeFormat ?? "") + ForeignTime.Pattern(setup.QueryFormat ?? "");
        }
        catch (FormatException bad)
        {
            throw Refusal.Invalid("format-invalid", bad.Message);
        }
    }

    public async Task<Fetched> Fetch(Look look, CancellationToken ct)
    {
        var warnings = new List<string>();
        var tools = Tools(look, await All(look, "tools/", ct), warnings);
        var users = (await All(look, "users/", ct)).Select(NemoUser.Of).Where(each => each.Id.Length > 0).GroupBy(each => each.Id).ToDictionary(each => each.Key, each => each.Last());
        var projects = (await All(look, "projects/", ct)).Where(each => ForeignJson.Text(each, "id") is not null).GroupBy(each => ForeignJson.Text(each, "id")!)
            .ToDictionary(each => each.Key, each => ForeignJson.Text(each.Last(), "name") ?? ForeignJson.Text(each.Last(), "application_identifier") ?? "");
        var window = (From: Written(look, look.From), To: Written(look, look.To));
        var booked = await All(look, Query.Of("reservations/", ("end__gte", window.From), ("start__lte", window.To)), ct);
        var used = await All(look, Query.Of("usage_events/", ("start__gte", window.From), ("start__lte", window.To)), ct);

        var uses = Latest(used).Select(each => Event(look, each, tools, users, "use", NemoAnswers.Of(each, "run_data", "post_run_data").Or(NemoAnswers.Of(each, "pre_run_data")), warnings))
            .OfType<FetchedTime>().Where(each => each.StartsAt < look.To).ToList();
        var reservations = Latest(booked).Select(each => Event(look, each, tools, users, "reservation", NemoAnswers.Of(each, "question_data"), warnings))
            .OfType<FetchedTime>().Where(each => each.StartsAt < look.To && each.EndsAt > look.From).ToList();
        return new([.. reservations.Select(each => WithAnswersOfUse(each, uses, look.Now)).Select(Listed(booked, projects))],
            [.. uses.Select(each => WithAnswersOfBooking(each, reservations, look.Now)).Select(Listed(used, projects))], warnings, look.Full);
    }

    /// <summary>What NEMO itself has down, where nobody answered a question about it.</summary>
    private static Func<FetchedTime, FetchedTime> Listed(List<JsonElement> events, Dictionary<string, string> projects)
    {
        var listed = Latest(events).ToDictionary(each => ForeignJson.Text(each, "id")!, each => new Said
        {
            Title = ForeignJson.Text(each, "title") ?? "",
            Project = projects.GetValueOrDefault(Reference(each, "project")) is { Length: > 0 } project ? project : null,
        });
        return it => it with { Said = it.Said.Or(listed[it.Id]) };
    }

    private static Dictionary<string, string> Tools(Look look, List<JsonElement> tools, List<string> warnings)
    {
        var found = new Dictionary<string, string>();
        foreach (var tool in tools)
        {
            var (id, name) = (ForeignJson.Text(tool, "id") ?? "", ForeignJson.Text(tool, "name") ?? "");
            var said = look.Setup.Tools ?? new Dictionary<string, string>();
            var named = said.FirstOrDefault(each => each.Key == id || each.Key.Equals(name, StringComparison.OrdinalIgnoreCase)).Value ?? name;
            if (look.Instruments.FirstOrDefault(each => each.Equals(named, StringComparison.OrdinalIgnoreCase)) is { } instrument)
            {
                found[id] = instrument;
            }
        }

        if (found.Count == 0)
        {
            warnings.Add($"None of the {tools.Count} tools is an instrument here. Say which is which: 'tools' of the source.");
        }

        return found;
    }

    /// <summary>The latest word of each: pages that were made while somebody changed one may have it twice.</summary>
    private static IEnumerable<JsonElement> Latest(List<JsonElement> events) => events.GroupBy(each => ForeignJson.Text(each, "id")).Where(each => each.Key is not null).Select(each => each.Last());

    private static FetchedTime? Event(
        Look look, JsonElement it, Dictionary<string, string> tools, Dictionary<string, NemoUser> users, string what, Said said, List<string> warnings)
    {
        var id = ForeignJson.Text(it, "id")!;
        if (!tools.TryGetValue(Reference(it, "tool"), out var instrument))
        {
            return null;
        }

        var (start, end) = (Time(look, it, "start"), Time(look, it, "end"));
        if (start is null || end < start || what == "reservation" && end is null || end is null && ForeignJson.Text(it, "end") is { Length: > 0 })
        {
            warnings.Add($"The {what} {id} is left out: {(start is null || end is null ? "a time of it can't be read; set timeFormat as this NEMO writes times" : "it ends before it begins")}.");
            return null;
        }

        var user = users.GetValueOrDefault(Reference(it, "user")) ?? NemoUser.Unknown;
        var cancelled = ForeignJson.Is(it, "cancelled") || ForeignJson.Text(it, "descendant") is { Length: > 0 };
        return new(id, instrument, start.Value, end, user.Shown, [user.Names], said)
        {
            Cancelled = cancelled,
            CancelReason = !cancelled ? null : ForeignJson.Text(it, "descendant") is { Length: > 0 } ? "changed in NEMO" : "cancelled in NEMO",
            Operator = (users.GetValueOrDefault(Reference(it, "operator")) ?? NemoUser.Unknown).Shown,
            Link = new Uri(Base(look), what == "use" ? $"../event_details/usage/{Uri.EscapeDataString(id)}/" : $"../event_details/reservation/{Uri.EscapeDataString(id)}/").ToString(),
        };
    }

    /// <summary>What somebody said before or after the use counts more than what was said when booking.</summary>
    private static FetchedTime WithAnswersOfUse(FetchedTime booked, List<FetchedTime> uses, DateTimeOffset now) =>
        Closest(booked, uses, now) is { } use ? booked with { Said = use.Said.Or(booked.Said) } : booked;

    private static FetchedTime WithAnswersOfBooking(FetchedTime use, List<FetchedTime> booked, DateTimeOffset now) => Closest(use, booked.FindAll(each => !each.Cancelled), now) is { } its ? use with { Said = use.Said.Or(its.Said) } : use;

    private static FetchedTime? Closest(FetchedTime it, List<FetchedTime> others, DateTimeOffset now)
    {
        return others.Where(each => each.Instrument == it.Instrument && each.User == it.User && Common(each) > TimeSpan.Zero).MaxBy(Common);

        TimeSpan Common(FetchedTime other) =>
            new(Math.Min((it.EndsAt ?? now).UtcTicks, (other.EndsAt ?? now).UtcTicks) - Math.Max(it.StartsAt.UtcTicks, other.StartsAt.UtcTicks));
    }

    /// <summary>The number of something, also where NEMO was asked to write all of it out.</summary>
    private static string Reference(JsonElement it, string name) =>
        it.TryGetProperty(name, out var value) ? (value.ValueKind == JsonValueKind.Object ? ForeignJson.Text(value, "id") : ForeignJson.Text(value)) ?? "" : "";

    private static DateTimeOffset? Time(Look look, JsonElement it, string name) => ForeignJson.Text(it, name) is not { Length: > 0 } text ? null
        : look.Setup.TimeFormat is { } form ? ForeignTime.Parse(text, form, look.Zone) : ForeignTime.Iso(text, look.Zone);

    private static string Written(Look look, DateTimeOffset at) => look.Setup.QueryFormat is { } form ? ForeignTime.Write(at, form, look.Zone)
        : at.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss'+00:00'", CultureInfo.InvariantCulture);

    private static Uri Base(Look look) => new($"{look.Setup.Address!.TrimEnd('/')}/");

    /// <summary>A list whole, or in pages that name the next one. A next page elsewhere is not asked: the token is for this server.</summary>
    private static async Task<List<JsonElement>> All(Look look, string path, CancellationToken ct)
    {
        var (all, address, asked) = (new List<JsonElement>(), new Uri(Base(look), path), new HashSet<string>());
        var left = Look.MostBytes;
        while (true)
        {
            if (!asked.Add(address.AbsoluteUri) || asked.Count > MostPages || left < 0)
            {
                throw new SourceTrouble($"{address.Host} gives page after page without an end. Nothing of that was taken; it is asked again later.");
            }

            var answer = await look.Get(address, headers =>
            {
                headers.TryAddWithoutValidation("Accept", "application/json");
                if (look.Secret is { } token)
                {
                    headers.TryAddWithoutValidation("Authorization", $"Token {token}");
                }
            }, ct);
            left -= answer.Body.Length;
            using var page = ForeignJson.Parse(answer, address.Host);
            var root = page.RootElement.Clone();
            if (root.ValueKind == JsonValueKind.Array)
            {
                all.AddRange(root.EnumerateArray().Where(each => each.ValueKind == JsonValueKind.Object));
                return all;
            }

            all.AddRange(ForeignJson.List(root, "results", address.Host));
            if (ForeignJson.Text(root, "next") is not { Length: > 0 } next)
            {
                return all;
            }

            var following = new Uri(address, next);
            address = following.Host == address.Host && following.Scheme is "http" or "https" ? new UriBuilder(following) { Scheme = address.Scheme, Port = address.Port }.Uri
                : throw new SourceTrouble($"{address.Host} names a next page on another server; the token is not given there.");
        }
    }
}

internal sealed record NemoUser(string Id, string Username, string FullName, string Email)
{
    public static NemoUser Unknown { get; } = new("", "", "", "");

    public string Shown => FullName.Length > 0 ? FullName : Username;

    public IReadOnlyList<string> Names => [Username, Email, FullName];

    public static NemoUser Of(JsonElement it) => new(ForeignJson.Text(it, "id") ?? "", ForeignJson.Text(it, "username") ?? "",
        $"{ForeignJson.Text(it, "first_name")} {ForeignJson.Text(it, "last_name")}".Trim(), ForeignJson.Text(it, "email") ?? "");
}
