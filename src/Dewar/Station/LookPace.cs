namespace Dewar.Station;

/// <summary>How often a source is looked at: so that looking at a tree of very many folders or files does not take all of the time.</summary>
internal sealed class LookPace(StationOptions options, TimeProvider time)
{
    private const int FullLookShare = 50;
    private const int ShortLookShare = 10;

    private long _lookAt;
    private long _fullLookAt;
    private TimeSpan _fullLookEvery;

    /// <summary>How long the next look may wait.</summary>
    public TimeSpan Next { get; private set; } = options.LookEvery;

    /// <summary>At the end turns come faster than looks.</summary>
    public bool IsShortLookDue => time.GetElapsedTime(_lookAt) >= Next;

    public bool IsFullLookDue => time.GetElapsedTime(_fullLookAt) > _fullLookEvery;

    public void Took(long began, bool full)
    {
        var took = time.GetElapsedTime(began);
        _lookAt = time.GetTimestamp();
        if (full)
        {
            _fullLookEvery = AtLeast(options.FullLookEvery, took * FullLookShare);
            _fullLookAt = _lookAt;
        }
        else
        {
            Next = AtLeast(options.LookEvery, took * ShortLookShare);
        }
    }

    private static TimeSpan AtLeast(TimeSpan least, TimeSpan wanted) => wanted > least ? wanted : least;
}
