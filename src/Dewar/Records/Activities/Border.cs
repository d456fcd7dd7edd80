namespace Dewar.Records;

/// <summary>Where one activity ends and the next begins.</summary>
/// <param name="Before">The place of the first file after it.</param>
/// <param name="Strength">How much speaks for it. Only compared with others.</param>
/// <param name="IsStrong">Whether it stands whatever the size of the pieces beside it.</param>
/// <param name="Why">In plain words.</param>
internal readonly record struct Border(int Before, double Strength, bool IsStrong, string Why);
