namespace Dewar.Sdk;

/// <summary>A file is cut off, contradicts itself, claims what cannot be, or is not what it seemed.</summary>
/// <param name="what">What is wrong, in a sentence for people that names the part of the file.</param>
/// <param name="at">Where, in bytes from the beginning of the file; null when it is no single place.</param>
public sealed class DamagedException(string what, long? at = null) : Exception(at is null ? what : $"{what.TrimEnd('.')} (at byte {at}).")
{
    /// <summary>Where, in bytes from the beginning of the file.</summary>
    public long? At { get; } = at;
}
