namespace Dewar.Workflows;

/// <summary>A place in a definition's text, both counted from 1.</summary>
public readonly record struct Place(int Line, int Column)
{
    public override string ToString() => $"line {Line}, column {Column}";
}
