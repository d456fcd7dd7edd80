using System.CommandLine;
using System.Text;
using System.Text.RegularExpressions;

namespace Dewar.Hosting;

/// <summary>The reference documentation, written from what the program itself says of its verbs and settings.</summary>
internal static partial class Reference
{
    public static string Cli(RootCommand root)
    {
        var text = new StringBuilder($"""
            # Command line

            {root.Description}

            Written from the program itself; `dewar VERB --help` shows the same.

            ## Everywhere

            | option | |
            |---|---|
            {Options(root)}
            ## Exit codes

            | code | |
            |---|---|

            """);
        foreach (Match code in ExitCodes.Matches(File.ReadAllText(Repository.PathOf("src/Dewar/Hosting/Verb.cs"))))
        {
            text.Append($"| {code.Groups["number"].Value} | {code.Groups["sentence"].Value} |\n");
        }

        foreach (var command in root.Subcommands)
        {
            Append(text, command, "dewar", 2);
        }

        return text.ToString();
    }

    public static string Settings(params (string Title, string Intro, IReadOnlyList<Setting> Known)[] lists)
    {
        var text = new StringBuilder("# Settings\n\nFrom a YAML file, the environment and the command line, the later over the earlier.\n");
        foreach (var (title, intro, known) in lists)
        {
            text.Append($"\n## {title}\n\n{intro}\n\n| in the file | in the environment | default | |\n|---|---|---|---|\n");
            foreach (var setting in known)
            {
                text.Append($"| `{setting.Key}` | `{setting.Environment}` | {(setting.Default is { Length: > 0 } given ? $"`{given}`" : "")} | {Cell(setting.Help)} |\n");
            }
        }

        return text.ToString();
    }

    private static void Append(StringBuilder text, Command command, string above, int level)
    {
        var name = $"{above} {command.Name}";
        text.Append($"\n{new string('#', level)} {name}\n\n{command.Description}\n");
        if (command.Subcommands.Count == 0 || command.Action is not null)
        {
            text.Append($"\n```\n{name}{string.Concat(command.Arguments.Select(Usage))}{(command.Options.Any(Shown) ? " [options]" : "")}\n```\n");
        }

        var rows = string.Concat(command.Arguments.Select(each => $"| `{each.Name}` | {Cell(each.Description ?? "")} |\n")) + Options(command);
        if (rows.Length > 0)
        {
            text.Append($"\n| | |\n|---|---|\n{rows}");
        }

        foreach (var below in command.Subcommands)
        {
            Append(text, below, name, level + 1);
        }
    }

    private static string Usage(Argument argument) => argument.Arity.MinimumNumberOfValues == 0 ? $" [{argument.Name}]" : $" {argument.Name}";

    private static string Options(Command command) => string.Concat(command.Options.Where(Shown).Select(option =>
        $"| `{string.Join("`, `", option.Aliases.Prepend(option.Name))}`{Value(option)} | {Cell(option.Description ?? "")}{(option.Required ? " (required)" : "")} |\n"));

    private static string Value(Option option) => option.ValueType == typeof(bool) || option.Arity.MaximumNumberOfValues == 0 ? ""
        : $" {(Nullable.GetUnderlyingType(option.ValueType) ?? option.ValueType) switch
        {
            { IsEnum: true } type => string.Join('|', Enum.GetNames(type).Select(each => each.ToLowerInvariant())).Replace("|", "\\|"),
            var type when type == typeof(int) || type == typeof(long) || type == typeof(double) => "N",
            var type when type == typeof(DateTimeOffset) => "TIME",
            var type when type.IsArray => "… (several)",
            _ => "…",
        }}{(option.HasDefaultValue && Default(option) is { Length: > 0 } given ? $", `{given}` if left out" : "")}";

    private static string? Default(Option option) => option.GetDefaultValue() switch
    {
        Enum value => value.ToString().ToLowerInvariant(),
        string value => value,
        int or long or double => Convert.ToString(option.GetDefaultValue(), System.Globalization.CultureInfo.InvariantCulture),
        _ => null,
    };

    private static bool Shown(Option option) => !option.Hidden && option is not System.CommandLine.Help.HelpOption and not VersionOption;

    private static string Cell(string text) => text.Replace("|", "\\|");

    [GeneratedRegex(@"<summary>(?<sentence>[^<]+)</summary>\s+\w+ = (?<number>\d+),")]
    private static partial Regex ExitCodes { get; }
}
