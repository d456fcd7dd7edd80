using System.IO.Compression;
using Dewar.Formats.Bytes;
using Dewar.Sdk;

namespace Dewar.Formats.Archives;

/// <summary>A deflated file as if it were not: its beginning is inflated for its header, and all of it only when more is asked for.</summary>
/// <param name="length">As the archive says.</param>
internal sealed class InflatedSource(string name, ByteSource packed, long length) : ByteSource
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
        using var inflate = new DeflateStream(new SourceStream(packed), CompressionMode.Decompress);
        try
        {
            return bytes[..inflate.ReadAtLeast(bytes, bytes.Length, throwOnEndOfStream: false)];
        }
        catch (Exception broken) when (broken is InvalidDataException or IOException)
        {
            throw new DamagedException($"{name} can't be unpacked: {broken.Message}");
        }
    }
}
