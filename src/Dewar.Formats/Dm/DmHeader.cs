using Dewar.Formats.Bytes;
using Dewar.Sdk;

namespace Dewar.Formats.Dm;

/// <summary>The first bytes of a DM3 or DM4 file.</summary>
/// <param name="Version">3, or 4 with 64-bit lengths.</param>
/// <param name="RootLength">Bytes of the tags, as the file says.</param>
/// <param name="BigEndian">The order of the values. Everything about the tags themselves is big-endian.</param>
/// <param name="Length">Bytes of the header.</param>
internal sealed record DmHeader(int Version, long RootLength, bool BigEndian, int Length)
{
    public static DmHeader? Of(ReadOnlySpan<byte> bytes)
    {
        if (bytes.Length < 20 || !bytes.StartsWith("\0\0\0"u8) || bytes[3] is not (3 or 4))
        {
            return null;
        }

        var wide = bytes[3] == 4;
        var order = bytes.Slice(wide ? 12 : 8, 4);
        return order.StartsWith("\0\0\0"u8) && order[3] <= 1
            ? new(bytes[3], wide ? Big(bytes.Slice(4, 8)) : Big(bytes.Slice(4, 4)), order[3] == 0, wide ? 16 : 12)
            : null;
    }

    public static DmHeader Read(ByteSource file)
    {
        Span<byte> bytes = stackalloc byte[32];
        var read = file.Read(0, bytes);
        return Of(bytes[..read]) ?? throw new DamagedException($"{file.Name} has no header of DM3 or DM4", 0);
    }

    private static long Big(ReadOnlySpan<byte> bytes)
    {
        var number = 0L;
        foreach (var one in bytes)
        {
            number = number << 8 | one;
        }

        return number;
    }
}
