using System.Text;
using Dewar.Formats.Bytes;

namespace Dewar.Formats.Fits;

/// <summary>A line of 80 letters in a header: a keyword with its value, or a remark.</summary>
/// <param name="Value">A <c>string</c>, <c>bool</c>, <c>long</c>, <c>double</c>, or null when the keyword has none.</param>
/// <param name="Comment">What stands after the slash; of remarks all of it.</param>
/// <param name="At">Where the line stands, in bytes from the beginning of the file.</param>
internal sealed record Card(string Keyword, object? Value, string Comment, long At)
{
    public const int Length = 80;

    /// <summary>COMMENT, HISTORY and lines without a keyword.</summary>
    public bool IsRemark => Keyword is "COMMENT" or "HISTORY" or "";

    /// <summary>A unit in brackets at the beginning of the comment, as the standard recommends it.</summary>
    public string? Unit =>
        Comment.StartsWith('[') && Comment.IndexOf(']') is > 1 and < 24 and var end && Value is long or double ? Comment[1..end].Trim() : null;

    /// <summary>A number as text, for keywords of which only some files have a number.</summary>
    public static object? Plain(string text)
    {
        text = text.Trim();
        return text switch
        {
            "" => null,
            "T" => true,
            "F" => false,
            _ when long.TryParse(text, System.Globalization.NumberStyles.AllowLeadingSign, null, out var whole) => whole,
            _ when NumberText.TryParse(text, out var number) => number,
            _ => text,
        };
    }

    public static Card Parse(ReadOnlySpan<byte> line, long at)
    {
        var text = Encoding.Latin1.GetString(line);
        var keyword = text[..8].TrimEnd();
        if (keyword is "HIERARCH" && text.IndexOf('=') is > 9 and var equals)
        {
            return WithValue(text[9..equals].Trim(), text[(equals + 1)..], at);
        }

        if (keyword is "CONTINUE")
        {
            return WithValue(keyword, text[8..], at);
        }

        // Some programs put the sign one place too far.
        var sign = text[8] == '=' ? 8 : text[8] == ' ' && text[9] == '=' ? 9 : -1;
        return sign > 0 && keyword is not ("COMMENT" or "HISTORY" or "")
            ? WithValue(keyword, text[(sign + 1)..], at)
            : new(keyword, null, text[8..].Trim(), at);
    }

    private static Card WithValue(string keyword, string text, long at)
    {
        text = text.Trim();
        if (text.StartsWith('\''))
        {
            return Quoted(keyword, text, at);
        }

        var slash = text.IndexOf('/');
        var comment = slash < 0 ? "" : text[(slash + 1)..].Trim();
        return new(keyword, Plain(slash < 0 ? text : text[..slash]), comment, at);
    }

    // A quotation mark inside is doubled. Blanks at the end mean nothing.
    private static Card Quoted(string keyword, string text, long at)
    {
        var value = new StringBuilder();
        var end = 1;
        for (; end < text.Length; end++)
        {
            if (text[end] == '\'')
            {
                if (end + 1 >= text.Length || text[end + 1] != '\'')
                {
                    break;
                }

                end++;
            }

            value.Append(text[end]);
        }

        var slash = text.IndexOf('/', Math.Min(end, text.Length));
        return new(keyword, value.ToString().TrimEnd(), slash < 0 ? "" : text[(slash + 1)..].Trim(), at);
    }
}
