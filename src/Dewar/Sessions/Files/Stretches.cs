namespace Dewar.Sessions;

/// <summary>Stretches of time, those that touch as one.</summary>
internal static class Stretches
{
    public static List<(long From, long Until)> Of(IEnumerable<(long From, long Until)> parts)
    {
        List<(long From, long Until)> all = [];
        foreach (var (from, until) in parts.Order())
        {
            if (all is [.., var last] && from <= last.Until)
            {
                all[^1] = (last.From, Math.Max(last.Until, until));
            }
            else
            {
                all.Add((from, until));
            }
        }

        return all;
    }
}
