using System.Numerics;
using Dewar.Sdk;

namespace Dewar.Formats.Hdf5;

/// <summary>Looks at a record; false when it has seen enough.</summary>
internal delegate bool RecordVisitor(ref Fields record);

/// <summary>Where a record stands to the one that is looked for: negative before, zero it is, positive behind.</summary>
internal delegate int RecordComparer(ref Fields record);

/// <summary>B-trees of version 2: the index of dense groups and attributes, of huge objects, and of chunks with several unlimited axes.</summary>
internal sealed class BTree2
{
    private const string Part = "a B-tree of version 2";
    private const string RecordPart = "a record of a B-tree of version 2";
    private const int MostNodes = 2_000_000;
    private const int NodePrefix = 10;

    private readonly Hdf5File _file;
    private readonly int _nodeSize;
    private readonly int _depth;
    private readonly long _root;
    private readonly int _rootRecords;
    private readonly int _countSize;

    // Bytes of the total of records below a child, by the level of the child.
    private readonly int[] _totalSizes;

    private BTree2(Hdf5File file, long at)
    {
        _file = file;
        var fields = file.Fields(at, 22 + file.Sizes.Offsets + file.Sizes.Lengths, Part);
        fields.Expect("BTHD"u8);
        fields.Version(0, 0);
        Type = fields.U8();
        var size = fields.U32();
        RecordSize = fields.U16();
        _depth = fields.U16();
        fields.Skip(2);
        _root = fields.Offset();
        _rootRecords = fields.U16();
        Total = fields.Length();
        if (RecordSize == 0 || size < NodePrefix + RecordSize || size > 1 << 26 || _depth > 16)
        {
            throw new DamagedException($"{Part} has nodes of {size} bytes, records of {RecordSize} and a depth of {_depth}", at);
        }

        _nodeSize = (int)size;
        _totalSizes = new int[_depth + 1];
        var most = (long)(_nodeSize - NodePrefix) / RecordSize;
        _countSize = SizeOf(most);
        for (var level = 1; level <= _depth; level++)
        {
            var pointer = file.Sizes.Offsets + _countSize + _totalSizes[level - 1];
            var here = Math.Max(0, (_nodeSize - (NodePrefix + pointer)) / (RecordSize + pointer));
            most = Math.Min(1L << 55, (here + 1) * Math.Min(most, 1L << 40) + here);
            _totalSizes[level] = SizeOf(most);
        }
    }

    /// <summary>What its records are.</summary>
    public int Type { get; }

    public int RecordSize { get; }

    /// <summary>Records in it, as it says.</summary>
    public long Total { get; }

    public static BTree2 Read(Hdf5File file, long at) => new(file, at);

    /// <summary>Bytes that are needed for numbers up to this one.</summary>
    public static int SizeOf(long most) => BitOperations.Log2((ulong)most) / 8 + 1;

    /// <summary>Visits the records in order, until the visitor has enough.</summary>
    public void Visit(RecordVisitor visit)
    {
        if (_root >= 0)
        {
            Visit(_root, _rootRecords, _depth, visit, []);
        }
    }

    /// <summary>Looks for a record; the comparer sees the one it looked for last, when true is returned.</summary>
    public bool Find(RecordComparer compare)
    {
        var (at, count, level) = (_root, _rootRecords, _depth);
        while (at >= 0)
        {
            var node = Open(at, count, level);
            var records = node.Take((long)count * RecordSize);
            var (low, high) = (0, count);
            while (low < high)
            {
                var middle = (low + high) / 2;
                var record = Record(records, middle, at);
                var order = compare(ref record);
                if (order == 0)
                {
                    return true;
                }

                (low, high) = order < 0 ? (middle + 1, high) : (low, middle);
            }

            if (level == 0)
            {
                return false;
            }

            node.Skip((long)low * PointerSize(level));
            (at, count) = Child(ref node, level);
            level--;
        }

        return false;
    }

    private bool Visit(long at, int count, int level, RecordVisitor visit, HashSet<long> seen)
    {
        if (!seen.Add(at) || seen.Count > MostNodes)
        {
            throw new DamagedException($"{Part} runs in circles", at);
        }

        var node = Open(at, count, level);
        var records = node.Take((long)count * RecordSize);
        for (var i = 0; i <= count; i++)
        {
            if (level > 0)
            {
                var (child, childCount) = Child(ref node, level);
                if (child >= 0 && !Visit(child, childCount, level - 1, visit, seen))
                {
                    return false;
                }
            }

            if (i < count)
            {
                var record = Record(records, i, at);
                if (!visit(ref record))
                {
                    return false;
                }
            }
        }

        return true;
    }

    private Fields Open(long at, int count, int level)
    {
        var size = 6 + (long)count * RecordSize + (level > 0 ? (count + 1L) * PointerSize(level) : 0);
        if (size > _nodeSize)
        {
            throw new DamagedException($"A node of {Part} claims {count} records, more than fit", at);
        }

        var node = _file.Fields(at, size, Part);
        node.Expect(level > 0 ? "BTIN"u8 : "BTLF"u8);
        node.Version(0, 0);
        node.Skip(1);
        return node;
    }

    private int PointerSize(int level) => _file.Sizes.Offsets + _countSize + _totalSizes[level - 1];

    private (long At, int Count) Child(ref Fields node, int level)
    {
        var (at, count) = (node.Offset(), (int)Math.Min(ushort.MaxValue, node.Unsigned(_countSize)));
        node.Skip(_totalSizes[level - 1]);
        return (at, count);
    }

    private Fields Record(ReadOnlySpan<byte> records, int number, long at) =>
        new(records.Slice(number * RecordSize, RecordSize), at, _file.Sizes, RecordPart);
}
