namespace Dewar.Formats.Tiff;

/// <summary>One field of an image file directory: what it is, and where its values stand.</summary>
/// <param name="Tag">What it is.</param>
/// <param name="Type">The type of its values, as TIFF numbers them.</param>
/// <param name="Count">How many there are.</param>
/// <param name="At">Where they begin, in bytes from the beginning of the file; small ones stand in the directory itself.</param>
internal readonly record struct Entry(ushort Tag, FieldType Type, long Count, long At)
{
    /// <summary>Bytes of all values; <see cref="long.MaxValue"/> when the count is absurd.</summary>
    public long Length => Count > long.MaxValue / 16 ? long.MaxValue : Count * SizeOf(Type);

    /// <summary>Whether its values are bytes that a program keeps for itself, or text.</summary>
    public bool IsBytes => Type is FieldType.Byte or FieldType.SignedByte or FieldType.Undefined or FieldType.Ascii;

    /// <summary>Bytes of one value; one for types that nobody knows.</summary>
    public static int SizeOf(FieldType type) => type switch
    {
        FieldType.Short or FieldType.SignedShort => 2,
        FieldType.Long or FieldType.SignedLong or FieldType.Float or FieldType.Directory => 4,
        FieldType.Rational or FieldType.SignedRational or FieldType.Double => 8,
        FieldType.Long8 or FieldType.SignedLong8 or FieldType.Directory8 => 8,
        _ => 1,
    };
}

/// <summary>Types of values: TIFF 6.0 section 2, supplement 1 (13), BigTIFF (16 to 18).</summary>
internal enum FieldType : ushort
{
    Byte = 1,
    Ascii = 2,
    Short = 3,
    Long = 4,
    Rational = 5,
    SignedByte = 6,
    Undefined = 7,
    SignedShort = 8,
    SignedLong = 9,
    SignedRational = 10,
    Float = 11,
    Double = 12,
    Directory = 13,
    Long8 = 16,
    SignedLong8 = 17,
    Directory8 = 18,
}
