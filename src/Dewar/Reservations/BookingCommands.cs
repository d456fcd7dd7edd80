using System.CommandLine;
using System.Globalization;
using Dewar.Hosting;

namespace Dewar.Reservations;

internal static class BookingCommands
{
    private static readonly Argument<string> Instrument = new("instrument") { Description = "The instrument's name" };
    private static readonly Argument<string> Id = new("id") { Description = "The booking's id, from the list" };

    public static Command Build() => new("booking", "Book instruments, and the calendars in which they are booked") { List(), Add(), Change(), Cancel(), Rules(), SourceCommands.Build() };

    private static Command List()
    {
        var (from, to) = (new Option<string?>("--from") { Description = "The first day or time; now, if not said" }, new Option<string?>("--to") { Description = "Until when; four weeks, if not said" });
        var all = new Option<bool>("--cancelled") { Description = "Also those that were cancelled" };
        return new Command("list", "Who has an instrument when") { Instrument, from, to, all }.Calls(async (line, api, ct) =>
        {
            var zone = Zone(await Rules(line, api, ct));
            var found = await api.Get<List<Reservation>>(Query.Of(At(line), ("from", Sent(line.GetValue(from), zone)), ("to", Sent(line.GetValue(to), zone)), ("cancelled", line.GetValue(all) ? "true" : null)), ct);
            if (line.WantsJson)
            {
                Screen.Json(found);
                return;
            }

            Screen.Table(found, ("id", r => r.Id), ("from", r => Local(r.StartsAt, zone)), ("to", r => Local(r.EndsAt, zone)), ("who", r => r.Account ?? r.User), ("title", r => r.Title),
                ("calendar", r => r.Source), ("cancelled", r => r.Cancelled ? r.CancelReason ?? "yes" : ""));
            Screen.Say($"Times are those of {zone.Name}.");
        });
    }

    private static Command Add()
    {
        var from = new Option<string>("--from") { Description = "When it begins, as 2026-11-23T09:00, where the instrument is", Required = true };
        var to = new Option<string>("--to") { Description = "When it ends", Required = true };
        var title = new Option<string>("--title") { Description = "What is done", DefaultValueFactory = _ => "" };
        var user = new Option<string?>("--for") { Description = "For whom, if not for oneself (staff)" };
        var (purpose, project, samples, consent) = (Purpose(), Project(), Samples(), Record());
        return new Command("add", "Book an instrument") { Instrument, from, to, title, purpose, project, samples, consent, user }.Calls(async (line, api, ct) =>
        {
            var zone = Zone(await Rules(line, api, ct));
            var made = await api.Post<Reservation>(At(line), new NewBooking(Time(line.GetValue(from)!, zone), Time(line.GetValue(to)!, zone), line.GetValue(title)!, line.GetValue(purpose) ?? "",
                line.GetValue(user), line.GetValue(project), Given(line.GetValue(samples)), line.GetValue(consent) ?? Consent.Unknown), ct);
            Show(line, made, zone);
        });
    }

    private static Command Change()
    {
        var (from, to) = (new Option<string?>("--from") { Description = "Another beginning" }, new Option<string?>("--to") { Description = "Another end" });
        var title = new Option<string?>("--title") { Description = "Another title" };
        var (purpose, project, samples, consent) = (Purpose(), Project(), Samples(), Record());
        return new Command("change", "Change a booking; the rules hold as for a new one") { Instrument, Id, from, to, title, purpose, project, samples, consent }.Calls(async (line, api, ct) =>
        {
            var zone = Zone(await Rules(line, api, ct));
            DateTimeOffset? When(Option<string?> option) => line.GetValue(option) is { } text ? Time(text, zone) : null;
            var changed = await api.Ask<Reservation>(HttpMethod.Patch, $"{At(line)}/{Query.Name(line.GetValue(Id)!)}", new BookingChange(When(from), When(to), line.GetValue(title), line.GetValue(purpose),
                line.GetValue(project), Given(line.GetValue(samples)), line.GetValue(consent)), ct);
            Show(line, changed, zone);
        });
    }

