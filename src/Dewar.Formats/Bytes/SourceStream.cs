using Dewar.Sdk;

namespace Dewar.Formats.Bytes;

/// <summary>The bytes of a source as a stream, for decompressors and parsers of the framework.</summary>
internal sealed class SourceStream(ByteSource source) : Stream
{
    public override bool CanRead => true;

    public override bool CanSeek => true;

    public override bool CanWrite => false;

    public override long Length => source.Length;

    public override long Position { get; set; }

    public override int Read(Span<byte> buffer)
    {
        var read = Position >= source.Length || buffer.Length == 0 ? 0 : source.Read(Position, buffer);
        Position += read;
        return read;
    }

    public override int Read(byte[] buffer, int offset, int count) => Read(buffer.AsSpan(offset, count));

    public override long Seek(long offset, SeekOrigin origin)
    {
        var to = checked(offset + origin switch { SeekOrigin.Begin => 0, SeekOrigin.Current => Position, _ => Length });
        return Position = to >= 0 ? to : throw new InvalidDataException("A place before the beginning of the file was asked for.");
    }

    public override void Flush()
    {
        // Nothing is ever written.
    }

    public override void SetLength(long value) => throw new NotSupportedException();

    public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException();
}
