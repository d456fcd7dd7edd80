using System.Text;

namespace Dewar.Workflows;

/// <summary>Parts a text into words as a shell does, by blanks and quotes, and does nothing else of what a shell does.</summary>
internal static class ShellWords
{
    /// <summary>Null where a quote is not closed.</summary>
    public static List<string>? Of(string text)
    {
        var (words, word, quote) = (new List<string>(), (StringBuilder?)null, '\0');
        for (var at = 0; at < text.Length; at++)
        {
            var letter = text[at];
            if (quote == '\0' && letter is ' ' or '\t' or '\n')
            {
                words.AddRange(word is null ? [] : [word.ToString()]);
                word = null;
            }
            else if (quote == '\0' && letter is '\'' or '"')
            {
                (quote, word) = (letter, word ?? new());
            }
            else if (letter == quote)
            {
                quote = '\0';
            }
            else
            {
                word ??= new();
                // Between double quotes a backslash only takes their own meaning from a few.
                var escapes = letter == '\\' && quote != '\'' && at + 1 < text.Length && (quote == '\0' || text[at + 1] is '"' or '\\' or '$' or '`');
                word.Append(escapes ? text[++at] : letter);
            }
        }

        words.AddRange(word is null ? [] : [word.ToString()]);
        return quote == '\0' ? words : null;
    }
}
