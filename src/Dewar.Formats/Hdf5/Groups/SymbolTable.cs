using System.Text;
using Dewar.Sdk;

namespace Dewar.Formats.Hdf5;

/// <summary>The links of a group of the old kind: a B-tree of nodes with symbols, whose names are in a local heap.</summary>
internal static class SymbolTable
{
    private const int SoftLink = 2;

    public static IReadOnlyList<Hdf5Link> Read(Hdf5File file, Fields message)
    {
        var links = new List<Hdf5Link>();
        var (tree, names) = (message.Offset(), LocalHeap.Read(file, message.Offset()));
        BTree1.VisitGroup(file, tree, node => ReadNode(file, node, names, links) && links.Count < GroupLinks.Most);
        return links;
    }

    private static bool ReadNode(Hdf5File file, long at, LocalHeap names, List<Hdf5Link> links)
    {
        var head = file.Fields(at, 8, "a symbol table node");
        head.Expect("SNOD"u8);
        head.Version(1, 1);
        head.Skip(1);
        var count = head.U16();
        var entries = file.Fields(at + 8, count * (24L + file.Sizes.Offsets + file.Sizes.Lengths), "a symbol table node");
        for (var i = 0; i < count; i++)
        {
            var (nameAt, address, cached) = (entries.Length(), entries.Offset(), entries.U32());
            entries.Skip(4);
            var scratch = entries.U32();
            entries.Skip(12);
            var name = names.Text(nameAt);
            links.Add(cached == SoftLink
                ? new(name, Hdf5LinkKind.Soft, Target: names.Text(scratch))
                : new(name, Hdf5LinkKind.Hard, address));
        }

        return true;
    }
}
