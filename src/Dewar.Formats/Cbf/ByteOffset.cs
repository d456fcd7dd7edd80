using System.Buffers.Binary;
using Dewar.Sdk;

namespace Dewar.Formats.Cbf;

/// <summary>The compression x-CBF_BYTE_OFFSET: differences of neighbours in one byte, or after an escape in two, four or eight.</summary>
internal static class ByteOffset
{
    /// <returns>As many elements as asked for, little-endian.</returns>
    public static byte[] Decode(ReadOnlySpan<byte> bytes, int count, int size)
    {
        // Each takes a byte at the least.
        if (count > bytes.Length)
        {
            throw new DamagedException($"{bytes.Length} bytes are too few for {count} pixels");
        }

        var into = new byte[count * size];
        var (value, at) = (0L, 0);
        for (var i = 0; i < count; i++)
        {
            long difference = (sbyte)Take(bytes, ref at, 1)[0];
            if (difference == sbyte.MinValue)
            {
                difference = BinaryPrimitives.ReadInt16LittleEndian(Take(bytes, ref at, 2));
                if (difference == short.MinValue)
                {
                    difference = BinaryPrimitives.ReadInt32LittleEndian(Take(bytes, ref at, 4));
                    if (difference == int.MinValue)
                    {
                        difference = BinaryPrimitives.ReadInt64LittleEndian(Take(bytes, ref at, 8));
                    }
                }
            }

            value += difference;
            switch (size)
            {
                case 4:
                    BinaryPrimitives.WriteInt32LittleEndian(into.AsSpan(4 * i), (int)value);
                    break;
                case 2:
                    BinaryPrimitives.WriteInt16LittleEndian(into.AsSpan(2 * i), (short)value);
                    break;
                case 1:
                    into[i] = (byte)value;
                    break;
                default:
                    BinaryPrimitives.WriteInt64LittleEndian(into.AsSpan(8 * i), value);
                    break;
            }
        }

        return into;
    }

    private static ReadOnlySpan<byte> Take(ReadOnlySpan<byte> bytes, ref int at, int count)
    {
        at += count;
        return at <= bytes.Length ? bytes.Slice(at - count, count) : throw new DamagedException("The compressed pixels end before the picture does");
    }
}
