using Dewar.Sdk;

namespace Dewar.Formats.Bytes;

/// <summary>Values that can only be had all together, as those of a compressed picture are. They are decoded once, when first asked for.</summary>
/// <param name="element">The type as it is handed out.</param>
/// <param name="shape">Elements along each axis.</param>
/// <param name="decode">Gives all of them: little-endian, the last axis the fastest, as many bytes as the shape asks for.</param>
internal sealed class DecodedValues(ElementType element, IReadOnlyList<long> shape, Func<byte[]> decode) : SignalValues
{
    /// <summary>Decoded bytes that one signal may take.</summary>
    public const long Most = 384L << 20;

    private PackedValues? _decoded;
    private DamagedException? _failure;

    public override ElementType Element => element;

    public override IReadOnlyList<long> Shape => shape;

    /// <summary>Bytes that the shape asks for.</summary>
    /// <exception cref="DamagedException">They are more than anybody should have to hold.</exception>
    public static int Size(ElementType element, IReadOnlyList<long> shape)
    {
        var size = (long)element.Size;
        foreach (var length in shape)
        {
            size = length == 0 ? 0 : length > 0 && size <= Most / length ? size * length : long.MaxValue;
        }

        return size <= Most ? (int)size : throw new DamagedException($"{string.Join(" × ", shape)} compressed values are claimed, too many to decode at once");
    }

    public override void Read(in Slab part, Span<byte> into)
    {
        var values = _decoded ??= new(new MemorySource("", Whole()), 0, element, shape);
        values.Read(part, into);
    }

    private byte[] Whole()
    {
        // What failed once is not tried again: whoever draws asks for ever smaller parts.
        if (_failure is not null)
        {
            throw new DamagedException(_failure.Message);
        }

        try
        {
            return Decoded();
        }
        catch (DamagedException failure)
        {
            _failure = failure;
            throw;
        }
    }

    private byte[] Decoded()
    {
        var size = Size(element, shape);
        try
        {
            var bytes = decode();
            return bytes.Length == size ? bytes : throw new DamagedException($"{bytes.Length} bytes were decoded, and {size} are announced");
        }
        catch (Exception broken) when (broken is InvalidDataException or IOException)
        {
            throw new DamagedException($"The compressed values are broken: {broken.Message}");
        }
    }
}
