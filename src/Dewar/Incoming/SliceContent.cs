using System.Buffers;
using System.Net;

namespace Dewar.Incoming;

/// <summary>A part of a file on its way to the site.</summary>
/// <param name="read">Fills a buffer from a place of the file.</param>
internal sealed class SliceContent(Action<Memory<byte>, long> read, long at, long length) : HttpContent
{
    private const int Block = 1 << 20;

    /// <summary>Why the file could not be read; what the line says of it then is not the cause.</summary>
    public Exception? Failure { get; private set; }

    protected override async Task SerializeToStreamAsync(Stream stream, TransportContext? context)
    {
        var buffer = ArrayPool<byte>.Shared.Rent(Block);
        try
        {
            for (long done = 0; done < length;)
            {
                var block = buffer.AsMemory(0, (int)Math.Min(Block, length - done));
                Read(block, at + done);
                await stream.WriteAsync(block);
                done += block.Length;
            }
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(buffer);
        }
    }

    protected override bool TryComputeLength(out long bytes)
    {
        bytes = length;
        return true;
    }

    private void Read(Memory<byte> block, long from)
    {
        try
        {
            read(block, from);
        }
        catch (Exception failure)
        {
            Failure = failure;
            throw;
        }
    }
}
