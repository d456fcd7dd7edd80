namespace Dewar.Sessions;

/// <summary>A session to which a file may belong. All times in microseconds since 1970 by the site's clock.</summary>
/// <param name="EndUs">Null while it is open.</param>
/// <param name="SignUs">When somebody was last seen to be there.</param>
/// <param name="OffsetUs">What is to be added to the instrument's clock.</param>
/// <param name="IsByFiles">Nobody said that there was a session: its files make it.</param>
/// <param name="Experiment">Zero where it has none.</param>
internal sealed record SessionSpan(long Key, long StartUs, long? EndUs, long SignUs, long OffsetUs, bool IsByFiles, long Experiment);

/// <summary>A file to be placed.</summary>
/// <param name="ClockUs">When it was taken, by the clock of the instrument.</param>
internal sealed record FileMoment(long File, long Experiment, long ClockUs);

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

    /// <summary>So far beyond its ends a session may have files.</summary>
    public long ReachUs => QuietUs + GraceUs + EarlyUs;

    public static Place By(SessionRules rule, long usualUs) => new((long)(rule.QuietMinutes * 60e6), (long)(rule.GraceMinutes * 60e6), usualUs);

    /// <param name="sessions">All that may come near.</param>
    public Placed Of(FileMoment file, IReadOnlyCollection<SessionSpan> sessions)
    {
        Placed best = new(null, file.ClockUs + UsualUs, null);
        foreach (var session in sessions)
        {
            var taken = file.ClockUs + session.OffsetUs;
            if (How(session, taken, file.Experiment) is { } how && IsBetter(how, session, best, file.Experiment))
            {
                best = new(session, taken, how);
            }
        }

        return best;
    }

    private PlacedHow? How(SessionSpan session, long taken, long experiment)
    {
        if (session.IsByFiles)
        {
            return session.Experiment == experiment && taken >= session.StartUs - QuietUs && taken <= (session.EndUs ?? session.SignUs) + QuietUs ? PlacedHow.Files : null;
        }

        var end = session.EndUs ?? session.SignUs + QuietUs;
        return taken >= session.StartUs && taken <= end ? PlacedHow.Inside
            : taken > end && taken <= end + GraceUs ? PlacedHow.After
            : taken < session.StartUs && taken >= session.StartUs - EarlyUs ? PlacedHow.Before : null;
    }

    /// <summary>Of two that have the time, the one with the file's own experiment is right, then the one that began last.</summary>
    private static bool IsBetter(PlacedHow how, SessionSpan session, Placed best, long experiment) => best.Session is not { } other || how < best.How
        || (how == best.How && (session.Experiment == experiment, session.StartUs, session.Key).CompareTo((other.Experiment == experiment, other.StartUs, other.Key)) > 0);
}
