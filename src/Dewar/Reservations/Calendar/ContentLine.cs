using System.Text;

namespace Dewar.Reservations;

/// <summary>One line of a calendar, unfolded: <c>NAME;PARAMETER=VALUE:VALUE</c>.</summary>
internal sealed record ContentLine(int Number, string Name, IReadOnlyList<(string Name, string Value)> Parameters, string Value)
{
    /// <summary>The value of a parameter; null when it is not there.</summary>
    public string? Parameter(string name)
    {
        foreach (var (key, value) in Parameters)
        {
            if (key.Equals(name, StringComparison.OrdinalIgnoreCase))
            {
                return value;
            }
        }

        return null;
    }

    /// <summary>The value as TEXT, its escapes undone.</summary>
    public string Text => Unescape(Value);

    public static ContentLine Parse(int number, string line)
    {
        var at = 0;
        while (at < line.Length && (char.IsAsciiLetterOrDigit(line[at]) || line[at] is '-' or '_' or '.'))
        {
            at++;
        }

        if (at == 0 || at == line.Length || line[at] is not (':' or ';'))
        {
            throw new CalendarFault(number, "this is no 'NAME:value'");
        }

        var name = line[..at].ToUpperInvariant();
        var parameters = new List<(string, string)>();
        while (line[at] == ';')
        {
            var begin = ++at;
            while (at < line.Length && line[at] is not ('=' or ';' or ':'))
            {
                at++;
            }

            var key = line[begin..at];
            parameters.Add((key, at < line.Length && line[at] == '=' ? Values(number, line, ref at) : ""));
            if (at >= line.Length)
            {
                throw new CalendarFault(number, $"{name} has no value");
            }
        }

        return new(number, name, parameters, line[(at + 1)..]);
    }

    /// <summary>What stands behind a parameter's '=', several values joined by commas as they came.</summary>
    private static string Values(int number, string line, ref int at)
    {
        var value = new StringBuilder();
        for (at++; at < line.Length && line[at] is not (';' or ':'); at++)
        {
            if (line[at] != '"')
            {
                value.Append(line[at]);
                continue;
            }

            var end = line.IndexOf('"', at + 1);
            if (end < 0)
            {
                throw new CalendarFault(number, "a quote is not closed");
            }

            value.Append(line, at + 1, end - at - 1);
            at = end;
        }

        // RFC 6868: how a parameter holds what it may not.
        return value.ToString() is var text && text.Contains('^', StringComparison.Ordinal)
            ? text.Replace("^^", "\0", StringComparison.Ordinal).Replace("^n", "\n", StringComparison.Ordinal).Replace("^'", "\"", StringComparison.Ordinal).Replace('\0', '^')
            : text;
    }

    public static string Unescape(string text)
    {
        if (!text.Contains('\\', StringComparison.Ordinal))
        {
            return text;
        }

        var plain = new StringBuilder(text.Length);
        for (var at = 0; at < text.Length; at++)
        {
            if (text[at] == '\\' && at + 1 < text.Length)
            {
                plain.Append(text[++at] is 'n' or 'N' ? '\n' : text[at]);
            }
            else
            {
                plain.Append(text[at]);
            }
        }

        return plain.ToString();
    }
}
