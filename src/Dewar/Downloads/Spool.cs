namespace Dewar.Downloads;

/// <summary>Bytes of which nobody knows how many will come: in memory while they are few, then in a file without a name.</summary>
internal sealed class Spool(string folder) : IDisposable
{
    private const int MostInMemory = 4 << 20;

    private Stream _bytes = new MemoryStream();
    private bool _onDisk;

    public long Length { get; private set; }

    public void Append(ReadOnlySpan<byte> bytes)
    {
        if (!_onDisk && Length + bytes.Length > MostInMemory)
        {
            ToDisk();
        }

        Put(bytes, Length);
        Length += bytes.Length;
    }

    public void Put(ReadOnlySpan<byte> bytes, long at)
    {
        Seek(at);
        _bytes.Write(bytes);
    }

    /// <summary>Fills as much as there is from there on.</summary>
    public int Read(Span<byte> into, long at)
    {
        Seek(at);
        return _bytes.ReadAtLeast(into, into.Length, throwOnEndOfStream: false);
    }

    public void Dispose() => _bytes.Dispose();

    private void Seek(long at)
    {
        // Setting it, even to where it is, would empty the buffer.
        if (_bytes.Position != at)
        {
            _bytes.Position = at;
        }
    }

    private void ToDisk()
    {
        Directory.CreateDirectory(folder);
        var path = Path.Combine(folder, $".spool-{Guid.NewGuid():N}");
        var file = new FileStream(path, FileMode.CreateNew, FileAccess.ReadWrite, FileShare.None, 64 << 10);
        // Nothing is left behind, however this ends.
        File.Delete(path);
        _bytes.Position = 0;
        _bytes.CopyTo(file);
        _bytes.Dispose();
        (_bytes, _onDisk) = (file, true);
    }
}
