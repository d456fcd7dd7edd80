using Dewar.Sdk;

namespace Dewar.Formats.Hdf5;

/// <summary>A dataset: elements of one type, arranged along axes. They are read when asked for, and only the part asked for.</summary>
internal sealed class Hdf5Dataset : Hdf5Object
{
    private const int MostAtOnce = 256 << 20;
    private const int MostDecoded = 16 << 20;

    private readonly Lazy<Dataspace> _space;
    private readonly Lazy<Hdf5Type> _type;
    private readonly Lazy<Storage> _storage;

    internal Hdf5Dataset(Hdf5File file, string path, Lazy<ObjectHeader> header) : base(file, path, header)
    {
        _space = new(ReadSpace);
        _type = new(() => Hdf5Type.Read(file, Message(MessageType.Datatype)));
        _storage = new(() => LayoutMessage.Read(file, Header, _space.Value.Shape, Type));
    }

    /// <summary>The type of its elements.</summary>
    public Hdf5Type Type => _type.Value;

    /// <summary>Elements along each axis, the slowest first; empty for a single one, and for none (<see cref="IsNull"/>).</summary>
    public IReadOnlyList<long> Shape => _space.Value.Shape;

    /// <summary>How far each axis may grow; -1 without limit.</summary>
    public IReadOnlyList<long> MaxShape => _space.Value.MaxShape;

    /// <summary>It has a type and no element.</summary>
    public bool IsNull => _space.Value.IsNull;

    /// <summary>All elements.</summary>
    public long Elements => IsNull ? 0 : Dataspace.Product([.. Shape]);

    /// <summary>In the words of the specification: compact, contiguous, chunked, virtual.</summary>
    public string Layout => _storage.Value.Name;

    /// <summary>Elements of a chunk along each axis; null when there are no chunks.</summary>
    public IReadOnlyList<long>? ChunkShape => _storage.Value.ChunkShape;

    /// <summary>Other files that its values are in: the sources of a virtual dataset, the files of an external one.</summary>
    public IEnumerable<string> Companions => (_storage.Value as VirtualStorage)?.Files
        ?? (Header.Find(MessageType.ExternalFiles) is { } list ? ExternalFiles.Read(File, File.Fields(list, "the external file list")).Names : []);

    /// <summary>How its chunks are packed, in the order in which the filters were applied.</summary>
    public IReadOnlyList<Hdf5Filter> Filters => Pipeline.Filters;

    /// <summary>Why its values can't be read, in words; null when they can, as far as can be said without reading them.</summary>
    public string? Unreadable => Pipeline.Unknown is { } filter ? $"it is packed by {filter}" : null;

    private FilterPipeline Pipeline => Header.Find(MessageType.FilterPipeline) is { } message
        ? FilterPipeline.Read(File.Fields(message, "the filters"))
        : FilterPipeline.None;

    /// <summary>Reads a part as it is in the file, after unpacking: <c>Elements × Type.Size</c> bytes, the last axis the fastest.</summary>
    public void Read(in Slab part, Span<byte> into)
    {
        try
        {
            _storage.Value.Read(part, into);
        }
        catch (OverflowException)
        {
            throw new DamagedException($"The dataset {Path} has chunks or blocks at places beyond all files");
        }
    }

    /// <summary>Reads a part as it is in the file, after unpacking.</summary>
    public byte[] Read(in Slab part)
    {
        var bytes = new byte[BytesOf(part.Elements)];
        Read(part, bytes);
        return bytes;
    }

    /// <summary>Decodes a part; see <see cref="Hdf5Type.Value"/> for what elements become.</summary>
    public object?[] Decode(in Slab part) => new Hdf5Values(File).Decode(Type, Read(part));

    /// <summary>Decodes all elements, or of many the first ones: then whole rows, so that it may be somewhat fewer than asked for.</summary>
    public object?[] Decode(int most = 100_000) => IsNull || Elements == 0 ? [] : Decode(Head(Math.Min(most, MostDecoded / Type.Size)));

