using System;
using System.Diagnostics;

namespace Dewar.Logger;

/// <summary>The clocks of a computer. .NET Framework 4.0 has no TimeProvider.</summary>
internal abstract class Clock
{
    private static readonly DateTime Epoch = new(1970, 1, 1, 0, 0, 0, DateTimeKind.Utc);

    public static Clock OfThisComputer { get; } = new Computer();

    /// <summary>Milliseconds since 1970, as the clock is set; somebody may set it.</summary>
    public abstract long Now { get; }

    /// <summary>Milliseconds since whenever; only ever goes on.</summary>
    public abstract long Steady { get; }

    public static long Of(DateTime utc) => (utc.Ticks - Epoch.Ticks) / TimeSpan.TicksPerMillisecond;

    /// <summary>As people here read it.</summary>
    public static DateTime Local(long milliseconds) => Epoch.AddMilliseconds(milliseconds).ToLocalTime();

    private sealed class Computer : Clock
    {
        public override long Now => Of(DateTime.UtcNow);

        public override long Steady => (long)(Stopwatch.GetTimestamp() * 1000.0 / Stopwatch.Frequency);
    }
}
