using System.Buffers.Binary;
using System.Numerics;
using System.Runtime.CompilerServices;
using Dewar.Sdk;

namespace Dewar.Formats.Codecs.Zstandard;

/// <summary>Bits from the end of a stretch of bytes to its beginning (RFC 8878, section 4): the highest set bit marks the end.</summary>
internal ref struct BackwardBits
{
    private readonly ReadOnlySpan<byte> _bytes;
    private ulong _window;
    private int _at;
    private int _used;

    public BackwardBits(ReadOnlySpan<byte> bytes)
    {
        if (bytes.IsEmpty || bytes[^1] == 0)
        {
            throw new DamagedException("A bit stream of the Zstandard data has no end");
        }

        _bytes = bytes;
        _used = BitOperations.LeadingZeroCount((uint)bytes[^1]) - 24 + 1;
        if (bytes.Length >= 8)
        {
            _at = bytes.Length - 8;
            _window = BinaryPrimitives.ReadUInt64LittleEndian(bytes[_at..]);
            return;
        }

        for (var i = 0; i < bytes.Length; i++)
        {
            _window |= (ulong)bytes[i] << 8 * i;
        }

        _used += 8 * (8 - bytes.Length);
    }

    /// <summary>More was read than there is.</summary>
    public readonly bool IsOverrun => _used > 64;

    /// <summary>All was read, and no more.</summary>
    public readonly bool IsAtEnd => _at == 0 && _used == 64;

    /// <summary>Sees to it that the next 56 bits can be read, as far as there are so many.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void Refill()
    {
        var back = Math.Min(_used >> 3, _at);
        if (back > 0 && _used <= 64)
        {
            _at -= back;
            _used -= 8 * back;
            _window = BinaryPrimitives.ReadUInt64LittleEndian(_bytes[_at..]);
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public readonly int Peek(int count) => (int)(_window << (_used & 63) >> 1 >> (63 - count));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void Skip(int count) => _used += count;

    /// <param name="count">0 to 31.</param>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public int Read(int count)
    {
        var value = Peek(count);
        _used += count;
        return value;
    }
}
