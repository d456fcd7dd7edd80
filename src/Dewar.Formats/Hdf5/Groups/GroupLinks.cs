using System.Text;
using Dewar.Sdk;

namespace Dewar.Formats.Hdf5;

/// <summary>The links of a group, whichever way it keeps them: a symbol table, messages in its header, or a heap with an index.</summary>
internal static class GroupLinks
{
    /// <summary>Links of one group that are read.</summary>
    public const int Most = 1_000_000;

    public static IReadOnlyList<Hdf5Link> Read(Hdf5File file, ObjectHeader header)
    {
        if (header.Find(MessageType.SymbolTable) is { } table)
        {
            return SymbolTable.Read(file, file.Fields(table, "the symbol table message"));
        }

        var links = new List<Hdf5Link>();
        foreach (var message in header.Messages)
        {
            if (message.Type == MessageType.Link)
            {
                var whole = file.Shared(message);
                links.Add(ReadLink(file.Fields(whole, "a link message")));
            }
        }

        if (header.Find(MessageType.LinkInfo) is { } info)
        {
            ReadDense(file, file.Fields(info, "the link info message"), links);
        }

        links.Sort((one, other) => one.Order != other.Order ? one.Order.CompareTo(other.Order) : string.CompareOrdinal(one.Name, other.Name));
        return links;
    }

    private static void ReadDense(Hdf5File file, Fields info, List<Hdf5Link> links)
    {
        info.Version(0, 0);
        info.Skip((info.U8() & 1) != 0 ? 8 : 0);
        var (heapAddress, indexAddress) = (info.Offset(), info.Offset());
        if (heapAddress < 0 || indexAddress < 0)
        {
            return;
        }

        var heap = FractalHeap.Read(file, heapAddress);
        BTree2.Read(file, indexAddress).Visit((ref Fields record) =>
        {
            // Records of type 5: a hash of the name, and where in the heap the link is.
            record.Skip(4);
            var id = record.Take(heap.IdLength);
            links.Add(ReadLink(heap.Fields(id, "a link in a heap")));
            return links.Count < Most;
        });
    }

    private static Hdf5Link ReadLink(Fields fields)
    {
        fields.Version(1, 1);
        var flags = fields.U8();
        var type = (flags & 8) != 0 ? fields.U8() : 0;
        var order = (flags & 4) != 0 ? fields.Signed(8) : -1;
        fields.Skip((flags & 16) != 0 ? 1 : 0);
        var name = Encoding.UTF8.GetString(fields.Take(fields.Signed(1 << (flags & 3))));
        switch (type)
        {
            case 0:
                return new(name, Hdf5LinkKind.Hard, fields.Offset(), Order: order);
            case 1:
                return new(name, Hdf5LinkKind.Soft, Target: Encoding.UTF8.GetString(fields.Take(fields.U16())), Order: order);
            case 64:
                fields.Skip(2);
                fields.Skip(1);
                var file = fields.Text();
                return new(name, Hdf5LinkKind.External, Target: fields.Text(), TargetFile: file, Order: order);
            case > 64:
                return new(name, Hdf5LinkKind.UserDefined, Order: order);
            default:
                throw new DamagedException($"The link '{name}' is of kind {type}, which nobody knows", fields.At);
        }
    }
}
