namespace Dewar.Disk;

/// <summary>
/// Compares texts as the databases do, by their bytes in UTF-8. .NET's ordinal order is by UTF-16 units, which puts emoji before some of
/// the other characters: a listing that used both orders would skip files at the seams of its pages.
/// </summary>
internal sealed class PathOrder : IComparer<string>
{
    public static PathOrder ByBytes { get; } = new();

    public int Compare(string? x, string? y)
    {
        var (one, other) = (x ?? "", y ?? "");
        var same = one.AsSpan().CommonPrefixLength(other);
        return same == one.Length || same == other.Length ? one.Length.CompareTo(other.Length) : Rank(one[same]).CompareTo(Rank(other[same]));
    }

    /// <summary>Surrogates stand for what comes behind all other characters.</summary>
    private static int Rank(char unit) => char.IsSurrogate(unit) ? unit + 0x10000 : unit;
}
