using System.Runtime.InteropServices;

namespace Dewar.Downloads;

/// <summary>The checksum of ZIP (polynomial 0x04C11DB7, reflected), sixteen bytes at a time.</summary>
internal static class Crc32
{
    private const int Slices = 16;
    private static readonly uint[] Table = Make();

    /// <summary>The checksum of what had <paramref name="before"/> with these bytes behind it; 0 for nothing.</summary>
    public static uint Append(uint before, ReadOnlySpan<byte> bytes)
    {
        var crc = ~before;
        ref var table = ref MemoryMarshal.GetArrayDataReference(Table);
        while (bytes.Length >= Slices)
        {
            var words = MemoryMarshal.Cast<byte, uint>(bytes[..Slices]);
            var (one, two, three, four) = BitConverter.IsLittleEndian ? (words[0] ^ crc, words[1], words[2], words[3])
                : throw new PlatformNotSupportedException("Dewar runs on little-endian processors.");
            crc = Of(ref table, 12, one) ^ Of(ref table, 8, two) ^ Of(ref table, 4, three) ^ Of(ref table, 0, four);
            bytes = bytes[Slices..];
        }

        foreach (var each in bytes)
        {
            crc = Table[(byte)(crc ^ each)] ^ (crc >> 8);
        }

        return ~crc;
    }

    /// <summary>Four bytes with so many words' worth of bytes behind them.</summary>
    private static uint Of(ref uint table, int behind, uint word)
    {
        ref var row = ref System.Runtime.CompilerServices.Unsafe.Add(ref table, behind << 8);
        return System.Runtime.CompilerServices.Unsafe.Add(ref row, 0x300 + (int)(byte)word)
            ^ System.Runtime.CompilerServices.Unsafe.Add(ref row, 0x200 + (int)(byte)(word >> 8))
            ^ System.Runtime.CompilerServices.Unsafe.Add(ref row, 0x100 + (int)(byte)(word >> 16))
            ^ System.Runtime.CompilerServices.Unsafe.Add(ref row, (int)(word >> 24));
    }

    private static uint[] Make()
    {
        var table = new uint[Slices << 8];
        for (uint value = 0; value < 256; value++)
        {
            var crc = value;
            for (var bit = 0; bit < 8; bit++)
            {
                crc = (crc & 1) != 0 ? (crc >> 1) ^ 0xEDB88320 : crc >> 1;
            }

            table[value] = crc;
        }

        for (var at = 256; at < table.Length; at++)
        {
            table[at] = (table[at - 256] >> 8) ^ table[(byte)table[at - 256]];
        }

        return table;
    }
}
