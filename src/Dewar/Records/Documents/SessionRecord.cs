namespace Dewar.Records;

/// <summary>What a session was: the one model from which all documents are written.</summary>
/// <param name="Id">The session's identifier.</param>
/// <param name="Title">What it is called.</param>
/// <param name="Instrument">Where it took place.</param>
/// <param name="Start">When it began; null where a record of others does not say.</param>
/// <param name="End">When it ended; null as long as it has not.</param>
/// <param name="TimeZone">The instrument's time zone, by its IANA name: times are shown in it.</param>
/// <param name="Experimenters">Who worked.</param>
/// <param name="Collaborators">Who took part.</param>
/// <param name="Motivation">Why.</param>
/// <param name="Reservation">The booking that it was joined to.</param>
/// <param name="Samples">What was looked at.</param>
/// <param name="Projects">What it was done for.</param>
/// <param name="Activities">What was done, in order.</param>
/// <param name="Notes">What people wrote down, in order of time.</param>
/// <param name="Warnings">What to be careful about, in plain words.</param>
/// <param name="Revision">Counts from 1.</param>
/// <param name="MadeAt">When this revision was made; null where a record of others does not say.</param>
/// <param name="MadeBy">By whom, or by which program.</param>
public sealed record SessionRecord(
    string Id, string Title, RecordInstrument Instrument, DateTimeOffset? Start, DateTimeOffset? End, string? TimeZone, IReadOnlyList<RecordPerson> Experimenters,
    IReadOnlyList<RecordPerson> Collaborators, string? Motivation, RecordReservation? Reservation, IReadOnlyList<RecordSample> Samples,
    IReadOnlyList<RecordProject> Projects, IReadOnlyList<RecordActivity> Activities, IReadOnlyList<RecordNote> Notes, IReadOnlyList<string> Warnings, int Revision,
    DateTimeOffset? MadeAt, string? MadeBy)
{
    internal int Files => Activities.Sum(activity => activity.Files.Count);

    /// <summary>An instant as the clock at the instrument showed it. What has a zone of its own that nobody told keeps its offset.</summary>
    internal DateTimeOffset Local(DateTimeOffset at) =>
        TimeZone is { Length: > 0 } name && TimeZoneInfo.TryFindSystemTimeZoneById(name, out var zone) ? TimeZoneInfo.ConvertTime(at, zone) : at;
}

/// <param name="Pid">Its persistent identifier, or what it is called in addresses.</param>
/// <param name="Name">What people call it.</param>
/// <param name="Description">What it is.</param>
/// <param name="Location">Where it stands.</param>
public sealed record RecordInstrument(string Pid, string Name, string? Description = null, string? Location = null);

/// <param name="Name">As people know them.</param>
/// <param name="Account">What they sign in with.</param>
/// <param name="Orcid">Sixteen digits with dashes, without the address before it.</param>
public sealed record RecordPerson(string Name, string? Account = null, string? Orcid = null);

/// <param name="Start">From when it was booked.</param>
/// <param name="End">Until when.</param>
/// <param name="Url">Where the booking can be seen.</param>
/// <param name="Answers">What was asked on booking, and answered.</param>
public sealed record RecordReservation(DateTimeOffset? Start, DateTimeOffset? End, string? Url, IReadOnlyList<RecordAnswer> Answers);

/// <param name="Question">What was asked.</param>
/// <param name="Text">The answer.</param>
public sealed record RecordAnswer(string Question, string Text);

/// <param name="Id">What activities name it by; unique in the record.</param>
/// <param name="Name">What people call it.</param>
/// <param name="Description">Paragraphs are lines.</param>
/// <param name="Elements">Chemical symbols.</param>
/// <param name="Pid">Its persistent identifier elsewhere.</param>
public sealed record RecordSample(string Id, string? Name, string? Description, IReadOnlyList<string> Elements, string? Pid = null);

/// <param name="Id">Its number or short name.</param>
/// <param name="Name">What it is called.</param>
/// <param name="Division">The part of the house that does it.</param>
/// <param name="Group">The group that does it.</param>
/// <param name="Url">Where it is described.</param>
public sealed record RecordProject(string? Id, string? Name = null, string? Division = null, string? Group = null, string? Url = null);

/// <param name="At">When it was written; null where a record of others does not say.</param>
/// <param name="Author">Who wrote it, or where it came from.</param>
/// <param name="Text">Paragraphs are lines.</param>
public sealed record RecordNote(DateTimeOffset? At, string? Author, string Text);