    /// <summary>The elements as text, at most so many; empty when they are none.</summary>
    public IReadOnlyList<string> ReadStrings(int most = 100_000) =>
        Type.IsText ? Array.ConvertAll(Decode(most), text => text as string ?? "") : [];

    /// <summary>A part as numbers; of complex ones the magnitude.</summary>
    /// <exception cref="DamagedException">They are no numbers, or can't be had from the file.</exception>
    public double[] ReadNumbers(in Slab part) => Numbers(Read(part), part.Elements);

    /// <summary>All elements as numbers, or of many the first ones.</summary>
    public double[] ReadNumbers(int most = 10_000_000)
    {
        if (IsNull || Elements == 0 || Type.Element is null)
        {
            return [];
        }

        return ReadNumbers(Head(most));
    }

    /// <summary>What <see cref="MetaValue"/> can hold: the one value, or an array of the first ones; null when it has no such value.</summary>
    public object? Value => IsNull || Elements == 0 || Type.Size > MostDecoded ? null : Hdf5Values.Plain(new Hdf5Values(File, Hdf5Values.MostShown).Decode(Type, Read(Head(Math.Min(MetaValue.Most, MostDecoded / Type.Size)))), Shape.Count == 0);

    /// <summary>The first element as text; null when it is none.</summary>
    public string? FirstText => Type.IsText && Elements > 0 ? Decode(Head(1)) is [string text, ..] ? text : null : null;

    /// <summary>The first element as a number; null when it is none.</summary>
    public double? FirstNumber => Type.Element is not null && Elements > 0 ? ReadNumbers(Head(1))[0] : null;

    /// <summary>
    /// Its values as those of a signal, array types as further axes; null when they are no numbers or can't be unpacked.
    /// </summary>
    /// <param name="order">The dataset's axis for each axis of the signal; null when they are the same.</param>
    public SignalValues? AsSignalValues(IReadOnlyList<int>? order = null)
    {
        if (Type.Element is null || IsNull || Unreadable is not null)
        {
            return null;
        }

        var values = new DatasetValues(this);
        return order is null ? values : new TurnedValues(values, order);
    }

    /// <summary>The first so many elements, in whole rows.</summary>
    internal Slab Head(long most)
    {
        var count = new long[Shape.Count];
        for (var axis = count.Length - 1; axis >= 0; axis--)
        {
            count[axis] = Math.Min(Shape[axis], Math.Max(1, most));
            most /= Math.Max(1, count[axis]);
        }

        return new(new long[count.Length], count, [.. count.Select(_ => 1L)]);
    }

    private Dataspace ReadSpace()
    {
        var space = Dataspace.Read(File.Fields(Message(MessageType.Dataspace), "the dataspace of a dataset"));
        return Array.IndexOf(space.MaxShape, -1) >= 0 && LayoutMessage.Sources(File, Header) is { } sources
            ? space with { Shape = sources.Extent(space) }
            : space;
    }

    private HeaderMessage Message(MessageType type) =>
        Header.Find(type) ?? throw new DamagedException($"The dataset {Path} has no {type} message", Address);

    private double[] Numbers(byte[] bytes, long elements)
    {
        var element = Type.Element ?? throw new DamagedException($"The dataset {Path} has elements of type {Type}, which are no numbers");
        var count = checked((int)(elements * Dataspace.Product([.. Type.InnerShape])));
        var numbers = new double[count];
        if (Type.IsPlain)
        {
            SignalValues.Decode(bytes, element, numbers);
            return numbers;
        }

        var plain = new byte[checked(count * element.Size)];
        Type.ToElements(bytes, plain);
        SignalValues.Decode(plain, element, numbers);
        return numbers;
    }

    private int BytesOf(long elements) => elements <= MostAtOnce / Type.Size
        ? (int)elements * Type.Size
        : throw new DamagedException($"{elements} elements of {Path} are too many to be read at once");
}
