using Dewar.Database;
using Dewar.Reservations;

namespace Dewar.Sessions;

/// <summary>What the events of a session come to.</summary>
/// <param name="EndedUs">Null while it is open or paused.</param>
/// <param name="Booking">As somebody said; empty for none, null where its time says.</param>
/// <param name="Consent">As somebody said; null where its booking does.</param>
internal sealed record SessionFacts(
    SessionState State, string Person, string Experiment, string Project, string Sample, string Purpose, long StartedUs, long? EndedUs, string? EndCause, string OpenedBy,
    IReadOnlyList<(long From, long? Until)> Pauses, string? Booking, Consent? Consent);

/// <summary>
/// Tells a session from its events. They may come late and in any order: what was said counts by when it happened, and what somebody put
/// right by hand counts more than that, the later the more. An end by rule is taken back by any sign that somebody was there after it.
/// </summary>
internal static class SessionStory
{
    /// <summary>Of an event v: somebody said it, or a booking system; of what files and rules make nobody said anything.</summary>
    public static Sql IsSpoken => $"v.via <> 'files' and v.kind <> 'closed'";

    /// <param name="events">One of them is a start.</param>
    /// <param name="seenUs">When somebody was last seen to be there, by what is no event.</param>
    /// <param name="files">When the first and the last file were taken that belong to it.</param>
    public static SessionFacts Of(IReadOnlyList<SessionEvent> events, long seenUs, (long First, long Last)? files)
    {
        var told = events.Where(each => each.Kind is not (EventKind.Closed or EventKind.Mended)).OrderBy(each => each.AtUs).ThenBy(each => each.CameUs).ToList();
        var mended = events.Where(each => each.Kind == EventKind.Mended).OrderBy(each => each.CameUs).ToList();
        var start = told.First(each => each.Kind == EventKind.Start);
        var said = told.Where(each => each.Kind is EventKind.Start or EventKind.Change).Concat(mended).Select(each => each.Detail).ToList();
        var (ended, cause) = End(events, told, seenUs, files?.Last);
        var by = mended.LastOrDefault(each => each.Detail.EndedUs is not null);
        (ended, cause) = by is null ? (ended, cause) : (by.Detail.EndedUs, $"set by {by.Who}");
        var started = mended.LastOrDefault(each => each.Detail.StartedUs is not null)?.Detail.StartedUs ?? (start.Via == SessionKeeper.OpenedByFiles ? files?.First : null) ?? start.AtUs;
        var pauses = Pauses(told, ended);
        return new(
            ended is not null ? SessionState.Ended : pauses is [.., (_, null)] ? SessionState.Paused : SessionState.Open,
            Last(said, each => each.Person), Last(said, each => each.Experiment), Last(said, each => each.Project), Last(said, each => each.Sample), Last(said, each => each.Purpose),
            started, ended is { } at ? Math.Max(at, started) : null, cause, start.Via, pauses, said.Select(each => each.Booking).LastOrDefault(each => each is not null), said.Select(each => each.Consent).LastOrDefault(each => each is not null));
    }

    /// <summary>The last moment at which somebody was seen to be there.</summary>
    public static long LastSign(IReadOnlyList<SessionEvent> events, long seenUs, long? lastFileUs) =>
        Math.Max(Math.Max(seenUs, lastFileUs ?? long.MinValue), events.Where(IsSign).Select(each => each.AtUs).DefaultIfEmpty(long.MinValue).Max());

    private static bool IsSign(SessionEvent each) => each.Kind is not (EventKind.Closed or EventKind.Mended or EventKind.Change) && each.Via != SessionKeeper.OpenedByFiles;

    private static (long? At, string? Cause) End(IReadOnlyList<SessionEvent> events, List<SessionEvent> told, long seenUs, long? lastFileUs)
    {
        // Whoever goes on after an end has not ended.
        if (told.FindLastIndex(each => each.Kind == EventKind.End) is >= 0 and var end && !told.Skip(end + 1).Any(each => each.Kind is EventKind.Continue or EventKind.Resume))
        {
            return (told[end].AtUs, null);
        }

        // Files that come late say until when it went on; only somebody who is there opens it again.
        var sign = LastSign(events, seenUs, null);
        return events.Where(each => each.Kind == EventKind.Closed).MaxBy(each => each.CameUs) is { } closed && sign <= closed.AtUs
            ? (Math.Max(closed.AtUs, lastFileUs ?? long.MinValue), closed.Detail.Text) : (null, null);
    }

    private static List<(long From, long? Until)> Pauses(List<SessionEvent> told, long? ended)
    {
        var pauses = new List<(long From, long? Until)>();
        long? since = null;
        foreach (var each in told.Where(each => ended is null || each.AtUs <= ended))
        {
            if (each.Kind == EventKind.Pause)
            {
                since ??= each.AtUs;
            }
            else if (since is { } from && each.Kind is (EventKind.Resume or EventKind.Continue or EventKind.End))
            {
                pauses.Add((from, each.AtUs));
                since = null;
            }
        }

        return since is { } open ? [.. pauses, (open, ended)] : pauses;
    }

    private static string Last(List<EventDetail> said, Func<EventDetail, string?> what) => said.Select(what).LastOrDefault(text => text is not null) ?? "";
}
