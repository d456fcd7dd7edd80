using System.Collections.Concurrent;

namespace Dewar.Disk;

/// <summary>
/// A megabyte of memory at an address that suits reading and writing past the kernel's cache. A few are kept for the next who needs one.
/// </summary>
internal sealed class AlignedBlock : IDisposable
{
    /// <summary>Of places, lengths and addresses: a page, which every file system on Linux takes.</summary>
    public const int Alignment = 4096;

    public const int Length = 1 << 20;
    private const int Kept = 8;

    private static readonly ConcurrentBag<byte[]> Idle = [];

    private readonly byte[] _bytes;
    private readonly int _start;

    public unsafe AlignedBlock()
    {
        _bytes = Idle.TryTake(out var idle) ? idle : GC.AllocateUninitializedArray<byte>(Length + Alignment, pinned: true);
        fixed (byte* first = _bytes)
        {
            _start = (int)(Alignment - ((nuint)first % Alignment));
        }
    }

    /// <summary>Where in a file its bytes belong.</summary>
    public long At { get; set; }

    /// <summary>How many of its bytes count.</summary>
    public int Used { get; set; }

    /// <summary>They were written past the cache, all but what is no whole <see cref="Alignment"/>.</summary>
    public bool IsDirect { get; set; }

    public Span<byte> All => _bytes.AsSpan(_start, Length);

    public Span<byte> Bytes => _bytes.AsSpan(_start, Used);

    public void Dispose()
    {
        if (Idle.Count < Kept)
        {
            Idle.Add(_bytes);
        }
    }
}
