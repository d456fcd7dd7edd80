using Dewar.Formats.Bytes;
using Dewar.Sdk;

namespace Dewar.Formats.Spec;

/// <summary>What stands before scans and holds for them until the next header: names of motors (#O), of further quantities (#H), time, remarks.</summary>
internal sealed class SpecHeader
{
    private readonly SortedDictionary<int, string> _motors = [];
    private readonly SortedDictionary<int, string> _others = [];
    private FileTime? _local;
    private double? _epoch;

    /// <summary>When the header was written. SPEC gives local time and seconds since 1970: together they tell the zone.</summary>
    public FileTime? Time
    {
        get
        {
            if (_epoch is not (> 0 and < 4e9))
            {
                return _local;
            }

            var utc = DateTime.UnixEpoch.AddSeconds(_epoch.Value);
            if (_local is not { } local)
            {
                return FileTime.Utc(utc);
            }

            var ahead = TimeSpan.FromMinutes(Math.Round((local.Local - utc).TotalMinutes));
            return Math.Abs(ahead.TotalHours) <= 14 && ahead.Minutes % 15 == 0 ? new(local.Local, ahead) : local;
        }
    }

    public string Title { get; private set; } = "";

    public string User { get; private set; } = "";

    /// <summary>Takes a line of the header.</summary>
    /// <param name="key">What stands after the number sign.</param>
    public void Take(string key, string text, MetaGroup into, long at)
    {
        if (Numbered(key, 'O') is { } motors)
        {
            _motors[motors] = text;
            into.Add(key, SpecNames.Split(text), at: at);
        }
        else if (Numbered(key, 'H') is { } others)
        {
            _others[others] = text;
            into.Add(key, SpecNames.Split(text), at: at);
        }
        else if (key is ['o' or 'j' or 'J', >= '0' and <= '9', ..])
        {
            into.Add(key, SpecNames.Split(text), at: at);
        }
        else if (key is "E" && NumberText.TryParse(text, out var seconds))
        {
            _epoch = seconds;
            into.Add(key, seconds, "s", at);
        }
        else if (key is "D" && TimeText.Parse(text) is { } time)
        {
            _local = time;
            into.Add(key, time, at: at);
        }
        else
        {
            if (key is "C" && Title is "" && User is "")
            {
                var user = text.IndexOf("User =", StringComparison.OrdinalIgnoreCase);
                Title = (user < 0 ? text : text[..user]).Trim();
                User = user < 0 ? "" : text[(user + 6)..].Trim().Split(' ')[0];
            }

            into.Add(key, text, at: at);
        }
    }

    /// <summary>Names of the motors in a line #P, or of the quantities in a line #V.</summary>
    public string[] Names(char letter, int line, int count) =>
        (letter == 'P' ? _motors : _others).TryGetValue(line, out var names) ? SpecNames.Fit(SpecNames.Split(names, count), count) : SpecNames.Fit([], count);

    /// <summary>The number after a letter: "O12" is 12.</summary>
    public static int? Numbered(string key, char letter) =>
        key.Length is > 1 and < 5 && key[0] == letter && int.TryParse(key.AsSpan(1), System.Globalization.NumberStyles.None, null, out var number) ? number : null;
}
