using System.Text;
using Dewar.Sdk;

namespace Dewar.Formats;

/// <summary>All that was found, as lines of text; for comparing.</summary>
internal static class FindingText
{
    public static string Of(Finding finding)
    {
        var text = new StringBuilder();
        text.AppendLine($"{finding.Reader?.Name} {finding.Extraction.Format} {finding.Damage}");
        foreach (var signal in finding.Extraction.Signals)
        {
            text.AppendLine($"signal '{signal.Name}' {signal.Type} {signal.Element} {signal.Quantity} [{signal.Unit}]");
            foreach (var axis in signal.Axes)
            {
                text.AppendLine($"  axis {axis.Name} {axis.Length} {axis.Offset}+{axis.Scale} [{axis.Unit}]{(axis.IsScan ? " scan" : "")}");
            }

            Tell(text, signal.Facts, "  ");
        }

        Tell(text, finding.Extraction.Facts, "");
        Tell(text, finding.Extraction.Metadata, 0);
        foreach (var warning in finding.Extraction.Warnings)
        {
            text.AppendLine($"! {warning}");
        }

        return text.ToString();
    }

    private static void Tell(StringBuilder text, Facts facts, string indent)
    {
        foreach (var fact in facts.All)
        {
            var value = fact.Value is string[] words ? string.Join(", ", words) : fact.Value.ToString();
            text.AppendLine($"{indent}{fact.Name.Name} = {value} {fact.Unit} ({fact.Si} {fact.Name.Dimension}) from {fact.From} {fact.Doubt}");
        }
    }

    private static void Tell(StringBuilder text, MetaGroup group, int depth)
    {
        foreach (var child in group.Children)
        {
            var indent = new string(' ', 2 * depth);
            if (child is MetaValue value)
            {
                var shown = value.Value is Array array ? $"[{string.Join(", ", array.Cast<object>())}]" : value.Value?.ToString();
                text.AppendLine($"{indent}{child.Name}: {shown} {value.Unit} @{value.At} {value.Doubt}");
            }
            else if (child is MetaGroup inner)
            {
                text.AppendLine($"{indent}{child.Name}/");
                Tell(text, inner, depth + 1);
            }
        }
    }
}
