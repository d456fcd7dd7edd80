namespace Dewar.Records;

/// <summary>What became different from one revision of a record to the next.</summary>
public enum RecordDifferenceKind
{
    FileAdded,
    FileRemoved,
    FileMoved,
    FileRenamed,
    FileChanged,
    ActivityAdded,
    ActivityRemoved,
    ActivitySplit,
    ActivityMerged,
    ActivityNamed,
    ValueChanged,
    NoteAdded,
    NoteRemoved,
    SessionChanged,
}

/// <param name="Kind">What kind of thing happened.</param>
/// <param name="Place">Where: "session", or an activity as the newer revision calls it, as "Activity 2".</param>
/// <param name="Text">The whole of it, in a plain sentence.</param>
public sealed record RecordDifference(RecordDifferenceKind Kind, string Place, string Text);
