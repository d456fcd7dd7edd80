using Dewar.Sdk;

namespace Dewar.Formats.Bytes;

/// <summary>A file as a stream, for the framework's own readers.</summary>
/// <param name="source">Where the bytes are; it is not closed with this.</param>
public sealed class SourceStream(ByteSource source) : Stream
{
    public override bool CanRead => true;

    public override bool CanSeek => true;

    public override bool CanWrite => false;

    public override long Length => source.Length;

    public override long Position { get; set; }

    public override int Read(Span<byte> buffer)
    {
        if (Position >= source.Length || buffer.IsEmpty)
        {
            return 0;
        }

        var read = source.Read(Position, buffer);
        Position += read;
        return read;
    }

    public override int Read(byte[] buffer, int offset, int count) => Read(buffer.AsSpan(offset, count));

    public override long Seek(long offset, SeekOrigin origin) => Position = Math.Max(0, origin switch
    {
        SeekOrigin.Current => Position + offset,
        SeekOrigin.End => source.Length + offset,
        _ => offset,
    });

    public override void Flush()
    {
        // Nothing is written.
    }

    public override void SetLength(long value) => throw new NotSupportedException();

    public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException();
}
