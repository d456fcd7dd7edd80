using Dewar.Sdk;

namespace Dewar.Formats.Bytes;

/// <summary>Bytes that are only made when somebody asks for them: decoded pictures, numbers out of text.</summary>
internal sealed class LaterSource(Func<byte[]> bytes, long length) : ByteSource
{
    private readonly Lazy<MemorySource> _source = new(() => new("", bytes()));

    public override string Name => "";

    public override long Length => length;

    public override int Read(long offset, Span<byte> into) => _source.Value.Read(offset, into);

    public override ByteSource? Companion(string path) => null;

    public override IReadOnlyList<string> Companions(string prefix) => [];

    protected override void Dispose(bool disposing)
    {
        // Memory needs no closing.
    }
}
