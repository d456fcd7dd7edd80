using Dewar.Formats.Bytes;
using Dewar.Sdk;

namespace Dewar.Formats.PlainText;

/// <summary>Finds <c>key = value</c>, <c>key: value</c> and <c>[sections]</c> in lines of text that nobody specified.</summary>
internal static class KeyValues
{
    private static readonly Dictionary<string, CoreName> Known = new(StringComparer.OrdinalIgnoreCase)
    {
        ["title"] = CoreNames.Title, ["comment"] = CoreNames.Description, ["comments"] = CoreNames.Description,
        ["description"] = CoreNames.Description, ["operator"] = CoreNames.Operator, ["user"] = CoreNames.Operator,
        ["user name"] = CoreNames.Operator, ["username"] = CoreNames.Operator, ["sample"] = CoreNames.Sample,
        ["sample name"] = CoreNames.Sample, ["sample id"] = CoreNames.Sample, ["samplename"] = CoreNames.Sample,
        ["instrument"] = CoreNames.Instrument, ["microscope"] = CoreNames.Instrument, ["instrument name"] = CoreNames.Instrument,
        ["manufacturer"] = CoreNames.Manufacturer, ["serial number"] = CoreNames.SerialNumber, ["serial no"] = CoreNames.SerialNumber,
        ["software"] = CoreNames.Software, ["software version"] = CoreNames.Software, ["detector"] = CoreNames.Detector,
        ["beamline"] = CoreNames.Facility, ["facility"] = CoreNames.Facility, ["proposal"] = CoreNames.Proposal, ["project"] = CoreNames.Proposal,
    };

    private static readonly string[] Times =
        ["date", "datetime", "date time", "date/time", "acquisition date", "acquired", "start time", "started", "local time", "timestamp", "measurement date", "date and time"];

    /// <summary>The pair that a line is; false when it is none.</summary>
    public static bool TryPair(string line, out string key, out string value)
    {
        (key, value) = ("", "");
        line = Bare(line);
        var at = line.IndexOf('=');
        var colon = line.IndexOf(':');
        if (at <= 0 || colon > 0 && colon < at && colon + 1 < line.Length && line[colon + 1] is ' ' or '\t')
        {
            at = colon;
            if (at <= 0 || at + 1 < line.Length && !char.IsWhiteSpace(line[at + 1]) && (line[at + 1] is '/' or '\\' || char.IsDigit(line[at - 1])))
            {
                at = line.IndexOf('\t');
            }
        }

        if (at <= 0)
        {
            return false;
        }

        key = line[..at].Trim().Trim('"');
        value = line[(at + 1)..].Trim().Trim('"', ';').Trim();
        return IsKey(key);
    }

    /// <summary>The name of the section that a line begins; null when it begins none.</summary>
    public static string? Section(string line)
    {
        line = line.Trim();
        return line.Length is > 2 and < 80 && line[0] == '[' && line[^1] == ']' && line.Any(char.IsLetter) ? line[1..^1].Trim() : null;
    }

    /// <summary>A line without the sign that makes it a comment.</summary>
    public static string Bare(string line) => line.Trim().TrimStart('#', ';', '%', '!', '*', '/', '|', '>', '-').Trim();

    /// <summary>Adds a pair, with its unit where the key has one in brackets, and tells what it is in common names.</summary>
    public static void Add(MetaGroup group, Facts facts, string key, string value, long? at)
    {
        var (name, unit) = Units.Split(key);
        group.Add(key, TextValue.Typed(value), unit, at);
        if (Known.TryGetValue(name, out var core))
        {
            facts.Tell(core, value, from: key);
        }
        else if (Times.Contains(name.ToLowerInvariant()))
        {
            facts.Tell(CoreNames.AcquiredAt, TimeText.Parse(value), from: key);
        }
    }

    private static bool IsKey(string key) =>
        key.Length is > 0 and <= 60 && key.Any(char.IsLetter) && key.Count(letter => letter == ' ') <= 6 && !key.Contains("//") && key.IndexOfAny(['{', '}', '<', '>', ',']) < 0;
}
