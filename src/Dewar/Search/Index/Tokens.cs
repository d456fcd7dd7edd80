using System.Text;

namespace Dewar.Search;

/// <summary>The words of a text, as the index has them: runs of letters and digits, small, alike in all ways to write them (NFKC).</summary>
internal static class Tokens
{
    public const int Longest = 64;

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

    /// <summary>What letters mean, whatever their form. Half a surrogate pair has no form.</summary>
    public static string Plain(string text) => (Ascii.IsValid(text) || !IsWhole(text) ? text : text.Normalize(NormalizationForm.FormKC)).ToLowerInvariant();

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

    private static bool IsWhole(string text)
    {
        for (var at = 0; at < text.Length; at++)
        {
            if (char.IsHighSurrogate(text[at]) && at + 1 < text.Length && char.IsLowSurrogate(text[at + 1]))
            {
                at++;
            }
            else if (char.IsSurrogate(text[at]))
            {
                return false;
            }
        }

        return true;
    }
}
