namespace Dewar.Sessions;

/// <summary>A session to which a file may belong. All times in microseconds since 1970 by the site's clock.</summary>
/// <param name="EndUs">Null while it is open.</param>
/// <param name="SignUs">When somebody was last seen to be there.</param>
/// <param name="IsByFiles">Nobody said that there was a session: its files make it.</param>
/// <param name="Experiment">Zero where it has none.</param>
internal sealed record SessionSpan(long Key, long StartUs, long? EndUs, long SignUs, bool IsByFiles, long Experiment)
{
    /// <summary>At which it was begun; null for one that was begun elsewhere, or by files.</summary>
    public long? Computer { get; init; }

    /// <summary>The experiment of most of its files; zero while it has none.</summary>
    public long FilesOf { get; init; }

    /// <summary>Who was there, as far as is known.</summary>
    public string Person { get; init; } = "";

    public long? User { get; init; }

    /// <summary>Somebody said something in it or of it; else only its files tell of it.</summary>
    public bool IsSpokenOf { get; init; }

    /// <summary>Nobody said that it ended: a rule found so.</summary>
    public bool IsEndedByRule { get; init; }

    /// <summary>It may be that of a file's owner; one that somebody told of without a name may be anybody's.</summary>
    public bool MayBeOf(FileOwner? owner) => owner is null || (Person.Length == 0 && !IsByFiles) || (owner.Account is { } account && account == User) || string.Equals(owner.Name, Person, StringComparison.OrdinalIgnoreCase);

    /// <summary>Somebody said, or its files show, that it is of another experiment.</summary>
    /// <param name="experiment">Zero where nobody said: that is no other.</param>
    public bool IsOfOther(long experiment) => experiment != 0 && (Experiment != 0 ? Experiment : FilesOf) is not 0 and var own && own != experiment;
}

/// <summary>A file to be placed.</summary>
/// <param name="Experiment">Into which it was brought; zero where that does not tell whose it is.</param>
/// <param name="ClockUs">When it was taken, by the clock of the instrument.</param>
/// <param name="CameUs">When the site had it: what lies after that can't be when it was taken.</param>
internal sealed record FileMoment(long File, long Experiment, long ClockUs, long CameUs = long.MaxValue)
{
    /// <summary>Null where its path says nothing.</summary>
    public FileOwner? Owner { get; init; }
}

/// <summary>How a file came to its session, the surest first.</summary>
internal enum PlacedHow { Hand, Inside, Files, After, Before }

/// <param name="Session">Null: none.</param>
/// <param name="TakenUs">By the site's clock.</param>
internal readonly record struct Placed(SessionSpan? Session, long TakenUs, PlacedHow? How);

/// <summary>Decides to which session a file belongs, by when it was taken.</summary>
/// <param name="QuietUs">After so long without a sign of somebody, nobody is there.</param>
/// <param name="GraceUs">So long after its end a session still takes files that nobody else's does: programs save late.</param>
/// <param name="Clocks">How wrong those of the instrument's computers were.</param>
internal sealed record Place(long QuietUs, long GraceUs, Clocks Clocks)
{
    /// <summary>So long before somebody pressed Start the first picture may have been taken.</summary>
    private const long EarlyUs = 3 * 60_000_000L;

    /// <summary>Measured clocks are right within this.</summary>
    private const long InexactUs = 2 * 60_000_000L;

    /// <summary>Most files reach the site so soon.</summary>
    private const long SoonUs = 30 * 60_000_000L;

    /// <summary>So long somebody may still be at work in the next one's time.</summary>
    private const long PauseUs = 5 * 60_000_000L;

    /// <summary>Who had booked it when; tells those apart of whom there are only files.</summary>
    public BookedTimes Booked { get; init; } = BookedTimes.None;

    /// <summary>The instrument has several computers: two people may be there at once.</summary>
    public bool IsForSeveral { get; init; }

    /// <summary>So far beyond its ends a session may have files.</summary>
    public long ReachUs => QuietUs + GraceUs + EarlyUs;

    public static Place By(SessionRules rule, Clocks clocks) => new((long)(rule.QuietMinutes * 60e6), (long)(rule.GraceMinutes * 60e6), clocks);

