namespace Dewar.Catalogue;

/// <summary>One thing that happened to a file.</summary>
/// <param name="What">written, registered, verified, suspect, missing, restored, moved, described, read, damaged, failed, deleted, removed.</param>
/// <param name="Version">Which version; null where it is about the file.</param>
/// <param name="Storage">Where, for what concerns a replica.</param>
/// <param name="Who">A user, a station or a reader.</param>
/// <param name="Cause">Why, where that needs saying.</param>
public sealed record FileEvent(DateTimeOffset At, string What, long? Version = null, string? Storage = null, string? Who = null, string? Cause = null);
