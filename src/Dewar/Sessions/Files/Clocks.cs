namespace Dewar.Sessions;

/// <summary>How wrong the clocks of an instrument's computers were, by what they showed themselves: a clock may be set in the middle of a session.</summary>
/// <param name="Measured">What was to be added to each from when it showed some time on, in the order of what they showed.</param>
internal sealed record Clocks(IReadOnlyDictionary<long, (long ClockUs, long OffsetUs)[]> Measured)
{
    /// <summary>Nobody knows about a clock of so long before or after.</summary>
    private const long FarUs = 62 * 86_400_000_000L;

    public static Clocks Of(IEnumerable<(long Computer, long ClockUs, long OffsetUs)> measured) =>
        new(measured.OrderBy(each => each.ClockUs).GroupBy(each => each.Computer).ToDictionary(each => each.Key, each => each.Select(one => (one.ClockUs, one.OffsetUs)).ToArray()));

    /// <summary>What may be to be added to a time that a computer's clock showed; nothing where nobody measured.</summary>
    /// <param name="computer">Null: it may have been any of the instrument's.</param>
    public IReadOnlyList<long> Offsets(long? computer, long clockUs) =>
        [.. Measured.Where(each => computer is null || each.Key == computer).SelectMany(each => Near(each.Value, clockUs)).Distinct()];

    private static IEnumerable<long> Near((long ClockUs, long OffsetUs)[] measured, long clockUs)
    {
        var next = Array.FindIndex(measured, each => each.ClockUs > clockUs) is >= 0 and var found ? found : measured.Length;
        if (next > 0 && clockUs - measured[next - 1].ClockUs < FarUs)
        {
            yield return measured[next - 1].OffsetUs;
        }

        // It was set a moment ago, and the site did not hear of it yet when this was taken.
        if (next < measured.Length && measured[next].ClockUs - clockUs < FarUs)
        {
            yield return measured[next].OffsetUs;
        }
    }
}
