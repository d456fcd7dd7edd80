using Dewar.Reservations;

namespace Dewar.Sessions;

/// <summary>Open: somebody is at the instrument. Paused: they will come back. Ended: over.</summary>
public enum SessionState { Open, Paused, Ended }

/// <summary>Somebody's time at an instrument, with a start, an end, and what they said of it.</summary>
/// <param name="Computer">The control computer at which it was begun; null for one that was begun elsewhere.</param>
/// <param name="Person">Who, as it was said.</param>
/// <param name="User">The account that this is; null where nobody's name fits.</param>
/// <param name="EndCause">Why it ended, where it was not by its user.</param>
/// <param name="OpenedBy">logger, web, api, files (a station saw them come), booking (a booking system told of it).</param>
/// <param name="SeenAt">When somebody was last seen to be there: something was said, or a file was taken.</param>
/// <param name="Files">How many files of it are in the catalogue.</param>
/// <param name="Warnings">What somebody should look at: it overlaps another, its clock was wrong.</param>
public sealed record Session(
    string Id, string Instrument, SessionState State, string? Computer, string Person, string? User, string? Experiment, string Project, string Sample, string Purpose,
    DateTimeOffset StartedAt, DateTimeOffset? EndedAt, string? EndCause, string OpenedBy, DateTimeOffset SeenAt, long Files, IReadOnlyList<SessionPause> Pauses, IReadOnlyList<string> Warnings)
{
    /// <summary>The booking in which it took place; null for none.</summary>
    public string? Booking { get; init; }

    /// <summary>Whether a record is wanted, as was said on booking, or afterwards.</summary>
    public Consent Consent { get; init; }

    /// <summary>Its user, or somebody for them, said that it began; else it was made by files or a booking system.</summary>
    internal bool IsTold => OpenedBy is not (SessionKeeper.OpenedByFiles or BookedSessions.Via);

    internal long Key { get; init; }
    internal long? UserId { get; init; }
    internal long? ExperimentId { get; init; }
}

/// <param name="Until">Null while it lasts.</param>
public sealed record SessionPause(DateTimeOffset From, DateTimeOffset? Until);

/// <summary>What was written down during a session.</summary>
public sealed record SessionNote(string Id, DateTimeOffset At, string By, string Text);

/// <summary>One line of a session's history.</summary>
/// <param name="Kind">start, note, pause, resume, continue, end, change, closed (by rule), mended (by hand).</param>
/// <param name="At">When it happened, by the site's clock.</param>
/// <param name="CameAt">When the site heard of it.</param>
/// <param name="What">In words.</param>
public sealed record SessionHistory(string Kind, DateTimeOffset At, DateTimeOffset CameAt, string Who, string Via, string What);

/// <summary>A session with all that is known of it.</summary>
/// <param name="Booking">The booking in which it took place; null for none.</param>
public sealed record SessionDetail(Session Session, IReadOnlyList<SessionNote> Notes, IReadOnlyList<SessionHistory> History, Reservation? Booking = null);

/// <param name="Person">Who is at the instrument; left out: whoever asks.</param>
/// <param name="Experiment">Where its files belong.</param>
/// <param name="At">When it began, if that was earlier.</param>
public sealed record NewSession(string? Person = null, string? Experiment = null, string Project = "", string Sample = "", string Purpose = "", DateTimeOffset? At = null);

/// <param name="At">When it was so; left out: now.</param>
public sealed record NewNote(string Text, DateTimeOffset? At = null);

/// <param name="At">When it was so; left out: now.</param>
public sealed record SessionMoment(DateTimeOffset? At = null);

/// <summary>What is to be put right; null leaves as it is.</summary>
/// <param name="Experiment">Empty: none.</param>
/// <param name="Reason">Why; it stays in the history.</param>
/// <param name="Booking">The booking in which it took place, by its id; empty: in none.</param>
/// <param name="Consent">Whether a record is wanted.</param>
public sealed record SessionMending(
    string? Person = null, string? Experiment = null, string? Project = null, string? Sample = null, string? Purpose = null,
    DateTimeOffset? StartedAt = null, DateTimeOffset? EndedAt = null, string Reason = "", string? Booking = null, Consent? Consent = null);

/// <summary>How sessions are kept at an instrument.</summary>
/// <param name="Keep">No sessions are made by files, and none is closed by rule, where this is false.</param>
/// <param name="QuietMinutes">After so long without a sign of somebody, a session is over.</param>
/// <param name="PausedHours">After so long, one that was paused is.</param>
/// <param name="GraceMinutes">Files so long after the end still belong to it, if nobody else has begun.</param>
/// <param name="ByFiles">Files that come while no session is open begin one.</param>
/// <param name="TimeZone">Of the instrument's clock, such as Europe/Berlin; empty: the site's.</param>
/// <param name="Pid">A lasting identifier of the instrument, for records.</param>
/// <param name="Location">Where it stands.</param>
/// <param name="Activities">How a record is cut into activities: pauses, or kernel-density, the rule of NexusLIMS.</param>
/// <param name="Sensitivity">More than 1 cuts more often; 0 never.</param>
/// <param name="SmallestActivity">Pieces of fewer files join a neighbour, unless something strong stands between.</param>
/// <param name="NeedsConsent">Only sessions for which somebody said that a record is wanted get one; else all but those for which somebody said that it is not.</param>
/// <param name="Owners">Whose files are, by their paths; the first that fits counts, and where none does, the time alone.</param>
/// <param name="Experiment">The intake: takes files while nobody said to which experiment they belong; from there they go to the one of their session. Empty: none; what a logger sends waits until its session has one.</param>
public sealed record SessionRules(
    bool Keep = true, double QuietMinutes = 90, double PausedHours = 16, double GraceMinutes = 10, bool ByFiles = true, string TimeZone = "", string Pid = "", string Location = "", string Experiment = "",
    string Activities = SessionRules.Pauses, double Sensitivity = 1, int SmallestActivity = 3, bool NeedsConsent = false, IReadOnlyList<PathOwner>? Owners = null)
{
    public const string Pauses = "pauses";
    public const string KernelDensity = "kernel-density";
}
