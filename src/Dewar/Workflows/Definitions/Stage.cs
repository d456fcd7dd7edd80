namespace Dewar.Workflows;

/// <summary>One step of a workflow: a command, when it runs, where, how often, and what it gives.</summary>
/// <param name="Command">A line for the shell; null where <paramref name="Run"/> stands.</param>
/// <param name="Run">A program and its arguments, without a shell; null where <paramref name="Command"/> stands.</param>
public sealed record Stage(string Id, string? Command, IReadOnlyList<string>? Run)
{
    public string? WorkingDir { get; init; }

    /// <summary>Regular expressions as Python writes them; each named group becomes a variable of the job.</summary>
    public IReadOnlyList<string> OutputVariables { get; init; } = [];

    /// <summary>Skipped where this does not hold.</summary>
    public string? RunIf { get; init; }

    public StageRepeat? Repeat { get; init; }

    /// <summary>Where it runs once for each file: all at the same time.</summary>
    public bool IsParallel { get; init; }

    public StageFiles? Files { get; init; }

    /// <summary>The stages that must be over before; null: the one before it in the order of ids.</summary>
    public IReadOnlyList<string>? Needs { get; init; }

    /// <summary>local, ssh, slurm, sge or snakemake; null: the station's own.</summary>
    public string? Executor { get; init; }

    public StageResources Resources { get; init; } = new();

    public int Retries { get; init; }

    public TimeSpan RetryDelay { get; init; }

    /// <summary>After so long a process is ended and has failed.</summary>
    public TimeSpan? Timeout { get; init; }

    /// <summary>Files that must be there before.</summary>
    public IReadOnlyList<string> Inputs { get; init; } = [];

    /// <summary>Files that must be there afterwards.</summary>
    public IReadOnlyList<string> Outputs { get; init; } = [];

    /// <summary>The same command with the same inputs is not run again.</summary>
    public bool IsCached { get; init; }

    public IReadOnlyDictionary<string, string> Environment { get; init; } = new Dictionary<string, string>();

    /// <summary>Variables of the environment by the names of the secrets that they hold.</summary>
    public IReadOnlyDictionary<string, string> Secrets { get; init; } = new Dictionary<string, string>();

    /// <summary>All texts in which variables may stand, with what each is.</summary>
    internal IEnumerable<(string What, string Text)> Texts =>
    [
        .. Command is null ? (IEnumerable<(string, string)>)[] : [("command", Command)],
        .. (Run ?? []).Select(each => ("command", each)),
        .. ((string What, string? Text)[])[("workingDir", WorkingDir), ("runIf", RunIf), ("repeatUntil", Repeat?.Until), ("host", Resources.Host)] is var some ? some.Where(each => each.Text is not null).Select(each => (each.What, each.Text!)) : [],
        .. Inputs.Select(each => ("inputs", each)),
        .. Outputs.Select(each => ("outputs", each)),
        .. Environment.Values.Select(each => ("environment", each)),
    ];
}
