using System.IO.Compression;
using Dewar.Formats.Bytes;
using Dewar.Sdk;

namespace Dewar.Formats.Archives;

/// <summary>A deflated file as if it were not: its beginning is inflated for its header, and all of it only when more is asked for.</summary>
/// <param name="length">As the archive says.</param>
/// <param name="isGzip">With the header of gzip before it; in archives nothing is.</param>
internal sealed class InflatedSource(string name, ByteSource packed, long length, bool isGzip = false) : ByteSource
{
    private const int HeadLength = 64 * 1024;
    private readonly Lock _lock = new();
    private byte[]? _head;
    private byte[]? _whole;

    public override string Name => name;

    public override long Length => length;

    public override int Read(long offset, Span<byte> into)
    {
        lock (_lock)
        {
            var wanted = Math.Min(offset + into.Length, length);
            var bytes = wanted <= HeadLength ? _whole ?? (_head ??= Inflate(HeadLength)) : _whole ??= Inflate(length);
            if (offset >= bytes.Length)
            {
                return 0;
            }

            var part = bytes.AsSpan((int)offset);
            part = part[..Math.Min(part.Length, into.Length)];
            part.CopyTo(into);
            return part.Length;
        }
    }

    public override ByteSource? Companion(string path) => null;

    public override IReadOnlyList<string> Companions(string prefix) => [];

    protected override void Dispose(bool disposing)
    {
        // The archive belongs to whoever opened it.
    }

    // Deflate packs to a thousandth at best: what claims more is not believed.
    private byte[] Inflate(long most)
    {
        most = Math.Min(most, length);
        if (most > DecodedValues.Most || most > (packed.Length + 64) * 1100)
        {
            throw new DamagedException($"{name} would take {most} bytes when unpacked");
        }

        var bytes = new byte[most];
        var stream = new SourceStream(packed);
        using Stream inflate = isGzip ? new GZipStream(stream, CompressionMode.Decompress) : new DeflateStream(stream, CompressionMode.Decompress);
        var count = 0;
        try
        {
            for (int read; (read = inflate.Read(bytes.AsSpan(count))) > 0;)
            {
                count += read;
            }
        }
        catch (Exception broken) when (broken is InvalidDataException or IOException)
        {
            // What came before is used; whoever asks for more finds it shorter.
            if (count == 0)
            {
                throw new DamagedException($"{name} can't be unpacked: {broken.Message}");
            }
        }

        return bytes[..count];
    }
}
