using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;

namespace Dewar.Formats.Codecs;

/// <summary>Puts together elements whose first bytes, second bytes and so on were kept apart (HDF5 filter 2, Blosc).</summary>
internal static class ByteShuffle
{
    /// <param name="input">As long as the output. Bytes beyond the last whole element were not touched.</param>
    public static void Decode(ReadOnlySpan<byte> input, Span<byte> output, int elementSize)
    {
        output = output[..input.Length];
        var count = elementSize > 0 ? input.Length / elementSize : 0;
        if (elementSize <= 1 || count <= 1)
        {
            input.CopyTo(output);
            return;
        }

        var done = elementSize switch
        {
            2 => Pairs(input, output, count),
            4 => Quadruples(input, output, count),
            _ => 0,
        };
        // A few elements at a time, so that what is written stays in the cache.
        for (; done < count; done += 256)
        {
            var end = Math.Min(count, done + 256);
            for (var plane = 0; plane < elementSize; plane++)
            {
                var from = input.Slice(plane * count, count);
                var at = done * elementSize + plane;
                for (var i = done; i < end; i++, at += elementSize)
                {
                    output[at] = from[i];
                }
            }
        }

        input[(count * elementSize)..].CopyTo(output[(count * elementSize)..]);
    }

    private static int Pairs(ReadOnlySpan<byte> input, Span<byte> output, int count)
    {
        var i = 0;
        for (; i + 16 <= count; i += 16)
        {
            var low = Load(input, i);
            var high = Load(input, count + i);
            Store(output, 2 * i, Join(Vector128.WidenLower(low), Vector128.WidenLower(high)).AsByte());
            Store(output, 2 * i + 16, Join(Vector128.WidenUpper(low), Vector128.WidenUpper(high)).AsByte());
        }

        return i;
    }

    private static int Quadruples(ReadOnlySpan<byte> input, Span<byte> output, int count)
    {
        var i = 0;
        for (; i + 16 <= count; i += 16)
        {
            var (a, b) = (Load(input, i), Load(input, count + i));
            var (c, d) = (Load(input, 2 * count + i), Load(input, 3 * count + i));
            Store(output, 4 * i, Vector128.WidenLower(a), Vector128.WidenLower(b), Vector128.WidenLower(c), Vector128.WidenLower(d));
            Store(output, 4 * i + 32, Vector128.WidenUpper(a), Vector128.WidenUpper(b), Vector128.WidenUpper(c), Vector128.WidenUpper(d));
        }

        return i;
    }

    private static void Store(Span<byte> output, int at, Vector128<ushort> a, Vector128<ushort> b, Vector128<ushort> c, Vector128<ushort> d)
    {
        var (low, high) = (Join(a, b), Join(c, d));
        Store(output, at, (Vector128.WidenLower(low) | Vector128.WidenLower(high) << 16).AsByte());
        Store(output, at + 16, (Vector128.WidenUpper(low) | Vector128.WidenUpper(high) << 16).AsByte());
    }

    private static Vector128<ushort> Join(Vector128<ushort> low, Vector128<ushort> high) => low | high << 8;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector128<byte> Load(ReadOnlySpan<byte> span, int at) => Vector128.Create(span.Slice(at, 16));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Store(Span<byte> span, int at, Vector128<byte> value) => MemoryMarshal.Write(span[at..], in value);
}
