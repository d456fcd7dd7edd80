using Dewar.Disk;

namespace Dewar.Search;

/// <summary>What is sought: a query, understood.</summary>
internal abstract record Wish
{
    /// <summary>Whatever there is.</summary>
    public static Wish Everything { get; } = new All([]);
}

/// <summary>All of these; nothing in it is everything.</summary>
internal sealed record All(IReadOnlyList<Wish> Of) : Wish
{
    public bool Equals(All? other) => other is not null && Of.SequenceEqual(other.Of);

    public override int GetHashCode() => Of.Count;
}

/// <summary>At least one of these.</summary>
internal sealed record Any(IReadOnlyList<Wish> Of) : Wish
{
    public bool Equals(Any? other) => other is not null && Of.SequenceEqual(other.Of);

    public override int GetHashCode() => Of.Count;
}

/// <summary>Whatever this is not.</summary>
internal sealed record Not(Wish Of) : Wish;

/// <summary>Words in the text of a file: its path, and all that is known of it. A phrase has them side by side.</summary>
internal sealed record Mentions(string Text, bool IsPhrase) : Wish;

/// <summary>A value that says this: the very words, or with <paramref name="IsWhole"/> nothing else. Letters count alike, large or small.</summary>
internal sealed record Says(SearchKey Key, string Text, bool IsWhole) : Wish;

/// <summary>A value that fits a pattern.</summary>
internal sealed record Fits(SearchKey Key, string Pattern) : Wish
{
    public Glob Glob => new(Pattern);
}

/// <summary>A value within bounds: quantities in the coherent SI unit, times in microseconds since 1970, sizes in bytes.</summary>
/// <param name="Unit">The unit that the value has to have to the letter, where nobody knows what it measures; null for all others.</param>
internal sealed record Within(SearchKey Key, Bounds Bounds, string? Unit = null) : Wish;

/// <summary>That there is such a value.</summary>
internal sealed record Has(SearchKey Key) : Wish;

/// <summary>From where to where; infinite where there is no end.</summary>
internal readonly record struct Bounds(double From, double To, bool WithFrom = true, bool WithTo = true)
{
    public static Bounds Above(double from, bool included) => new(from, double.PositiveInfinity, included);

    public static Bounds Below(double to, bool included) => new(double.NegativeInfinity, to, true, included);

    public bool Contain(double value) => (WithFrom ? value >= From : value > From) && (WithTo ? value <= To : value < To);
}
