using Dewar.Sdk;

namespace Dewar.Formats.Hdf5;

/// <summary>B-trees of version 1: the index of old groups, and of chunks before HDF5 1.10.</summary>
internal static class BTree1
{
    public const string Part = "a B-tree of version 1";
    public const int Deepest = 32;
    private const int MostNodes = 2_000_000;

    /// <summary>Visits the symbol table nodes in order, until the visitor has enough.</summary>
    public static void VisitGroup(Hdf5File file, long root, Func<long, bool> visit)
    {
        var seen = new HashSet<long>();
        Visit(root, 0);

        bool Visit(long at, int depth)
        {
            var node = Open(file, at, type: 0, out var level, out var count, file.Sizes.Lengths);
            if (depth > Deepest || !seen.Add(at) || seen.Count > MostNodes)
            {
                throw new DamagedException("The B-tree of a group runs in circles", at);
            }

            for (var i = 0; i < count; i++)
            {
                node.Skip(file.Sizes.Lengths);
                var child = node.Offset();
                if (level == 0 ? !seen.Add(child) || !visit(child) : !Visit(child, depth + 1))
                {
                    return false;
                }
            }

            return true;
        }
    }

    /// <summary>The fields from the first key on.</summary>
    public static Fields Open(Hdf5File file, long at, int type, out int level, out int count, int keySize)
    {
        var head = file.Fields(at, 8 + 2 * file.Sizes.Offsets, Part);
        head.Expect("TREE"u8);
        if (head.U8() != type)
        {
            throw new DamagedException("A B-tree is of another kind than it should be", at);
        }

        level = head.U8();
        count = head.U16();
        return file.Fields(at + 8 + 2 * file.Sizes.Offsets, (long)count * (keySize + file.Sizes.Offsets) + keySize, Part);
    }
}
