namespace Dewar.Records;

/// <summary>A file of a session, with all that decides to which activity it belongs.</summary>
/// <param name="File">Its number in the catalogue.</param>
/// <param name="Path">Its path, for people.</param>
/// <param name="Folder">The folder that it lies in; empty at the top.</param>
/// <param name="TakenAt">When the instrument took it: from inside the file where it is known, corrected.</param>
/// <param name="Mode">How the instrument was operated, as TEM or STEM; null where nobody knows.</param>
/// <param name="SignalType">Image, spectrum and so on; null where nobody knows.</param>
/// <param name="Sample">What was looked at; null where nobody knows.</param>
public sealed record ActivityFile(long File, string Path, string Folder, DateTimeOffset TakenAt, string? Mode = null, string? SignalType = null, string? Sample = null);
