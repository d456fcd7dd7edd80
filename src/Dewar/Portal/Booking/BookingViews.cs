using System.Globalization;
using Dewar.Instruments;
using Dewar.Reservations;

namespace Dewar.Portal;

/// <summary>An instrument, and who has it.</summary>
/// <param name="Current">Null when it is free.</param>
/// <param name="Elsewhere">The calendar in which it is booked; null when it is booked here.</param>
public sealed record BookedInstrument(Instrument It, Reservation? Current, Reservation? Next, BookingRules Rules, string? Elsewhere);

public sealed record BookingsView(IReadOnlyList<BookedInstrument> Instruments, IReadOnlyList<Reservation> Mine);

/// <summary>What was typed for a booking, as it was typed.</summary>
public sealed record BookingTyped(
    string Starts = "", string Ends = "", string Title = "", string Purpose = "", string Project = "", string Samples = "", Consent Consent = Consent.Unknown, string User = "");

/// <param name="Monday">The first day, where the instrument is.</param>
/// <param name="Reservations">Of the week, the earliest first.</param>
/// <param name="MayBook">Whether the form is shown.</param>
/// <param name="IsStaff">May book for others and change the rules.</param>
public sealed record WeekView(
    Instrument It, BookingRules Rules, string? Elsewhere, DateTime Monday, IReadOnlyList<Reservation> Reservations, BookingTyped Typed, DateTimeOffset Now, string Me, bool MayBook, bool IsStaff,
    string? Done = null, string? Refused = null);

/// <param name="MayChange">Whether the forms are shown.</param>
public sealed record BookingView(Instrument It, BookingRules Rules, Reservation Reservation, BookingTyped Typed, bool MayChange, DateTimeOffset Now, string? Done = null, string? Refused = null);

/// <summary>How pages write booked time.</summary>
internal static class BookedShow
{
    public static string Instrument(string name) => $"/booking/{Uri.EscapeDataString(name)}";

    public static string Reservation(Reservation it) => $"{Instrument(it.Instrument)}/{Uri.EscapeDataString(it.Id)}";

    public static string Week(string instrument, DateTime monday) => $"{Instrument(instrument)}?week={Day(monday)}";

    public static string Day(DateTime day) => day.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture);

    public static string Who(Reservation it) => Show.Name(it.User.Length > 0 ? it.User : it.Account ?? "");

    /// <summary>For the field of a form, in the instrument's own time.</summary>
    public static string Field(BookingRules rules, DateTimeOffset at) => rules.In.Local(at).ToString("yyyy-MM-dd'T'HH:mm", CultureInfo.InvariantCulture);

    public static string At(BookingRules rules, DateTimeOffset at) => rules.In.Local(at).ToString("ddd d MMM yyyy HH:mm", CultureInfo.InvariantCulture);

    /// <summary>From and to, the day only where it is another.</summary>
    public static string Span(BookingRules rules, Reservation it, DateTime? onDay = null)
    {
        var (from, to) = (rules.In.Local(it.StartsAt), rules.In.Local(it.EndsAt));
        string Part(DateTime at) => at.ToString(at.Date == (onDay ?? from.Date) ? "HH:mm" : "ddd d MMM HH:mm", CultureInfo.InvariantCulture);
        return $"{(onDay is null ? from.ToString("ddd d MMM HH:mm", CultureInfo.InvariantCulture) : Part(from))}–{Part(to)}";
    }

    public static string Word(Consent consent) => consent switch { Consent.Yes => "wanted", Consent.No => "not wanted", _ => "as usual here" };
}
