using System.Buffers.Binary;
using Dewar.Sdk;

namespace Dewar.Formats.Drawing;

/// <summary>Values that are made when they are asked for, so that a signal can be as large as one likes.</summary>
/// <param name="element">The type.</param>
/// <param name="shape">Elements along each axis.</param>
/// <param name="value">The value at a place, one for each channel.</param>
internal sealed class MadeValues(ElementType element, long[] shape, Func<long[], int, double> value) : SignalValues
{
    public override ElementType Element => element;

    public override IReadOnlyList<long> Shape => shape;

    /// <summary>Elements that were asked for so far.</summary>
    public long Asked { get; private set; }

    /// <summary>The largest part that was asked for at once, in bytes.</summary>
    public long Largest { get; private set; }

    /// <summary>Rows of the first axis that are there; the others are cut off.</summary>
    public long Rows { get; init; } = long.MaxValue;

    public override void Read(in Slab part, Span<byte> into)
    {
        Asked += part.Elements;
        Largest = Math.Max(Largest, into.Length);
        for (var axis = 0; axis < shape.Length; axis++)
        {
            var last = part.Start[axis] + (part.Count[axis] - 1) * part.Step[axis];
            if (part.Start[axis] < 0 || part.Count[axis] < 1 || part.Step[axis] < 1 || last >= shape[axis])
            {
                throw new ArgumentException($"Axis {axis} of {string.Join('x', shape)} from {part.Start[axis]} to {last}");
            }

            if (axis == 0 && last >= Rows)
            {
                throw new DamagedException("The file is cut off");
            }
        }

        if (into.Length != part.Elements * element.Size)
        {
            throw new ArgumentException($"{into.Length} bytes for {part.Elements} elements");
        }

        var (index, place) = (new long[shape.Length], (long[])[.. part.Start]);
        for (var at = 0; at < into.Length; at += element.Size)
        {
            for (var channel = 0; channel < element.Channels; channel++)
            {
                Write(into[(at + channel * element.Bits / 8)..], value(place, channel));
            }

            for (var axis = shape.Length - 1; axis >= 0; axis--)
            {
                place[axis] += part.Step[axis];
                if (++index[axis] < part.Count[axis])
                {
                    break;
                }

                (index[axis], place[axis]) = (0, part.Start[axis]);
            }
        }
    }

    private void Write(Span<byte> into, double number)
    {
        switch (element.Kind, element.Bits)
        {
            case (ElementKind.Unsigned, 8): into[0] = (byte)number; break;
            case (ElementKind.Unsigned, 16): BinaryPrimitives.WriteUInt16LittleEndian(into, (ushort)number); break;
            case (ElementKind.Unsigned, 32): BinaryPrimitives.WriteUInt32LittleEndian(into, (uint)number); break;
            case (ElementKind.Signed, 16): BinaryPrimitives.WriteInt16LittleEndian(into, (short)number); break;
            case (ElementKind.Signed, 32): BinaryPrimitives.WriteInt32LittleEndian(into, (int)number); break;
            case (ElementKind.Float, 32): BinaryPrimitives.WriteSingleLittleEndian(into, (float)number); break;
            case (ElementKind.Float, 64): BinaryPrimitives.WriteDoubleLittleEndian(into, number); break;
            case (ElementKind.Complex, 64): BinaryPrimitives.WriteSingleLittleEndian(into, (float)number); BinaryPrimitives.WriteSingleLittleEndian(into[4..], (float)(number / 2)); break;
            default: throw new NotSupportedException($"{element}");
        }
    }
}
