using System.Globalization;
using System.Text.RegularExpressions;

namespace Dewar.Workflows;

/// <summary>Reads what a job may be given.</summary>
internal static partial class ArgumentReader
{
    private static readonly Dictionary<string, ArgumentType> Types = new()
    {
        ["text"] = ArgumentType.Text, ["string"] = ArgumentType.Text, ["str"] = ArgumentType.Text, ["path"] = ArgumentType.Text, ["file"] = ArgumentType.Text, ["choice"] = ArgumentType.Text,
        ["integer"] = ArgumentType.Integer, ["int"] = ArgumentType.Integer, ["number"] = ArgumentType.Number, ["float"] = ArgumentType.Number,
        ["boolean"] = ArgumentType.Truth, ["bool"] = ArgumentType.Truth, ["multiple_choice"] = ArgumentType.Several,
    };

    public static WorkflowArgument Read(TextNode name, Node node, List<Finding> findings)
    {
        var where = $"argument '{name.Text}'";
        if (node is not MapNode map)
        {
            findings.Add(new(node.At, where, $"It must be a map, as {{\"required\": true}}, not {node.Kind}.", true));
            return new(name.Text, false, ArgumentType.Text, null, [], null, "");
        }

        var fields = new Fields(map, where, findings);
        if (!VariableName().IsMatch(name.Text) || name.Text == Variables.Reserved)
        {
            fields.Mistake(name.At, name.Text == Variables.Reserved ? "This name is the job's own." : "A name is made of letters, digits and '_', and begins with no digit.");
        }

        var argument = new WorkflowArgument(name.Text, fields.Truth("required") ?? false, Type(fields), Default(fields), fields.Texts("choices") ?? [], Pattern(fields), fields.Text("help") ?? fields.Text("description") ?? "");
        fields.Done();
        if (argument.Default is { } given && Fault(argument, given) is { } fault)
        {
            fields.Mistake(map.At, $"Its own default does not fit: {fault}");
        }

        return argument;
    }

    /// <summary>Why a value does not fit; null where it does.</summary>
    public static string? Fault(WorkflowArgument argument, string value) => argument switch
    {
        { Type: ArgumentType.Integer } when !long.TryParse(value, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out _) => $"'{value}' is no whole number.",
        { Type: ArgumentType.Number } when !double.TryParse(value, NumberStyles.Float, CultureInfo.InvariantCulture, out _) => $"'{value}' is no number.",
        { Type: ArgumentType.Truth } when value.ToLowerInvariant() is not ("true" or "false") => $"'{value}' is neither True nor False.",
        { Type: ArgumentType.Several, Choices.Count: > 0 } when value.Split(',', StringSplitOptions.TrimEntries).FirstOrDefault(each => !argument.Choices.Contains(each)) is { } odd => $"'{odd}' is none of: {string.Join(", ", argument.Choices)}.",
        { Type: not ArgumentType.Several, Choices.Count: > 0 } when !argument.Choices.Contains(value) => $"'{value}' is none of: {string.Join(", ", argument.Choices)}.",
        { Pattern: { } pattern } when !PythonRegex.Of($@"\A(?:{pattern})\Z").IsMatch(value) => $"'{value}' does not fit the pattern {pattern}.",
        _ => null,
    };

    private static ArgumentType Type(Fields fields)
    {
        var type = fields.Text("type") ?? "text";
        return Types.TryGetValue(type.ToLowerInvariant(), out var known) ? known : fields.Mistake<ArgumentType>(fields.Take("type")!.At, $"There is no type '{type}'; there are: {string.Join(", ", Types.Keys)}.");
    }

    private static string? Default(Fields fields) => fields.Take("default") is TruthNode truth ? truth.Truth ? "True" : "False" : fields.Text("default");

    private static string? Pattern(Fields fields)
    {
        var pattern = fields.Text("pattern");
        if (pattern is not null && PythonRegex.Fault(pattern) is { } fault)
        {
            fields.Mistake(fields.Take("pattern")!.At, fault);
        }

        return pattern;
    }

    [GeneratedRegex("^[A-Za-z_][A-Za-z0-9_]*$", RegexOptions.CultureInvariant)]
    private static partial Regex VariableName();
}
