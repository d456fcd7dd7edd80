using System.CommandLine;
using System.CommandLine.Parsing;

namespace Dewar.Hosting;

/// <summary>Runs a command line and turns whatever happens into a sentence and an exit code.</summary>
internal static class Verbs
{
    public static async Task<int> Run(RootCommand root, string[] args)
    {
        NameChoices(root);
        var line = root.Parse(args);
        if (line.Errors.Count > 0)
        {
            // A word that is no verb is also a verb that is missing; one of the two is enough.
            foreach (var message in line.Errors.Where(error => line.Errors.Count == 1 || error.Message != "Required command was not provided.").Select(Plain).Distinct())
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

    /// <summary>Help shows what may be written as a person writes it.</summary>
    private static void NameChoices(Command command)
    {
        foreach (var argument in command.Arguments.Where(each => each.HelpName is null))
        {
            argument.HelpName = Choices(argument.ValueType);
        }

        foreach (var option in command.Options.Where(each => each.HelpName is null))
        {
            option.HelpName = Choices(option.ValueType);
        }

        foreach (var verb in command.Subcommands)
        {
            NameChoices(verb);
        }
    }

    private static string? Choices(Type type) => (Nullable.GetUnderlyingType(type) ?? type) is { IsEnum: true } one ? string.Join('|', Enum.GetNames(one)).ToLowerInvariant() : null;

    /// <summary>The parser names types of the language where a person wants to know what to write.</summary>
    private static string Plain(ParseError error)
    {
        var type = error.SymbolResult switch { OptionResult option => option.Option.ValueType, ArgumentResult argument => argument.Argument.ValueType, _ => null };
        if (type is null || !error.Message.StartsWith("Cannot parse argument", StringComparison.Ordinal))
        {
            return error.Message.Replace("\n\t", " ", StringComparison.Ordinal);
        }

        type = Nullable.GetUnderlyingType(type) ?? type;
        var form = type.IsEnum ? string.Join(", ", Enum.GetNames(type)).ToLowerInvariant()
            : type == typeof(DateTimeOffset) ? "a date such as 2026-05-31 or 2026-05-31T14:00"
            : type == typeof(int) || type == typeof(long) ? "a whole number" : type.Name;
        return $"{error.Message.Split('\'') switch { [_, var value, ..] => $"'{value}'", _ => "That" }} does not fit {(error.SymbolResult as OptionResult)?.Option.Name ?? "here"}: write {form}.";
    }

    private static string Name(Command command) => command.Parents.OfType<Command>().FirstOrDefault() is { } parent ? $"{Name(parent)} {command.Name}" : "dewar";
}
