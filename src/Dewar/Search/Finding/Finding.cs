namespace Dewar.Search;

/// <summary>What was found: the rows of each part, and with a sum of all.</summary>
internal sealed class Matches
{
    private readonly List<(Part Part, RowSet Rows, int Count)> _parts = [];

    /// <summary>Parts in which something was found, the newest section first.</summary>
    public IReadOnlyList<(Part Part, RowSet Rows, int Count)> Parts => _parts;

    public long Count { get; private set; }

    public void Add(Part part, RowSet rows)
    {
        var count = rows.Count;
        _parts.Add((part, rows, count));
        Count += count;
    }
}

/// <summary>Where a page ended: the value it was sorted by, if it has one, and the file.</summary>
internal sealed record Place(long File, double? Number = null, string? Word = null)
{
    public bool HasValue => Number is not null || Word is not null;
}

/// <summary>In which order files are found.</summary>
/// <param name="Column">The column; null for the newest first, as they were registered.</param>
internal sealed record Order(string? Column, bool IsDescending)
{
    public static Order Newest { get; } = new(null, true);

    /// <summary>Which comes first; those without a value come last, and of equal ones the newer file first.</summary>
    public int Compare(Place one, Place other)
    {
        if (one.HasValue != other.HasValue)
        {
            return one.HasValue ? -1 : 1;
        }

        var order = one.Number is { } number ? number.CompareTo(other.Number ?? 0) : Disk.PathOrder.ByBytes.Compare(one.Word, other.Word);
        return order == 0 ? other.File.CompareTo(one.File) : IsDescending ? -order : order;
    }
}
