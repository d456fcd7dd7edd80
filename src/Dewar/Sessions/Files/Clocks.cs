namespace Dewar.Sessions;

/// <param name="AtUs">From when on, by the site's clock, as far as anybody saw.</param>
/// <param name="OffsetUs">What is to be added to what the computer's clock shows.</param>
internal sealed record ClockChange(long Computer, long AtUs, long OffsetUs);

/// <param name="Computer">Null: nobody measured any.</param>
internal readonly record struct ClockReading(long? Computer, long TakenUs);

/// <summary>How wrong the clocks of an instrument's computers were, and when: they drift, and somebody sets them in the middle of a session.</summary>
internal sealed class Clocks
{
    /// <summary>So long after a measurement a clock is believed to be as it was.</summary>
    public const long FarUs = 62 * 86_400_000_000L;

    public static readonly Clocks None = Of([]);

    private readonly ClockChange[][] _changes;

    private Clocks(ClockChange[][] changes) => _changes = changes;

    public static Clocks Of(IEnumerable<ClockChange> changes) => new([.. changes.OrderBy(each => each.AtUs).GroupBy(each => each.Computer).Select(each => each.ToArray())]);

    /// <summary>When it may have been by the site's clock that one of them showed a time: more than one moment where a clock was set back, or there are several.</summary>
    public IReadOnlyList<ClockReading> When(long clockUs)
    {
        List<ClockReading> times = [];
        foreach (var changes in _changes)
        {
            for (var at = 0; at < changes.Length; at++)
            {
                var taken = clockUs + changes[at].OffsetUs;
                // A clock was set some time before the site heard of it.
                var (from, until) = (at > 0 ? changes[at - 1].AtUs : long.MinValue, at + 1 < changes.Length ? changes[at + 1].AtUs : long.MaxValue);
                if (taken >= from && taken <= until && Math.Abs(taken - changes[at].AtUs) < FarUs)
                {
                    times.Add(new(changes[at].Computer, taken));
                }
            }
        }

        return times is [] ? [Nearest(clockUs)] : times;
    }

    /// <summary>Nobody knows about clocks of so long before or after: they were as they were nearest to it.</summary>
    private ClockReading Nearest(long clockUs) => _changes.SelectMany(each => each).MinBy(each => Math.Abs(clockUs + each.OffsetUs - each.AtUs)) is { } nearest
        ? new(null, clockUs + nearest.OffsetUs) : new(null, clockUs);
}
