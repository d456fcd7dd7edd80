namespace Dewar.Records;

/// <summary>Compares two revisions of a record, and tells what changed as a person would.</summary>
internal static class RecordDifferences
{
    private const string Session = "session";

    public static IReadOnlyList<RecordDifference> Between(SessionRecord older, SessionRecord newer) =>
        [.. Facts(older, newer), .. Notes(older.Notes, newer.Notes, Session), .. new FileDifferences(older, newer).All()];

    internal static IEnumerable<RecordDifference> Notes(IReadOnlyList<RecordNote> older, IReadOnlyList<RecordNote> newer, string place)
    {
        var by = (RecordNote note) => note.Author is { Length: > 0 } author ? $" by {author}" : "";
        return
        [
            .. newer.Except(older).Select(note => new RecordDifference(RecordDifferenceKind.NoteAdded, place, $"A note{by(note)} was added: \"{Short(note.Text)}\".")),
            .. older.Except(newer).Select(note => new RecordDifference(RecordDifferenceKind.NoteRemoved, place, $"A note{by(note)} was removed: \"{Short(note.Text)}\".")),
        ];
    }

    internal static string Short(string text) => text.Length <= 80 ? text.ReplaceLineEndings(" ") : $"{text[..79].ReplaceLineEndings(" ")}…";

    private static IEnumerable<RecordDifference> Facts(SessionRecord older, SessionRecord newer)
    {
        (string What, string? Before, string? After)[] facts =
        [
            ("The title", older.Title, newer.Title),
            ("The instrument", older.Instrument.Name, newer.Instrument.Name),
            ("The start", Time(older, older.Start), Time(newer, newer.Start)),
            ("The end", Time(older, older.End), Time(newer, newer.End)),
            ("The motivation", older.Motivation, newer.Motivation),
            ("The reservation", Reservation(older), Reservation(newer)),
        ];
        foreach (var (what, before, after) in facts.Where(fact => fact.Before != fact.After))
        {
            yield return Changed(what, before, after);
        }

        foreach (var difference in (IEnumerable<RecordDifference>)
            [
                .. List("Experimenter", older.Experimenters.Select(Person), newer.Experimenters.Select(Person)),
                .. List("Collaborator", older.Collaborators.Select(Person), newer.Collaborators.Select(Person)),
                .. List("Sample", older.Samples.Select(Sample), newer.Samples.Select(Sample)),
                .. List("Project", older.Projects.Select(Project), newer.Projects.Select(Project)),
                .. List("Answer", Answers(older), Answers(newer)),
                .. List("Warning", older.Warnings, newer.Warnings),
            ])
        {
            yield return difference;
        }
    }

    private static RecordDifference Changed(string what, string? before, string? after) => new(RecordDifferenceKind.SessionChanged, Session, (before, after) switch
    {
        (null or "", _) => $"{what} is {Short(after!)}; it was not known before.",
        (_, null or "") => $"{what} is not known any more; it was {Short(before)}.",
        _ => $"{what} changed from {Short(before)} to {Short(after)}.",
    });

    private static IEnumerable<RecordDifference> List(string what, IEnumerable<string> older, IEnumerable<string> newer)
    {
        var (before, after) = (older.ToList(), newer.ToList());
        return (before.Except(after).ToList(), after.Except(before).ToList()) is ([var was], [var now]) ? [Changed($"The {what.ToLowerInvariant()}", was, now)] :
        [
            .. after.Except(before).Select(one => new RecordDifference(RecordDifferenceKind.SessionChanged, Session, $"{what} added: {Short(one)}.")),
            .. before.Except(after).Select(one => new RecordDifference(RecordDifferenceKind.SessionChanged, Session, $"{what} removed: {Short(one)}.")),
        ];
    }

    private static string? Time(SessionRecord record, DateTimeOffset? at) => at is { } known ? record.Local(known).ToString("d MMM yyyy HH:mm:ss") : null;

    private static string Person(RecordPerson person) => person.Name;

    private static string Sample(RecordSample sample) =>
        string.Join(", ", [sample.Name ?? sample.Id, .. sample.Elements]) + (sample.Description is { Length: > 0 } text ? $" ({text})" : "");

    private static string Project(RecordProject project) => project.Name ?? project.Id ?? project.Url ?? "";

    private static IEnumerable<string> Answers(SessionRecord record) => record.Reservation?.Answers.Select(answer => $"{answer.Question}: {answer.Text}") ?? [];

    private static string? Reservation(SessionRecord record) =>
        record.Reservation is { } reservation ? $"from {Time(record, reservation.Start) ?? "?"} to {Time(record, reservation.End) ?? "?"}" : null;
}
