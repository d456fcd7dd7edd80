using System;
using System.Runtime.InteropServices;

namespace Dewar.Logger;

/// <summary>Keeps the program small.</summary>
internal static class Memory
{
    private const int ArenaMax = -8;

    /// <summary>The C library of Linux gives each thread a heap of its own: a third of what the logger takes there. One does for all.</summary>
    public static void Spare()
    {
        if (Environment.OSVersion.Platform != PlatformID.Unix)
        {
            return;
        }

        try
        {
            _ = mallopt(ArenaMax, 1);
        }
        catch (EntryPointNotFoundException)
        {
            // Another C library, with other habits.
        }
        catch (DllNotFoundException)
        {
            // It has another name here.
        }
    }

    [DllImport("libc")]
    private static extern int mallopt(int what, int value);
}
