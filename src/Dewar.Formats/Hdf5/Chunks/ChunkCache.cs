namespace Dewar.Formats.Hdf5;

/// <summary>Chunks of a file that were unpacked lately, up to a number of bytes.</summary>
internal sealed class ChunkCache
{
    private const long MostBytes = 24 << 20;

    private readonly Dictionary<(long Dataset, long Chunk), byte[]> _chunks = [];
    private readonly Queue<(long Dataset, long Chunk)> _order = [];
    private readonly Lock _lock = new();
    private long _bytes;

    public byte[]? Find(long dataset, long chunk)
    {
        lock (_lock)
        {
            return _chunks.GetValueOrDefault((dataset, chunk));
        }
    }

    public void Keep(long dataset, long chunk, byte[] bytes)
    {
        lock (_lock)
        {
            if (bytes.Length > MostBytes || !_chunks.TryAdd((dataset, chunk), bytes))
            {
                return;
            }

            _order.Enqueue((dataset, chunk));
            _bytes += bytes.Length;
            while (_bytes > MostBytes)
            {
                _chunks.Remove(_order.Dequeue(), out var oldest);
                _bytes -= oldest!.Length;
            }
        }
    }
}
