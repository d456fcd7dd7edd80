namespace Dewar.Formats.Drawing.Png;

/// <summary>The colours of a picture, in the order in which they are met; only of pictures that have at most 256.</summary>
internal sealed class PngPalette
{
    private readonly Dictionary<int, byte> _numbers = [];
    private readonly List<byte> _colours = [];

    public int Count => _numbers.Count;

    public bool IsGrey { get; private set; } = true;

    /// <summary>Three bytes for each.</summary>
    public ReadOnlySpan<byte> Colours => _colours.ToArray();

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
            numbers[i] = number = colour == before ? number : _numbers[colour];
            before = colour;
        }

        return numbers;
    }

    private static int At(ReadOnlySpan<byte> rgb, int at) => rgb[at] << 16 | rgb[at + 1] << 8 | rgb[at + 2];

    private bool Add(int colour)
    {
        if (_numbers.ContainsKey(colour))
        {
            return true;
        }

        if (_numbers.Count == 256)
        {
            return false;
        }

        _numbers.Add(colour, (byte)_numbers.Count);
        byte[] bytes = [(byte)(colour >> 16), (byte)(colour >> 8), (byte)colour];
        _colours.AddRange(bytes);
        IsGrey &= bytes[0] == bytes[1] && bytes[1] == bytes[2];
        return true;
    }
}
