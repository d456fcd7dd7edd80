using static Dewar.Records.RecordDifferenceKind;

namespace Dewar.Records;

/// <summary>What became of files and activities. Files are known by their path, or by their digest where the path is new.</summary>
internal sealed class FileDifferences
{
    private const int MostNamed = 3;

    private readonly SessionRecord _older;
    private readonly SessionRecord _newer;
    private readonly List<Placed> _before;
    private readonly List<Placed> _after;
    private readonly List<(Placed Before, Placed After)> _kept;

    /// <summary>For each activity the one of the other revision with which it has most files in common; none for -1.</summary>
    private readonly int[] _became;
    private readonly int[] _cameFrom;

    public FileDifferences(SessionRecord older, SessionRecord newer)
    {
        (_older, _newer, _before, _after) = (older, newer, Files(older), Files(newer));
        _kept = Kept();
        _became = Most(older.Activities.Count, _kept.Select(pair => (pair.Before.Activity, pair.After.Activity)));
        _cameFrom = Most(newer.Activities.Count, _kept.Select(pair => (pair.After.Activity, pair.Before.Activity)));
    }

    public IEnumerable<RecordDifference> All() => [.. Activities(), .. ComeAndGone(), .. _kept.SelectMany(Changes), .. Values(), .. InActivities()];

    private static List<Placed> Files(SessionRecord record) =>
        [.. record.Activities.SelectMany((activity, number) => activity.Files.Select(file => new Placed(file, activity, number))).DistinctBy(placed => placed.File.Path)];

    private List<(Placed Before, Placed After)> Kept()
    {
        var byPath = _before.ToDictionary(placed => placed.File.Path);
        List<(Placed, Placed)> kept = [.. _after.Where(placed => byPath.ContainsKey(placed.File.Path)).Select(placed => (byPath[placed.File.Path], placed))];
        var paths = kept.Select(pair => pair.Item1.File.Path).ToHashSet();
        var gone = _before.Where(placed => !paths.Contains(placed.File.Path) && placed.File.Sha256 is not null).DistinctBy(placed => placed.File.Sha256)
            .ToDictionary(placed => placed.File.Sha256!);
        foreach (var placed in _after.Where(placed => !paths.Contains(placed.File.Path)))
        {
            if (placed.File.Sha256 is { } digest && gone.Remove(digest, out var before))
            {
                kept.Add((before, placed));
            }
        }

        return kept;
    }

    private static int[] Most(int count, IEnumerable<(int One, int Other)> pairs)
    {
        var most = pairs.CountBy(pair => pair).GroupBy(pair => pair.Key.One)
            .ToDictionary(group => group.Key, group => group.OrderByDescending(pair => pair.Value).ThenBy(pair => pair.Key.Other).First().Key.Other);
        return [.. Enumerable.Range(0, count).Select(number => most.GetValueOrDefault(number, -1))];
    }

    private IEnumerable<RecordDifference> Activities()
    {
        foreach (var (number, activity) in _newer.Activities.Index())
        {
            var from = _cameFrom[number];
            if (from < 0)
            {
                yield return new(ActivityAdded, Place(activity), $"{activity.Title} is new, with {Count(activity.Files.Count)}.");
            }
            else if (_became[from] != number)
            {
                var what = $"{activity.Title}, with {Count(activity.Files.Count)}, was cut from what was {_older.Activities[from].Title}";
                yield return new(ActivitySplit, Place(activity), $"{what}{Because(activity)}.");
            }
        }

        foreach (var (number, activity) in _older.Activities.Index())
        {
            var into = _became[number];
            if (into < 0)
            {
                yield return new(ActivityRemoved, Place(activity), $"What was {activity.Title} is gone, with its {Count(activity.Files.Count)}.");
            }
            else if (_cameFrom[into] != number)
            {
                yield return new(ActivityMerged, Place(_newer.Activities[into]), $"What was {activity.Title} is now part of {_newer.Activities[into].Title}.");
            }
            else if (activity.Name != _newer.Activities[into].Name)
            {
                var name = _newer.Activities[into].Name;
                yield return new(ActivityNamed, Place(_newer.Activities[into]), name is null
                    ? $"Activity {_newer.Activities[into].Number} is not called '{activity.Name}' any more."
                    : $"Activity {_newer.Activities[into].Number} is now called '{name}'{(activity.Name is { } old ? $", not '{old}'" : "")}.");
            }
        }
    }

