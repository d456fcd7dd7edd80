using Dewar.Sdk;

namespace Dewar.Formats.Hdf5;

/// <summary>The type of the elements of a dataset or attribute.</summary>
/// <param name="Size">Bytes of an element in the file.</param>
internal abstract record Hdf5Type(int Size)
{
    /// <summary>In words: int32, float64be, text, {x: float32, y: float32}, uint8[3].</summary>
    public abstract string Name { get; }

    /// <summary>The type as which the elements are handed out as numbers; null when they are none.</summary>
    public virtual ElementType? Element => null;

    /// <summary>Lengths of further axes that each element has: those of an array type.</summary>
    public virtual IReadOnlyList<long> InnerShape => [];

    /// <summary>The elements can be handed out as they are in the file.</summary>
    public virtual bool IsPlain => false;

    /// <summary>Text, of a fixed or of a varying length.</summary>
    public virtual bool IsText => false;

    /// <summary>Whether values lie in other places, so that the bytes of an element alone say nothing.</summary>
    public virtual bool IsReferring => false;

    /// <summary>
    /// One element: a <c>long</c>, <c>ulong</c>, <c>double</c>, <c>bool</c>, <c>string</c>, <c>byte[]</c> of what is opaque, <c>Complex</c>,
    /// <see cref="Hdf5Member"/>[] of a compound, <c>object?[]</c> of an array or sequence, <see cref="Hdf5EnumValue"/>,
    /// <see cref="Hdf5Reference"/>; null for no value.
    /// </summary>
    public abstract object? Value(ReadOnlySpan<byte> bytes, Hdf5Values values);

    /// <summary>Turns elements of the file into those of <see cref="Element"/>.</summary>
    public virtual void ToElements(ReadOnlySpan<byte> from, Span<byte> into) => throw new DamagedException($"Elements of type {Name} are no numbers");

    public sealed override string ToString() => Name;

    /// <summary>Reads a type from its message.</summary>
    internal static Hdf5Type Read(Hdf5File file, in HeaderMessage message)
    {
        var fields = file.Fields(message, "a datatype");
        return TypeReader.Read(ref fields);
    }
}

/// <summary>A member of a compound with its value.</summary>
internal sealed record Hdf5Member(string Name, object? Value);

/// <summary>A value of an enumeration; the name is null when the type has none for it.</summary>
internal sealed record Hdf5EnumValue(string? Name, long Number);

/// <summary>A reference to an object or to a part of a dataset.</summary>
/// <param name="Address">The object's header.</param>
/// <param name="Selection">The part; null when all of it is meant.</param>
/// <param name="Attribute">The attribute that is meant; null when it is the object.</param>
internal sealed record Hdf5Reference(long Address, Selection? Selection = null, string? Attribute = null, string? File = null);
