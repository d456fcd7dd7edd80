using System.Globalization;
using System.Text;

namespace Dewar.Bench;

/// <summary>Somebody's booked time, as the facility's calendar has it.</summary>
internal sealed record TrueBooking(string Instrument, string User, DateTimeOffset From, DateTimeOffset Until);

/// <summary>
/// What was booked for a month: most sessions, to the quarter of an hour, by people who come late, stay on into the next one's time or leave early; some for a colleague, some
/// times that nobody used. They overlap. Drawn apart from the sessions, so that these are the same with and without.
/// </summary>
internal static class Calendar
{
    private static readonly TimeSpan Quarter = TimeSpan.FromMinutes(15);

    public static List<TrueBooking> Of(IReadOnlyList<TrueSession> sessions, int seed)
    {
        var random = new Random(unchecked(seed * 31 + 7));
        var all = new List<TrueBooking>();
        foreach (var session in sessions)
        {
            var start = session.Start.AddMinutes(-20 + 30 * random.NextDouble());
            var booking = new TrueBooking(session.Instrument, session.User, Round(start), Round(session.End.AddMinutes(-40 + 90 * random.NextDouble())));
            booking = booking.Until > booking.From ? booking : booking with { Until = booking.From + Quarter };
            var (how, unused) = (random.Next(100), random.Next(100));
            if (how < 86)
            {
                all.Add(how < 6 ? booking with { User = Colleague(session.User) } : booking);
            }

            if (unused < 5)
            {
                // Somebody who never came, in the middle of it.
                var other = $"person-{random.Next(Facility.People):00}";
                all.Add(new(session.Instrument, other, Round(session.Start + (session.End - session.Start) * random.NextDouble()), Round(session.End.AddHours(1))));
            }
        }

        return [.. all.Where(each => each.Until > each.From)];
    }

    /// <summary>RFC 5545.</summary>
    public static string Write(IEnumerable<TrueBooking> bookings)
    {
        var text = new StringBuilder("BEGIN:VCALENDAR\r\nVERSION:2.0\r\nPRODID:-//bench//month//EN\r\n");
        foreach (var (place, booking) in bookings.Index())
        {
            text.Append(CultureInfo.InvariantCulture, $"BEGIN:VEVENT\r\nUID:{place}@month\r\nDTSTAMP:20260901T000000Z\r\nDTSTART:{booking.From.UtcDateTime:yyyyMMdd'T'HHmmss'Z'}\r\nDTEND:{booking.Until.UtcDateTime:yyyyMMdd'T'HHmmss'Z'}\r\n")
                .Append(CultureInfo.InvariantCulture, $"SUMMARY:Work\r\nORGANIZER;CN={booking.User}:mailto:{booking.User}@lab.example\r\nEND:VEVENT\r\n");
        }

        return text.Append("END:VCALENDAR\r\n").ToString();
    }

    private static string Colleague(string user) => int.Parse(user[^2..], CultureInfo.InvariantCulture) is var number ? $"person-{number ^ 1:00}" : user;

    private static DateTimeOffset Round(DateTimeOffset at) => new((at.UtcTicks + Quarter.Ticks / 2) / Quarter.Ticks * Quarter.Ticks, TimeSpan.Zero);
}
