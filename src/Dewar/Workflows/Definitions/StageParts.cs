namespace Dewar.Workflows;

/// <summary>Run again every so many seconds until the condition holds; with the last of so many times it has failed.</summary>
public sealed record StageRepeat(TimeSpan Period, string Until, int Most);

/// <summary>What a stage needs of where it runs; null and zero: whatever there is.</summary>
/// <param name="Memory">In bytes.</param>
public sealed record StageResources(int Cores = 1, long Memory = 0, TimeSpan? Time = null, int Gpus = 0, string? Partition = null, string? Host = null);

/// <summary>The files of a stage, in the four ways of saying it; at most one is not empty.</summary>
/// <param name="Base">The folder from which relative ones are meant.</param>
/// <param name="Query">Keys and values that files of the catalogue must have.</param>
public sealed record StageFiles(string? Base, string? Path, IReadOnlyList<string> List, string? Pattern, IReadOnlyDictionary<string, string> Query);
