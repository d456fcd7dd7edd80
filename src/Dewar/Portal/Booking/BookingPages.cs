using System.Globalization;
using Dewar.Access;
using Dewar.Hosting;
using Dewar.Instruments;
using Dewar.Portal.Pages;
using Dewar.Reservations;

namespace Dewar.Portal;

/// <summary>Who has which instrument when; booking, changing, cancelling.</summary>
internal static class BookingPages
{
    private static readonly char[] Lines = ['\r', '\n', ','];

    public static async Task<IResult> Overview(HttpContext http, InstrumentStore instruments, ReservationStore reservations, BookingStore bookings, TimeProvider time, CancellationToken ct)
    {
        var (now, all) = (time.GetUtcNow(), new List<BookedInstrument>());
        foreach (var it in await instruments.List(ct))
        {
            var current = (await reservations.Overlapping(it.Name, now, now.AddSeconds(1), ct)).FirstOrDefault();
            all.Add(new(it, current?.ForOthers, (await reservations.Next(it.Name, now, ct))?.ForOthers, await bookings.Rules(it.Name, ct), await bookings.Elsewhere(it.Name, ct)));
        }

        return Page.Of<BookingsPage, BookingsView>(new(all, http.Caller().IsUser ? await reservations.Of(http.Caller().Name, now, ct) : []));
    }

    public static async Task<IResult> Week(
        HttpContext http, string instrument, InstrumentStore instruments, ReservationStore reservations, BookingStore bookings, CancellationToken ct, string? week = null, string? starts = null, string? done = null)
    {
        var it = await ReservationEndpoints.Find(instruments, instrument, ct);
        var view = await View(http, it, reservations, bookings, week ?? starts?.Split('T')[0], ct);
        var zone = view.Rules.In;
        return Page.Of<WeekPage, WeekView>(view with
        {
            Typed = starts is not null && TryParse(starts, zone) is { } at ? new(BookedShow.Field(view.Rules, at), BookedShow.Field(view.Rules, at.AddMinutes(Math.Clamp(60, view.Rules.ShortestMinutes, view.Rules.LongestMinutes)))) : new(),
            Done = done switch { "yes" => "Booked.", "cancelled" => "Cancelled.", _ => null },
        });
    }

    public static async Task<IResult> Make(HttpContext http, string instrument, InstrumentStore instruments, ReservationStore reservations, BookingStore bookings, CancellationToken ct)
    {
        var (it, fields) = (await ReservationEndpoints.Find(instruments, instrument, ct), await FormFields.Read(http, ct));
        var typed = Typed(fields);
        try
        {
            var zone = (await bookings.Rules(it.Name, ct)).In;
            var made = await bookings.Make(http.Caller(), it, new(Time(typed.Starts, zone), Time(typed.Ends, zone), typed.Title, typed.Purpose, typed.User is "" ? null : typed.User,
                typed.Project is "" ? null : typed.Project, Samples(typed.Samples), typed.Consent), ct);
            return new SeeOther($"{BookedShow.Week(it.Name, DaysOfRule.WeekOf(zone.Local(made.StartsAt).Date, DayOfWeek.Monday))}&done=yes");
        }
        catch (Refusal refusal) when (refusal.Status < 500)
        {
            return Page.Of<WeekPage, WeekView>(await View(http, it, reservations, bookings, typed.Starts.Split('T')[0], ct) with { Typed = typed, Refused = refusal.Message }, refusal.Status);
        }
    }

    public static async Task<IResult> One(
        HttpContext http, string instrument, string reservation, InstrumentStore instruments, ReservationStore reservations, BookingStore bookings, CancellationToken ct, string? done = null) =>
        Page.Of<BookingPage, BookingView>(await One(http, instrument, reservation, instruments, reservations, bookings, ct) with { Done = done == "yes" ? "Saved." : null });

    public static Task<IResult> Change(HttpContext http, string instrument, string reservation, InstrumentStore instruments, ReservationStore reservations, BookingStore bookings, CancellationToken ct) =>
        Act(http, instrument, reservation, instruments, reservations, bookings, async (fields, view) =>
        {
            var (typed, zone) = (Typed(fields), view.Rules.In);
            // What was not typed anew keeps its seconds, and its place in an hour that comes twice.
            DateTimeOffset? When(string text, DateTimeOffset before) => text == BookedShow.Field(view.Rules, before) ? null : Time(text, zone);
            await bookings.Change(http.Caller(), view.It, reservation, new(When(typed.Starts, view.Reservation.StartsAt), When(typed.Ends, view.Reservation.EndsAt), typed.Title, typed.Purpose, typed.Project,
                Samples(typed.Samples), typed.Consent), ct);
            return $"{BookedShow.Reservation(view.Reservation)}?done=yes";
        }, ct);

