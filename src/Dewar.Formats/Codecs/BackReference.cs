using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;
using Dewar.Sdk;

namespace Dewar.Formats.Codecs;

/// <summary>The step that all dictionary coders share: what was put out before is put out again.</summary>
internal static class BackReference
{
    /// <summary>Copies within the output; what is copied may overlap with what is written, and then repeats.</summary>
    /// <param name="output">All of it.</param>
    /// <param name="at">Where the copy goes; everything before is written.</param>
    /// <param name="distance">How far back the original begins.</param>
    /// <param name="length">How much.</param>
    /// <param name="codec">Who asks, for the message.</param>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Copy(Span<byte> output, int at, int distance, int length, string codec)
    {
        if ((uint)(distance - 1) >= (uint)at || (uint)length > (uint)(output.Length - at))
        {
            throw Outside(codec, distance, length);
        }

        if (distance >= 16 && length <= 32 && output.Length - at >= 32)
        {
            // The second half is read after the first is written, as it may be made of it.
            ref var to = ref Unsafe.Add(ref MemoryMarshal.GetReference(output), at);
            ref var from = ref Unsafe.Subtract(ref to, distance);
            Vector128.LoadUnsafe(ref from).StoreUnsafe(ref to);
            Vector128.LoadUnsafe(ref from, 16).StoreUnsafe(ref to, 16);
            return;
        }

        CopyLong(output.Slice(at - distance, distance + length), distance);
    }

    // The span begins with the original and ends with the room for the copy.
    private static void CopyLong(Span<byte> span, int distance)
    {
        if (distance == 1)
        {
            span[1..].Fill(span[0]);
            return;
        }

        // What is there doubles with each step.
        for (var there = distance; there < span.Length;)
        {
            var step = Math.Min(there, span.Length - there);
            span[..step].CopyTo(span[there..]);
            there += step;
        }
    }

    private static DamagedException Outside(string codec, int distance, int length) =>
        new($"The {codec} data repeat {length} bytes from {distance} bytes back, which is outside of what there is");
}