    /// <param name="sessions">All that may come near.</param>
    public Placed Of(FileMoment file, IReadOnlyCollection<SessionSpan> sessions)
    {
        var times = Possible(file);
        Placed? told = null, made = null;
        foreach (var session in sessions.Where(each => each.MayBeOf(file.Owner)))
        {
            // What only another computer's clock can have shown was not taken at the one of this session.
            foreach (var (_, taken) in times.Where(each => session.Computer is null || each.Computer is null || each.Computer == session.Computer))
            {
                ref var best = ref session.IsByFiles ? ref made : ref told;
                if (How(session, taken, file.Experiment) is { } how && (best is not { } other || Rank(how, session, taken, file.Experiment).CompareTo(Rank(other.How!.Value, other.Session!, other.TakenUs, file.Experiment)) < 0))
                {
                    best = new(session, taken, how);
                }
            }
        }

        // Most files come soon: where there are two moments and no session, it was the later.
        return made is { } on && (told is not { } by || GoesOn(on, by, file.Experiment)) ? on : told ?? new(null, times.Max(each => each.TakenUs), null);
    }

    /// <summary>When it may have been taken, by any clock.</summary>
    public IEnumerable<long> Times(FileMoment file) => Possible(file).Select(each => each.TakenUs);

    /// <summary>What lies in the future can't be, if anything else can; and what came at once by one of the clocks was taken by that.</summary>
    private IReadOnlyList<ClockReading> Possible(FileMoment file)
    {
        var all = Clocks.When(file.ClockUs);
        return all.Count == 1 ? all
            : all.Where(each => IsPast(each) && each.TakenUs + SoonUs >= file.CameUs).ToList() is { Count: > 0 } soon ? soon
            : all.Where(IsPast).ToList() is { Count: > 0 } possible ? possible : all;

        bool IsPast(ClockReading each) => each.TakenUs - InexactUs <= file.CameUs;
    }

    private PlacedHow? How(SessionSpan session, long taken, long experiment)
    {
        if (session.IsByFiles)
        {
            // What somebody said of it counts more than where its files are.
            var isIts = session.Experiment == experiment || (session.IsSpokenOf && (experiment == 0 || session.FilesOf == experiment));
            return isIts && taken >= session.StartUs - QuietUs && taken <= (session.EndUs ?? session.SignUs) + QuietUs && !IsOfNext(session, taken) ? PlacedHow.Files : null;
        }

        if (IsForSeveral && session.IsOfOther(experiment))
        {
            return null;
        }

        // Nobody said that it ended, and somebody else's files come: its user left.
        var isOthers = experiment != 0 && session.FilesOf != 0 && session.FilesOf != experiment && session.Experiment != experiment;
        var end = session.EndUs ?? session.SignUs + (isOthers ? 0 : QuietUs);
        return taken >= session.StartUs && taken <= end ? PlacedHow.Inside
            : taken > end && taken <= end + (session.IsEndedByRule && !session.IsOfOther(experiment) ? QuietUs : GraceUs) ? PlacedHow.After
            : taken < session.StartUs && taken >= session.StartUs - EarlyUs ? PlacedHow.Before : null;
    }

    /// <summary>After a pause, or before one, in the booked time of somebody else: nobody said a word of it, so the booking does.</summary>
    private bool IsOfNext(SessionSpan session, long taken) => !IsForSeveral && session is { IsSpokenOf: false, Person.Length: > 0 } && (taken > session.SignUs + PauseUs || taken < session.StartUs - PauseUs)
        && Booked.At(taken) is { } booker && !string.Equals(booker, session.Person, StringComparison.OrdinalIgnoreCase);

    /// <summary>
    /// One that is known to be of another experiment comes last: whoever begins while another still works has not taken the other's files. Then the
    /// one that has the time more surely, the one with the file's own experiment, the one whose files are nearer, the one that began last.
    /// </summary>
    private (bool, PlacedHow, bool, bool, long, long, long) Rank(PlacedHow how, SessionSpan session, long taken, long experiment) =>
        (session.IsOfOther(experiment), how, session.Experiment != experiment, IsForSeveral && session.Computer is null, session.IsByFiles ? Math.Max(0, Math.Max(session.StartUs - taken, taken - session.SignUs)) : 0,
            -session.StartUs, -session.Key);

    /// <summary>
    /// Somebody who never said a word goes on after another has begun: for another experiment; or nobody knows for which, and it was only just, or they
    /// may be there at once.
    /// </summary>
    private bool GoesOn(Placed made, Placed told, long experiment)
    {
        var (on, by) = (made.Session!, told.Session!);
        return on.StartUs < by.StartUs && on.StartUs <= made.TakenUs && (by.IsOfOther(experiment) || (IsForSeveral && by is { Experiment: 0, FilesOf: 0 })
            || (by.Experiment == 0 && told.TakenUs <= by.StartUs + GraceUs && made.TakenUs <= on.SignUs + GraceUs));
    }
}
