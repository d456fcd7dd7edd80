using System.CommandLine;
using Dewar.Hosting;

namespace Dewar.Workflows;

internal static class WorkflowCommands
{
    public static Command Build() => new("workflow", "Definitions of what is done with files") { Check() };

    private static Command Check()
    {
        var files = new Argument<string[]>("file") { Description = "A definition as JSON, YAML or a literal of Python; several for several", Arity = ArgumentArity.OneOrMore };
        return new Command("check", "Look whether definitions can be used, and show what is in them; needs no site, executes nothing") { files }.Runs(async (line, ct) =>
        {
            var all = new List<Checked>();
            foreach (var file in line.GetValue(files)!)
            {
                var (workflow, findings) = WorkflowReader.Read(await Text(file, ct), file);
                all.Add(new(file, workflow, findings));
            }

            if (line.WantsJson)
            {
                Screen.Json(all);
            }
            else
            {
                all.ForEach(Print);
            }

            return all.Exists(each => each.HasMistake) ? ExitCode.Failed : ExitCode.Done;
        });
    }

    private static void Print(Checked it)
    {
        foreach (var finding in it.Findings)
        {
            Console.WriteLine($"{it.File}: {Screen.OneLine(finding.ToString())}{(finding.IsMistake ? "" : " (worth a look)")}");
        }

        if (it.HasMistake || it.Workflow is not { } workflow)
        {
            return;
        }

        Screen.Facts(("workflow", workflow.Name), ("version", workflow.Version), ("owner", workflow.Owner), ("runs as", workflow.UserAccount), ("takes", Takes(workflow)), ("when failed", workflow.OnFailure));
        var before = StageOrder.Before(workflow);
        Screen.Table(workflow.Stages, ("stage", stage => stage.Id), ("after", stage => string.Join(", ", before[stage.Id])), ("runs if", stage => stage.RunIf ?? ""), ("where", stage => stage.Executor ?? ""),
            ("gives", stage => string.Join(", ", stage.OutputVariables.SelectMany(PythonRegex.Names))));
    }

    private static string? Takes(Workflow workflow) => workflow.Arguments is not { } arguments ? null
        : string.Join(", ", arguments.Select(each => $"{each.Name}{(each.Required ? "" : each.Default is { } given ? $" ({given})" : " (optional)")}"));

    private static async Task<string> Text(string file, CancellationToken ct)
    {
        try
        {
            return await File.ReadAllTextAsync(file, ct);
        }
        catch (Exception bad) when (bad is FileNotFoundException or DirectoryNotFoundException or UnauthorizedAccessException)
        {
            throw new FormatException(Directory.Exists(file) ? $"'{file}' is a folder; name a file." : $"'{file}' can't be read: {bad.Message}");
        }
    }

    /// <param name="Workflow">Null where too much is missing.</param>
    private sealed record Checked(string File, Workflow? Workflow, IReadOnlyList<Finding> Findings)
    {
        public bool HasMistake => Findings.Any(each => each.IsMistake);
    }
}
