using System.Text;

namespace Dewar.Search;

/// <summary>The words of a text, as the index has them: runs of letters and digits, small and without accents.</summary>
internal static class Tokens
{
    public const int Longest = 64;

    private static readonly Dictionary<char, char> Plainer = ((string[])[
        "aàáâãäåāăą", "cçćĉċč", "dďđ", "eèéêëēĕėęě", "gĝğġģ", "hĥħ", "iìíîïĩīĭįı", "jĵ", "kķ", "lĺļľŀł", "nñńņňŉ", "oòóôõöøōŏő", "rŕŗř", "sśŝşš", "tţťŧ", "uùúûüũūŭůűų", "wŵ", "yýÿŷ",
        "zźżž", "μµ"]).SelectMany(letters => letters[1..].Select(letter => (letter, letters[0]))).ToDictionary(pair => pair.letter, pair => pair.Item2);

    public static IEnumerable<string> Of(string text)
    {
        text = Plain(text);
        for (var at = 0; at < text.Length;)
        {
            var start = at;
            while (at < text.Length && IsPart(text[at]))
            {
                at++;
            }

            if (at > start)
            {
                yield return text[start..Math.Min(at, start + Longest)];
            }

            at++;
        }
    }

    /// <summary>
    /// Small letters without their accents: a file's name may have ü as one letter or as two (macOS), and who searches may have neither. By a
    /// table of our own, since the program runs without the system's tables of languages.
    /// </summary>
    public static string Plain(string text)
    {
        if (Ascii.IsValid(text))
        {
            return text.ToLowerInvariant();
        }

        var plain = new StringBuilder(text.Length);
        foreach (var letter in text.ToLowerInvariant())
        {
            if (letter is < '\u0300' or > '\u036F')
            {
                plain.Append(Plainer.GetValueOrDefault(letter, letter));
            }
        }

        return plain.ToString();
    }

    /// <summary>Whether a text has these words side by side.</summary>
    public static bool Has(string text, IReadOnlyList<string> phrase)
    {
        var met = 0;
        var words = new List<string>();
        foreach (var word in Of(text))
        {
            words.Add(word);
            if (words.Count >= phrase.Count && words.TakeLast(phrase.Count).SequenceEqual(phrase))
            {
                met++;
                break;
            }
        }

        return met > 0;
    }

    private static bool IsPart(char letter) => char.IsLetterOrDigit(letter) || char.IsSurrogate(letter);
}
