using Dewar.Sdk;

namespace Dewar.Formats.Tiff;

/// <summary>Where a common quantity stands in a vendor's tree, and in which unit; no unit means a word.</summary>
internal readonly record struct FactRow(CoreName Name, string Path, string? Unit = null, string? Doubt = null);

/// <summary>Tells facts by a list of where they stand.</summary>
internal static class FactTable
{
    /// <param name="facts">Where they are told.</param>
    /// <param name="tree">The vendor's tree.</param>
    /// <param name="rows">The list; of several rows with one name the first that has a value is told.</param>
    public static void Tell(Facts facts, MetaGroup tree, ReadOnlySpan<FactRow> rows)
    {
        foreach (var row in rows)
        {
            if (tree.Find(row.Path.Split('/')) is not MetaValue value)
            {
                continue;
            }

            var from = tree.Name is "" ? row.Path : $"{tree.Name}/{row.Path}";
            if (row.Unit is null)
            {
                facts.Tell(row.Name, value.Unit is null || value.Value is string ? value.AsWord : $"{value.AsWord} {value.Unit}", from,
                    row.Doubt);
            }
            else if (value.Value is long or double)
            {
                facts.Tell(row.Name, value.AsNumber, value.Unit ?? row.Unit, from, row.Doubt);
            }
        }
    }
}