    /// <summary>Without those of activities that came or went as a whole.</summary>
    private IEnumerable<RecordDifference> ComeAndGone()
    {
        var (before, after) = (_kept.Select(pair => pair.Before).ToHashSet(), _kept.Select(pair => pair.After).ToHashSet());
        return
        [
            .. _after.Where(placed => !after.Contains(placed) && _cameFrom[placed.Activity] >= 0)
                .Select(placed => new RecordDifference(FileAdded, Place(placed.Parent), $"{placed.File.Name} came to {placed.Parent.Title}.")),
            .. _before.Where(placed => !before.Contains(placed) && _became[placed.Activity] >= 0)
                .Select(placed => new RecordDifference(FileRemoved, Place(placed.Parent), $"{placed.File.Name}, which was in {placed.Parent.Title}, is gone.")),
        ];
    }

    private IEnumerable<RecordDifference> Changes((Placed Before, Placed After) pair)
    {
        var (before, after) = pair;
        if (_became[before.Activity] != after.Activity && _cameFrom[after.Activity] != before.Activity)
        {
            yield return new(FileMoved, Place(after.Parent), $"{after.File.Name} went from what was {before.Parent.Title} to {after.Parent.Title}.");
        }

        if (before.File.Path != after.File.Path)
        {
            yield return new(FileRenamed, Place(after.Parent), $"{before.File.Path} is now {after.File.Path}.");
        }
        else if (before.File.Sha256 != after.File.Sha256 && before.File.Sha256 is not null && after.File.Sha256 is not null)
        {
            yield return new(FileChanged, Place(after.Parent), $"{after.File.Name} has other content than before.");
        }
    }

    /// <summary>What files say, be it as set-up of their activity or their own: only what really changed, and once for all files in which it did alike.</summary>
    private IEnumerable<RecordDifference> Values() =>
        from change in _kept.SelectMany(pair => ValuesOf(pair.Before, pair.After).Select(change => (pair.After, change.Name, change.Before, change.Now)))
        group change.After.File.Name by (change.After.Activity, change.Name, change.Before, change.Now) into same
        let activity = _newer.Activities[same.Key.Activity]
        let files = same.ToList()
        let all = _kept.Count(pair => pair.After.Activity == same.Key.Activity)
        let held = files.Count == all && all > 1 ? $"all {all} files of {activity.Title}" : files.Count <= MostNamed ? string.Join(", ", files)
            : $"{string.Join(", ", files.Take(MostNamed))} and {files.Count - MostNamed} more of {activity.Title}"
        select new RecordDifference(ValueChanged, Place(activity), (same.Key.Before, same.Key.Now) switch
        {
            (null, var now) => $"{same.Key.Name} is {now} in {held}; it was not known before.",
            (var then, null) => $"{same.Key.Name} is not known any more in {held}; it was {then}.",
            var (then, now) => $"{same.Key.Name} changed from {then} to {now} in {held}.",
        });

    private static IEnumerable<(string Name, string? Before, string? Now)> ValuesOf(Placed before, Placed after)
    {
        var (then, now) = (Told(before), Told(after));
        return then.Keys.Union(now.Keys).Select(name => (name, then.GetValueOrDefault(name), now.GetValueOrDefault(name))).Where(value => value.Item2 != value.Item3);
    }

    private static Dictionary<string, string> Told(Placed placed) => placed.Parent.Setup.Concat(placed.File.Values).GroupBy(value => value.Name)
        .ToDictionary(group => group.Key, group => RecordDifferences.Short(string.Join("; ", group.Select(value => value.Unit is null ? value.Text : $"{value.Text} {value.Unit}"))));

    private IEnumerable<RecordDifference> InActivities() => _newer.Activities.Index().SelectMany(one =>
        _cameFrom[one.Index] is var from and >= 0 ? RecordDifferences.Notes(_older.Activities[from].Notes, one.Item.Notes, Place(one.Item))
            : RecordDifferences.Notes([], one.Item.Notes, Place(one.Item)));

    private static string Place(RecordActivity activity) => $"Activity {activity.Number}";

    private static string Because(RecordActivity activity) => activity.Why is { Length: > 0 } why ? $": {why}" : "";

    private static string Count(int files) => files == 1 ? "1 file" : $"{files} files";

    private sealed record Placed(RecordFile File, RecordActivity Parent, int Activity);
}
