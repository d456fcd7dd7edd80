namespace Dewar.Records;

/// <summary>How a session is cut into activities.</summary>
public enum ActivityRule
{
    /// <summary>At pauses that are clearly longer than usual, and where folder, mode, signal type or sample changed.</summary>
    Pauses,

    /// <summary>As NexusLIMS does: at the minima of a kernel density over the times. Nothing but times counts.</summary>
    KernelDensity,
}

/// <param name="Rule">Which rule cuts.</param>
/// <param name="Sensitivity">More than 1 cuts more often, less than 1 more rarely; 0 never.</param>
/// <param name="Smallest">Pieces of fewer files join a neighbour unless something strong stands between. The kernel rule has none.</param>
/// <param name="Shortest">A shorter gap is never a pause.</param>
/// <param name="Longest">A gap of this length is a pause, unless all gaps around are like it.</param>
/// <param name="Alone">What a pause is where there is no other gap to compare with.</param>
public sealed record ActivitySettings(
    ActivityRule Rule = ActivityRule.Pauses, double Sensitivity = 1, int Smallest = 3, TimeSpan? Shortest = null, TimeSpan? Longest = null, TimeSpan? Alone = null)
{
    internal double ShortestSeconds => (Shortest ?? TimeSpan.FromSeconds(30)).TotalSeconds;

    internal double LongestSeconds => (Longest ?? TimeSpan.FromHours(1)).TotalSeconds;

    internal double AloneSeconds => (Alone ?? TimeSpan.FromMinutes(30)).TotalSeconds;
}
