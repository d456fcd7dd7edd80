namespace Dewar.Workflows;

/// <summary>A definition of steps that files or values are taken through.</summary>
/// <param name="Owner">Whose it is; empty where the definition does not say.</param>
/// <param name="Version">As it was written; empty for none.</param>
/// <param name="UserAccount">The account of the operating system by which commands run; null for that of the station.</param>
/// <param name="Arguments">What a job may be given; null where the definition does not say, so that it may be given anything.</param>
/// <param name="Stages">In the order in which they run where nothing else is said: that of their ids.</param>
/// <param name="OnFailure">The stage that runs once when another has failed.</param>
public sealed record Workflow(
    string Name, string Owner, string Description, string Version, string? UserAccount, IReadOnlyList<WorkflowArgument>? Arguments, IReadOnlyList<Stage> Stages, string? OnFailure = null);
