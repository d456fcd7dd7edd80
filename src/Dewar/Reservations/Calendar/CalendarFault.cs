namespace Dewar.Reservations;

/// <summary>A calendar, or a part of it, that is not as RFC 5545 says.</summary>
/// <param name="line">Where, counted in the file as it came, from 1.</param>
internal sealed class CalendarFault(int line, string what) : FormatException($"line {line}: {what}")
{
    public int Line => line;
}

/// <summary>How much work a calendar may make. Rules that come from elsewhere can ask for more instances than there are seconds in an age.</summary>
internal sealed class CalendarBudget
{
    public const int MostComponents = 100_000, MostLines = 10_000, MostOccurrences = 20_000;
    private const int ForAll = 20_000_000, ForOne = 500_000;

    private int _all = ForAll;
    private int _one;
    private int _line;

    /// <summary>A new event, or a new time zone.</summary>
    public void Begin(int line) => (_one, _line) = (ForOne, line);

    public void Spend(int steps)
    {
        if ((_all -= steps) < 0)
        {
            throw new CalendarFault(_line, "the calendar's rules take too much work up to here; what follows was not looked at");
        }

        if ((_one -= steps) < 0)
        {
            throw new CalendarFault(_line, "its rule makes too many instances to count them; give it an end, or a later start");
        }
    }
}
