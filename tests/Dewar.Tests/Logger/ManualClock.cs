namespace Dewar.Logger;

/// <summary>A computer's clocks that move when told.</summary>
internal sealed class ManualClock : Clock
{
    private long _now = 1_763_812_345_000;
    private long _steady = 5_000;

    public override long Now => _now;

    public override long Steady => _steady;

    public void Advance(long milliseconds) => (_now, _steady) = (_now + milliseconds, _steady + milliseconds);

    /// <summary>Somebody sets the clock.</summary>
    public void Set(long by) => _now += by;
}
