using System.Text;

namespace Dewar.Records;

/// <summary>Text as XML 1.0 can carry it. What it can't is replaced by a sign for it, so that nobody takes it for nothing.</summary>
internal static class XmlText
{
    private const int ControlPictures = 0x2400;

    public static string Of(string text)
    {
        if (text.All(letter => letter is >= ' ' and < (char)0xD800 or '\t' or '\n'))
        {
            return text;
        }

        var clean = new StringBuilder(text.Length);
        foreach (var rune in text.EnumerateRunes())
        {
            clean.Append(rune.Value switch
            {
                '\t' or '\n' or '\r' => rune.ToString(),
                < ' ' => ((char)(ControlPictures + rune.Value)).ToString(),
                0xFFFE or 0xFFFF => "\uFFFD",
                _ => rune.ToString(),
            });
        }

        return clean.ToString();
    }

    /// <summary>With single spaces, as a token is compared.</summary>
    public static string Token(string text) => string.Join(' ', Of(text).Split([' ', '\t', '\n', '\r'], StringSplitOptions.RemoveEmptyEntries));

    public static string[] Lines(string text) => text.ReplaceLineEndings("\n").Split('\n');
}
