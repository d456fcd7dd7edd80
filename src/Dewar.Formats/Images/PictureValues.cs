using Dewar.Formats.Bytes;
using Dewar.Sdk;

namespace Dewar.Formats.Images;

/// <summary>Pixels that can only be had all together: they are decoded when first asked for, and kept.</summary>
/// <param name="decode">Decodes them.</param>
/// <param name="element">The type as it is handed out.</param>
/// <param name="shape">Elements along each axis.</param>
internal sealed class PictureValues(Func<PictureValues.Decoded> decode, ElementType element, IReadOnlyList<long> shape) : SignalValues
{
    /// <summary>Bytes that a picture may take in memory.</summary>
    public const long Most = 384L << 20;

    private readonly Lock _lock = new();
    private Decoded? _decoded;
    private DamagedException? _failure;

    public override ElementType Element => element;

    public override IReadOnlyList<long> Shape => shape;

    /// <summary>Bytes of all pixels, or the refusal to take so much memory.</summary>
    public static int Size(ElementType element, params ReadOnlySpan<long> shape)
    {
        Int128 size = element.Size;
        foreach (var length in shape)
        {
            size *= length;
        }

        return size <= Most ? (int)size : throw new DamagedException($"The picture would take {size} bytes of memory, which is refused");
    }

    public override void Read(in Slab part, Span<byte> into)
    {
        if (into.IsEmpty)
        {
            return;
        }

        Decoded decoded;
        lock (_lock)
        {
            decoded = _decoded ??= Decode();
        }

        var strides = PackedValues.Packed(element, shape);
        var end = (long)element.Size;
        for (var axis = 0; axis < shape.Count; axis++)
        {
            end += (part.Start[axis] + (part.Count[axis] - 1) * part.Step[axis]) * strides[axis];
        }

        if (end > decoded.Good)
        {
            throw new DamagedException(decoded.Broken ?? "The pixels end before the last row");
        }

        new PackedValues(new MemorySource("pixels", decoded.Pixels), 0, element, shape).Read(part, into);
    }

    // What failed once is not tried again: whoever draws asks for ever smaller parts.
    private Decoded Decode()
    {
        if (_failure is not null)
        {
            throw new DamagedException(_failure.Message);
        }

        try
        {
            return decode();
        }
        catch (DamagedException failure)
        {
            _failure = failure;
            throw;
        }
    }

    /// <summary>What was decoded.</summary>
    /// <param name="Pixels">All of them.</param>
    /// <param name="Good">Bytes from the beginning that could be read.</param>
    /// <param name="Broken">What is wrong with the others.</param>
    public sealed record Decoded(byte[] Pixels, long Good, string? Broken);
}
