namespace Dewar.Workflows;

/// <summary>What a job may be given by whoever starts it.</summary>
public enum ArgumentType
{
    Text,
    Integer,
    Number,
    Truth,

    /// <summary>Some of the choices, separated by commas.</summary>
    Several,
}

/// <param name="Default">Null: empty where nothing is given.</param>
/// <param name="Choices">Empty: anything.</param>
/// <param name="Pattern">A regular expression that the whole value must fit; null for none.</param>
public sealed record WorkflowArgument(string Name, bool Required, ArgumentType Type, string? Default, IReadOnlyList<string> Choices, string? Pattern, string Help);
