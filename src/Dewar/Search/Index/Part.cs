namespace Dewar.Search;

/// <summary>A part of the index, as it is in the list: which files it has, not what it says of them.</summary>
internal sealed class Part(long id, long section, PartHead head)
{
    public long Id => id;

    public long Section => section;

    public PartHead Head => head;

    public int Files => head.Rows.Length;

    /// <summary>Whether its columns are kept together.</summary>
    public bool IsSmall { get; init; }

    /// <summary>The key of the file in a row.</summary>
    public long FileAt(int row) => section << 16 | head.Rows[row];
}

/// <summary>A part in a list of a moment: rows that a later part has as well are not its business any more.</summary>
/// <param name="Current">The rows that are its business.</param>
internal sealed record ListedPart(Part Part, RowSet Current);
