using System.Buffers.Binary;
using Dewar.Sdk;

namespace Dewar.Formats.Hdf5;

/// <summary>Filter 3: the checksum of John Fletcher behind the bytes.</summary>
internal static class Fletcher32Filter
{
    private const int MostBeforeFolding = 360;

    public static int Decode(ReadOnlySpan<byte> input, Span<byte> output)
    {
        if (input.Length < 4)
        {
            throw new DamagedException("A chunk is too short for its checksum");
        }

        var stored = BinaryPrimitives.ReadUInt32LittleEndian(input[^4..]);
        var sum = Of(input[..^4]);

        // Before HDF5 1.6.3 the bytes of each half were turned round on little-endian machines.
        var turned = (sum & 0x00ff00ff) << 8 | (sum & 0xff00ff00) >> 8;
        if (stored != sum && stored != turned || output.Length < input.Length - 4)
        {
            throw new DamagedException("The checksum of a chunk is wrong");
        }

        input[..^4].CopyTo(output);
        return input.Length - 4;
    }

    private static uint Of(ReadOnlySpan<byte> bytes)
    {
        uint sum1 = 0, sum2 = 0;
        var left = bytes.Length / 2;
        for (var at = 0; left > 0;)
        {
            var here = Math.Min(left, MostBeforeFolding);
            left -= here;
            for (; here > 0; here--, at += 2)
            {
                sum1 += (uint)(bytes[at] << 8 | bytes[at + 1]);
                sum2 += sum1;
            }

            sum1 = (sum1 & 0xffff) + (sum1 >> 16);
            sum2 = (sum2 & 0xffff) + (sum2 >> 16);
        }

        if (bytes.Length % 2 != 0)
        {
            sum1 += (uint)(bytes[^1] << 8);
            sum2 += sum1;
            sum1 = (sum1 & 0xffff) + (sum1 >> 16);
            sum2 = (sum2 & 0xffff) + (sum2 >> 16);
        }

        sum1 = (sum1 & 0xffff) + (sum1 >> 16);
        sum2 = (sum2 & 0xffff) + (sum2 >> 16);
        return sum2 << 16 | sum1;
    }
}
