using System.Buffers;
using System.Security.Cryptography;
using System.Threading.Channels;
using Dewar.Disk;
using Dewar.Sdk;

namespace Dewar.Transfers;

/// <summary>
/// Copies a large file on two cores: one reads and hashes the source, the other writes, reads back what it has written and hashes that.
/// Hashing is what takes the time, so the two sides run beside each other.
/// </summary>
internal sealed class PosixPipeline(OpenFile source, OpenFile target, Parcel parcel)
{
    private const int Block = 512 << 10;
    private const int Ahead = 4;
    private const long FlushEvery = 32 << 20;

    public void Run(bool readBack, CancellationToken ct)
    {
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(ct);
        var blocks = Channel.CreateBounded<(byte[] Bytes, int Length, long At)>(new BoundedChannelOptions(Ahead) { SingleReader = true, SingleWriter = true });
        var writing = Task.Run(() => WriteAll(blocks.Reader, readBack, stop), CancellationToken.None);
        try
        {
            ReadAll(blocks.Writer, stop.Token);
            blocks.Writer.Complete();
        }
        catch (OperationCanceledException) when (writing.IsFaulted || !ct.IsCancellationRequested)
        {
            // The writer failed and stopped us; its reason is the one that counts.
        }
        catch (Exception failure)
        {
            blocks.Writer.Complete(failure);
            ((Task)writing).ContinueWith(_ => { }, TaskScheduler.Default).GetAwaiter().GetResult();
            throw;
        }

        writing.GetAwaiter().GetResult();
    }

    private void ReadAll(ChannelWriter<(byte[] Bytes, int Length, long At)> blocks, CancellationToken ct)
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        long at = 0;
        while (true)
        {
            var buffer = ArrayPool<byte>.Shared.Rent(Block);
            var got = source.Read(buffer.AsSpan(0, Block), at);
            if (got == 0)
            {
                ArrayPool<byte>.Shared.Return(buffer);
                break;
            }

            hash.AppendData(buffer, 0, got);
            if (!blocks.TryWrite((buffer, got, at)))
            {
                blocks.WriteAsync((buffer, got, at), ct).AsTask().GetAwaiter().GetResult();
            }

            at += got;
            if (at > parcel.Size)
            {
                throw new SourceChangedException();
            }
        }

        parcel.Sha256 = at == parcel.Size ? Convert.ToHexStringLower(hash.GetHashAndReset()) : throw new SourceChangedException();
    }

    private void WriteAll(ChannelReader<(byte[] Bytes, int Length, long At)> blocks, bool readBack, CancellationTokenSource stop)
    {
        try
        {
            using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
            long flushed = 0;
            while (blocks.WaitToReadAsync(stop.Token).AsTask().GetAwaiter().GetResult())
            {
                while (blocks.TryRead(out var block))
                {
                    target.Write(block.Bytes.AsSpan(0, block.Length), block.At);
                    if (readBack)
                    {
                        // Into the same memory: should nothing be read, the old bytes must not be there to agree.
                        block.Bytes.AsSpan(0, block.Length).Clear();
                        var got = target.Read(block.Bytes.AsSpan(0, block.Length), block.At);
                        hash.AppendData(block.Bytes, 0, got);
                    }

                    ArrayPool<byte>.Shared.Return(block.Bytes);
                    if (block.At + block.Length - flushed >= FlushEvery)
                    {
                        target.BeginFlush(flushed, block.At + block.Length - flushed);
                        flushed = block.At + block.Length;
                    }
                }
            }

            parcel.ReadBack = readBack ? Convert.ToHexStringLower(hash.GetHashAndReset()) : null;
        }
        catch
        {
            stop.Cancel();
            throw;
        }
    }
}
