namespace Dewar.Formats.Tiff;

/// <summary>Strips and tiles that were unpacked last: whoever reads row by row comes back to them.</summary>
internal sealed class ChunkCache
{
    private const long MostBytes = 64L << 20;

    private readonly Lock _lock = new();
    private readonly Dictionary<(int Frame, long Chunk), byte[]> _chunks = [];
    private readonly Queue<(int Frame, long Chunk)> _order = [];
    private long _bytes;

    public byte[] Get(int frame, long chunk, Func<byte[]> unpack)
    {
        lock (_lock)
        {
            if (_chunks.TryGetValue((frame, chunk), out var known))
            {
                return known;
            }
        }

        var bytes = unpack();
        lock (_lock)
        {
            if (_chunks.TryAdd((frame, chunk), bytes))
            {
                _order.Enqueue((frame, chunk));
                _bytes += bytes.Length;
            }

            while (_bytes > MostBytes && _order.Count > 1 && _chunks.Remove(_order.Dequeue(), out var oldest))
            {
                _bytes -= oldest.Length;
            }
        }

        return bytes;
    }
}
