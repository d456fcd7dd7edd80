namespace Dewar.Bench;

/// <summary>A session as somebody found it, with its files cut into activities.</summary>
/// <param name="Id">The true session's, where somebody said that there was one.</param>
internal sealed record FoundSession(string Id, bool IsByFiles, List<List<TrueFile>> Activities)
{
    public IEnumerable<TrueFile> Files => Activities.SelectMany(each => each);
}

/// <summary>Compares what was found with what is true.</summary>
internal sealed class Judge
{
    private readonly Dictionary<string, FoundSession> _bySession = [];
    private readonly HashSet<TrueFile> _right = [];
    private readonly ILookup<TrueFile, FoundSession> _held;
    private readonly Dictionary<string, TrueSession> _true;

    public Judge(TrueMonth month, IReadOnlyList<FoundSession> found)
    {
        Files = month.Files.Count;
        var told = found.Where(each => !each.IsByFiles).ToDictionary(each => each.Id);
        _true = month.Sessions.ToDictionary(each => each.Id);
        var held = _held = found.SelectMany(each => each.Files.Select(file => (file, each))).ToLookup(each => each.file, each => each.each);
        foreach (var of in month.Files.GroupBy(file => file.Session))
        {
            // One that nobody told of is that which has most of its files, if they are most of what is in it.
            var its = of.Key is null ? null : of.Key.Told != Told.Nobody ? told.GetValueOrDefault(of.Key.Id)
                : of.SelectMany(file => held[file])
                    .Where(each => each.IsByFiles).GroupBy(each => each).MaxBy(each => each.Count())?.Key is { } most && 2 * most.Files.Count(file => file.Session == of.Key) > most.Files.Count() ? most : null;
            if (its is not null)
            {
                _bySession[of.Key!.Id] = its;
            }

            // In it, and in no other. What was taken in no session is right in none, or alone.
            _right.UnionWith(of.Key is null ? of.Where(file => held[file].All(each => each.IsByFiles && each.Files.All(other => other.Session is null)))
                : of.Where(file => its is not null && held[file].SequenceEqual([its])));
        }

        Wrong = [.. month.Files.Where(file => !_right.Contains(file))];
        foreach (var of in month.Files.Where(each => each.Session is not null).GroupBy(each => each.Session!))
        {
            Borders(of.Key, [.. of.OrderBy(file => file.Taken).ThenBy(file => file.Path, StringComparer.Ordinal)]);
        }
    }

    public int Files { get; }

    public IReadOnlyList<TrueFile> Wrong { get; }

    public double Right => (double)(Files - Wrong.Count) / Files;

    public int TrueBorders { get; private set; }

    public int FoundBorders { get; private set; }

    public int Cuts { get; private set; }

    public int RightCuts { get; private set; }

    /// <summary>Where borders were missed or cuts are wrong, for whoever wants to know why.</summary>
    public List<string> Faults { get; } = [];

    /// <summary>Where a file is instead, in words.</summary>
    public string Where(TrueFile file) => _held[file].ToList() switch
    {
        [] => "in none",
        [{ IsByFiles: true } made] => made.Files.GroupBy(each => each.Session).MaxBy(each => each.Count())?.Key is { } most ? $"by files, most of {Name(most)}" : "by files, of no session",
        [var one] => _true.TryGetValue(one.Id, out var session) ? $"in that of {Name(session)}" : "in one that is not known",
        _ => "in several",
    };

    public static string Name(TrueSession session) =>
        $"{session.User} at {session.Computer} {session.Start:MM-dd HH:mm} to {session.End:HH:mm} told by {session.Told} in {session.Experiment} [{string.Join(", ", session.Traits)}]";

    private void Borders(TrueSession session, List<TrueFile> files)
    {
        var place = files.Index().ToDictionary(each => each.Item, each => each.Index);
        var truth = files.Index().Where(each => each.Item.Begins).Select(each => each.Index).ToList();
        var cuts = _bySession.TryGetValue(session.Id, out var its) ? its.Activities.Skip(1).Select(each => place.GetValueOrDefault(each[0], -10)).ToList() : [];
        var found = truth.Where(border => cuts.Any(cut => Math.Abs(cut - border) <= 1)).ToList();
        var right = cuts.Where(cut => truth.Any(border => Math.Abs(cut - border) <= 1)).ToList();
        TrueBorders += truth.Count;
        FoundBorders += found.Count;
        Cuts += cuts.Count;
        RightCuts += right.Count;
        foreach (var missed in truth.Except(found))
        {
            Faults.Add($"missed {Tell(session, files, missed)}");
        }

        foreach (var wrong in cuts.Except(right))
        {
            Faults.Add($"wrong {(wrong < 0 ? $"{session.Instrument}: a file of another session" : Tell(session, files, wrong))}");
        }
    }

    private static string Tell(TrueSession session, List<TrueFile> files, int at)
    {
        var gap = at == 0 ? 0 : (files[at].Taken - files[at - 1].Taken).TotalSeconds;
        var before = files[Math.Max(0, at - 8)..at].Zip(files[Math.Max(0, at - 7)..at], (one, next) => (next.Taken - one.Taken).TotalSeconds);
        var after = files[at..Math.Min(files.Count, at + 7)].Zip(files[at..Math.Min(files.Count, at + 8)].Skip(1), (one, next) => (next.Taken - one.Taken).TotalSeconds);
        var changed = at > 0 && (files[at].Mode != files[at - 1].Mode || Path.GetDirectoryName(files[at].Path) != Path.GetDirectoryName(files[at - 1].Path));
        return $"{session.Instrument} [{string.Join(", ", session.Traits)}] {at}/{files.Count} {(changed ? "changed" : "same")} gap {gap:0} before {string.Join(' ', before.Select(each => $"{each:0}"))} after {string.Join(' ', after.Select(each => $"{each:0}"))}";
    }
}
