using Dewar.Sdk;

namespace Dewar.Formats.Dm;

/// <summary>The data type codes of DigitalMicrograph's images.</summary>
internal static class DmElement
{
    public const int PackedComplexOld = 5;
    public const int PackedComplex64 = 27;
    public const int PackedComplex128 = 28;

    /// <summary>The type as it is handed out; null for a code that nobody knows, and for images without data.</summary>
    public static ElementType? Of(int code) => code switch
    {
        1 => ElementType.Int16,
        2 => ElementType.Float32,
        3 or PackedComplexOld or PackedComplex64 => ElementType.Complex64,
        6 or 14 => ElementType.UInt8,
        7 => ElementType.Int32,
        8 or 23 => ElementType.Rgb8,
        9 => ElementType.Int8,
        10 => ElementType.UInt16,
        11 => ElementType.UInt32,
        12 => ElementType.Float64,
        13 or PackedComplex128 => ElementType.Complex128,
        39 => ElementType.Int64,
        40 => ElementType.UInt64,
        _ => null,
    };

    public static bool IsColour(int code) => code is 8 or 23;

    public static bool IsPacked(int code) => code is PackedComplexOld or PackedComplex64 or PackedComplex128;
}
