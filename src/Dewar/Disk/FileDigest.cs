using System.Buffers;
using System.Security.Cryptography;

namespace Dewar.Disk;

/// <summary>SHA-256 of open files, in hex.</summary>
internal static class FileDigest
{
    private const int Block = 1 << 20;

    public static string Of(OpenFile file, CancellationToken ct)
    {
        var buffer = ArrayPool<byte>.Shared.Rent(Block);
        try
        {
            return Of(file, buffer.AsSpan(0, Block), long.MaxValue, ct);
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(buffer);
        }
    }

    /// <param name="buffer">For who has one at hand.</param>
    /// <param name="size">How long it should be. It is read to its end all the same, should it be longer than the buffer.</param>
    public static string Of(OpenFile file, Span<byte> buffer, long size, CancellationToken ct)
    {
        ct.ThrowIfCancellationRequested();
        var got = file.Read(buffer, 0, size);
        if (got < buffer.Length)
        {
            return Convert.ToHexStringLower(SHA256.HashData(buffer[..got]));
        }

        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        for (long at = 0; got > 0; got = file.Read(buffer, at))
        {
            ct.ThrowIfCancellationRequested();
            hash.AppendData(buffer[..got]);
            at += got;
        }

        return Convert.ToHexStringLower(hash.GetHashAndReset());
    }
}
