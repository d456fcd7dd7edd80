namespace Dewar.Sessions;

/// <summary>A session to which a file may belong. All times in microseconds since 1970 by the site's clock.</summary>
/// <param name="EndUs">Null while it is open.</param>
/// <param name="SignUs">When somebody was last seen to be there.</param>
/// <param name="OffsetUs">What is to be added to the instrument's clock.</param>
/// <param name="IsByFiles">Nobody said that there was a session: its files make it.</param>
/// <param name="Experiment">Zero where it has none.</param>
internal sealed record SessionSpan(long Key, long StartUs, long? EndUs, long SignUs, long OffsetUs, bool IsByFiles, long Experiment)
{
    /// <summary>At which it was begun; null for one that was begun elsewhere, or by files.</summary>
    public long? Computer { get; init; }

    /// <summary>The experiment of its first file; zero while it has none.</summary>
    public long FilesOf { get; init; }

    /// <summary>Where its files belong, as far as anybody knows.</summary>
    public long Own => Experiment != 0 ? Experiment : FilesOf;
}

/// <summary>A file to be placed.</summary>
/// <param name="ClockUs">When it was taken, by the clock of the instrument.</param>
/// <param name="CameUs">When the site had it: what lies after that can't be when it was taken.</param>
internal sealed record FileMoment(long File, long Experiment, long ClockUs, long CameUs = long.MaxValue);

/// <summary>How a file came to its session, the surest first.</summary>
internal enum PlacedHow { Hand, Inside, Files, After, Before }

/// <param name="Session">Null: none.</param>
/// <param name="TakenUs">By the site's clock.</param>
internal readonly record struct Placed(SessionSpan? Session, long TakenUs, PlacedHow? How);

/// <summary>Decides to which session a file belongs, by when it was taken.</summary>
/// <param name="QuietUs">After so long without a sign of somebody, nobody is there.</param>
/// <param name="GraceUs">So long after its end a session still takes files that nobody else's does: programs save late.</param>
/// <param name="UsualUs">The correction of the instrument's clock where no session says another.</param>
internal sealed record Place(long QuietUs, long GraceUs, long UsualUs)
{
    /// <summary>So long before somebody pressed Start the first picture may have been taken.</summary>
    private const long EarlyUs = 3 * 60_000_000L;

    /// <summary>Measured clocks are right within this.</summary>
    private const long InexactUs = 2 * 60_000_000L;

    /// <summary>What was measured of the computers' clocks; null where nothing was: then a session's own word counts.</summary>
    public Clocks? Clocks { get; init; }

    /// <param name="sessions">All that may come near.</param>
    public Placed Of(FileMoment file, IReadOnlyCollection<SessionSpan> sessions)
    {
        Placed best = new(null, Likeliest(file), null);
        foreach (var session in sessions)
        {
            // What files began must find its files again by the same rule, or it would be begun anew for ever.
            foreach (var taken in session.IsByFiles ? Times(file) : Times(file, session.Computer, session.OffsetUs))
            {
                if (How(session, taken, file.Experiment) is { } how && IsBetter(how, session, best, file.Experiment))
                {
                    best = new(session, taken, how);
                }
            }
        }

        return best;
    }

    /// <summary>When it may have been taken, by any clock.</summary>
    public IReadOnlyList<long> Times(FileMoment file) => Times(file, null, UsualUs);

    /// <summary>The latest: most files come soon.</summary>
    private long Likeliest(FileMoment file) => Times(file).Max();

    /// <summary>What lies in the future can't be, if anything else can.</summary>
    private IReadOnlyList<long> Times(FileMoment file, long? computer, long offsetUs)
    {
        List<long> all = Clocks?.Offsets(computer, file.ClockUs) is { Count: > 0 } measured ? [.. measured.Select(offset => file.ClockUs + offset)] : [file.ClockUs + offsetUs];
        return all.FindAll(taken => taken - InexactUs <= file.CameUs) is { Count: > 0 } possible ? possible : all;
    }

    private PlacedHow? How(SessionSpan session, long taken, long experiment)
    {
        if (session.IsByFiles)
        {
            return session.Experiment == experiment && taken >= session.StartUs - QuietUs && taken <= (session.EndUs ?? session.SignUs) + QuietUs ? PlacedHow.Files : null;
        }

        // Nobody said that it ended, and somebody else's files come: its user left.
        var isOthers = session.FilesOf != 0 && session.FilesOf != experiment && session.Experiment != experiment;
        var end = session.EndUs ?? session.SignUs + (isOthers ? GraceUs : QuietUs);
        return taken >= session.StartUs && taken <= end ? PlacedHow.Inside
            : taken > end && taken <= end + GraceUs ? PlacedHow.After
            : taken < session.StartUs && taken >= session.StartUs - EarlyUs ? PlacedHow.Before : null;
    }

    /// <summary>
    /// Of two that people began and that are of different experiments, the file's own is right: whoever begins while another still saves has not taken
    /// the other's files. Else the one that has the time more surely, then the one with the file's experiment, then the one that began last.
    /// </summary>
    private static bool IsBetter(PlacedHow how, SessionSpan session, Placed best, long experiment) => best.Session is not { } other
        || IsRather(session, other, experiment) || (!IsRather(other, session, experiment) && IsSurer(how, session, best, other, experiment));

    private static bool IsRather(SessionSpan one, SessionSpan other, long experiment) =>
        !one.IsByFiles && !other.IsByFiles && one.Own == experiment && other.Own != 0 && other.Own != experiment;

    private static bool IsSurer(PlacedHow how, SessionSpan session, Placed best, SessionSpan other, long experiment) => how < best.How
        || (how == best.How && (session.Experiment == experiment, session.StartUs, session.Key).CompareTo((other.Experiment == experiment, other.StartUs, other.Key)) > 0);
}
