namespace Dewar.Formats.Drawing;

/// <summary>Red, green, blue.</summary>
internal readonly record struct Colour(byte Red, byte Green, byte Blue)
{
    public static Colour White { get; } = new(255, 255, 255);

    public static Colour Black { get; } = new(0, 0, 0);

    /// <summary>Words and numbers.</summary>
    public static Colour Ink { get; } = Of(0x26323B);

    /// <summary>Words of less weight.</summary>
    public static Colour Pale { get; } = Of(0x6B7A85);

    /// <summary>The frame of a plot.</summary>
    public static Colour Rule { get; } = Of(0x9AA7B0);

    /// <summary>Lines behind a plot.</summary>
    public static Colour Grid { get; } = Of(0xE4E9ED);

    /// <summary>Behind words in a picture of several parts.</summary>
    public static Colour Paper { get; } = Of(0xF5F7F9);

    /// <summary>A plot's only line.</summary>
    public static Colour Accent { get; } = Of(0x1F6FA8);

    /// <summary>Where a picture has no value: a gap of the detector, a mask.</summary>
    public static Colour Gap { get; } = Of(0x39424A);

    /// <summary>Lines that must be told apart.</summary>
    public static IReadOnlyList<Colour> Lines { get; } =
        [Accent, Of(0xD9822B), Of(0x2A9D8F), Of(0xB5495B), Of(0x7A5FA6), Of(0x8A8F3C), Of(0x4DA3C7), Of(0x8C6A4F)];

    // Viridis at ten even places, by van der Walt, Smith and Firing (released into the public domain).
    private static readonly Colour[] Viridis =
    [
        Of(0x440154), Of(0x482878), Of(0x3E4989), Of(0x31688E), Of(0x26828E), Of(0x1F9E89), Of(0x35B779), Of(0x6DCD59), Of(0xB4DE2C), Of(0xFDE725),
    ];

    public bool IsGrey => Red == Green && Green == Blue;

    public static Colour Of(int rgb) => new((byte)(rgb >> 16), (byte)(rgb >> 8), (byte)rgb);

    public static Colour Grey(byte level) => new(level, level, level);

    /// <summary>A colour that the eye orders by the number, from 0 to 1.</summary>
    public static Colour Ramp(double share)
    {
        var place = Math.Clamp(double.IsNaN(share) ? 0 : share, 0, 1) * (Viridis.Length - 1);
        var below = Math.Min((int)place, Viridis.Length - 2);
        return Viridis[below].Towards(Viridis[below + 1], place - below);
    }

    /// <summary>This with a share of another.</summary>
    public Colour Towards(Colour other, double share) => new(Mix(Red, other.Red, share), Mix(Green, other.Green, share), Mix(Blue, other.Blue, share));

    private static byte Mix(byte one, byte other, double share) => (byte)(one + (other - one) * share + 0.5);
}
