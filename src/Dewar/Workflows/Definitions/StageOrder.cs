namespace Dewar.Workflows;

/// <summary>Which stages must be over before which.</summary>
internal static class StageOrder
{
    /// <summary>For each stage those it waits for: what it says it needs, or the one before it. The stage for failures waits for none and none for it.</summary>
    public static Dictionary<string, IReadOnlyList<string>> Before(Workflow workflow)
    {
        var all = new Dictionary<string, IReadOnlyList<string>>(StringComparer.Ordinal);
        string? last = null;
        foreach (var stage in workflow.Stages)
        {
            var isForFailure = stage.Id == workflow.OnFailure;
            all[stage.Id] = isForFailure ? [] : stage.Needs is { } needs ? [.. needs.Where(need => workflow.Stages.Any(other => other.Id == need))] : last is null ? [] : [last];
            last = isForFailure ? last : stage.Id;
        }

        return all;
    }

    /// <summary>Those, and what they wait for in turn; whoever runs for a failure has all others before it.</summary>
    public static Dictionary<string, HashSet<string>> AllBefore(Workflow workflow)
    {
        var before = Before(workflow);
        var all = workflow.Stages.ToDictionary(stage => stage.Id, stage => new HashSet<string>(StringComparer.Ordinal), StringComparer.Ordinal);
        foreach (var stage in workflow.Stages)
        {
            var open = new Stack<string>(stage.Id == workflow.OnFailure ? workflow.Stages.Select(each => each.Id).Where(id => id != stage.Id) : before[stage.Id]);
            while (open.TryPop(out var id))
            {
                foreach (var need in all[stage.Id].Add(id) ? before[id] : [])
                {
                    open.Push(need);
                }
            }
        }

        return all;
    }
}
