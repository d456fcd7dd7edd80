using System;
using System.Runtime.InteropServices;

namespace Dewar.Logger;

/// <summary>Whether somebody is at this computer.</summary>
internal static class Presence
{
    /// <summary>For how many milliseconds nobody touched keyboard or mouse; 0 where the system does not tell.</summary>
    public static long Idle
    {
        get
        {
            var last = new LastInput { Size = (uint)Marshal.SizeOf(typeof(LastInput)) };
            // Both count milliseconds since the start, in 32 bits that run over.
            return Environment.OSVersion.Platform == PlatformID.Win32NT && GetLastInputInfo(ref last) ? (uint)Environment.TickCount - last.Ticks : 0;
        }
    }

    [DllImport("user32.dll")]
    [return: MarshalAs(UnmanagedType.Bool)]
    private static extern bool GetLastInputInfo(ref LastInput last);

    [StructLayout(LayoutKind.Sequential)]
    private struct LastInput
    {
        public uint Size;
        public uint Ticks;
    }
}
