using Dewar.Sdk;

namespace Dewar.Formats.Hdf5;

/// <summary>Messages that are kept once for many objects: in a heap that the superblock extension names, or as committed datatypes.</summary>
internal sealed class SharedMessages
{
    private const string Part = "the table of shared messages";

    private readonly List<(int Types, FractalHeap Heap)> _heaps = [];

    private SharedMessages(Hdf5File file, Fields message)
    {
        message.Version(0, 0);
        var (at, count) = (message.Offset(), message.U8());
        var fields = file.Fields(at, 4 + count * (14L + 2 * file.Sizes.Offsets), Part);
        fields.Expect("SMTB"u8);
        for (var i = 0; i < count; i++)
        {
            fields.Skip(2);
            var types = fields.U16();
            fields.Skip(10);
            fields.Offset();
            if (fields.Offset() is >= 0 and var heap)
            {
                _heaps.Add((types, FractalHeap.Read(file, heap)));
            }
        }
    }

    /// <summary>Reads the table; null when the file has none.</summary>
    public static SharedMessages? Read(Hdf5File file)
    {
        if (file.Superblock.ExtensionAddress < 0)
        {
            return null;
        }

        foreach (var message in ObjectHeader.Read(file, file.Superblock.ExtensionAddress).Messages)
        {
            if (message.Type == MessageType.SharedMessageTable)
            {
                return new(file, file.Fields(message, "the shared message table message"));
            }
        }

        return null;
    }

    /// <summary>Fetches a message from where its place-holder says it is.</summary>
    public static HeaderMessage Fetch(Hdf5File file, in HeaderMessage holder, Lazy<SharedMessages?> table)
    {
        var fields = file.Fields(holder, "a shared message");
        var version = fields.Version(1, 3);
        var kind = fields.U8();
        if (version == 3 && kind == 1)
        {
            return FromHeap(table.Value, holder.Type, fields.Take(8));
        }

        if (version == 1)
        {
            fields.Skip(6);
            fields.Skip(fields.Left >= file.Sizes.Lengths + file.Sizes.Offsets ? file.Sizes.Lengths : 0);
        }

        return InHeader(file, fields.Offset(), holder.Type);
    }

    /// <summary>Finds a message in the heap for its kind.</summary>
    public static HeaderMessage FromHeap(SharedMessages? table, MessageType type, ReadOnlySpan<byte> id)
    {
        // The bit of a kind is its number, whatever the specification says of this field.
        var bit = 1 << (int)(type == MessageType.OldFillValue ? MessageType.FillValue : type);
        foreach (var (types, heap) in table?._heaps ?? [])
        {
            if ((types & bit) != 0)
            {
                return new(type, 0, heap.Find(id, out var at).ToArray(), at);
            }
        }

        throw new DamagedException($"A shared {type} message has no heap");
    }

    private static HeaderMessage InHeader(Hdf5File file, long address, MessageType type)
    {
        foreach (var message in ObjectHeader.Read(file, address).Messages)
        {
            if (message.Type == type && !message.IsShared)
            {
                return message;
            }
        }

        throw new DamagedException($"A shared {type} message is not where it should be", address);
    }
}
