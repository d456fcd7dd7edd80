using System.Buffers.Binary;
using Dewar.Sdk;

namespace Dewar.Formats.Tiff;

/// <summary>The frame of a TIFF or BigTIFF file: the byte order, and the chain of directories.</summary>
internal sealed class TiffFile
{
    /// <summary>Pages that are read. The longest series known have some 100 000.</summary>
    private const int MostPages = 250_000;

    private const int MostFields = 4096;

    private TiffFile(ByteSource source, bool bigEndian, bool isBig)
    {
        Source = source;
        BigEndian = bigEndian;
        IsBig = isBig;
    }

    public ByteSource Source { get; }

    public bool BigEndian { get; }

    /// <summary>Offsets have eight bytes.</summary>
    public bool IsBig { get; }

    /// <summary>Where the first directory is said to be.</summary>
    public long First { get; private set; }

    /// <summary>Whether a file begins as TIFF or BigTIFF do.</summary>
    public static bool IsOne(ReadOnlySpan<byte> head) => head.Length >= 8 && (head[0], head[1], head[2], head[3]) is
        (0x49, 0x49, 42, 0) or (0x4d, 0x4d, 0, 42) or (0x49, 0x49, 43, 0) or (0x4d, 0x4d, 0, 43);

    public static TiffFile Open(ByteSource source)
    {
        Span<byte> head = stackalloc byte[16];
        source.ReadExactly(0, head[..8]);
        if (!IsOne(head))
        {
            throw new DamagedException($"{source.Name} has no header of TIFF", 0);
        }

        var file = new TiffFile(source, head[0] == 'M', head[2] + head[3] == 43);
        if (file.IsBig)
        {
            source.ReadExactly(0, head);
            file.First = file.Offset(head[8..]);
        }
        else
        {
            file.First = file.Offset(head[4..]);
        }

        return file;
    }

    /// <summary>The directories of a chain, in its order, up to its end or to the first one that can't be read.</summary>
    /// <param name="first">Where the first one is.</param>
    /// <param name="most">How many at the most.</param>
    /// <param name="warn">Is told when the chain ends otherwise than it should.</param>
    public IEnumerable<Ifd> Chain(long first, int most, Action<string> warn, CancellationToken ct)
    {
        var visited = new HashSet<long>();
        for (var at = first; at != 0;)
        {
            ct.ThrowIfCancellationRequested();
            if (!visited.Add(at))
            {
                warn($"The directory after page {visited.Count} is one that was there before: the chain of pages runs in a circle.");
                yield break;
            }

            if (visited.Count > Math.Min(most, MostPages))
            {
                warn($"There are more than {visited.Count - 1} pages; the others are not listed.");
                yield break;
            }

            if (Read(at, out var next) is not { } directory)
            {
                warn($"The directory of page {visited.Count} should be at byte {at} of {Source.Length}; pages from there on are lost.");
                yield break;
            }

            yield return directory;
            at = next;
        }
    }

    /// <summary>The directory at a place; null when there is none.</summary>
    public Ifd? Read(long at) => Read(at, out _);

    private Ifd? Read(long at, out long next)
    {
        next = 0;
        var (countSize, entrySize) = IsBig ? (8, 20) : (2, 12);
        if (at < 8 || at > Source.Length - countSize)
        {
            return null;
        }

        Span<byte> head = stackalloc byte[8];
        Source.ReadExactly(at, head[..countSize]);
        var count = IsBig ? (ulong)Offset(head) : U16(head);
        var left = (ulong)(Source.Length - at - countSize);
        if (count > MostFields || count > left / (ulong)entrySize)
        {
            return null;
        }

        var bytes = new byte[Math.Min((long)left, (long)count * entrySize + (IsBig ? 8 : 4))];
        Source.ReadExactly(at + countSize, bytes);
        var entries = new Entry[count];
        for (var i = 0; i < entries.Length; i++)
        {
            entries[i] = Field(bytes.AsSpan(i * entrySize, entrySize), at + countSize + (long)i * entrySize);
        }

        next = bytes.Length == entries.Length * entrySize + (IsBig ? 8 : 4) ? Offset(bytes.AsSpan(entries.Length * entrySize)) : 0;
        return new(this, at, entries);
    }

    private Entry Field(ReadOnlySpan<byte> bytes, long at)
    {
        var type = (FieldType)U16(bytes[2..]);
        var count = IsBig ? Offset(bytes[4..]) : U32(bytes[4..]);
        var inline = IsBig ? 8 : 4;
        var entry = new Entry(U16(bytes), type, count, 0);
        return entry with { At = entry.Length <= inline ? at + (IsBig ? 12 : 8) : Offset(bytes[(IsBig ? 12 : 8)..]) };
    }

    // An offset of BigTIFF beyond what a file can have is beyond its end as well.
    private long Offset(ReadOnlySpan<byte> bytes) => IsBig ? (long)Math.Min(U64(bytes), long.MaxValue) : U32(bytes);

    private ushort U16(ReadOnlySpan<byte> bytes) => BigEndian ? BinaryPrimitives.ReadUInt16BigEndian(bytes)
        : BinaryPrimitives.ReadUInt16LittleEndian(bytes);

    private uint U32(ReadOnlySpan<byte> bytes) => BigEndian ? BinaryPrimitives.ReadUInt32BigEndian(bytes)
        : BinaryPrimitives.ReadUInt32LittleEndian(bytes);

    private ulong U64(ReadOnlySpan<byte> bytes) => BigEndian ? BinaryPrimitives.ReadUInt64BigEndian(bytes)
        : BinaryPrimitives.ReadUInt64LittleEndian(bytes);
}
