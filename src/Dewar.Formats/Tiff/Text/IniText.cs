using Dewar.Formats.Bytes;
using Dewar.Sdk;

namespace Dewar.Formats.Tiff;

/// <summary>Settings in sections: <c>[Section]</c>, <c>Key=Value</c>. A section that comes again is another group of the same
/// name.</summary>
internal static class IniText
{
    private const int MostLines = 100_000;

    /// <param name="text">The settings.</param>
    /// <param name="into">Gets a group for each section; what stands before the first one is its own.</param>
    /// <param name="unit">The unit of a key in a section, where it is known.</param>
    public static void Read(string text, MetaGroup into, Func<string, string, string?>? unit = null)
    {
        var (section, lines) = (into, 0);
        foreach (var range in text.AsSpan().SplitAny('\r', '\n', '\0'))
        {
            var line = text.AsSpan(range).Trim();
            if (line.IsEmpty || line[0] is ';' or '#' || ++lines > MostLines)
            {
                continue;
            }

            if (line is ['[', .., ']'])
            {
                section = into.AddGroup(line[1..^1].ToString());
                continue;
            }

            var at = line.IndexOf('=');
            if (at > 0)
            {
                var key = line[..at].Trim().ToString();
                section.Add(key, TextValue.Typed(line[(at + 1)..].ToString()), unit?.Invoke(section.Name, key));
            }
        }
    }
}
