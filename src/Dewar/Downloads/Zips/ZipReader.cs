using System.Buffers.Binary;
using System.Text;

namespace Dewar.Downloads;

/// <summary>Reads an archive of ours as it comes. How long a content is, whoever asked for it knows.</summary>
internal sealed class ZipReader(Stream input)
{
    private byte[] _buffer = new byte[256 << 10];
    private int _start, _end;

    /// <summary>The name of the next file; null when the directory begins and there are no more.</summary>
    public async ValueTask<string?> Next(CancellationToken ct)
    {
        var signature = BinaryPrimitives.ReadUInt32LittleEndian((await Peek(4, ct)).Span);
        if (signature == ZipFormat.CentralSignature)
        {
            return null;
        }

        if (signature != ZipFormat.LocalSignature)
        {
            throw new IOException("What came is not the archive that was asked for.");
        }

        var header = (await Peek(ZipFormat.LocalFixed, ct)).Span;
        var (name, extra) = (BinaryPrimitives.ReadUInt16LittleEndian(header[26..]), BinaryPrimitives.ReadUInt16LittleEndian(header[28..]));
        return Encoding.UTF8.GetString((await Take(ZipFormat.LocalFixed + name + extra, ct)).Span.Slice(ZipFormat.LocalFixed, name));
    }

    /// <summary>The next file's content; good until the next call.</summary>
    public async ValueTask<ReadOnlyMemory<byte>> Content(int length, CancellationToken ct)
    {
        var whole = await Take(length + ZipFormat.DescriptorLength(length), ct);
        return whole[..length];
    }

    /// <summary>To the end, so that the connection can be used again.</summary>
    public Task Drain(CancellationToken ct) => input.CopyToAsync(Stream.Null, ct);

    private async ValueTask<ReadOnlyMemory<byte>> Take(int count, CancellationToken ct)
    {
        var taken = await Peek(count, ct);
        _start += count;
        return taken;
    }

    private async ValueTask<ReadOnlyMemory<byte>> Peek(int count, CancellationToken ct)
    {
        if (_end - _start < count)
        {
            var old = _buffer;
            _buffer = count > _buffer.Length ? new byte[count] : _buffer;
            old.AsSpan(_start, _end - _start).CopyTo(_buffer);
            (_start, _end) = (0, _end - _start);
            _end += await input.ReadAtLeastAsync(_buffer.AsMemory(_end), count - _end, throwOnEndOfStream: true, ct);
        }

        return _buffer.AsMemory(_start, count);
    }
}
