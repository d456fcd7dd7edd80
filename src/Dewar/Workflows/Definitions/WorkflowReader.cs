using System.Text.Json;

namespace Dewar.Workflows;

/// <summary>Reads a definition, in whichever form it is written, and tells all that is wrong with it.</summary>
internal static class WorkflowReader
{
    private const int Longest = 1 << 20, MostStages = 1000, LongestName = 200;

    /// <param name="name">Of the file, by whose end YAML is known; empty where there is none.</param>
    /// <returns>The workflow, null where too much is missing, and what was found, in the order of its places.</returns>
    public static (Workflow? Workflow, IReadOnlyList<Finding> Findings) Read(string text, string name = "")
    {
        var findings = new List<Finding>();
        try
        {
            var workflow = Parse(text, name) is MapNode map ? Read(map, findings) : throw new DefinitionException(new(1, 1), "A workflow is a map: {\"name\": …, \"stages\": {…}}.");
            return (workflow, [.. findings.OrderBy(each => (each.At.Line, each.At.Column))]);
        }
        catch (DefinitionException bad)
        {
            return (null, [new(bad.At, "", bad.Message, true)]);
        }
    }

    private static Node Parse(string text, string name)
    {
        if (text.Length > Longest)
        {
            throw new DefinitionException(new(1, 1), $"A definition has at most {Longest} characters; this has {text.Length}.");
        }

        var isYaml = name.EndsWith(".yml", StringComparison.OrdinalIgnoreCase) || name.EndsWith(".yaml", StringComparison.OrdinalIgnoreCase);
        return isYaml || !LooksLiteral(text) ? YamlNodes.Parse(text) : LiteralParser.Parse(text, IsJson(text));
    }

    /// <summary>What begins with a brace, after lines of comments.</summary>
    private static bool LooksLiteral(string text) => text.TrimStart('\uFEFF').Split('\n').Select(line => line.Trim()).FirstOrDefault(line => line.Length > 0 && line[0] != '#') is ['{', ..];

    private static bool IsJson(string text)
    {
        try
        {
            using var whole = JsonDocument.Parse(text);
            return true;
        }
        catch (JsonException)
        {
            return false;
        }
    }

    private static Workflow Read(MapNode map, List<Finding> findings)
    {
        var fields = new Fields(map, "", findings);
        // Given by the database that a definition was in.
        _ = fields.Text("id");
        var workflow = new Workflow(
            Name(fields), fields.Text("owner") ?? "", fields.Text("description") ?? "", fields.Text("version") ?? "", fields.Text("userAccount"),
            fields.Has("arguments") ? [.. fields.Entries("arguments").Select(each => ArgumentReader.Read(each.Key, each.Value, findings))] : null, Stages(fields, findings), fields.Text("onFailure"));
        _ = fields.Take("arguments");
        fields.Done();
        WorkflowCheck.Look(workflow, fields, map, findings);
        return workflow;
    }

    private static string Name(Fields fields)
    {
        var name = fields.Text("name", isRequired: true) ?? "";
        if (name.Length > LongestName || name.Any(char.IsControl) || name.Contains('/', StringComparison.Ordinal))
        {
            fields.Mistake(fields.Take("name")!.At, $"A name has at most {LongestName} characters, all in one line, and no slash.");
        }

        return name;
    }

    private static List<Stage> Stages(Fields fields, List<Finding> findings)
    {
        var entries = fields.Entries("stages");
        if (entries.Count is 0 or > MostStages)
        {
            fields.Mistake(fields.At, entries.Count == 0 ? "'stages' is missing: a workflow has one at least." : $"A workflow has at most {MostStages} stages.");
        }

        var stages = new Dictionary<string, Stage>(StringComparer.Ordinal);
        foreach (var (id, value) in entries)
        {
            if (stages.ContainsKey(id.Text))
            {
                fields.Doubt(id.At, $"The stage '{id.Text}' stands there twice; the last counts.");
            }

            stages[id.Text] = value is MapNode map ? StageReader.Read(id.Text, map, findings) : fields.Mistake<Stage>(value.At, $"The stage '{id.Text}' must be a map, as {{\"command\": …}}, not {value.Kind}.") ?? new(id.Text, "", null);
        }

        // As Python sorts texts: by code points.
        return [.. stages.Values.OrderBy(stage => stage.Id, CodePoints.Order)];
    }
}
