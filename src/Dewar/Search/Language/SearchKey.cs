using Dewar.Sdk;

namespace Dewar.Search;

/// <summary>How values of a key are compared.</summary>
internal enum KeyKind
{
    /// <summary>Words.</summary>
    Text,

    /// <summary>A number with a unit; kept in the coherent SI unit.</summary>
    Quantity,

    /// <summary>An instant, or a span of time that a word names.</summary>
    Time,

    /// <summary>Bytes.</summary>
    Size,

    /// <summary>Whatever people wrote: words, or numbers in units that need not be known.</summary>
    Own,
}

/// <summary>What can be asked for by name.</summary>
/// <param name="Name">As it is shown.</param>
/// <param name="Meaning">A sentence for those who choose one.</param>
/// <param name="Unit">The unit that people use for it, for quantities.</param>
internal sealed record SearchKey(string Name, KeyKind Kind, string Meaning, string? Unit = null)
{
    /// <summary>What it measures; null for all but quantities.</summary>
    public Dimension? Dimension => Kind == KeyKind.Quantity && Sdk.Unit.TryParse(Unit, out var unit) ? unit.Dimension : null;

    /// <summary>A key that people made up.</summary>
    public static SearchKey Own(string name) => new(name, KeyKind.Own, "From the metadata that people gave.");

    public static SearchKey Of(CoreName name) => new(
        name.Name,
        name.Unit is not null ? KeyKind.Quantity : name == CoreNames.AcquiredAt || name == CoreNames.EndedAt ? KeyKind.Time : KeyKind.Text,
        name.Meaning,
        name.Unit);
}