    private static Command Cancel()
    {
        var reason = new Option<string>("--reason") { Description = "Why; others can read it", DefaultValueFactory = _ => "" };
        return new Command("cancel", "Cancel a booking") { Instrument, Id, reason }.Calls((line, api, ct) =>
            api.Do(HttpMethod.Post, $"{At(line)}/{Query.Name(line.GetValue(Id)!)}/cancel", new BookingEnd(line.GetValue(reason)!), ct));
    }

    private static Command Rules()
    {
        var file = new Option<string?>("--set") { Description = "A file with other rules, as JSON like that which --json prints" };
        return new Command("rules", "How an instrument may be booked") { Instrument, file }.Calls(async (line, api, ct) =>
        {
            var path = $"api/instruments/{Query.Name(line.GetValue(Instrument)!)}/booking-rules";
            var rules = line.GetValue(file) is not { } name ? await Rules(line, api, ct)
                : await api.Ask<BookingRules>(HttpMethod.Put, path, System.Text.Json.JsonSerializer.Deserialize<BookingRules>(await File.ReadAllTextAsync(name, ct), Wire.Json), ct);
            if (line.WantsJson)
            {
                Screen.Json(rules);
                return;
            }

            Screen.Facts(("booked here", rules.Open switch { true => "yes", false => "no", null => "unless a calendar is connected" }), ("time zone", rules.Zone), ("shortest", $"{rules.ShortestMinutes} min"),
                ("longest", $"{rules.LongestMinutes} min"), ("ahead", $"{rules.AheadDays} days"), ("free between", $"{rules.GapMinutes} min"), ("a week", rules.WeeklyHours is { } hours ? $"{hours} h for a person" : null),
                ("open", HeldRules.Opening(rules)), ("who", rules.Bookers.Count > 0 ? string.Join(", ", rules.Bookers) : "everybody"));
        });
    }

    private static Option<string?> Purpose() => new("--purpose") { Description = "Why, in more words" };

    private static Option<string?> Project() => new("--project") { Description = "The project's id" };

    private static Option<string[]> Samples() => new("--sample") { Description = "A sample (several times for several)" };

    private static Option<Consent?> Record() => new("--record") { Description = "Whether a record of the session is wanted: yes or no" };

    private static List<Sample>? Given(string[]? names) => names is { Length: > 0 } ? [.. names.Select(name => new Sample(name))] : null;

    private static Task<BookingRules> Rules(ParseResult line, ApiClient api, CancellationToken ct) => api.Get<BookingRules>($"api/instruments/{Query.Name(line.GetValue(Instrument)!)}/booking-rules", ct);

    private static Zone Zone(BookingRules rules) => rules.In;

    private static string At(ParseResult line) => $"api/instruments/{Query.Name(line.GetValue(Instrument)!)}/reservations";

    /// <summary>With an offset it is an instant; else the time where the instrument is.</summary>
    private static DateTimeOffset Time(string text, Zone zone) => BookedTime.Parse(text, zone);

    private static string? Sent(string? text, Zone zone) => text is null ? null : Time(text, zone).ToString("O", CultureInfo.InvariantCulture);

    private static string Local(DateTimeOffset at, Zone zone) => zone.Local(at).ToString("yyyy-MM-dd HH:mm", CultureInfo.InvariantCulture);

    private static void Show(ParseResult line, Reservation it, Zone zone)
    {
        if (line.WantsJson)
        {
            Screen.Json(it);
            return;
        }

        Console.WriteLine(it.Id);
        Screen.Say($"{it.User} has {it.Instrument} from {Local(it.StartsAt, zone)} to {Local(it.EndsAt, zone)} ({zone.Name}).");
    }
}
