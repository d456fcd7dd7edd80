using Dewar.Sdk;

namespace Dewar.Formats.Bytes;

/// <summary>Finds things in a tree of metadata by their name alone, wherever they are; the first in the tree's order.</summary>
internal static class TreeSearch
{
    /// <summary>A value; of an XML element with attributes its text.</summary>
    public static MetaValue? First(MetaGroup tree, string name) =>
        Walk(tree, "", 0).Where(found => found.Node.Name == name).Select(found => Value(found.Node))
            .FirstOrDefault(value => value is not null);

    public static MetaGroup? Group(MetaGroup tree, string name) =>
        Walk(tree, "", 0).Select(found => found.Node).OfType<MetaGroup>().FirstOrDefault(node => node.Name == name);

    /// <summary>Where <see cref="First"/> finds it: a path of names.</summary>
    public static string Place(MetaGroup tree, string name) =>
        Walk(tree, tree.Name, 0).FirstOrDefault(found => found.Node.Name == name && Value(found.Node) is not null).Path ?? name;

    private static MetaValue? Value(MetaNode node) => node as MetaValue ?? (node as MetaGroup)?.Find("#text") as MetaValue;

    private static IEnumerable<(MetaNode Node, string Path)> Walk(MetaGroup group, string path, int depth)
    {
        foreach (var child in group.Children)
        {
            var place = path is "" ? child.Name : $"{path}/{child.Name}";
            yield return (child, place);
            if (child is MetaGroup inner && depth < 64)
            {
                foreach (var below in Walk(inner, place, depth + 1))
                {
                    yield return below;
                }
            }
        }
    }
}
