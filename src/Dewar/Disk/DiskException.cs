using System.Runtime.InteropServices;

namespace Dewar.Disk;

/// <summary>A system call that failed: what was tried, on what, and what the kernel said.</summary>
/// <param name="reason">Instead of what the kernel says of the errno.</param>
internal sealed class DiskException(Errno errno, string action, string path, string? reason = null)
    : IOException($"{action} '{path}': {reason ?? Reason(errno)}")
{
    public Errno Errno { get; } = errno;

    /// <summary>On what it was tried.</summary>
    public string Path => path;

    /// <summary>The disk itself is in trouble, not this one file: more files will not fare better now.</summary>
    public bool ConcernsTheWholeStorage => Errno is Errno.ENOSPC or Errno.EDQUOT or Errno.EIO or Errno.EROFS or Errno.ESTALE;

    /// <summary>A permission is somebody's: whoever is to give it must know to whom.</summary>
    private static string Reason(Errno errno) => Marshal.GetPInvokeErrorMessage((int)errno) + (errno is Errno.EACCES or Errno.EPERM ? $" to the user '{Environment.UserName}'" : "");

    /// <summary>The failure of the system call that was just made on this thread.</summary>
    public static DiskException Last(string action, string path) => new((Errno)Marshal.GetLastPInvokeError(), action, path);
}
