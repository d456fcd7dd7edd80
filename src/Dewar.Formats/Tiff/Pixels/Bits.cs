namespace Dewar.Formats.Tiff;

/// <summary>Bits of bytes that are stored the other way round.</summary>
internal static class Bits
{
    public static void Reverse(Span<byte> bytes)
    {
        foreach (ref var one in bytes)
        {
            // Swaps halves, pairs, neighbours.
            var b = (one >> 4) | (one << 4);
            b = (b & 0xcc) >> 2 | (b & 0x33) << 2;
            one = (byte)((b & 0xaa) >> 1 | (b & 0x55) << 1);
        }
    }
}
