using System.Buffers;
using System.Security.Cryptography;
using Dewar.Catalogue;
using Dewar.Disk;
using Dewar.Hosting;

namespace Dewar.Verification;

/// <summary>Reads what lies at a place in a storage, past the cache, and says whether it is what the catalogue says.</summary>
internal static class ReplicaRead
{
    private const int BlockSize = 1 << 20;

    /// <summary>What is at a place. <paramref name="Cause"/> says what is wrong; null when nothing is.</summary>
    internal readonly record struct Found(ReplicaState State, string? Cause)
    {
        public bool IsRight => State == ReplicaState.Verified;
    }

    public static async Task<Found> At(Folder root, string path, long size, string sha256, Pace pace, CancellationToken ct)
    {
        try
        {
            var (place, name) = RelativePath.Split(path);
            using var folder = root.Below(place);
            if (!folder.TryStat(name, out var entry))
            {
                return new(ReplicaState.Missing, "nothing is there");
            }

            if (Wrong(entry, size) is { } wrong)
            {
                return new(ReplicaState.Suspect, wrong);
            }

            using var file = folder.OpenFile(name);
            if (Wrong(file.Stat(), size) is { } changed)
            {
                return new(ReplicaState.Suspect, changed);
            }

            var (digest, length) = await Digest(file, pace, ct);
            return digest == sha256 ? new(ReplicaState.Verified, null)
                : new(ReplicaState.Suspect, length == size ? $"its bytes differ: they have the digest {digest}" : $"it ends after {length} of {size} bytes");
        }
        catch (DiskException absent) when (absent.Errno == Errno.ENOENT)
        {
            return new(ReplicaState.Missing, "nothing is there");
        }
        catch (DiskException absent) when (absent.Errno == Errno.ENOTDIR)
        {
            return new(ReplicaState.Missing, $"'{absent.Path}' is no folder any more");
        }
        catch (DiskException link) when (link.Errno == Errno.ELOOP)
        {
            return new(ReplicaState.Suspect, "a link has taken its place");
        }
        catch (DiskException broken) when (!IsOurs(broken.Errno))
        {
            return new(ReplicaState.Suspect, broken.Message);
        }
    }

    /// <summary>The digest of all that can be read from a file.</summary>
    /// <param name="fromMedium">Not from what memory has of it: for whoever knows what it should be.</param>
    public static async Task<(string Sha256, long Length)> Digest(OpenFile file, Pace pace, CancellationToken ct, bool fromMedium = true)
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        var block = ArrayPool<byte>.Shared.Rent(BlockSize);
        try
        {
            if (fromMedium)
            {
                file.DropCache();
            }

            long at = 0;
            for (int got; (got = file.Read(block.AsSpan(0, BlockSize), at)) > 0; at += got)
            {
                hash.AppendData(block, 0, got);
                await pace.Spend(got, ct);
            }

            // What was read only to be compared need not push other things out of memory.
            if (fromMedium || at > BlockSize)
            {
                file.DropCache();
            }

            return (Convert.ToHexStringLower(hash.GetHashAndReset()), at);
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(block);
        }
    }

    private static string? Wrong(Posix.Entry entry, long size) => entry switch
    {
        { Kind: EntryKind.Link } => "a link has taken its place",
        { Kind: EntryKind.Folder } => "a folder has taken its place",
        { Kind: not EntryKind.File } => "something that is no file has taken its place",
        _ when entry.Size != size => $"it has {Bytes.Show(entry.Size)} ({entry.Size} bytes) and should have {size}",
        _ => null,
    };

    /// <summary>Failures that say nothing of the file: of this process (memory, open files), or of the way to a server.</summary>
    private static bool IsOurs(Errno errno) => errno is Errno.EINTR or Errno.ESTALE or (Errno)12 or (Errno)23 or (Errno)24 or (Errno)107 or (Errno)110 or (Errno)112 or (Errno)113;
}
