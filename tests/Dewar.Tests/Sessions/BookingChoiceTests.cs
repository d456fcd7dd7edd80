using Dewar.Reservations;
using Xunit;

namespace Dewar.Sessions;

public sealed class BookingChoiceTests
{
    private static readonly DateTimeOffset Day = new(2026, 3, 3, 0, 0, 0, TimeSpan.Zero);

    // Bookings as name@from-to in hours, the session's user and hours, and the one that it takes.
    [Theory]
    [InlineData("mira@9-12 noa@12-17", "mira", 9.1, 11.9, "mira")]
    [InlineData("mira@9-12 noa@12-17", "", 10, 13, "mira")]
    [InlineData("mira@9-12 noa@12-17", "", 11, 14, "noa")]
    [InlineData("mira@9-12 noa@10-13", "mira", 10.25, 12.75, "mira")]
    [InlineData("pi@9-12 mira@12-13", "mira", 9, 12.1, "pi")]
    [InlineData("mira@9-12 noa@9-12", "noa", 9, 12, "noa")]
    [InlineData("mira@9-12 noa@9-12", "", 9, 12, "mira")]
    [InlineData("noa@9-12", "mira", 8, 9.05, null)]
    [InlineData("noa@9-12", "mira", 12, 13, null)]
    [InlineData("noa@9-9.5", "mira", 0, 24, "noa")]
    [InlineData("", "mira", 9, 12, null)]
    public void The_one_with_most_time_in_common_is_taken_and_ones_own_counts_twice(string bookings, string person, double from, double to, string? taken)
    {
        var all = bookings.Split(' ', StringSplitOptions.RemoveEmptyEntries).Select((text, number) => Booking(number, text.Split('@', '-')));

        Assert.Equal(taken, BookingChoice.Of(all, person.Length > 0 ? person : null, person, (Day.AddHours(from), Day.AddHours(to)))?.User);
    }

    private static Reservation Booking(int number, string[] parts) => new()
    {
        Id = $"{number}",
        Instrument = "titan",
        Source = "test",
        ExternalId = $"{number}",
        Title = "",
        User = parts[0],
        StartsAt = Day.AddHours(double.Parse(parts[1], System.Globalization.CultureInfo.InvariantCulture)),
        EndsAt = Day.AddHours(double.Parse(parts[2], System.Globalization.CultureInfo.InvariantCulture)),
        UpdatedAt = Day,
    };
}
