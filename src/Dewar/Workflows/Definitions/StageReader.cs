namespace Dewar.Workflows;

/// <summary>Reads one stage.</summary>
internal static class StageReader
{
    public static readonly string[] Executors = ["local", "ssh", "slurm", "sge", "snakemake"];

    private const int MostRepeats = 10_000_000, MostRetries = 1000;

    /// <summary>Keys of the oldest definitions, which the expressions on output and the repeats replaced.</summary>
    private static readonly string[] Old = ["execOutFormat", "monitorCmd"];

    public static Stage Read(string id, MapNode map, List<Finding> findings)
    {
        var fields = new Fields(map, $"stage '{id}'", findings);
        var (command, run) = Command(fields);
        var stage = new Stage(id, command, run)
        {
            WorkingDir = fields.Text("workingDir"),
            OutputVariables = fields.Texts("outputVariableRegexList") ?? [],
            RunIf = fields.Text("runIf"),
            Repeat = Repeat(fields),
            IsParallel = fields.Truth("parallelExec") ?? false,
            Files = Files(fields),
            Needs = fields.Texts("needs"),
            Executor = Executor(fields),
            Resources = Resources(fields, findings),
            Retries = fields.Whole("retries", 0, MostRetries) ?? 0,
            RetryDelay = fields.Time("retryDelay") ?? TimeSpan.Zero,
            Timeout = fields.Time("timeout"),
            Inputs = fields.Texts("inputs") ?? [],
            Outputs = fields.Texts("outputs") ?? [],
            IsCached = fields.Truth("cache") ?? false,
            Environment = fields.Map("environment"),
            Secrets = fields.Map("secrets"),
        };
        fields.Done(Old);
        return stage;
    }

    private static (string? Command, IReadOnlyList<string>? Run) Command(Fields fields)
    {
        switch (fields.Take("command"))
        {
            case null:
                fields.Mistake(fields.At, "'command' is missing: a line for the shell, or a list with a program and its arguments.");
                return ("", null);
            case ListNode list:
                var run = fields.Texts("command")!;
                if (run is [] or ["", ..])
                {
                    fields.Mistake(list.At, "The list of 'command' begins with the program.");
                }

                return (null, run);
            case TextNode { Text: var line } text:
                if (string.IsNullOrWhiteSpace(line))
                {
                    fields.Mistake(text.At, "'command' is empty.");
                }

                return (line, null);
            case var other:
                fields.Mistake(other.At, $"'command' must be a text or a list of texts, not {other.Kind}.");
                return ("", null);
        }
    }

    private static StageRepeat? Repeat(Fields fields)
    {
        var (period, until, most) = (fields.Time("repeatPeriod"), fields.Text("repeatUntil"), fields.Whole("maxRepeats", 1, MostRepeats));
        if (period is not null && until is not null && most is not null)
        {
            return new(period.Value, until, most.Value);
        }

        // One that could not be read is told of already.
        string[] keys = ["repeatPeriod", "repeatUntil", "maxRepeats"];
        var missing = keys.Where(key => !fields.Has(key)).ToList();
        if (missing.Count is 1 or 2)
        {
            fields.Mistake(fields.At, $"{string.Join(" and ", missing.Select(key => $"'{key}'"))} {(missing.Count == 1 ? "is" : "are")} missing: repeatPeriod, repeatUntil and maxRepeats stand together.");
        }

        return null;
    }

    private static StageFiles? Files(Fields fields)
    {
        var files = new StageFiles(fields.Text("dataDir"), fields.Text("filePath"), fields.Texts("filePathList") ?? [], fields.Text("filePathPattern"), fields.Map("fileQueryDict"));
        string[] said = [.. ((string[])["filePath", "filePathList", "filePathPattern", "fileQueryDict"]).Where(fields.Has)];
        if (said.Length > 1)
        {
            fields.Mistake(fields.At, $"The files of a stage are said in one way, not as {string.Join(" and ", said)} at once.");
        }

        return said.Length > 0 || files.Base is not null ? files : null;
    }

    private static string? Executor(Fields fields)
    {
        var executor = fields.Text("executor");
        if (executor is not null && !Executors.Contains(executor))
        {
            fields.Mistake(fields.Take("executor")!.At, $"There is no executor '{executor}'; there are: {string.Join(", ", Executors)}.");
        }

        return executor;
    }

    private static StageResources Resources(Fields fields, List<Finding> findings)
    {
        switch (fields.Take("resources"))
        {
            case null:
                return new();
            case MapNode map:
                var inner = new Fields(map, "resources", findings);
                var found = new StageResources(inner.Whole("cores", 1, 100_000) ?? 1, inner.Size("memory") ?? 0, inner.Time("time"), inner.Whole("gpus", 0, 10_000) ?? 0, inner.Text("partition"), inner.Text("host"));
                inner.Done();
                return found;
            case var other:
                fields.Mistake(other.At, $"'resources' must be a map, as {{\"cores\": 4, \"memory\": \"8GB\", \"time\": \"2h\"}}, not {other.Kind}.");
                return new();
        }
    }
}
