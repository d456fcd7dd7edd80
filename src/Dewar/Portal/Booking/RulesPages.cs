using System.Globalization;
using Dewar.Access;
using Dewar.Hosting;
using Dewar.Instruments;
using Dewar.Portal.Pages;
using Dewar.Reservations;

namespace Dewar.Portal;

/// <param name="Hours">The opening hours as they are typed, a line for each day.</param>
public sealed record RulesView(Instrument It, BookingRules Rules, string Hours, IReadOnlyList<string> Groups, string? Done = null, string? Refused = null);

/// <summary>How an instrument may be booked, for its staff.</summary>
internal static class RulesPages
{
    private static readonly char[] Lines = ['\r', '\n'];

    public static async Task<IResult> Show(string instrument, InstrumentStore instruments, BookingStore bookings, GroupStore groups, CancellationToken ct, string? done = null)
    {
        var it = await ReservationEndpoints.Find(instruments, instrument, ct);
        var rules = await bookings.Rules(it.Name, ct);
        return Page.Of<RulesPage, RulesView>(new(it, rules, Written(rules), [.. (await groups.List(ct)).Select(each => each.Name)], done == "yes" ? "Saved." : null));
    }

    public static async Task<IResult> Save(HttpContext http, string instrument, InstrumentStore instruments, BookingStore bookings, GroupStore groups, CancellationToken ct)
    {
        var (it, fields) = (await ReservationEndpoints.Find(instruments, instrument, ct), await FormFields.Read(http, ct));
        var rules = await bookings.Rules(it.Name, ct);
        try
        {
            rules = new(fields["open"] switch { "yes" => true, "no" => false, _ => null }, fields["zone"].Trim(), (int)Number(fields, "shortest"), (int)Number(fields, "longest"), (int)Number(fields, "ahead"),
                (int)Number(fields, "gap"), fields.OrNull("weekly") is null ? null : Number(fields, "weekly"), Read(fields["hours"]), [.. fields["groups"].Split(',', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries)]);
            await bookings.SetRules(http.Caller(), it.Name, rules, ct);
            return new SeeOther($"{BookedShow.Instrument(it.Name)}/rules?done=yes");
        }
        catch (Refusal refusal) when (refusal.Status < 500)
        {
            return Page.Of<RulesPage, RulesView>(new(it, rules, fields["hours"], [.. (await groups.List(ct)).Select(each => each.Name)], Refused: refusal.Message), refusal.Status);
        }
    }

    private static double Number(FormFields fields, string name) =>
        double.TryParse(fields[name].Trim(), NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out var number) && number < 1e6 ? number
        : throw Refusal.Invalid("number-invalid", $"'{fields[name]}' is no number; give one for “{name}”.");

    /// <summary>Lines such as "Mon Tue Wed 08:00-20:00" or "Sat 10:00-14:00".</summary>
    private static List<OpeningHours> Read(string text)
    {
        var hours = new List<OpeningHours>();
        foreach (var line in text.Split(Lines, StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries))
        {
            var words = line.Replace('–', '-').Split([' ', ','], StringSplitOptions.RemoveEmptyEntries);
            var times = words[^1].Split('-');
            var days = words[..^1].Select(word => Enum.GetValues<DayOfWeek>().Where(day => word.Length >= 2 && day.ToString().StartsWith(word, StringComparison.OrdinalIgnoreCase)).ToList()).ToList();
            if (days.Count == 0 || days.Exists(each => each.Count != 1) || times.Length != 2)
            {
                throw Refusal.Invalid("hours-invalid", $"'{line}' can't be read: write the days and the hours, as Mon Tue Wed 08:00-20:00.");
            }

            hours.AddRange(days.Select(each => new OpeningHours(each[0], times[0].Trim(), times[1].Trim())));
        }

        return hours;
    }

    private static string Written(BookingRules rules) => string.Join('\n', rules.OpenAt.GroupBy(each => $"{each.From}-{each.To}").Select(each => $"{string.Join(' ', each.Select(hours => hours.Day.ToString()[..3]))} {each.Key}"));
}
