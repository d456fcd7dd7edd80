using System.Buffers.Binary;
using Dewar.Sdk;

namespace Dewar.Formats.Bruker;

/// <summary>How the counts of one pixel are packed.</summary>
/// <param name="Packing">0 for pulses of 16 bits, 1 for pulses of 12 bits, above that runs of channels.</param>
/// <param name="Pulses">Single pulses; with runs of channels those that are given besides.</param>
/// <param name="Length">Bytes.</param>
internal readonly record struct PackedPixel(ushort Packing, ushort Pulses, int Length)
{
    /// <summary>Adds the counts to the channels; what lies beyond them is left out.</summary>
    public void Count(ReadOnlySpan<byte> packed, Span<uint> channels)
    {
        switch (Packing)
        {
            case 0:
                CountPulses(packed, packed.Length / 2, channels);
                break;
            case 1:
                CountSmallPulses(packed, channels);
                break;
            default:
                CountRuns(packed, channels);
                break;
        }
    }

    private static void CountPulses(ReadOnlySpan<byte> packed, int pulses, Span<uint> channels)
    {
        for (var i = 0; i < pulses && i * 2 + 1 < packed.Length; i++)
        {
            Add(channels, BinaryPrimitives.ReadUInt16LittleEndian(packed[(i * 2)..]), 1);
        }
    }

    // Words of 16 bits with their bytes exchanged; read so, twelve bits after twelve.
    private void CountSmallPulses(ReadOnlySpan<byte> packed, Span<uint> channels)
    {
        for (var i = 0; i < Pulses; i++)
        {
            var bit = i * 12;
            var (first, second) = (bit / 8, bit / 8 + 1);
            if ((second ^ 1) >= packed.Length || (first ^ 1) >= packed.Length)
            {
                return;
            }

            var two = packed[first ^ 1] << 8 | packed[second ^ 1];
            Add(channels, bit % 8 == 0 ? two >> 4 : two & 0xFFF, 1);
        }
    }

    // A run: the bytes of its gain and how many channels; none of the first for empty channels. With one byte the channels take half a byte
    // each, otherwise half of the bytes of the gain, which is added to each.
    private void CountRuns(ReadOnlySpan<byte> packed, Span<uint> channels)
    {
        var (at, channel) = (0, 0);
        var end = packed.Length - 4 - (Pulses > 0 ? PulseBytes(packed) : 0);
        while (at + 2 <= end)
        {
            int size = packed[at], count = packed[at + 1];
            at += 2;
            if (size == 0)
            {
                channel += count;
                continue;
            }

            if (size is not (1 or 2 or 4 or 8) || at + size > packed.Length)
            {
                throw new DamagedException($"A run of channels with a gain of {size} bytes is none");
            }

            var gain = (uint)Number(packed[at..], size);
            at += size;
            var length = size == 1 ? (count + 1) / 2 : count * size / 2;
            if (at + length > packed.Length)
            {
                throw new DamagedException($"A run of {count} channels is longer than its pixel");
            }

            for (var i = 0; i < count; i++, channel++)
            {
                var value = size == 1
                    ? (uint)(i % 2 == 0 ? packed[at + i / 2] & 0x0F : packed[at + i / 2] >> 4)
                    : (uint)Number(packed[(at + i * size / 2)..], size / 2);
                Add(channels, channel, value + gain);
            }

            at += length;
        }

        if (Pulses > 0 && packed.Length >= at + 4)
        {
            CountPulses(packed[(at + 4)..], Pulses, channels);
        }
    }

    // Pulses that did not fit into the runs stand at the end, behind their length.
    private int PulseBytes(ReadOnlySpan<byte> packed) =>
        packed.Length >= Pulses * 2 + 4 && BinaryPrimitives.ReadUInt32LittleEndian(packed[(packed.Length - Pulses * 2 - 4)..]) == Pulses * 2 ? Pulses * 2 : 0;

    private static ulong Number(ReadOnlySpan<byte> bytes, int size) => size switch
    {
        1 => bytes[0],
        2 => BinaryPrimitives.ReadUInt16LittleEndian(bytes),
        4 => BinaryPrimitives.ReadUInt32LittleEndian(bytes),
        _ => BinaryPrimitives.ReadUInt64LittleEndian(bytes),
    };

    private static void Add(Span<uint> channels, int channel, uint count)
    {
        if ((uint)channel < (uint)channels.Length)
        {
            channels[channel] += count;
        }
    }
}
