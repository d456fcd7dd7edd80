using System.Text;
using Dewar.Disk;

namespace Dewar;

/// <summary>What files are called on the disks of instruments and of people. All of it must come in and go out whole by every way there is.</summary>
internal static class Names
{
    private static readonly string[] Plain =
    [
        // Spaces and quotes.
        " leading", "trailing ", " ", "two  spaces", "it's \"quoted\"", "`backticks`", "$HOME $(id)", "\u00a0no-break\u00a0",
        // What a program may take for something else.
        "-rf", "--help", "-", "~user", "~", "@file", "!history", "*?[a-z]{b}", "a;b", "a&b", "a|b", "a<b>c", "a=b", "key: value", "a,b", "#", "a#b", "a?b=c", "a+b", "(a)", "^a^",
        "%", "100%", "a%2Fb", "%2e%2e", "%00", "%0A", "back\\slash", "a:b", "...", "..a", "a..", ".hidden", "trailing dot.",
        "CON", "nul.txt", "aux", "COM1.dat", "desktop.ini", "x", "x.dewar-part",
        // Control characters, with which XML and lists of lines have no place.
        "two\nlines", "\nfirst", "last\n", "a\tb", "a\rb", "\u0001\u001f", "bell\u0007", "escape\u001b[31m", "delete\u007f", "c1\u0085\u009b",
        // Pairs that some file systems or databases take for one.
        "name", "Name", "NAME/x", "\u00fc", "u\u0308", "\u212b", "\u00c5", "\u1e9e", "\u00df", "ss", "\u0130", "\u0131", "I", "i",
        // Beyond the first 65 536, from the right, not to be seen, and what is no character at all.
        "😀/🔬 émoji.tif", "👩‍🔬", "🇩🇪", "𝔘𝔫𝔦", "字/形.tif", "עברית", "عربي", "photo\u202egpj.exe", "a\u200bb", "\ufeffbom", "line\u2028paragraph\u2029", "\ue000\uf8ff", "\ufffe", "\uffff", "\U0010ffff", "\ufffd", "\U0010ffff\U0010ffff/last of all",
    ];

    /// <summary>Such that compressing them does not make them fit where they would else not.</summary>
    private static readonly string[] Long =
    [
        new string('n', RelativePath.LongestName), Noise(RelativePath.LongestName, "字形見本"), Of(RelativePath.LongestPath, "abcdefghijklmnopqrstuvwxyz0123456789 -"),
        Of(RelativePath.LongestPath, "電子顕微鏡画像試料測定結果回折図形"), string.Join('/', Enumerable.Repeat("d", 300)),
    ];

    public static IReadOnlyList<string> All { get; } = [.. Plain, .. Long];

    /// <summary>Each with a content of its own.</summary>
    public static Dictionary<string, string> Contents { get; } = All.ToDictionary(name => name, name => $"content {All.ToList().IndexOf(name)}", StringComparer.Ordinal);

    /// <summary>As a test's output can show it.</summary>
    public static string Show(string name) => string.Concat((name.Length > 60 ? $"{name[..40]}… ({Encoding.UTF8.GetByteCount(name)} bytes)" : name).Select(unit => unit is < ' ' or > '~' ? $"\\u{(int)unit:x4}" : $"{unit}"));

    /// <summary>A path of so many bytes.</summary>
    private static string Of(int bytes, string letters)
    {
        var path = new StringBuilder();
        for (var left = bytes; left > 0; left -= RelativePath.LongestName + 1)
        {
            path.Append(path.Length == 0 ? "" : "/").Append(Noise(Math.Min(left, RelativePath.LongestName), letters, left));
        }

        return path.ToString();
    }

    private static string Noise(int bytes, string letters, int seed = 1)
    {
        var (random, each) = (new Random(seed), Encoding.UTF8.GetByteCount(letters[..1]));
        return new string(random.GetItems<char>(letters, bytes / each)) + new string('n', bytes % each);
    }
}
