using System.Security.Cryptography;
using Dewar.Disk;
using Dewar.Sdk;

namespace Dewar.Transfers;

/// <summary>Reads sources so that what was read is what had settled, or nothing.</summary>
internal static class SourceReading
{
    /// <summary>The open source; null when it can't be read, with the problem noted.</summary>
    public static OpenFile? TryOpen(Parcel parcel, SourceFolders sources)
    {
        try
        {
            var (folder, name) = RelativePath.Split(parcel.SourcePath);
            return sources[parcel.SourceRoot, folder].OpenFile(name);
        }
        catch (DiskException unreadable)
        {
            parcel.Problem = Problem(parcel, unreadable);
            return null;
        }
    }

    public static Posix.Entry MustBeAsSettled(Parcel parcel, OpenFile source)
    {
        var entry = source.Stat();
        return entry.Kind == EntryKind.File && entry.Size == parcel.Size && entry.ModifiedNs == parcel.ModifiedNs ? entry : throw new SourceChangedException();
    }

    /// <summary>Reads a small file in one piece and takes its digest.</summary>
    /// <param name="into">One byte more than it should have, to notice growth.</param>
    public static void ReadWhole(Parcel parcel, OpenFile source, Span<byte> into)
    {
        var got = source.Read(into[..((int)parcel.Size + 1)], 0, parcel.Size);
        if (got != parcel.Size)
        {
            throw new SourceChangedException();
        }

        parcel.Sha256 = Convert.ToHexStringLower(SHA256.HashData(into[..got]));
    }

    /// <summary>
    /// The name must still be the very file that was read, untouched. The change time is part of it: it moves even when a program sets
    /// the time stamp back.
    /// </summary>
    public static void MustBeUnchanged(Parcel parcel, SourceFolders sources, Posix.Entry before)
    {
        var (folder, name) = RelativePath.Split(parcel.SourcePath);
        if (!sources[parcel.SourceRoot, folder].TryStat(name, out var after) || after != before)
        {
            throw new SourceChangedException();
        }
    }

    public static ParcelProblem Changed(Parcel parcel) => new(ParcelProblemKind.SourceChanged, $"'{parcel.SourcePath}' changed while it was read.");

    public static ParcelProblem Problem(Parcel parcel, DiskException failure) => new(
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