    public static Task<IResult> Cancel(HttpContext http, string instrument, string reservation, InstrumentStore instruments, ReservationStore reservations, BookingStore bookings, CancellationToken ct) =>
        Act(http, instrument, reservation, instruments, reservations, bookings, async (fields, view) =>
        {
            await bookings.Cancel(http.Caller(), view.It, reservation, fields["reason"], ct);
            return $"{BookedShow.Week(view.It.Name, DaysOfRule.WeekOf(view.Rules.In.Local(view.Reservation.StartsAt).Date, DayOfWeek.Monday))}&done=cancelled";
        }, ct);

    private static async Task<IResult> Act(HttpContext http, string instrument, string reservation, InstrumentStore instruments, ReservationStore reservations, BookingStore bookings,
        Func<FormFields, BookingView, Task<string>> act, CancellationToken ct)
    {
        var fields = await FormFields.Read(http, ct);
        var view = await One(http, instrument, reservation, instruments, reservations, bookings, ct);
        try
        {
            return new SeeOther(await act(fields, view));
        }
        catch (Refusal refusal) when (refusal.Status < 500)
        {
            return Page.Of<BookingPage, BookingView>(view with { Typed = fields.Has("starts") ? Typed(fields) : view.Typed, Refused = refusal.Message }, refusal.Status);
        }
    }

    private static async Task<BookingView> One(HttpContext http, string instrument, string id, InstrumentStore instruments, ReservationStore reservations, BookingStore bookings, CancellationToken ct)
    {
        var it = await ReservationEndpoints.Find(instruments, instrument, ct);
        var found = ReservationEndpoints.For(http.Caller(), it, await reservations.Find(it.Name, id, ct) ?? throw Refusal.NotFound("reservation", id));
        var (rules, now) = (await bookings.Rules(it.Name, ct), http.RequestServices.GetRequiredService<TimeProvider>().GetUtcNow());
        var typed = new BookingTyped(BookedShow.Field(rules, found.StartsAt), BookedShow.Field(rules, found.EndsAt), found.Title, found.Purpose, found.Project ?? "",
            string.Join('\n', found.Samples.Select(each => each.Name)), found.Consent);
        return new(it, rules, found, typed, found is { IsOwn: true, Cancelled: false } && http.Caller().MayChange && (found.Account == http.Caller().Name || http.Caller().IsStaffOf(it.Station)), now);
    }

    private static async Task<WeekView> View(HttpContext http, Instrument it, ReservationStore reservations, BookingStore bookings, string? week, CancellationToken ct)
    {
        var (rules, now, caller) = (await bookings.Rules(it.Name, ct), http.RequestServices.GetRequiredService<TimeProvider>().GetUtcNow(), http.Caller());
        var day = DateTime.TryParseExact(week, "yyyy-MM-dd", CultureInfo.InvariantCulture, DateTimeStyles.None, out var said) && said.Year is >= 1971 and <= 2199 ? said : rules.In.Local(now).Date;
        var monday = DaysOfRule.WeekOf(day, DayOfWeek.Monday);
        var found = await reservations.Overlapping(it.Name, rules.In.At(monday), rules.In.At(monday.AddDays(7)), ct);
        var elsewhere = await bookings.Elsewhere(it.Name, ct);
        return new(it, rules, elsewhere, monday, found.ConvertAll(each => ReservationEndpoints.For(caller, it, each)), new(), now, caller.Name, elsewhere is null && caller.MayChange, caller.MayChange && caller.IsStaffOf(it.Station));
    }

    private static BookingTyped Typed(FormFields fields) => new(fields["starts"].Trim(), fields["ends"].Trim(), fields["title"].Trim(), fields["purpose"].Trim(), fields["project"].Trim(), fields["samples"],
        Enum.TryParse<Consent>(fields["consent"], ignoreCase: true, out var consent) && Enum.IsDefined(consent) ? consent : Consent.Unknown, fields["user"].Trim());

    private static List<Sample> Samples(string text) => [.. text.Split(Lines, StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries).Select(name => new Sample(name))];

    private static DateTimeOffset Time(string text, Zone zone)
    {
        try
        {
            return BookedTime.Parse(text, zone);
        }
        catch (FormatException bad)
        {
            throw Refusal.Invalid("time-invalid", bad.Message);
        }
    }

    private static DateTimeOffset? TryParse(string text, Zone zone)
    {
        try
        {
            return BookedTime.Parse(text, zone);
        }
        catch (FormatException)
        {
            return null;
        }
    }
}
