using System.Buffers.Binary;
using Dewar.Formats.Tables;
using Dewar.Sdk;

namespace Dewar.Formats.PointClouds;

/// <summary>Points that are written as text, one in a line.</summary>
/// <param name="rows">The lines.</param>
/// <param name="fields">The numbers of a point; a field's start is its place in the line.</param>
/// <param name="count">How many points.</param>
internal sealed class PointText(TextRows rows, IReadOnlyList<PointField> fields, long count) : SignalValues
{
    public override ElementType Element { get; } = PointField.Common(fields);

    public override IReadOnlyList<long> Shape { get; } = [count, fields.Count];

    public override void Read(in Slab part, Span<byte> into)
    {
        var wanted = new PointField[part.Count[1]];
        for (var i = 0; i < wanted.Length; i++)
        {
            wanted[i] = fields[(int)(part.Start[1] + i * part.Step[1])];
        }

        var numbers = new double[part.Count[0] * wanted.Length];
        rows.Read(part.Start[0], part.Step[0], [.. wanted.Select(field => (int)field.Start)], numbers);
        for (var i = 0; i < numbers.Length; i++)
        {
            var value = wanted[i % wanted.Length].Byte is { } which ? ByteOf(numbers[i], which) : numbers[i];
            if (Element.Size == 4)
            {
                BinaryPrimitives.WriteSingleLittleEndian(into[(i * 4)..], (float)value);
            }
            else
            {
                BinaryPrimitives.WriteDoubleLittleEndian(into[(i * 8)..], value);
            }
        }
    }

    // A packed colour is a whole number, or the same bits written as the number that they are as a float: 2.34e-38.
    private static double ByteOf(double number, int which)
    {
        var whole = number >= 1 && number == Math.Truncate(number) && number <= uint.MaxValue;
        var bits = whole ? (uint)number : double.IsNaN(number) ? 0 : BitConverter.SingleToUInt32Bits((float)number);
        return (bits >> (8 * which)) & 0xff;
    }
}
