namespace Dewar.Records;

/// <summary>
/// Several detectors write their files at once, and side-cars come with what they describe. Up to four files within two seconds of one another
/// count as one shot; otherwise the pace would be that of the disk.
/// </summary>
internal static class Shots
{
    private const int MostFiles = 4;
    private const int FewestShots = 4;

    private static readonly TimeSpan Close = TimeSpan.FromSeconds(2);

    /// <summary>The places of the first files of all shots.</summary>
    public static int[] Of(ActivityFile[] files)
    {
        List<int> firsts = [];
        for (var first = 0; first < files.Length;)
        {
            var next = first + 1;
            while (next < files.Length && files[next].TakenAt - files[next - 1].TakenAt <= Close)
            {
                next++;
            }

            // More than that in a row is a fast series, whose files count each.
            firsts.AddRange(next - first <= MostFiles ? [first] : Enumerable.Range(first, next - first));
            first = next;
        }

        // With so few of them it can't be told from short bursts.
        return firsts.Count >= FewestShots ? [.. firsts] : [.. Enumerable.Range(0, files.Length)];
    }
}
