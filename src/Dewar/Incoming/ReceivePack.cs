using System.Buffers;
using System.Security.Cryptography;
using Dewar.Disk;
using Dewar.Hosting;
using Dewar.Sdk;
using Dewar.Transfers;

namespace Dewar.Incoming;

/// <summary>Writes the files of a pack under their temporary names, flushes them together, and reads them back.</summary>
internal static class ReceivePack
{
    public static async Task<List<ReceivedFile>> Run(Destination destination, PackReader pack, PackIndex index, CancellationToken ct)
    {
        if (index.Files.FirstOrDefault(file => file.Size is < 0 or >= PosixCopy.Small || !TemporaryName.IsTagOf(destination.Source, file.Tag)) is { } odd)
        {
            throw Refusal.Invalid("pack-invalid", $"A pack holds files below {Bytes.Show(PosixCopy.Small)}, each with a tag of this source; '{odd.Path}' ({odd.Size} bytes, tag '{odd.Tag}') is none.");
        }

        var parcels = index.Files.Select(ParcelOf).ToList();
        var written = new List<(Parcel Parcel, OpenFile File)>(parcels.Count);
        var buffer = ArrayPool<byte>.Shared.Rent(PosixCopy.Small);
        try
        {
            using var tree = new OpenFolders(StorageTree.OpenExperiment(destination), create: true);
            foreach (var parcel in parcels)
            {
                var content = buffer.AsMemory(0, (int)parcel.Size);
                await pack.Read(content, ct);
                if (parcel.Problem is null && TryWrite(parcel, content.Span, tree) is { } file)
                {
                    written.Add((parcel, file));
                }
            }

            tree.Flush([.. written.Select(each => each.File)]);
            PosixCopy.ReadBack(written, index.Verify, ct);
        }
        catch (DiskException trouble)
        {
            parcels.ForEach(parcel => parcel.Problem ??= new(ParcelProblemKind.StorageTrouble, trouble.Message));
        }
        finally
        {
            written.ForEach(each => each.File.Dispose());
            ArrayPool<byte>.Shared.Return(buffer);
        }

        return parcels.ConvertAll(parcel => new ReceivedFile(parcel.Sha256, parcel.ReadBack, parcel.Problem));
    }

    /// <summary>A file on its way as the transfer methods know it, if its path can be had.</summary>
    public static Parcel ParcelOf(PackedFile file) => new()
    {
        SourceRoot = "",
        SourcePath = file.Path,
        Path = file.Path,
        Tag = file.Tag,
        Size = file.Size,
        ModifiedNs = file.ModifiedNs,
        Problem = RelativePath.Fault(file.Path) is { } fault ? new(ParcelProblemKind.Refused, $"'{file.Path}': {fault}.") : null,
    };

    private static OpenFile? TryWrite(Parcel parcel, ReadOnlySpan<byte> content, OpenFolders tree)
    {
        OpenFile? file = null;
        try
        {
            file = tree[RelativePath.Split(parcel.Path).Folder].CreateFile(TemporaryName.Part(parcel.Tag));
            file.Write(content, 0);
            file.SetModified(parcel.ModifiedNs);
            parcel.Sha256 = Convert.ToHexStringLower(SHA256.HashData(content));
            return file;
        }
        catch (DiskException failed) when (!failed.ConcernsTheWholeStorage)
        {
            file?.Dispose();
            parcel.Problem = StorageTree.Problem(failed);
            return null;
        }
        catch
        {
            file?.Dispose();
            throw;
        }
    }
}
