using System.Buffers.Binary;
using Dewar.Sdk;

namespace Dewar.Formats.PointClouds;

/// <summary>Points that lie in a file as records, or one field after the other.</summary>
/// <param name="points">The bytes of the points; asked for when values are.</param>
/// <param name="fields">The numbers of a point.</param>
/// <param name="count">How many points.</param>
internal sealed class PointValues(Func<ByteSource> points, IReadOnlyList<PointField> fields, long count) : SignalValues
{
    private const int BlockBytes = 256 * 1024;

    /// <summary>The file's byte order.</summary>
    public bool BigEndian { get; init; }

    /// <summary>Points that share a record: the corners of a triangle.</summary>
    public (int Points, int Distance) Together { get; init; } = (1, 0);

    public override ElementType Element { get; } = PointField.Common(fields);

    public override IReadOnlyList<long> Shape { get; } = [count, fields.Count];

    public override void Read(in Slab part, Span<byte> into)
    {
        var source = points();
        var columns = (int)part.Count[1];
        var wanted = new PointField[columns];
        for (var i = 0; i < columns; i++)
        {
            wanted[i] = fields[(int)(part.Start[1] + i * part.Step[1])];
        }

        // Fields of one record are read together; fields that lie apart, one by one.
        var records = wanted.All(field => field.Stride == wanted[0].Stride && field.Start < wanted[0].Stride);
        for (var first = 0; first < columns; first = records ? columns : first + 1)
        {
            ReadColumns(source, part, wanted, first, records ? columns : first + 1, into);
        }
    }

    private void ReadColumns(ByteSource source, in Slab part, PointField[] wanted, int from, int to, Span<byte> into)
    {
        var low = wanted[from..to].Min(field => field.Start);
        var high = wanted[from..to].Max(field => field.Start + field.Type.Bits / 8);
        var stride = wanted[from].Stride;
        var jump = part.Step[0] * stride;
        var perBlock = Together.Points > 1 || jump > BlockBytes / 4 ? 1 : (int)Math.Clamp(BlockBytes / Math.Max(1, jump), 1, Math.Max(1, part.Count[0]));
        var block = new byte[(perBlock - 1) * jump + (high - low)];
        var size = Element.Size;
        for (var row = 0L; row < part.Count[0]; row += perBlock)
        {
            var here = (int)Math.Min(perBlock, part.Count[0] - row);
            var bytes = block.AsSpan(0, (int)((here - 1) * jump + (high - low)));
            source.ReadExactly(PlaceOf(part.Start[0] + row * part.Step[0], stride) + low, bytes);
            for (var i = 0; i < here; i++)
            {
                for (var column = from; column < to; column++)
                {
                    var value = wanted[column].Read(bytes[(int)(i * jump + wanted[column].Start - low)..], BigEndian);
                    var target = into[(int)(((row + i) * wanted.Length + column) * size)..];
                    if (size == 4)
                    {
                        BinaryPrimitives.WriteSingleLittleEndian(target, (float)value);
                    }
                    else
                    {
                        BinaryPrimitives.WriteDoubleLittleEndian(target, value);
                    }
                }
            }
        }
    }

    private long PlaceOf(long point, long stride) => checked(point / Together.Points * stride + point % Together.Points * Together.Distance);
}
