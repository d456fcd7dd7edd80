namespace Dewar.Search;

/// <summary>Walks along a query and takes pieces of it.</summary>
internal sealed class QueryScanner(string query)
{
    private const string EndsWords = "():=<>!\"";
    private const string EndsValues = "()\"";

    public int At { get; set; }

    public bool IsAtEnd => At >= query.Length;

    public char Next => IsAtEnd ? '\0' : query[At];

    public void SkipBlanks()
    {
        while (!IsAtEnd && char.IsWhiteSpace(Next))
        {
            At++;
        }
    }

    /// <summary>Takes this text, if it stands here.</summary>
    public bool TryTake(string text)
    {
        if (string.CompareOrdinal(query, At, text, 0, text.Length) != 0)
        {
            return false;
        }

        At += text.Length;
        return true;
    }

    /// <summary>Takes AND, OR or NOT, if that word stands here by itself.</summary>
    public bool TryTakeWord(string word)
    {
        var after = At + word.Length;
        return (after == query.Length || after < query.Length && (char.IsWhiteSpace(query[after]) || EndsValues.Contains(query[after]))) && TryTake(word);
    }

    /// <summary>A word of free text, or a key: up to a blank or a sign.</summary>
    public string TakeWord() => TakeUntil(EndsWords);

    /// <summary>What stands behind a key: up to a blank or a parenthesis.</summary>
    public string TakeValue() => TakeUntil(EndsValues);

    /// <summary>Takes what stands in quotes; two quotes in it are one.</summary>
    public string TakeQuoted()
    {
        var start = At++;
        var text = "";
        while (true)
        {
            var end = IsAtEnd ? -1 : query.IndexOf('"', At);
            if (end < 0)
            {
                throw new QueryFault("This quote is never closed.", start, query.Length - start);
            }

            text += query[At..end];
            At = end + 1;
            if (Next != '"')
            {
                return text;
            }

            text += '"';
            At++;
        }
    }

    private string TakeUntil(string ends)
    {
        var start = At;
        while (!IsAtEnd && !char.IsWhiteSpace(Next) && !ends.Contains(Next))
        {
            At++;
        }

        return query[start..At];
    }
}
