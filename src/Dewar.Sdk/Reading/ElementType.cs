namespace Dewar.Sdk;

/// <summary>What kind of number an element is.</summary>
public enum ElementKind
{
    /// <summary>Unsigned integer.</summary>
    Unsigned,

    /// <summary>Signed integer, two's complement.</summary>
    Signed,

    /// <summary>IEEE 754 floating point.</summary>
    Float,

    /// <summary>Two floating-point numbers, real and imaginary; the bits count both.</summary>
    Complex,
}

/// <summary>
/// The type of a signal's elements, as they are handed out: always whole bytes, little-endian, colours interleaved. How a file packs them is
/// its reader's matter.
/// </summary>
/// <param name="Kind">What kind of number.</param>
/// <param name="Bits">Bits of one number: 8, 16, 32, 64, or 128 for a complex one.</param>
/// <param name="Channels">Numbers in an element: 1, or 2 for grey with opacity, 3 for red, green, blue, 4 with opacity.</param>
public readonly record struct ElementType(ElementKind Kind, int Bits, int Channels = 1)
{
    /// <summary>8-bit unsigned integer.</summary>
    public static ElementType UInt8 { get; } = new(ElementKind.Unsigned, 8);

    /// <summary>16-bit unsigned integer.</summary>
    public static ElementType UInt16 { get; } = new(ElementKind.Unsigned, 16);

    /// <summary>32-bit unsigned integer.</summary>
    public static ElementType UInt32 { get; } = new(ElementKind.Unsigned, 32);

    /// <summary>64-bit unsigned integer.</summary>
    public static ElementType UInt64 { get; } = new(ElementKind.Unsigned, 64);

    /// <summary>8-bit signed integer.</summary>
    public static ElementType Int8 { get; } = new(ElementKind.Signed, 8);

    /// <summary>16-bit signed integer.</summary>
    public static ElementType Int16 { get; } = new(ElementKind.Signed, 16);

    /// <summary>32-bit signed integer.</summary>
    public static ElementType Int32 { get; } = new(ElementKind.Signed, 32);

    /// <summary>64-bit signed integer.</summary>
    public static ElementType Int64 { get; } = new(ElementKind.Signed, 64);

    /// <summary>Half precision.</summary>
    public static ElementType Float16 { get; } = new(ElementKind.Float, 16);

    /// <summary>Single precision.</summary>
    public static ElementType Float32 { get; } = new(ElementKind.Float, 32);

    /// <summary>Double precision.</summary>
    public static ElementType Float64 { get; } = new(ElementKind.Float, 64);

    /// <summary>Two numbers of single precision.</summary>
    public static ElementType Complex64 { get; } = new(ElementKind.Complex, 64);

    /// <summary>Two numbers of double precision.</summary>
    public static ElementType Complex128 { get; } = new(ElementKind.Complex, 128);

    /// <summary>Red, green, blue, 8 bits each.</summary>
    public static ElementType Rgb8 { get; } = new(ElementKind.Unsigned, 8, 3);

    /// <summary>Red, green, blue, opacity, 8 bits each.</summary>
    public static ElementType Rgba8 { get; } = new(ElementKind.Unsigned, 8, 4);

    /// <summary>Bytes of one element, all channels together.</summary>
    public int Size => Bits / 8 * Channels;

    /// <summary>The same numbers in another count of channels.</summary>
    public ElementType Times(int channels) => this with { Channels = channels };

    /// <summary>As numpy would say: uint8, float32, complex64; with channels: rgb8, rgba16, uint8x2.</summary>
    public override string ToString() => (Kind, Channels) switch
    {
        (ElementKind.Unsigned, 3) => $"rgb{Bits}",
        (ElementKind.Unsigned, 4) => $"rgba{Bits}",
        (_, 1) => One,
        _ => $"{One}x{Channels}",
    };

    private string One => Kind switch
    {
        ElementKind.Unsigned => $"uint{Bits}",
        ElementKind.Signed => $"int{Bits}",
        ElementKind.Float => $"float{Bits}",
        _ => $"complex{Bits}",
    };
}
