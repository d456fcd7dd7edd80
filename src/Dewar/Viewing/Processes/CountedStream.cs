namespace Dewar.Viewing;

/// <summary>Hands on exactly as many bytes as were told.</summary>
internal sealed class CountedStream(Stream inner, long left) : Stream
{
    private long _left = left;

    public bool IsFull => _left == 0;

    public override bool CanRead => false;

    public override bool CanSeek => false;

    public override bool CanWrite => true;

    public override long Length => throw new NotSupportedException();

    public override long Position { get => throw new NotSupportedException(); set => throw new NotSupportedException(); }

    public override void Write(ReadOnlySpan<byte> buffer)
    {
        _left -= buffer.Length;
        if (_left < 0)
        {
            throw new InvalidOperationException("An answer is longer than was told.");
        }

        inner.Write(buffer);
    }

    public override void Write(byte[] buffer, int offset, int count) => Write(buffer.AsSpan(offset, count));

    public override void Flush() => inner.Flush();

    public override int Read(byte[] buffer, int offset, int count) => throw new NotSupportedException();

    public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

    public override void SetLength(long value) => throw new NotSupportedException();
}
