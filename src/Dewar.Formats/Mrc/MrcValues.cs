using System.Buffers.Binary;
using System.Runtime.InteropServices;
using Dewar.Formats.Bytes;
using Dewar.Sdk;

namespace Dewar.Formats.Mrc;

/// <summary>Values of four bits, two in a byte, the lower half first; rows begin with a whole byte.</summary>
/// <param name="rows">The bytes, with half as many in a row.</param>
/// <param name="columns">Values in a row.</param>
internal sealed class MrcFourBits(PackedValues rows, long columns) : SignalValues
{
    public override ElementType Element => ElementType.UInt8;

    public override IReadOnlyList<long> Shape => [.. rows.Shape.SkipLast(1), columns];

    public override void Read(in Slab part, Span<byte> into)
    {
        if (into.Length == 0)
        {
            return;
        }

        var (start, count, step) = (part.Start[^1], (int)part.Count[^1], part.Step[^1]);
        var (first, last) = (start / 2, (start + (count - 1) * step) / 2);
        var width = (int)(last - first + 1);
        var bytes = new byte[checked(into.Length / count * width)];
        rows.Read(new([.. part.Start.SkipLast(1), first], [.. part.Count.SkipLast(1), width], [.. part.Step.SkipLast(1), 1]), bytes);
        for (int row = 0, to = 0; row < bytes.Length; row += width)
        {
            for (var i = 0; i < count; i++, to++)
            {
                var column = start + i * step;
                var two = bytes[row + (int)(column / 2 - first)];
                into[to] = (byte)(column % 2 == 0 ? two & 15 : two >> 4);
            }
        }
    }
}

/// <summary>Complex numbers of two 16-bit integers, handed out as floating-point ones.</summary>
/// <param name="pairs">The integers, two channels each.</param>
internal sealed class MrcComplexIntegers(PackedValues pairs) : SignalValues
{
    public override ElementType Element => ElementType.Complex64;

    public override IReadOnlyList<long> Shape => pairs.Shape;

    public override void Read(in Slab part, Span<byte> into)
    {
        var bytes = new byte[into.Length / 2];
        pairs.Read(part, bytes);
        var floats = MemoryMarshal.Cast<byte, float>(into);
        for (var i = 0; i < floats.Length; i++)
        {
            floats[i] = BinaryPrimitives.ReadInt16LittleEndian(bytes.AsSpan(2 * i));
        }
    }
}
