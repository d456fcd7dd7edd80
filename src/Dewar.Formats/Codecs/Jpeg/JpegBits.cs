using System.Buffers.Binary;
using System.Runtime.CompilerServices;

namespace Dewar.Formats.Codecs.Jpeg;

/// <summary>The bits of a scan, from the highest to the lowest. At a marker they end, and zeros follow.</summary>
internal ref struct JpegBits(ReadOnlySpan<byte> bytes, int at)
{
    private readonly ReadOnlySpan<byte> _bytes = bytes;
    private ulong _window;
    private int _there;
    private int _added;

    /// <summary>The first byte that was not looked at; after the end of the data the marker.</summary>
    public int At { get; private set; } = at;

    /// <summary>More was read than there is.</summary>
    public readonly bool IsOverrun => _added > _there;

    /// <summary>Sees to it that the next 32 bits can be read.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void Refill()
    {
        if (_there < 32)
        {
            RefillSlowly();
        }
    }

    /// <param name="count">1 to 16.</param>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public readonly int Peek(int count) => (int)(_window >> (_there - count)) & (1 << count) - 1;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void Skip(int count) => _there -= count;

    /// <param name="count">0 to 16.</param>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public int Read(int count)
    {
        _there -= count;
        return (int)(_window >> _there) & (1 << count) - 1;
    }

    /// <summary>A number of so many bits that stands for a positive or a negative one.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public int ReadSigned(int count)
    {
        var value = Read(count);
        return value < 1 << count >> 1 ? value - (1 << count) + 1 : value;
    }

    /// <summary>Goes over the next restart marker, if it is the next marker at all.</summary>
    public bool Restart()
    {
        (_window, _there, _added) = (0, 0, 0);
        while (At + 1 < _bytes.Length)
        {
            if (_bytes[At] == 0xFF && _bytes[At + 1] is not (0 or 0xFF))
            {
                var isRestart = _bytes[At + 1] is >= 0xD0 and <= 0xD7;
                At += isRestart ? 2 : 0;
                return isRestart;
            }

            At++;
        }

        return false;
    }

    private void RefillSlowly()
    {
        if (At + 4 <= _bytes.Length && BinaryPrimitives.ReadUInt32BigEndian(_bytes[At..]) is var four && !HasMarker(four))
        {
            _window = _window << 32 | four;
            _there += 32;
            At += 4;
            return;
        }

        while (_there <= 48)
        {
            var next = 0;
            if (At < _bytes.Length && (_bytes[At] != 0xFF || At + 1 < _bytes.Length && _bytes[At + 1] == 0))
            {
                next = _bytes[At];
                At += next == 0xFF ? 2 : 1;
            }
            else
            {
                _added += 8;
            }

            _window = _window << 8 | (uint)next;
            _there += 8;
        }
    }

    private static bool HasMarker(uint four) => (~four - 0x01010101 & four & 0x80808080) != 0;
}
