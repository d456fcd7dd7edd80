using System.Buffers;
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
        using var source = SourceReading.TryOpen(parcel, sources);
        return source is null ? null : Attempt(parcel, source, sources, tree, verify, ct);
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

                    parcel.ReadBack = FileDigest.Of(file, buffer.AsSpan(0, Small), parcel.Size, ct);
                }
            }
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(buffer);
        }
    }

    private static OpenFile? Attempt(Parcel parcel, OpenFile source, SourceFolders sources, OpenFolders tree, VerifyPolicy verify, CancellationToken ct)
    {
        OpenFile? target = null;
        try
        {
            var before = SourceReading.MustBeAsSettled(parcel, source);
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
            SourceReading.MustBeUnchanged(parcel, sources, before);
            return target;
        }
        catch (SourceChangedException)
        {
            target?.Dispose();
            parcel.Problem = SourceReading.Changed(parcel);
        }
        catch (DiskException failed)
        {
            target?.Dispose();
            parcel.Problem = failed.Path.StartsWith(parcel.SourceRoot, StringComparison.Ordinal) && !failed.Path.StartsWith(tree.Root.Path, StringComparison.Ordinal)
                ? SourceReading.Problem(parcel, failed) : StorageTree.Problem(failed);
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
            SourceReading.ReadWhole(parcel, source, buffer);
            target.Write(buffer.AsSpan(0, (int)parcel.Size), 0);
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(buffer);
        }
    }
}
