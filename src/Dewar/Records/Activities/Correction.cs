namespace Dewar.Records;

/// <summary>What a person can do to the activities of a session.</summary>
public enum CorrectionKind
{
    /// <summary>The file begins a new activity.</summary>
    Split,

    /// <summary>The file, the other one and all between them are one activity.</summary>
    Merge,

    /// <summary>The activity with the file is called so; without a name it is called nothing any more.</summary>
    Name,

    /// <summary>The file belongs to the activity with the other one; without another, to where its time puts it.</summary>
    Move,
}

/// <summary>A file that a correction holds on to. Should it leave the session, its time stands for it.</summary>
/// <param name="File">Its number in the catalogue.</param>
/// <param name="TakenAt">When it was taken, as known when somebody corrected.</param>
public sealed record FileAnchor(long File, DateTimeOffset TakenAt);

/// <summary>
/// An instruction of a person, kept and carried out again whenever the activities are made. It names files, not places, so that it stays true when late
/// files come or files leave.
/// </summary>
/// <param name="Kind">What to do.</param>
/// <param name="File">The file that it is about.</param>
/// <param name="Other">The other file of a merge, or one of the activity to move to.</param>
/// <param name="Name">The name to give.</param>
/// <param name="By">Who said so.</param>
/// <param name="At">When. Of two that can't both hold, the later wins.</param>
public sealed record Correction(CorrectionKind Kind, FileAnchor File, FileAnchor? Other, string? Name, string By, DateTimeOffset At)
{
    /// <summary>Cuts an activity in two; the second begins with this file.</summary>
    public static Correction Split(Activity activity, long first, string by, DateTimeOffset at)
    {
        var rest = activity.Files.SkipWhile(file => file.File != first).ToList();
        return new(CorrectionKind.Split, Anchor(rest.Find(file => !activity.MovedHere.Contains(file.File)) ?? rest[0]), null, null, by, at);
    }

    /// <summary>Makes one of two activities and of all between them.</summary>
    public static Correction Merge(Activity first, Activity last, string by, DateTimeOffset at) =>
        new(CorrectionKind.Merge, Anchor(first.Own[0]), Anchor(last.Own[^1]), null, by, at);

    public static Correction Call(Activity activity, string? name, string by, DateTimeOffset at) =>
        new(CorrectionKind.Name, Anchor(activity.Own[0]), null, name, by, at);

    public static Correction Move(ActivityFile file, Activity? to, string by, DateTimeOffset at) =>
        new(CorrectionKind.Move, Anchor(file), to is null ? null : Anchor(to.Own[0]), null, by, at);

    private static FileAnchor Anchor(ActivityFile file) => new(file.File, file.TakenAt);
}
