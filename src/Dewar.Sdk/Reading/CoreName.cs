namespace Dewar.Sdk;

/// <summary>A quantity that many formats know, under its common name.</summary>
/// <param name="Name">Lower case with underscores; part of the API.</param>
/// <param name="Unit">The unit that people use for it; empty for a plain number; null for words and times.</param>
/// <param name="Meaning">A sentence.</param>
/// <param name="Glossary">The term of the EM Glossary (purls.helmholtz-metadaten.de/emg), where there is one.</param>
/// <param name="NeXus">The field of the NeXus base classes, where there is one.</param>
public sealed record CoreName(string Name, string? Unit, string Meaning, string? Glossary = null, string? NeXus = null)
{
    /// <summary>What it measures; null for words and times.</summary>
    public Dimension? Dimension => Unit is null ? null : Dewar.Sdk.Unit.TryParse(Unit, out var unit) ? unit.Dimension : throw new FormatException(Unit);

    /// <summary>A value of the coherent SI unit, in the unit that people use: "200 kV". Seven digits, as no instrument has more.</summary>
    public string Show(double si) => Dewar.Sdk.Unit.TryParse(Unit, out var unit) ? $"{unit.FromSi(si):g7} {Unit}".TrimEnd() : $"{si:g7}";
}
