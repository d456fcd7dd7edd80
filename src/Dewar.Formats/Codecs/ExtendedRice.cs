using System.Buffers.Binary;
using System.Numerics;
using System.Runtime.CompilerServices;
using Dewar.Sdk;

namespace Dewar.Formats.Codecs;

/// <summary>The lossless coding of CCSDS 121.0-B-3: blocks of samples, each in the cheapest of several codes.</summary>
/// <param name="bits">Bits of a sample.</param>
/// <param name="blockSize">Samples of a block.</param>
/// <param name="interval">Blocks from one reference sample to the next.</param>
/// <param name="isPredicted">What is coded are differences of neighbours.</param>
internal sealed class ExtendedRice(int bits, int blockSize, int interval, bool isPredicted)
{
    private const int SegmentBlocks = 64;
    private readonly int _idBits = bits switch { > 16 => 5, > 8 => 4, _ => 3 };
    private readonly uint _most = bits == 32 ? uint.MaxValue : (1u << bits) - 1;

    /// <summary>Decodes from one reference sample to the next, or less at the end.</summary>
    /// <param name="samples">Whole blocks.</param>
    public void DecodeLine(ref RiceBits input, Span<uint> samples)
    {
        var blocks = samples.Length / blockSize;
        for (var block = 0; block < blocks;)
        {
            var hasReference = isPredicted && block == 0;
            var first = block * blockSize;
            var zeros = DecodeBlock(ref input, samples.Slice(first, blockSize), hasReference, block);
            block = Math.Min(blocks, block + Math.Max(1, zeros));
            if (zeros > 0)
            {
                samples[(first + (hasReference ? 1 : 0))..(block * blockSize)].Clear();
            }
        }

        if (isPredicted)
        {
            Unpredict(samples);
        }
    }

    // Gives how many blocks of nothing begin here; 0 when there is something.
    private int DecodeBlock(ref RiceBits input, Span<uint> block, bool hasReference, int number)
    {
        var id = input.Read(_idBits);
        var isSecondExtension = id == 0 && input.Read(1) == 1;
        if (hasReference && id != (1u << _idBits) - 1)
        {
            block[0] = input.Read(bits);
            block = block[1..];
        }

        if (isSecondExtension)
        {
            SecondExtension(ref input, block);
        }
        else if (id == 0)
        {
            return ZeroBlocks(ref input, number);
        }
        else if (id == (1u << _idBits) - 1)
        {
            foreach (ref var sample in block)
            {
                sample = input.Read(bits);
            }
        }
        else
        {
            Split(ref input, block, (int)id - 1);
        }

        return 0;
    }

    private int ZeroBlocks(ref RiceBits input, int number)
    {
        var count = input.Unary() + 1;
        return count switch
        {
            // The rest of a segment.
            5 => Math.Min(interval - number, SegmentBlocks - number % SegmentBlocks),
            > 5 => (int)Math.Min(count - 1, SegmentBlocks),
            _ => (int)count,
        };
    }

    private static void Split(ref RiceBits input, Span<uint> block, int k)
    {
        foreach (ref var sample in block)
        {
            sample = input.Unary() << k;
        }

        if (k > 0)
        {
            foreach (ref var sample in block)
            {
                sample |= input.Read(k);
            }
        }
    }

    // Pairs (a, b) as one number: (a + b)(a + b + 1)/2 + b. A pair whose first is the reference has only the second.
    private static void SecondExtension(ref RiceBits input, Span<uint> block)
    {
        for (var i = -(block.Length % 2); i < block.Length; i += 2)
        {
            var pair = input.Unary();
            var sum = (uint)((Math.Sqrt(8.0 * pair + 1) - 1) / 2);
            var second = pair - sum * (sum + 1) / 2;
            if (i >= 0)
            {
                block[i] = sum - second;
            }

            block[i + 1] = second;
        }
    }

    private void Unpredict(Span<uint> samples)
    {
        var last = samples[0];
        foreach (ref var sample in samples[1..])
        {
            // As far as both directions are possible they take turns; beyond, only one is.
            var room = Math.Min(last, _most - last);
            var half = (sample >> 1) + (sample & 1);
            if (half <= room)
            {
                last = (sample & 1) == 0 ? last + half : last - half;
            }
            else
            {
                last = (last <= _most >> 1 ? sample : _most - sample) & _most;
            }

            sample = last;
        }
    }
}

/// <summary>Bits from the highest to the lowest; nothing is beyond the end.</summary>
internal ref struct RiceBits(ReadOnlySpan<byte> bytes)
{
    private readonly ReadOnlySpan<byte> _bytes = bytes;
    private ulong _window;
    private int _there;
    private int _at;

    /// <param name="count">Up to 32.</param>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public uint Read(int count)
    {
        if (_there < count)
        {
            Refill(count);
        }

        _there -= count;
        var value = (uint)(_window >> 1 >> (63 - count));
        _window <<= count;
        return value;
    }

    /// <summary>How many zeros are before the next one.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public uint Unary()
    {
        var zeros = 0u;
        while (_window == 0)
        {
            zeros += (uint)_there;
            _there = 0;
            Refill(1);
        }

        var here = BitOperations.LeadingZeroCount(_window);
        _window = _window << here << 1;
        _there -= here + 1;
        return zeros + (uint)here;
    }

    private void Refill(int needed)
    {
        if (_at + 8 <= _bytes.Length)
        {
            var count = 64 - _there >> 3;
            var next = BinaryPrimitives.ReadUInt64BigEndian(_bytes[_at..]);
            next = count == 8 ? next : next >> 64 - 8 * count << 64 - 8 * count;
            _window |= next >> _there;
            _there += 8 * count;
            _at += count;
            return;
        }

        while (_there <= 56 && _at < _bytes.Length)
        {
            _window |= (ulong)_bytes[_at++] << 56 - _there;
            _there += 8;
        }

        if (_there < needed)
        {
            throw new DamagedException("The Rice-coded data end before their content");
        }
    }
}
