using System.Runtime.InteropServices;

namespace Dewar.Disk;

/// <summary>
/// The system calls that .NET does not offer, or whose errors it hides: on Linux the runtime swallows what fsync reports.
/// Everything here is relative to an open folder, so a link that is swapped in above it changes nothing.
/// </summary>
internal static unsafe partial class Posix
{
    public const int ReadOnly = 0, ReadWrite = 2, Create = 0x40, Exclusive = 0x80, Truncate = 0x200, NonBlocking = 0x800;
    public const uint NoReplace = 1, Exchange = 2;
    public const int AtFdCwd = -100;
    public const int DropCache = 4;

    /// <summary>Open flags that ARM numbers otherwise than x86.</summary>
    public static readonly int Directory = IsArm ? 0x4000 : 0x10000, NoFollow = IsArm ? 0x8000 : 0x20000, Direct = IsArm ? 0x10000 : 0x4000;
    private const int CloseOnExec = 0x80000;
    private const int AtSymlinkNoFollow = 0x100, AtRemoveDir = 0x200, AtEmptyPath = 0x1000;
    private const uint StatBasics = 0x7ff, StatBirth = 0x800;

    private static bool IsArm => RuntimeInformation.ProcessArchitecture is Architecture.Arm64 or Architecture.Arm;

    /// <summary>A file as the kernel describes it. Times in nanoseconds since 1970.</summary>
    /// <param name="MadeNs">0 where the file system does not know.</param>
    public readonly record struct Entry(EntryKind Kind, long Size, long ModifiedNs, long ChangedNs, ulong Inode, ulong Device, uint Mode, long MadeNs);

    public static int Open(int folder, ReadOnlySpan<byte> name, int flags, int mode = 0x1b4)
    {
        fixed (byte* path = name)
        {
            int handle;
            do
            {
                handle = openat(folder, path, flags | CloseOnExec, mode);
            }
            while (handle < 0 && Marshal.GetLastPInvokeError() == (int)Errno.EINTR);
            return handle;
        }
    }

    public static bool Stat(int folder, ReadOnlySpan<byte> name, out Entry entry)
    {
        Statx raw;
        fixed (byte* path = name)
        {
            var flags = AtSymlinkNoFollow | (name.Length <= 1 ? AtEmptyPath : 0);
            if (statx(folder, path, flags, StatBasics | StatBirth, &raw) != 0)
            {
                entry = default;
                return false;
            }
        }

        var kind = (raw.Mode & 0xf000) switch
        {
            0x8000 => EntryKind.File,
            0x4000 => EntryKind.Folder,
            0xa000 => EntryKind.Link,
            0xc000 => EntryKind.Socket,
            0x1000 => EntryKind.Pipe,
            _ => EntryKind.Device,
        };
        entry = new(kind, (long)raw.Size, raw.Modified.Nanoseconds, raw.Changed.Nanoseconds, raw.Inode,
            ((ulong)raw.DeviceMajor << 32) | raw.DeviceMinor, raw.Mode, (raw.Mask & StatBirth) != 0 ? raw.Made.Nanoseconds : 0);
        return true;
    }

    /// <summary>The same for an open file.</summary>
    public static bool Stat(int handle, out Entry entry) => Stat(handle, "\0"u8, out entry);

    public static int Read(int handle, Span<byte> into, long at)
    {
        fixed (byte* start = into)
        {
            nint got;
            do
            {
                got = pread64(handle, start, (nuint)into.Length, at);
            }
            while (got < 0 && Marshal.GetLastPInvokeError() == (int)Errno.EINTR);
            return (int)got;
        }
    }

    public static int Write(int handle, ReadOnlySpan<byte> from, long at)
    {
        fixed (byte* start = from)
        {
            nint put;
            do
            {
                put = pwrite64(handle, start, (nuint)from.Length, at);
            }
            while (put < 0 && Marshal.GetLastPInvokeError() == (int)Errno.EINTR);
            return (int)put;
        }
    }

    public static int Rename(int fromFolder, ReadOnlySpan<byte> from, int toFolder, ReadOnlySpan<byte> to, uint how)
    {
        fixed (byte* f = from, t = to)
        {
            return renameat2(fromFolder, f, toFolder, t, how);
        }
    }

    public static int Link(int fromFolder, ReadOnlySpan<byte> from, int toFolder, ReadOnlySpan<byte> to)
    {
        fixed (byte* f = from, t = to)
        {
            return linkat(fromFolder, f, toFolder, t, 0);
        }
    }

    public static int Unlink(int folder, ReadOnlySpan<byte> name)
    {
        fixed (byte* path = name)
        {
            return unlinkat(folder, path, 0);
        }
    }

    public static int RemoveFolder(int folder, ReadOnlySpan<byte> name)
    {
        fixed (byte* path = name)
        {
            return unlinkat(folder, path, AtRemoveDir);
        }
    }

    public static int MakeFolder(int folder, ReadOnlySpan<byte> name)
    {
        fixed (byte* path = name)
        {
            return mkdirat(folder, path, 0x1fd);
        }
    }

