using System.Globalization;
using Dewar.Database;
using Dewar.Hosting;

namespace Dewar.Reservations;

/// <summary>Holds a booking against the rules of its instrument and against what others have. The same whether it is made or changed.</summary>
internal static class HeldRules
{
    /// <param name="before">The booking as it is; null for a new one.</param>
    /// <param name="account">Whose it is.</param>
    public static async Task Check(Transaction write, BookingRules rules, Reservation? before, Reservation it, long account, DateTimeOffset now, CancellationToken ct)
    {
        var length = it.EndsAt - it.StartsAt;
        var problem = length <= TimeSpan.Zero ? ("times-invalid", "A booking ends after it begins.")
            : length < TimeSpan.FromMinutes(rules.ShortestMinutes) ? ("too-short", $"A booking of '{it.Instrument}' takes at least {Minutes(rules.ShortestMinutes)}; this is {Minutes((int)length.TotalMinutes)}.")
            : length > TimeSpan.FromMinutes(rules.LongestMinutes) ? ("too-long", $"A booking of '{it.Instrument}' takes at most {Minutes(rules.LongestMinutes)}; this is {Minutes((int)Math.Ceiling(length.TotalMinutes))}.")
            : before is null && it.StartsAt < now.AddMinutes(-5) ? ("in-the-past", "This begins in the past. What was used without a booking is no booking any more.")
            : before is not null && it.StartsAt != before.StartsAt && (before.StartsAt <= now || it.StartsAt < now) ? ("in-the-past", "What has begun keeps its beginning, and nothing can be moved into the past.")
            : before is not null && it.EndsAt != before.EndsAt && it.EndsAt < now.AddMinutes(-1) ? ("in-the-past", "It can't end in the past; the earliest end is now.")
            : it.EndsAt > now.AddDays(rules.AheadDays) ? ("too-far-ahead", $"'{it.Instrument}' can be booked {rules.AheadDays} days ahead, until {Local(rules, now.AddDays(rules.AheadDays))}.")
            : !rules.OpenBetween(it.StartsAt, it.EndsAt).Exists(open => open.From <= it.StartsAt && open.To >= it.EndsAt) ? ("closed", $"'{it.Instrument}' is not open all that time. {Opening(rules)}")
            : ((string Code, string Text)?)null;
        if (problem is var (code, text))
        {
            throw Refusal.Conflict(code, text);
        }

        await MustBeFree(write, rules, it, ct);
        await MustBeWithinWeek(write, rules, it, account, ct);
    }

    private static async Task MustBeFree(Transaction write, BookingRules rules, Reservation it, CancellationToken ct)
    {
        var gap = TimeSpan.FromMinutes(rules.GapMinutes);
        var others = (await ReservationStore.Overlapping(write, it.Instrument, it.StartsAt - gap, it.EndsAt + gap, ct)).FindAll(each => each.Id != it.Id && each.EndsAt > each.StartsAt);
        if (others is [var taken, ..])
        {
            var who = taken.User.Length > 0 ? taken.User : taken.Account ?? (taken.Title.Length > 0 ? $"'{taken.Title}'" : "Somebody");
            var overlaps = taken.StartsAt < it.EndsAt && taken.EndsAt > it.StartsAt;
            throw Refusal.Conflict(overlaps ? "taken" : "gap-too-small", overlaps
                ? $"{who} has '{it.Instrument}' from {Local(rules, taken.StartsAt)} to {Local(rules, taken.EndsAt)}."
                : $"Between bookings of '{it.Instrument}' {Minutes(rules.GapMinutes)} stay free, and {who} has it from {Local(rules, taken.StartsAt)} to {Local(rules, taken.EndsAt)}.");
        }
    }

    /// <summary>Each week that the booking touches is counted by itself, from Monday to Sunday where the instrument is. Hours are hours that pass.</summary>
    private static async Task MustBeWithinWeek(Transaction write, BookingRules rules, Reservation it, long account, CancellationToken ct)
    {
        if (rules.WeeklyHours is not { } most)
        {
            return;
        }

        var zone = rules.In;
        for (var monday = DaysOfRule.WeekOf(zone.Local(it.StartsAt).Date, DayOfWeek.Monday); zone.At(monday) < it.EndsAt; monday = monday.AddDays(7))
        {
            var (from, to) = (zone.At(monday), zone.At(monday.AddDays(7)));
            var had = await write.Query($"""
                select starts_us, ends_us from reservations_reservation where instrument = {it.Instrument} and account_id = {account} and cancelled_us is null
                    and public_id <> {it.Id} and ends_us > {from.InMicroseconds} and starts_us < {to.InMicroseconds}
                """, row => Common(row.Instant(0), row.Instant(1), from, to), ct);
            var hours = had.Append(Common(it.StartsAt, it.EndsAt, from, to)).Sum(each => each.TotalHours);
            if (hours > most + 1e-6)
            {
                throw Refusal.Conflict("too-much-in-a-week", string.Create(CultureInfo.InvariantCulture,
                    $"One person may have '{it.Instrument}' for {most:0.##} hours a week; in the week of {monday:d MMMM yyyy} it would be {hours:0.##}."));
            }
        }
    }

    /// <summary>When it is open, in a line.</summary>
    public static string Opening(BookingRules rules) => rules.OpenAt.Count == 0 ? "It is always open." : $"Open {string.Join(", ", rules.OpenAt.GroupBy(each => $"{each.From}–{each.To}")
        .Select(each => $"{string.Join(' ', each.Select(hours => hours.Day.ToString()[..3]))} {each.Key}"))} ({rules.Zone}).";

    public static string Local(BookingRules rules, DateTimeOffset at) => string.Create(CultureInfo.InvariantCulture, $"{rules.In.Local(at):ddd d MMM yyyy HH:mm} ({rules.Zone})");

    private static TimeSpan Common(DateTimeOffset starts, DateTimeOffset ends, DateTimeOffset from, DateTimeOffset to) => (ends < to ? ends : to) - (starts > from ? starts : from);

    private static string Minutes(int minutes) => minutes < 120 || minutes % 30 != 0 ? $"{minutes} min" : string.Create(CultureInfo.InvariantCulture, $"{minutes / 60.0:0.#} h");
}
