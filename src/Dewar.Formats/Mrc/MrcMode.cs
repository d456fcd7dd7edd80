using Dewar.Sdk;

namespace Dewar.Formats.Mrc;

/// <summary>How values are stored.</summary>
/// <param name="Stored">The type in the file; of four-bit numbers and of complex integers the type that they become.</param>
/// <param name="Bits">Bits that one takes in the file.</param>
internal sealed record MrcMode(ElementType Stored, int Bits)
{
    public const int ComplexIntegers = 3;
    public const int FourBits = 101;

    /// <summary>Rows begin with a whole byte.</summary>
    public long RowLength(int columns) => ((long)columns * Bits + 7) / 8;

    /// <summary>The mode of a file; null when it is none that is known.</summary>
    public static MrcMode? Of(MrcHeader header) => header.Mode switch
    {
        0 => new(IsSigned(header) ? ElementType.Int8 : ElementType.UInt8, 8),
        1 => new(ElementType.Int16, 16),
        2 => new(ElementType.Float32, 32),
        ComplexIntegers => new(ElementType.Complex64, 32),
        4 => new(ElementType.Complex64, 64),
        6 => new(ElementType.UInt16, 16),
        7 => new(ElementType.Int32, 32),
        12 => new(ElementType.Float16, 16),
        16 => new(ElementType.Rgb8, 24),
        FourBits => new(ElementType.UInt8, 4),
        _ => null,
    };

    // MRC2014 says signed. IMOD says it in a flag. Older programs wrote unsigned bytes, which the extremes then show.
    private static bool IsSigned(MrcHeader header) => header.IsImod
        ? (header.ImodFlags & 1) != 0 : !(header.Values.Least >= 0 && header.Values.Most > 127);
}
