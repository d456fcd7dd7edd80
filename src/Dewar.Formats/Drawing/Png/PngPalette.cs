namespace Dewar.Formats.Drawing.Png;

/// <summary>The colours of a picture, in the order in which they are met; only of pictures that have at most 256.</summary>
internal sealed class PngPalette
{
    private const int Most = 256;
    private const int Slots = 1024;

    // A table with open addressing: colours plus one, 0 where nothing is; and their numbers.
    private readonly int[] _colours = new int[Slots];
    private readonly byte[] _numbers = new byte[Slots];
    private readonly byte[] _rgb = new byte[3 * Most];

    public int Count { get; private set; }

    /// <summary>Three bytes for each.</summary>
    public ReadOnlySpan<byte> Colours => _rgb.AsSpan(0, 3 * Count);

    /// <summary>The colours of a picture; null when they are too many.</summary>
    public static PngPalette? Of(ReadOnlySpan<byte> rgb)
    {
        var palette = new PngPalette();
        var before = -1;
        for (var i = 0; i < rgb.Length; i += 3)
        {
            var colour = At(rgb, i);
            if (colour != before && !palette.Add(colour))
            {
                return null;
            }

            before = colour;
        }

        return palette;
    }

    /// <summary>The picture as numbers of its colours.</summary>
    public byte[] Numbers(ReadOnlySpan<byte> rgb)
    {
        var numbers = new byte[rgb.Length / 3];
        var (before, number) = (-1, (byte)0);
        for (var i = 0; i < numbers.Length; i++)
        {
            var colour = At(rgb, 3 * i);
            numbers[i] = number = colour == before ? number : _numbers[Slot(colour)];
            before = colour;
        }

        return numbers;
    }

    private static int At(ReadOnlySpan<byte> rgb, int at) => rgb[at] << 16 | rgb[at + 1] << 8 | rgb[at + 2];

    // Where the colour is, or would be.
    private int Slot(int colour)
    {
        var slot = (int)((uint)colour * 0x9E3779B1u >> 22);
        while (_colours[slot] != 0 && _colours[slot] != colour + 1)
        {
            slot = (slot + 1) % Slots;
        }

        return slot;
    }

    private bool Add(int colour)
    {
        var slot = Slot(colour);
        if (_colours[slot] != 0)
        {
            return true;
        }

        if (Count == Most)
        {
            return false;
        }

        (_colours[slot], _numbers[slot]) = (colour + 1, (byte)Count);
        (_rgb[3 * Count], _rgb[3 * Count + 1], _rgb[3 * Count + 2]) = ((byte)(colour >> 16), (byte)(colour >> 8), (byte)colour);
        Count++;
        return true;
    }
}
