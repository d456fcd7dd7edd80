using System.CommandLine;

namespace Dewar.Hosting;

/// <summary>Runs a command line and turns whatever happens into a sentence and an exit code.</summary>
internal static class Verbs
{
    public static async Task<int> Run(RootCommand root, string[] args)
    {
        var line = root.Parse(args);
        if (line.Errors.Count > 0)
        {
            foreach (var message in line.Errors.Select(error => error.Message).Distinct())
            {
                Screen.Say(message);
            }

            Screen.Say($"'{Name(line.CommandResult.Command)} --help' tells what there is.");
            return (int)ExitCode.Usage;
        }

        try
        {
            return await line.InvokeAsync(new() { EnableDefaultExceptionHandler = false });
        }
        catch (Exception failure)
        {
            return (int)VerbExtensions.Explain(failure, Name(line.CommandResult.Command)["dewar ".Length..]);
        }
    }

    private static string Name(Command command) => command.Parents.OfType<Command>().FirstOrDefault() is { } parent ? $"{Name(parent)} {command.Name}" : "dewar";
}
