using System.Buffers.Binary;
using System.Numerics;
using Dewar.Sdk;

namespace Dewar.Formats.Hdf5;

/// <summary>A member of a compound.</summary>
/// <param name="Offset">Where it begins in an element, in bytes.</param>
internal sealed record CompoundMember(string Name, int Offset, Hdf5Type Type);

/// <summary>Several named values as one element. Two floats named r and i are a complex number.</summary>
internal sealed record CompoundType(int Size, IReadOnlyList<CompoundMember> Members) : Hdf5Type(Size)
{
    public override string Name => IsComplex ? $"complex of {Members[0].Type.Name}" : $"{{{string.Join(", ", Members.Select(member => $"{member.Name}: {member.Type.Name}"))}}}";

    public override ElementType? Element => IsComplex || IsPair ? ComplexOf(Members[0].Type) : null;

    public override bool IsPlain =>
        (IsComplex || IsPair) && Members[0].Type is { IsPlain: true, Size: >= 4 } part && Members[0].Offset == 0 && Members[1].Offset == part.Size && Size == 2 * part.Size;

    public override bool IsReferring { get; } = Members.Any(member => member.Type.IsReferring);

    /// <summary>As h5py and others write complex numbers.</summary>
    public bool IsComplex { get; } =
        Members is [{ Type: FloatingPointType real } one, { Type: FloatingPointType } two] && real == two.Type
        && one.Offset < two.Offset && (one.Name, two.Name) is ("r", "i") or ("re", "im") or ("real", "imag") or ("Re", "Im") or ("real", "imaginary");

    // Velox's own names: realFloat and imagFloat, and for half a Fourier transform realFloatHalfEven or realFloatHalfOdd.
    private bool IsPair { get; } =
        Members is [{ Type: FloatingPointType first } real, { Type: FloatingPointType } imaginary] && first == imaginary.Type && real.Offset < imaginary.Offset
        && real.Name.StartsWith("realFloat", StringComparison.Ordinal) && imaginary.Name.StartsWith("imagFloat", StringComparison.Ordinal);

    /// <summary>The member of this name; null when there is none.</summary>
    public CompoundMember? Member(string name) => Members.FirstOrDefault(member => member.Name == name);

    public override object? Value(ReadOnlySpan<byte> bytes, Hdf5Values values)
    {
        if (IsComplex)
        {
            return new Complex(Float(0, bytes), Float(1, bytes));
        }

        var found = new Hdf5Member[Members.Count];
        for (var i = 0; i < found.Length; i++)
        {
            found[i] = new(Members[i].Name, values.One(Members[i].Type, bytes[Members[i].Offset..]));
        }

        return found;
    }

    public override void ToElements(ReadOnlySpan<byte> from, Span<byte> into)
    {
        if (Element is null)
        {
            base.ToElements(from, into);
        }

        if (IsPlain)
        {
            from.CopyTo(into);
            return;
        }

        ComplexElements(Members[0].Type, from[Members[0].Offset..], Members[1].Offset - Members[0].Offset, Size, into);
    }

    /// <summary>The complex number that two floats of a type make.</summary>
    public static ElementType? ComplexOf(Hdf5Type part) =>
        part.Element is { Kind: ElementKind.Float, Bits: var bits } ? bits <= 32 ? ElementType.Complex64 : ElementType.Complex128 : null;

    /// <summary>Turns pairs of floats into complex elements.</summary>
    /// <param name="apart">Bytes from the real to the imaginary part.</param>
    /// <param name="step">Bytes from one pair to the next.</param>
    public static void ComplexElements(Hdf5Type part, ReadOnlySpan<byte> from, int apart, int step, Span<byte> into)
    {
        var number = (FloatingPointType)part;
        var single = ComplexOf(part) == ElementType.Complex64;
        for (int i = 0, j = 0; i + apart + part.Size <= from.Length; i += step)
        {
            for (var k = 0; k < 2; k++, j += single ? 4 : 8)
            {
                var value = number.Number(from.Slice(i + k * apart, part.Size));
                if (single)
                {
                    BinaryPrimitives.WriteSingleLittleEndian(into[j..], (float)value);
                }
                else
                {
                    BinaryPrimitives.WriteDoubleLittleEndian(into[j..], value);
                }
            }
        }
    }

    private double Float(int member, ReadOnlySpan<byte> bytes) => ((FloatingPointType)Members[member].Type).Number(bytes[Members[member].Offset..]);
}
