using System.Buffers;
using System.Security.Cryptography;
using Dewar.Disk;
using Dewar.Sdk;

namespace Dewar.Transfers;

/// <summary>Copies one file under its temporary name and takes its digest on the way; small ones in one piece, large ones in a pipeline.</summary>
internal static class PosixCopy
{
    /// <summary>Up to here a file is read, hashed and written as one piece.</summary>
    public const int Small = 1 << 20;

    /// <summary>The open copy; null when it failed, with the problem noted.</summary>
    public static OpenFile? Attempt(Parcel parcel, SourceFolders sources, OpenFolders tree, VerifyPolicy verify, CancellationToken ct)
    {
        OpenFile source;
        try
        {
            var (folder, name) = RelativePath.Split(parcel.SourcePath);
            source = sources[parcel.SourceRoot, folder].OpenFile(name);
        }
        catch (DiskException unreadable)
        {
            parcel.Problem = SourceProblem(parcel, unreadable);
            return null;
        }

        using (source)
        {
            return Attempt(parcel, source, sources, tree, verify, ct);
        }
    }

    /// <summary>Reads copies back that the pipeline has not read already, and takes their digests.</summary>
    public static void ReadBack(List<(Parcel Parcel, OpenFile File)> written, VerifyPolicy verify, CancellationToken ct)
    {
        if (verify == VerifyPolicy.Trust)
        {
            return;
        }

        var buffer = ArrayPool<byte>.Shared.Rent(Small);
        try
        {
            foreach (var (parcel, file) in written)
            {
                if (parcel.ReadBack is null)
                {
                    if (verify == VerifyPolicy.Disk)
                    {
                        file.DropCache();
                    }

                    parcel.ReadBack = Digest(file, buffer.AsSpan(0, Small), parcel.Size, ct);
                }
            }
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(buffer);
        }
    }

    /// <summary>SHA-256 of an open file, in hex.</summary>
    /// <param name="size">How long it should be. It is read to its end all the same, should it be longer than the buffer.</param>
    public static string Digest(OpenFile file, Span<byte> buffer, long size, CancellationToken ct)
    {
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

    private static OpenFile? Attempt(Parcel parcel, OpenFile source, SourceFolders sources, OpenFolders tree, VerifyPolicy verify, CancellationToken ct)
    {
        OpenFile? target = null;
        try
        {
            var before = source.Stat();
            if (before.Kind != EntryKind.File || before.Size != parcel.Size || before.ModifiedNs != parcel.ModifiedNs)
            {
                throw new SourceChangedException();
            }

            var (folder, _) = RelativePath.Split(parcel.Path);
            target = tree[folder].CreateFile(TemporaryName.Part(parcel.Tag));
            if (parcel.Size < Small)
            {
                CopySmall(parcel, source, target);
            }
            else
            {
                using var direct = tree[folder].TryOpenDirect(TemporaryName.Part(parcel.Tag));
                using var pipeline = new PosixPipeline(source, target, direct, parcel, readBack: verify == VerifyPolicy.Reread);
                pipeline.Run(ct);
            }

            target.SetModified(parcel.ModifiedNs);
            CheckUnchanged(parcel, sources, before);
            return target;
        }
        catch (SourceChangedException)
        {
            target?.Dispose();
            parcel.Problem = new(ParcelProblemKind.SourceChanged, $"'{parcel.SourcePath}' changed while it was read.");
        }
        catch (DiskException failed)
        {
            target?.Dispose();
            parcel.Problem = failed.Path.StartsWith(parcel.SourceRoot, StringComparison.Ordinal) && !failed.Path.StartsWith(tree.Root.Path, StringComparison.Ordinal)
                ? SourceProblem(parcel, failed)
                : new(failed.ConcernsTheWholeStorage ? ParcelProblemKind.StorageTrouble : ParcelProblemKind.Refused, failed.Message);
        }
        catch
        {
            target?.Dispose();
            throw;
        }

        return null;
    }

    private static void CopySmall(Parcel parcel, OpenFile source, OpenFile target)
    {
        // One byte more than it should have, to notice growth.
        var buffer = ArrayPool<byte>.Shared.Rent((int)parcel.Size + 1);
        try
        {
            var got = source.Read(buffer.AsSpan(0, (int)parcel.Size + 1), 0, parcel.Size);
            if (got != parcel.Size)
            {
                throw new SourceChangedException();
            }

            target.Write(buffer.AsSpan(0, got), 0);
            parcel.Sha256 = Convert.ToHexStringLower(SHA256.HashData(buffer.AsSpan(0, got)));
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(buffer);
        }
    }

    /// <summary>
    /// The name must still be the very file that was read, untouched. The change time is part of it: it moves even when a program sets
    /// the time stamp back.
    /// </summary>
    private static void CheckUnchanged(Parcel parcel, SourceFolders sources, Posix.Entry before)
    {
        var (folder, name) = RelativePath.Split(parcel.SourcePath);
        if (!sources[parcel.SourceRoot, folder].TryStat(name, out var after) || after != before)
        {
            throw new SourceChangedException();
        }
    }

    private static ParcelProblem SourceProblem(Parcel parcel, DiskException failure) => new(
        failure.Errno switch
        {
            Errno.ENOENT or Errno.ENOTDIR => ParcelProblemKind.SourceGone,
            Errno.ELOOP => ParcelProblemKind.SourceChanged,
            _ => ParcelProblemKind.Refused,
        },
        failure.Errno is Errno.ENOENT or Errno.ENOTDIR ? $"'{parcel.SourcePath}' is not there any more." : failure.Message);
}

/// <summary>The source is not what it was when it settled.</summary>
internal sealed class SourceChangedException : Exception;
