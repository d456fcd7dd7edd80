namespace Dewar.Search;

/// <summary>
/// Parts, columns and blocks of words that were read, as many as memory is given for; what was asked for last stays longest. Parts never change,
/// so nothing in here is ever wrong.
/// </summary>
internal sealed class PartCache(long mostBytes)
{
    private readonly Lock _lock = new();
    private readonly Dictionary<(long Part, string Name), LinkedListNode<Entry>> _entries = [];
    private readonly LinkedList<Entry> _byUse = [];
    private long _bytes;

    /// <summary>What it holds, in bytes.</summary>
    public long Held
    {
        get
        {
            lock (_lock)
            {
                return _bytes;
            }
        }
    }

    public T? Find<T>(long part, string name)
        where T : class
    {
        lock (_lock)
        {
            if (!_entries.TryGetValue((part, name), out var node))
            {
                return null;
            }

            _byUse.Remove(node);
            _byUse.AddFirst(node);
            return node.Value.What as T;
        }
    }

    public T Keep<T>(long part, string name, T what, int bytes)
        where T : class
    {
        lock (_lock)
        {
            if (_entries.Remove((part, name), out var before))
            {
                _byUse.Remove(before);
                _bytes -= before.Value.Bytes;
            }

            _entries.Add((part, name), _byUse.AddFirst(new Entry((part, name), what, bytes)));
            _bytes += bytes;
            while (_bytes > mostBytes && _byUse.Last is { } oldest && oldest != _byUse.First)
            {
                _byUse.RemoveLast();
                _entries.Remove(oldest.Value.Key);
                _bytes -= oldest.Value.Bytes;
            }

            return what;
        }
    }

    private sealed record Entry((long Part, string Name) Key, object What, int Bytes);
}
