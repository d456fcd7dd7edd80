using Dewar.Sdk;

namespace Dewar.Formats.Hdf5;

/// <summary>Bytes without a meaning that HDF5 knows.</summary>
/// <param name="Tag">What the program that wrote them calls them.</param>
internal sealed record OpaqueType(int Size, string Tag) : Hdf5Type(Size)
{
    public override string Name => $"opaque[{Size}]";

    public override object? Value(ReadOnlySpan<byte> bytes, Hdf5Values values) => bytes[..Size].ToArray();
}

/// <summary>Seconds; hardly ever used.</summary>
internal sealed record TimeType(int Size, bool BigEndian, int Precision) : Hdf5Type(Size)
{
    public override string Name => $"time{Precision}";

    public override object? Value(ReadOnlySpan<byte> bytes, Hdf5Values values) => (long)FixedPointType.Bits(bytes, Size, BigEndian);
}

/// <summary>Named whole numbers.</summary>
internal sealed record EnumerationType(FixedPointType Of, IReadOnlyList<string> Names, IReadOnlyList<long> Numbers) : Hdf5Type(Of.Size)
{
    public override string Name => IsBool ? "bool" : $"enum {Of.Name}";

    /// <summary>FALSE and TRUE, as h5py and others write truth values.</summary>
    public bool IsBool { get; } = Names.Count == 2 && Numbers[0] == 0 && Numbers[1] == 1
        && Names[0].Equals("FALSE", StringComparison.OrdinalIgnoreCase) && Names[1].Equals("TRUE", StringComparison.OrdinalIgnoreCase);

    public override ElementType? Element => Of.Element;

    public override bool IsPlain => Of.IsPlain;

    public override object? Value(ReadOnlySpan<byte> bytes, Hdf5Values values)
    {
        var number = Of.Size > 8 ? 0 : Of.Number(bytes);
        if (IsBool)
        {
            return number != 0;
        }

        for (var i = 0; i < Numbers.Count; i++)
        {
            if (Numbers[i] == number)
            {
                return new Hdf5EnumValue(Names[i], number);
            }
        }

        return new Hdf5EnumValue(null, number);
    }

    public override void ToElements(ReadOnlySpan<byte> from, Span<byte> into) => Of.ToElements(from, into);
}

/// <summary>An array as an element.</summary>
internal sealed record ArrayType(int Size, Hdf5Type Of, IReadOnlyList<long> Lengths) : Hdf5Type(Size)
{
    public override string Name => $"{Of.Name}[{string.Join(',', Lengths)}]";

    public override ElementType? Element => Of.Element;

    public override IReadOnlyList<long> InnerShape => [.. Lengths, .. Of.InnerShape];

    public override bool IsPlain => Of.IsPlain;

    public override bool IsReferring => Of.IsReferring;

    public override object? Value(ReadOnlySpan<byte> bytes, Hdf5Values values) => values.Decode(Of, bytes[..Size]);

    public override void ToElements(ReadOnlySpan<byte> from, Span<byte> into) => Of.ToElements(from, into);
}

/// <summary>A reference to an object or to a part of a dataset.</summary>
/// <param name="Kind">0, 1: object, region; 2 to 4: object, region, attribute, in the way of HDF5 1.12.</param>
internal sealed record ReferenceType(int Size, int Kind) : Hdf5Type(Size)
{
    public override string Name => Kind is 1 or 3 ? "region reference" : Kind == 4 ? "attribute reference" : "object reference";

    public override bool IsReferring => true;

    public override object? Value(ReadOnlySpan<byte> bytes, Hdf5Values values) => values.Reference(bytes[..Size], Kind);
}

/// <summary>Complex numbers as HDF5 2.0 knows them: two floats.</summary>
internal sealed record ComplexType(int Size, Hdf5Type Of) : Hdf5Type(Size)
{
    public override string Name => $"complex of {Of.Name}";

    public override ElementType? Element => CompoundType.ComplexOf(Of);

    public override bool IsPlain => Of.IsPlain && Of.Size >= 4;

    public ComplexType Checked() => Of is FloatingPointType && Size == 2 * Of.Size ? this : throw new DamagedException("A complex type is not made of two floats");

    public override object? Value(ReadOnlySpan<byte> bytes, Hdf5Values values) =>
        new System.Numerics.Complex(((FloatingPointType)Of).Number(bytes), ((FloatingPointType)Of).Number(bytes[Of.Size..]));

    public override void ToElements(ReadOnlySpan<byte> from, Span<byte> into) => CompoundType.ComplexElements(Of, from, Of.Size, Size, into);
}
