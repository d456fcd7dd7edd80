using System;

namespace Dewar.Logger.Copying;

/// <summary>How far copying is, as the window shows it. One thread counts; others read.</summary>
internal sealed class CopyProgress(Clock clock)
{
    private readonly object _lock = new();
    private int _files;
    private int _done;
    private long _bytes;
    private long _sent;
    private double _rate;
    private long _measured = clock.Steady;
    private long _unmeasured;

    /// <summary>So many files and bytes are to be sent now.</summary>
    public void Begin(int files, long bytes)
    {
        lock (_lock)
        {
            _files = files;
            _bytes = bytes;
            _done = 0;
            _sent = 0;
            _unmeasured = 0;
            _measured = clock.Steady;
        }
    }

    public void Sent(int bytes)
    {
        lock (_lock)
        {
            _sent += bytes;
            _unmeasured += bytes;
            var passed = clock.Steady - _measured;
            if (passed >= 500)
            {
                var now = _unmeasured * 1000.0 / passed;
                _rate = _rate > 0 ? 0.7 * _rate + 0.3 * now : now;
                _unmeasured = 0;
                _measured += passed;
            }
        }
    }

    public void FileDone()
    {
        lock (_lock)
        {
            _done++;
        }
    }

    /// <summary>Empty when there is nothing to be sent.</summary>
    public string Text
    {
        get
        {
            lock (_lock)
            {
                if (_done >= _files)
                {
                    return "";
                }

                var text = "File " + (_done + 1) + " of " + _files + ", " + Size(Math.Min(_sent, _bytes)) + " of " + Size(_bytes);
                return _rate < 1 ? text : text + ", " + Size((long)_rate) + "/s, " + Left((Math.Max(0, _bytes - _sent)) / _rate);
            }
        }
    }

    public static string Size(long bytes)
    {
        string[] units = ["bytes", "kB", "MB", "GB", "TB"];
        var unit = 0;
        double size = bytes;
        for (; size >= 999.5 && unit < units.Length - 1; unit++)
        {
            size /= 1000;
        }

        return size.ToString(unit > 1 && size < 9.95 ? "0.0" : "0", System.Globalization.CultureInfo.InvariantCulture) + " " + units[unit];
    }

    private static string Left(double seconds) =>
        seconds < 60 ? "1 min left" : seconds < 5400 ? (int)Math.Ceiling(seconds / 60) + " min left" : (int)Math.Ceiling(seconds / 3600) + " h left";
}
