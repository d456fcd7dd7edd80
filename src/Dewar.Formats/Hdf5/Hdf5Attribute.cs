using Dewar.Sdk;

namespace Dewar.Formats.Hdf5;

/// <summary>A small named value of an object. Its value is decoded when asked for.</summary>
internal sealed class Hdf5Attribute
{
    private const int MostAttributes = 100_000;

    private readonly Hdf5File _file;
    private readonly ReadOnlyMemory<byte> _bytes;
    private readonly long _at;
    private object? _value;
    private bool _decoded;

    internal Hdf5Attribute(Hdf5File file, string name, Hdf5Type type, Dataspace space, ReadOnlyMemory<byte> bytes, long at)
    {
        (_file, Name, Type, _bytes, _at) = (file, name, type, bytes, at);
        Shape = space.Shape;
        Elements = space.Elements;
    }

    public string Name { get; }

    public Hdf5Type Type { get; }

    /// <summary>Elements along each axis; empty for a single one.</summary>
    public IReadOnlyList<long> Shape { get; }

    /// <summary>All elements; none when the attribute is empty.</summary>
    public long Elements { get; }

    /// <summary>Its elements as they are in the file.</summary>
    public ReadOnlySpan<byte> Raw => _bytes.Span;

    /// <summary>Where its value is, in bytes from the beginning of the file.</summary>
    public long At => _at + _file.UserBlock;

    /// <summary>What <see cref="MetaValue"/> can hold: one value, or an array of the first ones; null when it has no such value.</summary>
    /// <exception cref="DamagedException">The value can't be had from the file.</exception>
    public object? Value
    {
        get
        {
            if (!_decoded)
            {
                _value = Hdf5Values.Plain(Decode(MetaValue.Most, Hdf5Values.MostShown), Shape.Count == 0);
                _decoded = true;
            }

            return _value;
        }
    }

    /// <summary>The value as text, of several the first; null when it is no text.</summary>
    public string? Text => Value switch
    {
        string text => text,
        string[] { Length: > 0 } texts => texts[0],
        _ => null,
    };

    /// <summary>The values as text; none when it is no text.</summary>
    public IReadOnlyList<string> Texts => Value switch
    {
        string text => [text],
        string[] texts => texts,
        _ => [],
    };

    /// <summary>The value as a number, of several the first; null when it is no number.</summary>
    public double? Number => Value switch
    {
        long number => number,
        double number => number,
        long[] { Length: > 0 } numbers => numbers[0],
        double[] { Length: > 0 } numbers => numbers[0],
        _ => null,
    };

    /// <summary>Decodes the elements, the last axis the fastest. See <see cref="Hdf5Type.Value"/> for what they become.</summary>
    public object?[] Decode(int most = int.MaxValue) => Decode(most, int.MaxValue);

    private object?[] Decode(int most, int mostValues)
    {
        var count = (int)Math.Min(Math.Min(most, Elements), _bytes.Length / Type.Size);
        return new Hdf5Values(_file, mostValues).Decode(Type, _bytes.Span[..(count * Type.Size)]);
    }

    internal static IReadOnlyList<Hdf5Attribute> ReadAll(Hdf5File file, ObjectHeader header)
    {
        var attributes = new List<Hdf5Attribute>();
        foreach (var message in header.Messages)
        {
            if (message.Type == MessageType.Attribute)
            {
                Add(file, attributes, file.Shared(message));
            }
        }

        if (header.Find(MessageType.AttributeInfo) is { } info)
        {
            ReadDense(file, file.Fields(info, "the attribute info message"), attributes);
        }

        return attributes;
    }

    private static void ReadDense(Hdf5File file, Fields info, List<Hdf5Attribute> attributes)
    {
        info.Version(0, 0);
        info.Skip((info.U8() & 1) != 0 ? 2 : 0);
        var (heapAddress, indexAddress) = (info.Offset(), info.Offset());
        if (heapAddress < 0 || indexAddress < 0)
        {
            return;
        }

        var heap = FractalHeap.Read(file, heapAddress);
        var ordered = new List<(uint Order, HeaderMessage Message)>();
        BTree2.Read(file, indexAddress).Visit((ref Fields record) =>
        {
            // Records of type 8: where in the heap the attribute is, flags of its message, order of creation.
            var id = record.Take(Math.Max(8, heap.IdLength));
            var flags = record.U8();
            var order = record.U32();
            ordered.Add((order, (flags & 2) != 0
                ? file.SharedInHeap(MessageType.Attribute, id)
                : new(MessageType.Attribute, 0, heap.Find(id, out var at).ToArray(), at)));
            return ordered.Count < MostAttributes;
        });
        ordered.Sort((one, other) => one.Order.CompareTo(other.Order));
        foreach (var (_, message) in ordered)
        {
            Add(file, attributes, message);
        }
    }

    // One attribute that nobody can read does not take the others with it.
    private static void Add(Hdf5File file, List<Hdf5Attribute> attributes, in HeaderMessage message)
    {
        try
        {
            attributes.Add(AttributeMessage.Read(file, message));
        }
        catch (DamagedException failure)
        {
            file.Doubt($"An attribute can't be read: {failure.Message}");
        }
    }
}
