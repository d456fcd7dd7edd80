using System.Buffers;
using System.Security.Cryptography;
using Dewar.Disk;

namespace Dewar.Uploads;

/// <summary>Bytes of an upload that arrived in one go, and their SHA-256.</summary>
internal sealed record UploadPiece(long At, long Length, byte[] Sha256)
{
    private const int Block = 1 << 20;

    /// <summary>Reads it and hands it on, block by block; throws at its end when it is not what had come.</summary>
    public void Read(OpenFile file, ReadOnlySpanAction<byte, long> each, CancellationToken ct)
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        var buffer = ArrayPool<byte>.Shared.Rent(Block);
        try
        {
            for (long done = 0; done < Length;)
            {
                ct.ThrowIfCancellationRequested();
                var got = file.Read(buffer.AsSpan(0, (int)Math.Min(Block, Length - done)), At + done);
                if (got == 0)
                {
                    throw new InvalidDataException($"The storage has not all of the bytes that came: it ends at {At + done}.");
                }

                hash.AppendData(buffer, 0, got);
                each(buffer.AsSpan(0, got), done);
                done += got;
            }
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(buffer);
        }

        if (!hash.GetHashAndReset().AsSpan().SequenceEqual(Sha256))
        {
            throw new InvalidDataException($"What was written at {At} reads back as something else: the storage is not to be trusted.");
        }
    }
}