    /// <summary>Sets the modification time, to the nanosecond; access time stays.</summary>
    public static int SetModified(int handle, long modifiedNs)
    {
        var times = stackalloc Timespec[2];
        times[0] = new() { Seconds = 0, Fraction = 0x3ffffffe }; // UTIME_OMIT
        times[1] = Timespec.At(modifiedNs);
        return futimens(handle, times);
    }

    [LibraryImport("libc", SetLastError = true)]
    public static partial int fsync(int handle);

    /// <summary>Flushes the whole file system of an open file; since Linux 5.8 it reports write errors that came since the open.</summary>
    [LibraryImport("libc", SetLastError = true)]
    public static partial int syncfs(int handle);

    [LibraryImport("libc", SetLastError = true)]
    public static partial int close(int handle);

    /// <summary>The process that started this one; another one once that has ended.</summary>
    [LibraryImport("libc", EntryPoint = "getppid")]
    public static partial int ParentId();

    [LibraryImport("libc", SetLastError = true)]
    public static partial int posix_fadvise64(int handle, long offset, long length, int advice);

    [LibraryImport("libc", SetLastError = true)]
    public static partial int sync_file_range(int handle, long offset, long length, uint flags);

    [LibraryImport("libc", SetLastError = true)]
    public static partial nint fdopendir(int handle);

    [LibraryImport("libc", SetLastError = true)]
    public static partial Dirent* readdir64(nint stream);

    [LibraryImport("libc", SetLastError = true)]
    public static partial int closedir(nint stream);

    [LibraryImport("libc", SetLastError = true)]
    private static partial int openat(int folder, byte* path, int flags, int mode);

    [LibraryImport("libc", SetLastError = true)]
    private static partial int statx(int folder, byte* path, int flags, uint mask, Statx* into);

    [LibraryImport("libc", SetLastError = true)]
    private static partial nint pread64(int handle, byte* into, nuint length, long at);

    [LibraryImport("libc", SetLastError = true)]
    private static partial nint pwrite64(int handle, byte* from, nuint length, long at);

    [LibraryImport("libc", SetLastError = true)]
    private static partial int renameat2(int fromFolder, byte* from, int toFolder, byte* to, uint how);

    [LibraryImport("libc", SetLastError = true)]
    private static partial int linkat(int fromFolder, byte* from, int toFolder, byte* to, int flags);

    [LibraryImport("libc", SetLastError = true)]
    private static partial int unlinkat(int folder, byte* path, int flags);

    [LibraryImport("libc", SetLastError = true)]
    private static partial int mkdirat(int folder, byte* path, int mode);

    [LibraryImport("libc", SetLastError = true)]
    private static partial int futimens(int handle, Timespec* times);

    [StructLayout(LayoutKind.Sequential)]
    private struct Timespec
    {
        public long Seconds;
        public long Fraction;

        public static Timespec At(long ns)
        {
            var seconds = Math.DivRem(ns, 1_000_000_000, out var fraction);
            return fraction < 0 ? new() { Seconds = seconds - 1, Fraction = fraction + 1_000_000_000 } : new() { Seconds = seconds, Fraction = fraction };
        }
    }

    [StructLayout(LayoutKind.Sequential)]
    private readonly struct StatxTime
    {
        private readonly long _seconds;
        private readonly uint _fraction;
        private readonly int _reserved;

        public long Nanoseconds => unchecked(_seconds * 1_000_000_000 + _fraction);
    }

    /// <summary>struct statx of linux/stat.h; the same on every 64-bit machine, unlike struct stat.</summary>
    [StructLayout(LayoutKind.Explicit, Size = 256)]
    private struct Statx
    {
        [FieldOffset(0x00)] public uint Mask;
        [FieldOffset(0x1c)] public ushort Mode;
        [FieldOffset(0x20)] public ulong Inode;
        [FieldOffset(0x28)] public ulong Size;
        [FieldOffset(0x50)] public StatxTime Made;
        [FieldOffset(0x60)] public StatxTime Changed;
        [FieldOffset(0x70)] public StatxTime Modified;
        [FieldOffset(0x88)] public uint DeviceMajor;
        [FieldOffset(0x8c)] public uint DeviceMinor;
    }

    [StructLayout(LayoutKind.Explicit, Size = 280)]
    public struct Dirent
    {
        [FieldOffset(18)] public byte Type;
        [FieldOffset(19)] public fixed byte Name[256];
    }
}

internal enum EntryKind { File, Folder, Link, Socket, Pipe, Device, Unknown }

internal enum Errno
{
    EPERM = 1, ENOENT = 2, EINTR = 4, EIO = 5, EACCES = 13, EEXIST = 17, EXDEV = 18, ENOTDIR = 20, EISDIR = 21, EINVAL = 22, ENOSPC = 28, EROFS = 30, EMLINK = 31,
    ENAMETOOLONG = 36, ENOSYS = 38, ENOTEMPTY = 39, ELOOP = 40, EOPNOTSUPP = 95, ESTALE = 116, EDQUOT = 122,
}
