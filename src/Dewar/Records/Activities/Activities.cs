namespace Dewar.Records;

/// <summary>Cuts the files of a session into activities. The same files give the same activities, in whatever order they come.</summary>
internal static class Activities
{
    /// <param name="corrections">What people did, in any order; the later wins.</param>
    public static IReadOnlyList<Activity> Of(IEnumerable<ActivityFile> files, ActivitySettings settings, IEnumerable<Correction>? corrections = null)
    {
        ActivityFile[] ordered = [.. files.OrderBy(file => file.TakenAt).ThenBy(file => file.Path, StringComparer.Ordinal).ThenBy(file => file.File)];
        return ordered is [] ? [] : Correcting.Apply(ordered, Borders(ordered, settings), corrections ?? []);
    }

    private static IReadOnlyList<Border> Borders(ActivityFile[] files, ActivitySettings settings)
    {
        if (settings.Sensitivity <= 0 || files.Length < 2)
        {
            return [];
        }

        if (settings.Rule == ActivityRule.KernelDensity && KernelDensity.Takes(files))
        {
            return KernelDensity.Borders(files, settings.Sensitivity);
        }

        var pace = Pace.Of(files);
        var borders = Changes.With(files, pace.Pauses(settings), pace, settings.Smallest);
        return Pieces.JoinSmall(borders, files.Length, settings.Smallest);
    }
}
