namespace Dewar.Workflows;

/// <summary>What is wrong in a definition, or may be.</summary>
/// <param name="Where">The stage or argument in which it is; empty for the workflow itself.</param>
/// <param name="IsMistake">The definition can't be used with it; else it is only worth a look.</param>
public sealed record Finding(Place At, string Where, string Message, bool IsMistake)
{
    public override string ToString() => $"{At}: {(Where.Length > 0 ? $"{Where}: " : "")}{Message}";
}
