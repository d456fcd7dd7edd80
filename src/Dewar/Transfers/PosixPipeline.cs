using System.Buffers;
using System.Collections.Concurrent;
using System.Runtime.ExceptionServices;
using System.Security.Cryptography;
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
        using var blocks = new BlockingCollection<(byte[] Bytes, int Length, long At)>(Ahead);
        ExceptionDispatchInfo? failure = null;
        var writing = new Thread(() =>
        {
            try
            {
                WriteAll(blocks.GetConsumingEnumerable(stop.Token), readBack);
            }
            catch (Exception failed)
            {
                failure = ExceptionDispatchInfo.Capture(failed);
                stop.Cancel();
            }
        });
        writing.Start();
        try
        {
            ReadAll(blocks, stop.Token);
        }
        catch (OperationCanceledException) when (failure is not null)
        {
            // The writer failed and stopped us; its reason is the one that counts.
        }
        finally
        {
            blocks.CompleteAdding();
            writing.Join();
        }

        failure?.Throw();
    }

    private void ReadAll(BlockingCollection<(byte[] Bytes, int Length, long At)> blocks, CancellationToken ct)
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
            blocks.Add((buffer, got, at), ct);
            at += got;
            if (at > parcel.Size)
            {
                throw new SourceChangedException();
            }
        }

        parcel.Sha256 = at == parcel.Size ? Convert.ToHexStringLower(hash.GetHashAndReset()) : throw new SourceChangedException();
    }

    private void WriteAll(IEnumerable<(byte[] Bytes, int Length, long At)> blocks, bool readBack)
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        long flushed = 0;
        foreach (var (bytes, length, at) in blocks)
        {
            target.Write(bytes.AsSpan(0, length), at);
            if (readBack)
            {
                // Into the same memory: should nothing be read, the old bytes must not be there to agree.
                bytes.AsSpan(0, length).Clear();
                hash.AppendData(bytes, 0, target.Read(bytes.AsSpan(0, length), at));
            }

            ArrayPool<byte>.Shared.Return(bytes);
            if (at + length - flushed >= FlushEvery)
            {
                target.BeginFlush(flushed, at + length - flushed);
                flushed = at + length;
            }
        }

        parcel.ReadBack = readBack ? Convert.ToHexStringLower(hash.GetHashAndReset()) : null;
    }
}
