using Dewar.Sdk;

namespace Dewar.Formats.Tiff;

/// <summary>A file in memory that counts how often it is read where.</summary>
internal sealed class CountingSource(string name, byte[] bytes) : ByteSource
{
    private readonly Dictionary<long, int> _reads = [];

    public override string Name => name;

    public override long Length => bytes.Length;

    public int TimesReadAt(long offset) => _reads.GetValueOrDefault(offset);

    public override int Read(long offset, Span<byte> into)
    {
        _reads[offset] = TimesReadAt(offset) + 1;
        var part = bytes.AsSpan((int)Math.Min(offset, bytes.Length));
        part = part[..Math.Min(part.Length, into.Length)];
        part.CopyTo(into);
        return part.Length;
    }

    public override ByteSource? Companion(string path) => null;

    public override IReadOnlyList<string> Companions(string prefix) => [];

    protected override void Dispose(bool disposing)
    {
        // Memory needs no closing.
    }
}
