using System.Net;

namespace Dewar.Incoming;

/// <summary>A pack on its way to the site.</summary>
internal sealed class PackContent(byte[] index, ReadOnlyMemory<byte> files) : HttpContent
{
    protected override async Task SerializeToStreamAsync(Stream stream, TransportContext? context)
    {
        await stream.WriteAsync(index);
        await stream.WriteAsync(files);
    }

    protected override bool TryComputeLength(out long length)
    {
        length = index.Length + files.Length;
        return true;
    }
}
