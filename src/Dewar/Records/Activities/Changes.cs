namespace Dewar.Records;

/// <summary>
/// Where folder, operating mode, signal type or sample changed, between two pauses. What comes back again and again is one way of working (an image, a
/// diffraction pattern, an image …), and so is a file or two of something else within a run; neither cuts.
/// </summary>
internal static class Changes
{
    /// <summary>A longer run of one value is something of its own, however often the values return.</summary>
    private const int LongestTurn = 5;

    /// <summary>A gap this many times longer than usual makes a change sure.</summary>
    private const double LongerThanUsual = 2;

    private static readonly Trait[] Traits =
    [
        new("sample", file => file.Sample, 3),
        new("folder", file => file.Folder.Length == 0 ? "the top" : file.Folder, 1.5),
        new("operating mode", file => file.Mode, 1),
        new("signal type", file => file.SignalType, 0.5),
    ];

    /// <returns>Borders, in the order of files; where there is a pause as well, the pause with what changed.</returns>
    public static IReadOnlyList<Border> With(ActivityFile[] files, IReadOnlyList<Border> pauses, Pace pace, int smallest)
    {
        var kinds = Traits.Select(trait => (Trait: trait, Values: Known(files, trait))).ToArray();
        var real = kinds.Select(kind => Real(kind.Values, [0, .. pauses.Select(pause => pause.Before), files.Length], smallest)).ToArray();
        var pauseAt = pauses.ToDictionary(pause => pause.Before);
        List<Border> borders = [];
        for (var place = 1; place < files.Length; place++)
        {
            var changed = kinds.Where((kind, number) => real[number].Contains(place) || pauseAt.ContainsKey(place) && kind.Values[place] != kind.Values[place - 1]).ToArray();
            if (pauseAt.TryGetValue(place, out var pause))
            {
                var also = changed.Select(kind => Words(kind.Trait, kind.Values, place));
                borders.Add(pause with { IsStrong = pause.IsStrong || changed is not [], Why = string.Join("; ", [pause.Why, .. also]) });
            }
            else if (changed is not [])
            {
                borders.Add(Change(changed, place, pace.Relative(place)));
            }
        }

        return borders;
    }

    private static Border Change((Trait Trait, string?[] Values)[] changed, int place, double relative)
    {
        var weight = changed.Sum(kind => kind.Trait.Weight);
        var isStrong = weight > 2 || relative >= LongerThanUsual;
        return new(place, weight + Math.Log(Math.Max(1, relative)), isStrong, string.Join("; ", changed.Select(kind => Words(kind.Trait, kind.Values, place))));
    }

    private static string Words(Trait trait, string?[] values, int place) => $"{trait.Name} changed from {values[place - 1]} to {values[place]}";

    /// <summary>A file that does not say is like the one before it.</summary>
    private static string?[] Known(ActivityFile[] files, Trait trait)
    {
        var values = files.Select(file => trait.Of(file) is { Length: > 0 } value ? value : null).ToArray();
        var last = values.FirstOrDefault(value => value is not null);
        foreach (var (place, value) in values.Index())
        {
            values[place] = last = value ?? last;
        }

        return values;
    }

    private static HashSet<int> Real(string?[] values, int[] ends, int smallest)
    {
        HashSet<int> real = [];
        foreach (var (start, end) in ends.Zip(ends.Skip(1)))
        {
            List<int> turns = [start, .. Enumerable.Range(start, end - start).Skip(1).Where(place => values[place] != values[place - 1])];
            for (int first = 1, last; first < turns.Count; first = last + 1)
            {
                last = first;
                while (last + 1 < turns.Count && turns[last + 1] - turns[last] <= LongestTurn)
                {
                    last++;
                }

                // Borders with short turns between them are judged together.
                if (!IsOneWayOfWorking(values, turns[(first - 1)..(last + 1)], smallest))
                {
                    real.UnionWith(turns[first..(last + 1)]);
                }
            }
        }

        return real;
    }

    /// <param name="turns">Where the turns begin, with the one before the first border.</param>
    private static bool IsOneWayOfWorking(string?[] values, List<int> turns, int smallest) => turns.Count switch
    {
        2 => false,
        3 => values[turns[0]] == values[turns[2]] && turns[2] - turns[1] < smallest,
        _ => 2 * turns.Select(turn => values[turn]).Distinct().Count() <= turns.Count,
    };

    private sealed record Trait(string Name, Func<ActivityFile, string?> Of, double Weight);
}
