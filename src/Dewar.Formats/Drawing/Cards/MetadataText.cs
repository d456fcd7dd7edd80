using System.Globalization;
using System.Text;
using Dewar.Sdk;

namespace Dewar.Formats.Drawing.Cards;

/// <summary>The beginning of what a file says of itself, as lines of text.</summary>
internal static class MetadataText
{
    private const int MostLines = 60;
    private const int Deepest = 16;

    /// <summary>The format, and below it the tree of metadata; null when there is none.</summary>
    public static string? Of(Extraction extraction)
    {
        if (extraction.Metadata.Children.Count == 0)
        {
            return null;
        }

        var text = new StringBuilder(extraction.Format).AppendLine();
        var left = MostLines;
        Add(text, extraction.Metadata, 1, ref left);
        return text.ToString();
    }

    private static void Add(StringBuilder text, MetaGroup group, int depth, ref int left)
    {
        foreach (var child in group.Children)
        {
            if (left-- <= 0)
            {
                return;
            }

            text.Append(' ', 2 * depth).Append(child.Name);
            if (child is MetaGroup below)
            {
                text.AppendLine();
                if (depth < Deepest)
                {
                    Add(text, below, depth + 1, ref left);
                }
            }
            else if (child is MetaValue value)
            {
                text.Append(": ").Append(Shown(value.Value).ReplaceLineEndings(" "));
                text.Append(value.Unit is { } unit ? " " + unit : "").AppendLine();
            }
        }
    }

    private static string Shown(object? value) => value switch
    {
        string text => text.Length > 200 ? text[..200] : text,
        Array many => string.Join(", ", many.Cast<object?>().Take(16).Select(one => Convert.ToString(one, CultureInfo.InvariantCulture))),
        _ => Convert.ToString(value, CultureInfo.InvariantCulture) ?? "",
    };
}
