namespace Dewar.Search;

/// <summary>What the index is told of a file. One without an experiment is gone.</summary>
internal sealed class FileFacts(long id)
{
    // A document may claim millions of values; nobody looks for the thousandth sample of a file.
    private const int MostValues = 500;
    private const int LongestWord = 500;
    private const int MostText = 20_000;

    private int _text;

    public long Id => id;

    /// <summary>The section of the index.</summary>
    public long Section => id >> 16;

    /// <summary>The row in it.</summary>
    public ushort Row => (ushort)id;

    public List<(string Column, double Value)> Numbers { get; } = [];

    public List<(string Column, string Value)> Words { get; } = [];

    /// <summary>What can be found by its words.</summary>
    public List<string> Texts { get; } = [];

    public void Tell(SearchKey key, string measure, double value)
    {
        if (double.IsFinite(value) && Numbers.Count < MostValues)
        {
            Numbers.Add((Columns.Number(key.Name, measure), value));
        }
    }

    /// <param name="isText">It can be found without its key.</param>
    public void Tell(SearchKey key, string value, bool isText = true)
    {
        if (Words.Count < MostValues && value.Length > 0)
        {
            var word = value.Length <= LongestWord ? value : value[..LongestWord];
            Words.Add((Columns.Word(key.Name), word));
            if (isText)
            {
                Mention(value);
            }
        }
    }

    /// <summary>Adds to the text.</summary>
    public void Mention(string text)
    {
        if (_text < MostText)
        {
            Texts.Add(text.Length <= MostText - _text ? text : text[..(MostText - _text)]);
            _text += text.Length;
        }
    }
}
