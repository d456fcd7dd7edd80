using Dewar.Formats.Bytes;
using Dewar.Formats.Codecs;
using Dewar.Sdk;

namespace Dewar.Formats.Bruker;

/// <summary>A stream that can only be read, from any place.</summary>
internal abstract class SfsStream : Stream
{
    public override bool CanRead => true;

    public override bool CanSeek => true;

    public override bool CanWrite => false;

    public override long Position { get; set; }

    public override int Read(byte[] buffer, int offset, int count) => Read(buffer.AsSpan(offset, count));

    public override long Seek(long offset, SeekOrigin origin) => Position = Math.Max(0, origin switch
    {
        SeekOrigin.Current => Position + offset,
        SeekOrigin.End => Length + offset,
        _ => offset,
    });

    public override void Flush()
    {
        // Nothing is written.
    }

    public override void SetLength(long value) => throw new NotSupportedException();

    public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException();
}

/// <summary>A file that is stored as it is.</summary>
internal sealed class SfsPlainStream(ByteSource stored) : SfsStream
{
    public override long Length => stored.Length;

    public override int Read(Span<byte> buffer)
    {
        var read = buffer.Length == 0 ? 0 : stored.Read(Position, buffer);
        Position += read;
        return read;
    }
}

/// <summary>
/// A file that is stored in blocks, each packed for itself with zlib. All but the last are of one length unpacked, so a place is found by
/// stepping over the packed ones before it.
/// </summary>
/// <param name="start">The first block's head, in bytes from the file's beginning.</param>
/// <param name="blockLength">Bytes of a block, unpacked.</param>
internal sealed class SfsPackedStream(ByteSource stored, long start, uint blockLength, uint blocks) : SfsStream
{
    private const int BlockHead = 16;
    private const uint MostBlock = 64 << 20;
    private readonly List<(long At, uint Length)> _places = [];
    private byte[]? _block;
    private int _blockNumber = -1;
    private int _blockFilled;

    public override long Length => (long)blockLength * blocks;

    public override int Read(Span<byte> buffer)
    {
        if (blockLength is 0 or > MostBlock)
        {
            throw new DamagedException($"{stored.Name} is packed in blocks of {blockLength} bytes, which can't be");
        }

        var number = Position / blockLength;
        if (buffer.Length == 0 || number >= blocks || !Unpack((int)number))
        {
            return 0;
        }

        var within = (int)(Position % blockLength);
        var count = Math.Clamp(_blockFilled - within, 0, buffer.Length);
        _block.AsSpan(within, count).CopyTo(buffer);
        Position += count;
        return count;
    }

    private bool Unpack(int number)
    {
        if (number == _blockNumber)
        {
            return true;
        }

        if (Place(number) is not { } place)
        {
            return false;
        }

        _blockNumber = -1;
        _block ??= new byte[blockLength];
        _blockFilled = Zlib.Decode(stored.ReadBytes(place.At, place.Length), _block);
        _blockNumber = number;
        return true;
    }

    private (long At, uint Length)? Place(int number)
    {
        while (_places.Count <= number)
        {
            var head = _places.Count == 0 ? start : _places[^1].At + _places[^1].Length;
            if (head + BlockHead > stored.Length)
            {
                return null;
            }

            _places.Add((head + BlockHead, new Cursor(stored, head).U32()));
        }

        return _places[number];
    }
}
