using System.Buffers.Binary;
using Dewar.Sdk;

namespace Dewar.Formats.PointClouds;

/// <summary>One number of each point, and where it lies.</summary>
/// <param name="Name">x, red, intensity …</param>
/// <param name="Start">That of the first point, in bytes from the beginning of the points.</param>
/// <param name="Stride">Bytes from one point to the next.</param>
/// <param name="Type">How it is stored.</param>
internal sealed record PointField(string Name, long Start, long Stride, ElementType Type)
{
    /// <summary>What the stored number is multiplied by, and what is then added.</summary>
    public (double Factor, double Zero) Scaled { get; init; } = (1, 0);

    /// <summary>Only this byte of the stored number is meant; null for all of it.</summary>
    public int? Byte { get; init; }

    /// <summary>Bits of the stored number that are meant.</summary>
    public (int Shift, int Mask) Bits { get; init; } = (0, ~0);

    /// <summary>Adds the numbers of a field of several; packed colours become one field for each.</summary>
    public static void Add(List<PointField> fields, string name, long start, long stride, ElementType type, int count)
    {
        if (name is "rgb" or "rgba" && type.Bits == 32 && count == 1)
        {
            // Blue is in the lowest byte, whatever type is claimed for the four bytes together.
            string[] colours = name is "rgba" ? ["red", "green", "blue", "alpha"] : ["red", "green", "blue"];
            int[] bytes = [2, 1, 0, 3];
            for (var i = 0; i < colours.Length; i++)
            {
                fields.Add(new(colours[i], start, stride, ElementType.UInt32) { Byte = bytes[i] });
            }

            return;
        }

        for (var i = 0; i < count; i++)
        {
            fields.Add(new(count == 1 ? name : $"{name}_{i}", start + i * (type.Bits / 8), stride, type));
        }
    }

    /// <summary>The number at the beginning of these bytes.</summary>
    public double Read(ReadOnlySpan<byte> at, bool bigEndian)
    {
        if (Byte is { } which)
        {
            return at[bigEndian ? 3 - which : which];
        }

        var raw = (Type.Kind, Type.Bits) switch
        {
            (ElementKind.Unsigned, 8) => Bits.Mask == ~0 ? at[0] : (at[0] >> Bits.Shift) & Bits.Mask,
            (ElementKind.Signed, 8) => (sbyte)at[0],
            (ElementKind.Unsigned, 16) => bigEndian ? BinaryPrimitives.ReadUInt16BigEndian(at) : BinaryPrimitives.ReadUInt16LittleEndian(at),
            (ElementKind.Signed, 16) => bigEndian ? BinaryPrimitives.ReadInt16BigEndian(at) : BinaryPrimitives.ReadInt16LittleEndian(at),
            (ElementKind.Unsigned, 32) => bigEndian ? BinaryPrimitives.ReadUInt32BigEndian(at) : BinaryPrimitives.ReadUInt32LittleEndian(at),
            (ElementKind.Signed, 32) => bigEndian ? BinaryPrimitives.ReadInt32BigEndian(at) : BinaryPrimitives.ReadInt32LittleEndian(at),
            (ElementKind.Unsigned, _) => bigEndian ? BinaryPrimitives.ReadUInt64BigEndian(at) : BinaryPrimitives.ReadUInt64LittleEndian(at),
            (ElementKind.Signed, _) => bigEndian ? BinaryPrimitives.ReadInt64BigEndian(at) : BinaryPrimitives.ReadInt64LittleEndian(at),
            (_, 32) => bigEndian ? BinaryPrimitives.ReadSingleBigEndian(at) : BinaryPrimitives.ReadSingleLittleEndian(at),
            _ => bigEndian ? BinaryPrimitives.ReadDoubleBigEndian(at) : BinaryPrimitives.ReadDoubleLittleEndian(at),
        };
        return raw * Scaled.Factor + Scaled.Zero;
    }

    /// <summary>The type that holds all fields without loss, as far as floating-point numbers can.</summary>
    public static ElementType Common(IReadOnlyList<PointField> fields) =>
        fields.All(field => field.Byte is not null || field.Type.Bits <= 16 && field.Scaled == (1, 0) || field.Type == ElementType.Float32)
            ? ElementType.Float32
            : ElementType.Float64;
}
