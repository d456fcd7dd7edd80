using System.Text.RegularExpressions;

namespace Dewar.Workflows;

/// <summary>Variables in the texts of a workflow: <c>$name</c> or <c>${name}</c>.</summary>
internal static partial class Variables
{
    /// <summary>In the record of a job this is the definition itself.</summary>
    public const string Reserved = "workflow";

    /// <summary>What every job has without being given it.</summary>
    public static readonly string[] Automatic = ["id", "username", "execHost", "startTime", "endTime", "stage", "owner", "workflowName", "filePath", "filePathList", "filePathPattern", "fileQueryDict", "dataDir", "experimentFilePath", "experimentName"];

    /// <summary>The names in a text, each once, in their order.</summary>
    public static IEnumerable<string> In(string text) => Name().Matches(text).Select(NameOf).Distinct();

    /// <summary>With what they stand for. A name that <paramref name="value"/> does not know (null) stays as it is.</summary>
    public static string Fill(string text, Func<string, string?> value) => Name().Replace(text, found => value(NameOf(found)) ?? found.Value);

    /// <summary>The name that begins at a dollar sign, and how long it is with the sign; null where none does.</summary>
    public static (string Name, int Length)? NameAt(string text, int at) => Name().Match(text, at) is { Success: true } found && found.Index == at ? (NameOf(found), found.Length) : null;

    private static string NameOf(Match found) => found.Groups["name"].Value;

    [GeneratedRegex(@"\$(?:\{(?<name>[A-Za-z_][A-Za-z0-9_]*)\}|(?<name>[A-Za-z_][A-Za-z0-9_]*))", RegexOptions.CultureInvariant)]
    private static partial Regex Name();
}
