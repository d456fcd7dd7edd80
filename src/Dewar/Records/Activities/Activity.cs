namespace Dewar.Records;

/// <summary>Files of a session that were taken together.</summary>
/// <param name="Files">In order of time; never empty.</param>
/// <param name="Why">Why it does not go on with the one before, in plain words.</param>
/// <param name="Name">What somebody called it; null when nobody did.</param>
/// <param name="ByHand">What people did to it, in plain words.</param>
/// <param name="MovedHere">The numbers of the files that somebody moved here from elsewhere.</param>
public sealed record Activity(IReadOnlyList<ActivityFile> Files, string Why, string? Name, IReadOnlyList<string> ByHand, IReadOnlyList<long> MovedHere)
{
    public DateTimeOffset Start => Files[0].TakenAt;

    public DateTimeOffset End => Files[^1].TakenAt;

    /// <summary>Those whose time put them here: what is said about them is said about this stretch of time.</summary>
    internal IReadOnlyList<ActivityFile> Own => Files.Where(file => !MovedHere.Contains(file.File)).ToList() is { Count: > 0 } own ? own : Files;
}
