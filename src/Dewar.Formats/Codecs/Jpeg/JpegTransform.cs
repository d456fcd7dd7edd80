using System.Buffers.Binary;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;

namespace Dewar.Formats.Codecs.Jpeg;

/// <summary>
/// The inverse cosine transform of a block, in whole numbers of 13 bits after the point, after Loeffler, Ligtenberg and Moschytz (1989):
/// first down the columns, then along the rows, rounded as the Independent JPEG Group does it, so that samples agree to the bit.
/// </summary>
internal static class JpegTransform
{
    private const int FractionBits = 13;

    /// <summary>Puts a block into the plane of its component.</summary>
    /// <param name="column">The block's place, in blocks.</param>
    /// <param name="precision">Bits of a sample.</param>
    public static void Invert(ReadOnlySpan<short> block, JpegComponent component, int column, int row, int precision)
    {
        ReadOnlySpan<ushort> quantisation = component.Quantisation;
        var stride = 8 * component.BlocksAcross;
        var plane = component.Plane.AsSpan((8 * row * stride + 8 * column) * (precision > 8 ? 2 : 1));
        var size = precision > 8 ? 2 : 1;
        if (!block[1..].ContainsAnyExcept((short)0))
        {
            var flat = Math.Clamp((block[0] * quantisation[0] + 4 >> 3) + (1 << precision - 1), 0, (1 << precision) - 1);
            for (var y = 0; y < 8; y++)
            {
                var line = plane.Slice(y * stride * size, 8 * size);
                if (size == 1)
                {
                    line.Fill((byte)flat);
                }
                else
                {
                    MemoryMarshal.Cast<byte, ushort>(line).Fill((ushort)flat);
                }
            }

            return;
        }

        Span<int> work = stackalloc int[64];
        for (var i = 0; i < 64; i++)
        {
            work[i] = block[i] * quantisation[i];
        }

        // The room for rounding between the two passes.
        var spare = precision > 8 ? 1 : 2;
        Pass(work, FractionBits - spare);
        Transpose(work);
        Pass(work, FractionBits + spare + 3);
        Store(work, plane, stride, precision);
    }

    private static void Store(ReadOnlySpan<int> work, Span<byte> plane, int stride, int precision)
    {
        var (middle, most) = (1 << precision - 1, (1 << precision) - 1);
        for (var row = 0; row < 8; row++)
        {
            var at = row * stride;
            for (var column = 0; column < 8; column++)
            {
                var sample = Math.Clamp(work[8 * column + row] + middle, 0, most);
                if (precision > 8)
                {
                    BinaryPrimitives.WriteUInt16LittleEndian(plane[(2 * (at + column))..], (ushort)sample);
                }
                else
                {
                    plane[at + column] = (byte)sample;
                }
            }
        }
    }

    private static void Transpose(Span<int> work)
    {
        for (var i = 1; i < 8; i++)
        {
            for (var j = 0; j < i; j++)
            {
                (work[8 * i + j], work[8 * j + i]) = (work[8 * j + i], work[8 * i + j]);
            }
        }
    }

    // One-dimensional transforms of eight columns side by side.
    private static void Pass(Span<int> work, int shift)
    {
        var (v0, v1, v2, v3) = (Load(work, 0), Load(work, 1), Load(work, 2), Load(work, 3));
        var (v4, v5, v6, v7) = (Load(work, 4), Load(work, 5), Load(work, 6), Load(work, 7));
        var z1 = (v2 + v6) * 4433;
        var (even2, even3) = (z1 - v6 * 15137, z1 + v2 * 6270);
        var (even0, even1) = (v0 + v4 << FractionBits, v0 - v4 << FractionBits);
        var rounding = Vector256.Create(1 << shift - 1);
        var (a0, a3) = (even0 + even3 + rounding, even0 - even3 + rounding);
        var (a1, a2) = (even1 + even2 + rounding, even1 - even2 + rounding);

        var z5 = (v7 + v3 + v5 + v1) * 9633;
        var z3 = z5 - (v7 + v3) * 16069;
        var z4 = z5 - (v5 + v1) * 3196;
        z1 = (v7 + v1) * 7373;
        var z2 = (v5 + v3) * 20995;
        var b0 = v7 * 2446 - z1 + z3;
        var b1 = v5 * 16819 - z2 + z4;
        var b2 = v3 * 25172 - z2 + z3;
        var b3 = v1 * 12299 - z1 + z4;

        Save(work, 0, a0 + b3 >> shift);
        Save(work, 7, a0 - b3 >> shift);
        Save(work, 1, a1 + b2 >> shift);
        Save(work, 6, a1 - b2 >> shift);
        Save(work, 2, a2 + b1 >> shift);
        Save(work, 5, a2 - b1 >> shift);
        Save(work, 3, a3 + b0 >> shift);
        Save(work, 4, a3 - b0 >> shift);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector256<int> Load(ReadOnlySpan<int> work, int row) => Vector256.Create(work.Slice(8 * row, 8));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Save(Span<int> work, int row, Vector256<int> value) => value.CopyTo(work.Slice(8 * row, 8));
}
