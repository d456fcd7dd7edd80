using System.Runtime.InteropServices;
using Dewar.Sdk;

namespace Dewar.Formats.Tiff;

/// <summary>Undoes what was done to rows before compressing: TIFF 6.0 section 14 (differences) and technical note 3 (floating
/// point).</summary>
internal static class Predictors
{
    public const int Differences = 2;
    public const int FloatingPoint = 3;

    /// <summary>Each sample was replaced by its difference from the one to the left. Little-endian samples of whole bytes.</summary>
    public static void Add(Span<byte> row, int size, int samplesPerPixel)
    {
        switch (size)
        {
            case 1:
                for (var i = samplesPerPixel; i < row.Length; i++)
                {
                    row[i] += row[i - samplesPerPixel];
                }

                return;
            case 2:
                var two = MemoryMarshal.Cast<byte, ushort>(row);
                for (var i = samplesPerPixel; i < two.Length; i++)
                {
                    two[i] += two[i - samplesPerPixel];
                }

                return;
            case 4:
                var four = MemoryMarshal.Cast<byte, uint>(row);
                for (var i = samplesPerPixel; i < four.Length; i++)
                {
                    four[i] += four[i - samplesPerPixel];
                }

                return;
            case 8:
                var eight = MemoryMarshal.Cast<byte, ulong>(row);
                for (var i = samplesPerPixel; i < eight.Length; i++)
                {
                    eight[i] += eight[i - samplesPerPixel];
                }

                return;
            default:
                throw new DamagedException($"Differences of samples of {size} bytes are not known.");
        }
    }

    /// <summary>The bytes of a row were sorted by significance, the highest of all samples first, and then replaced by
    /// differences.</summary>
    /// <param name="packed">The row of the file; it is spoilt.</param>
    /// <param name="into">The samples, little-endian.</param>
    public static void Unsort(Span<byte> packed, Span<byte> into, int size, int samplesPerPixel)
    {
        for (var i = samplesPerPixel; i < packed.Length; i++)
        {
            packed[i] += packed[i - samplesPerPixel];
        }

        var count = packed.Length / size;
        for (var significance = 0; significance < size; significance++)
        {
            var plane = packed.Slice(significance * count, count);
            var at = size - 1 - significance;
            for (var i = 0; i < plane.Length; i++)
            {
                into[i * size + at] = plane[i];
            }
        }
    }
}
