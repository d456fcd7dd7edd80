using Dewar.Access;
using Dewar.Experiments;
using Dewar.Hosting;
using Dewar.Sessions;

namespace Dewar.Records;

/// <summary>A correction as somebody asks for it.</summary>
/// <param name="File">A file of the session, as its record names it: the experiment, a slash, the path.</param>
/// <param name="Other">For merge: a file of the other activity. For move: one of the activity that it belongs to; without it, the file goes to where its time puts it.</param>
/// <param name="Name">For name: what the activity is called; empty for nothing any more.</param>
public sealed record NewCorrection(CorrectionKind Kind, string File, string? Other = null, string? Name = null);

/// <summary>A revision of a record, and what it changed.</summary>
public sealed record RecordRevision(int Revision, DateTimeOffset MadeAt, IReadOnlyList<RecordDifference> Differences);

/// <summary>Records as somebody may see them: without the files of experiments that they may not.</summary>
internal sealed class RecordDesk(RecordStore records, RecordBuilder builder, CorrectionStore corrections, SessionStore sessions, ExperimentStore experiments)
{
    public const int LongestName = 200;

    /// <param name="revision">Zero: the newest. Null while there is none.</param>
    public async Task<SessionRecord?> Find(Caller caller, Session session, int revision, CancellationToken ct) =>
        await records.Find(session, revision, ct) is { } record ? await Seen(caller, record, ct) : null;

    public async Task<Session> Session(Caller caller, string id, CancellationToken ct) => await sessions.Find(caller, id, ct) ?? throw Refusal.NotFound("session", id);

    /// <summary>Newest first, each with what it changed.</summary>
    public async Task<List<RecordRevision>> Revisions(Caller caller, Session session, CancellationToken ct)
    {
        const int most = 20;
        var all = new List<RecordRevision>();
        var revisions = await records.Revisions(session, ct);
        SessionRecord? newer = null;
        foreach (var (revision, madeAt) in revisions.Take(most + 1))
        {
            var record = (await Find(caller, session, revision, ct))!;
            if (newer is not null)
            {
                all[^1] = all[^1] with { Differences = RecordDifferences.Between(record, newer) };
            }

            all.Add(new(revision, madeAt, []));
            newer = record;
        }

        return [.. all.Take(most)];
    }

    public async Task Correct(Caller caller, Session session, NewCorrection form, CancellationToken ct)
    {
        if (form.Name is { } name && (name.Length > LongestName || name.Any(char.IsControl)))
        {
            throw Refusal.Invalid("text-invalid", $"The name of an activity has at most {LongestName} characters, all in one line.");
        }

        var activities = await builder.Activities(session, ct);
        var (activity, file) = Place(activities, form.File);
        var other = form.Other is null ? null : Place(activities, form.Other).Activity;
        await corrections.Add(caller, session, at => form.Kind switch
        {
            CorrectionKind.Split when activity.Files[0] == file => throw Refusal.Conflict("correction-pointless", "An activity begins with this file already."),
            CorrectionKind.Split => Correction.Split(activity, file.File, caller.Name, at),
            CorrectionKind.Merge when other is null || other == activity => throw Refusal.Invalid("correction-invalid", "Name a file of the other activity, too."),
            CorrectionKind.Merge => InOrder(activities, activity, other!) is var (first, last) ? Correction.Merge(first, last, caller.Name, at) : throw new InvalidOperationException(),
            CorrectionKind.Name => Correction.Call(activity, form.Name?.Trim() is { Length: > 0 } called ? called : null, caller.Name, at),
            _ => Correction.Move(file, other, caller.Name, at),
        }, ct);
    }

    private static (Activity First, Activity Last) InOrder(IReadOnlyList<Activity> activities, Activity one, Activity other) =>
        activities.TakeWhile(each => each != one).Contains(other) ? (other, one) : (one, other);

    private static (Activity Activity, ActivityFile File) Place(IReadOnlyList<Activity> activities, string path)
    {
        foreach (var activity in activities)
        {
            if (activity.Files.FirstOrDefault(file => file.Path == path) is { } found)
            {
                return (activity, found);
            }
        }

        throw new Refusal(404, "file-not-found", $"'{path}' is no file of this session. Its record names them: the experiment, a slash, the path.");
    }

    private async Task<SessionRecord> Seen(Caller caller, SessionRecord record, CancellationToken ct)
    {
        var hidden = new HashSet<string>(StringComparer.Ordinal);
        foreach (var experiment in record.Activities.SelectMany(activity => activity.Files).Select(ExperimentOf).Distinct(StringComparer.Ordinal))
        {
            if (await experiments.Find(caller, experiment, ct) is null)
            {
                hidden.Add(experiment);
            }
        }

        return hidden.Count == 0 ? record : record with
        {
            Activities = [.. record.Activities.Select(activity => activity with { Files = [.. activity.Files.Where(file => !hidden.Contains(ExperimentOf(file)))] }).Where(activity => activity.Files.Count > 0)],
        };
    }

    private static string ExperimentOf(RecordFile file) => file.Path[..file.Path.IndexOf('/', StringComparison.Ordinal)];
}
