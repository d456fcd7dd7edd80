using Dewar.Sdk;

namespace Dewar.Formats.Hdf5;

/// <summary>
/// The pages of a file that were read lately. Structures of HDF5 are small and refer to each other across the file: without this each
/// step would be a read of its own.
/// </summary>
internal sealed class Pages(ByteSource source)
{
    private const int PageSize = 32 * 1024;
    private const int MostPages = 256;

    private readonly Dictionary<long, byte[]> _pages = [];
    private readonly Queue<long> _order = [];
    private readonly Lock _lock = new();
    private long _lastNumber = -1;
    private byte[] _last = [];

    /// <summary>Bytes for a short look.</summary>
    public ReadOnlySpan<byte> Look(long at, long count, string part)
    {
        if (at < 0 || count < 0 || at > source.Length - count || count > Array.MaxLength)
        {
            throw new DamagedException($"{source.Name} has {source.Length} bytes; {count} bytes for {part} are not there", at);
        }

        var number = at / PageSize;
        var within = (int)(at - number * PageSize);
        if (within + count <= PageSize)
        {
            return Page(number).AsSpan(within, (int)count);
        }

        return count <= 4 * PageSize ? Joined(at, (int)count) : source.ReadBytes(at, count);
    }

    private byte[] Joined(long at, int count)
    {
        var bytes = new byte[count];
        for (var done = 0; done < count;)
        {
            var number = (at + done) / PageSize;
            var within = (int)(at + done - number * PageSize);
            var here = Math.Min(PageSize - within, count - done);
            Page(number).AsSpan(within, here).CopyTo(bytes.AsSpan(done));
            done += here;
        }

        return bytes;
    }

    private byte[] Page(long number)
    {
        lock (_lock)
        {
            if (number == _lastNumber)
            {
                return _last;
            }

            if (!_pages.TryGetValue(number, out var page))
            {
                page = new byte[Math.Min(PageSize, source.Length - number * PageSize)];
                source.ReadExactly(number * PageSize, page);
                if (_pages.Count == MostPages)
                {
                    _pages.Remove(_order.Dequeue());
                }

                _pages.Add(number, page);
                _order.Enqueue(number);
            }

            (_lastNumber, _last) = (number, page);
            return page;
        }
    }
}
