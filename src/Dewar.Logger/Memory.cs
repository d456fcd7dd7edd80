using System;
using System.Runtime.InteropServices;

namespace Dewar.Logger;

/// <summary>Keeps the program small.</summary>
internal static class Memory
{
    private const int ArenaMax = -8;

    /// <summary>The C library of Linux gives each thread a heap of its own: a third of what the logger takes there. One does for all.</summary>
    public static void Spare() => Ask(() => mallopt(ArenaMax, 1));

    /// <summary>Gives back what is free. Mono needs many megabytes for a moment whenever it compiles a method, and the C library of Linux keeps them.</summary>
    public static void GiveBack() => Ask(() => malloc_trim((UIntPtr)0));

    private static void Ask(Func<int> library)
    {
        if (Environment.OSVersion.Platform != PlatformID.Unix)
        {
            return;
        }

        try
        {
            _ = library();
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

    [DllImport("libc")]
    private static extern int malloc_trim(UIntPtr kept);
}
