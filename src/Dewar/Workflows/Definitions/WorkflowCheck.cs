namespace Dewar.Workflows;

/// <summary>Looks at a definition as a whole: what one part says of another.</summary>
internal static class WorkflowCheck
{
    public static void Look(Workflow workflow, Fields fields, MapNode map, List<Finding> findings)
    {
        var places = Places(map);
        foreach (var stage in workflow.Stages)
        {
            var of = new StageFindings(stage, places.GetValueOrDefault(stage.Id, map.At), findings);
            Expressions(stage, of);
            Needs(workflow, stage, of);
        }

        if (workflow.OnFailure is { } last && workflow.Stages.All(stage => stage.Id != last))
        {
            fields.Mistake(fields.Take("onFailure")!.At, $"There is no stage '{last}' to run when another has failed.");
        }

        if (Circle(workflow) is { } circle)
        {
            findings.Add(new(places.GetValueOrDefault(circle[0], map.At), "", $"These stages wait for each other, so that none of them could begin: {string.Join(" needs ", [.. circle, circle[0]])}.", true));
        }
        else
        {
            Names(workflow, places, map, findings);
        }
    }

    private static void Expressions(Stage stage, StageFindings of)
    {
        foreach (var pattern in stage.OutputVariables)
        {
            if (PythonRegex.Fault(pattern) is { } fault)
            {
                of.Mistake(fault);
            }
            else if (!PythonRegex.Names(pattern).Any())
            {
                of.Doubt($"The regular expression '{pattern}' has no named group, as (?P<name>…), so that it gives no variable.");
            }
            else if (PythonRegex.Names(pattern).Contains(Variables.Reserved))
            {
                of.Mistake($"'{Variables.Reserved}' is the job's own name; nothing can be caught by it.");
            }
        }

        foreach (var (what, text) in ((string What, string? Text)[])[("runIf", stage.RunIf), ("repeatUntil", stage.Repeat?.Until)])
        {
            try
            {
                _ = text is null ? null : Condition.Parse(text);
            }
            catch (FormatException bad)
            {
                of.Mistake($"{what}: {bad.Message}");
            }
        }
    }

    private static void Needs(Workflow workflow, Stage stage, StageFindings of)
    {
        foreach (var need in (stage.Needs ?? []).Where(need => workflow.Stages.All(other => other.Id != need)))
        {
            of.Mistake($"It needs '{need}', and there is no such stage.");
        }
    }

    /// <summary>Stages that need each other; null where there are none.</summary>
    private static List<string>? Circle(Workflow workflow)
    {
        var (before, done) = (StageOrder.Before(workflow), new HashSet<string>(StringComparer.Ordinal));
        return workflow.Stages.Select(stage => From(stage.Id, [])).FirstOrDefault(circle => circle is not null);

        List<string>? From(string id, List<string> way)
        {
            if (way.IndexOf(id) is var at and >= 0)
            {
                return way[at..];
            }

            var circle = done.Contains(id) ? null : before[id].Select(need => From(need, [.. way, id])).FirstOrDefault(found => found is not null);
            _ = circle is null && done.Add(id);
            return circle;
        }
    }

    /// <summary>
    /// Names that nothing defines. Where a workflow does not say what it takes, those that its first stage uses or its description tells of are taken
    /// for arguments.
    /// </summary>
    private static void Names(Workflow workflow, Dictionary<string, Place> places, MapNode map, List<Finding> findings)
    {
        var before = StageOrder.AllBefore(workflow);
        var given = workflow.Arguments is { } said ? said.Select(each => each.Name).ToHashSet(StringComparer.Ordinal) : [.. workflow.Stages.Take(1).SelectMany(Used), .. Variables.In(Dollars(workflow.Description))];
        foreach (var stage in workflow.Stages)
        {
            var known = before[stage.Id].Append(stage.Id).SelectMany(id => workflow.Stages.First(each => each.Id == id).OutputVariables.Where(each => PythonRegex.Fault(each) is null).SelectMany(PythonRegex.Names)).ToHashSet(StringComparer.Ordinal);
            foreach (var name in Used(stage).Distinct().Where(name => !known.Contains(name) && !given.Contains(name) && !Variables.Automatic.Contains(name) && !IsOfShell(stage, name)))
            {
                new StageFindings(stage, places.GetValueOrDefault(stage.Id, map.At), findings).Doubt($"'${name}' is defined by no argument and no stage before; unless the job is given it, it is empty.");
            }
        }
    }

    private static IEnumerable<string> Used(Stage stage) => stage.Texts.SelectMany(each => Variables.In(each.Text));

    /// <summary>Every word of a description, as if it were a variable.</summary>
    private static string Dollars(string description) => string.Join(' ', description.Split([' ', '\t', '\n', ',', '.', ':', '(', ')'], StringSplitOptions.RemoveEmptyEntries).Select(word => $"${word}"));

    /// <summary>In a line for the shell, names in capitals are mostly those of its environment.</summary>
    private static bool IsOfShell(Stage stage, string name) => stage.Command is not null && name.All(letter => char.IsAsciiLetterUpper(letter) || letter == '_' || char.IsAsciiDigit(letter));

    private static Dictionary<string, Place> Places(MapNode map) => map.Entries.LastOrDefault(entry => entry.Key.Text == "stages").Value is MapNode stages
        ? stages.Entries.GroupBy(entry => entry.Key.Text).ToDictionary(group => group.Key, group => group.Last().Key.At) : [];

    private sealed class StageFindings(Stage stage, Place at, List<Finding> findings)
    {
        public void Mistake(string message) => findings.Add(new(at, $"stage '{stage.Id}'", message, true));

        public void Doubt(string message) => findings.Add(new(at, $"stage '{stage.Id}'", message, false));
    }
}
