using System;

namespace Dewar.Logger.Site;

/// <summary>The site's time as it is known here. It is believed until somebody sets this computer's clock, or the computer slept.</summary>
internal sealed class SiteClock(Clock clock)
{
    private const long Step = 2000;
    private readonly object _lock = new();
    private long _offset;
    private long _gap;
    private long _learnt;
    private bool _signed;

    /// <summary>The best that is known, for signing.</summary>
    public long Now
    {
        get
        {
            lock (_lock)
            {
                return clock.Now + _offset;
            }
        }
    }

    /// <summary>What is to be added to this computer's clock; null as long as no signed answer has told since it was last set.</summary>
    public long? Offset
    {
        get
        {
            lock (_lock)
            {
                // Clocks that nobody sets drift apart, too: half a millisecond in a second is beyond what bad ones do.
                var steady = clock.Steady;
                return _signed && Math.Abs(clock.Now - steady - _gap) < Step + (steady - _learnt) / 2000 ? _offset : null;
            }
        }
    }

    /// <param name="site">What the site's clock said.</param>
    /// <param name="asked">When it was asked, by the steady clock: it answered about half-way between then and now.</param>
    /// <param name="signed">It was the site that said so. Else it only serves to ask again.</param>
    public void Learn(long site, long asked, bool signed)
    {
        lock (_lock)
        {
            _signed = signed;
            _learnt = clock.Steady;
            _gap = clock.Now - _learnt;
            _offset = site + (_learnt - asked) / 2 - clock.Now;
        }
    }
}
