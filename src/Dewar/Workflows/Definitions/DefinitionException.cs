namespace Dewar.Workflows;

/// <summary>A text that can't be read as a definition at all.</summary>
internal sealed class DefinitionException(Place at, string message) : Exception(message)
{
    public Place At { get; } = at;
}
