using System.Buffers.Binary;
using System.Runtime.InteropServices;

namespace Dewar.Formats.Bytes;

/// <summary>Turns numbers round between big and little-endian.</summary>
internal static class ByteOrder
{
    /// <param name="size">Bytes of a number: 1, 2, 4, 8, or any other.</param>
    public static void Reverse(Span<byte> bytes, int size)
    {
        switch (size)
        {
            case 1:
                return;
            case 2:
                var two = MemoryMarshal.Cast<byte, ushort>(bytes);
                BinaryPrimitives.ReverseEndianness(two, two);
                return;
            case 4:
                var four = MemoryMarshal.Cast<byte, uint>(bytes);
                BinaryPrimitives.ReverseEndianness(four, four);
                return;
            case 8:
                var eight = MemoryMarshal.Cast<byte, ulong>(bytes);
                BinaryPrimitives.ReverseEndianness(eight, eight);
                return;
            default:
                for (var i = 0; i + size <= bytes.Length; i += size)
                {
                    bytes.Slice(i, size).Reverse();
                }

                return;
        }
    }
}
