using Dewar.Sdk;

namespace Dewar.Formats.Spreadsheets;

/// <summary>Which number formats make a number a time, and which time it is. Spreadsheets count days, from 1900 or 1904.</summary>
internal sealed class DateFormats
{
    private readonly Dictionary<int, string> _formats = [];
    private readonly List<int> _styles = [];

    /// <summary>Days are counted from 1904.</summary>
    public bool From1904 { get; set; }

    public void AddFormat(int id, string code)
    {
        if (_formats.Count < 10_000)
        {
            _formats[id] = code;
        }
    }

    /// <summary>Styles are numbered in the order in which they are added.</summary>
    public void AddStyle(int format)
    {
        if (_styles.Count < 70_000)
        {
            _styles.Add(format);
        }
    }

    /// <summary>A number in the light of its style: itself, or a time, or words for a duration.</summary>
    public object Value(double number, int style)
    {
        if (style < 0 || style >= _styles.Count || !double.IsFinite(number))
        {
            return number;
        }

        var format = _styles[style];
        var code = _formats.GetValueOrDefault(format, "");
        if (!(_formats.ContainsKey(format) ? IsDate(code) : format is >= 14 and <= 22 or >= 27 and <= 36 or >= 45 and <= 47 or >= 50 and <= 58))
        {
            return number;
        }

        return format == 46 || code.Contains("[h", StringComparison.OrdinalIgnoreCase) || code.Contains("[m", StringComparison.OrdinalIgnoreCase) || code.Contains("[s", StringComparison.Ordinal)
            ? Duration(number)
            : Time(number, From1904) ?? number;
    }

    /// <summary>The time that a number of days is; words for a time of day; null when it is none.</summary>
    public static object? Time(double days, bool from1904)
    {
        if (days is < 0 or > 2_958_466)
        {
            return null;
        }

        // Milliseconds are as fine as these numbers are.
        if (days < 1 && !from1904)
        {
            return Duration(days);
        }

        // The year 1900 had no 29 February, but spreadsheets have one: number 60.
        var start = from1904 ? new DateTime(1904, 1, 1) : days < 60 ? new DateTime(1899, 12, 31) : new DateTime(1899, 12, 30);
        return days > 2_957_000 ? null : new FileTime(start.AddMilliseconds(Math.Round(days * 86_400_000)));
    }

    private static object Duration(double days)
    {
        if (Math.Abs(days) > 1e6)
        {
            return days;
        }

        var span = TimeSpan.FromMilliseconds(Math.Round(Math.Abs(days) * 86_400_000));
        var text = $"{(long)span.TotalHours:00}:{span.Minutes:00}:{span.Seconds:00}" + (span.Milliseconds == 0 ? "" : $".{span.Milliseconds:000}");
        return days < 0 ? $"-{text}" : text;
    }

    // Letters of a date that stand neither in quotation marks nor in brackets nor after a backslash.
    private static bool IsDate(string code)
    {
        for (var i = 0; i < code.Length; i++)
        {
            switch (code[i])
            {
                case '"':
                    i = code.IndexOf('"', i + 1) is >= 0 and var quote ? quote : code.Length;
                    break;
                case '[':
                    var close = code.IndexOf(']', i);
                    if (close > i + 1 && code[(i + 1)..close].All(letter => letter is 'h' or 'H' or 'm' or 'M' or 's' or 'S'))
                    {
                        return true;
                    }

                    i = close >= 0 ? close : code.Length;
                    break;
                case '\\' or '_' or '*':
                    i++;
                    break;
                case ';':
                    return false;
                case 'G' or 'g' when code.AsSpan(i).StartsWith("General", StringComparison.OrdinalIgnoreCase):
                    return false;
                case 'E' when i + 1 < code.Length && code[i + 1] is '+' or '-':
                    return false;
                case 'y' or 'Y' or 'm' or 'M' or 'd' or 'D' or 'h' or 'H' or 's' or 'S':
                    return true;
            }
        }

        return false;
    }
}
