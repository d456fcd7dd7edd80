using System.Numerics;

namespace Dewar.Search;

/// <summary>Some of the rows of a section: a bit for each of its 65 536 places.</summary>
internal sealed class RowSet
{
    public const int Places = 1 << 16;

    /// <summary>Sixty-four rows a word.</summary>
    public ulong[] Words { get; } = new ulong[Places / 64];

    public int Count => Words.Sum(BitOperations.PopCount);

    public bool this[int row]
    {
        get => (Words[row >> 6] >> row & 1) != 0;
        set => Words[row >> 6] = value ? Words[row >> 6] | 1UL << row : Words[row >> 6] & ~(1UL << row);
    }

    public RowSet And(RowSet other) => Each(other, static (one, two) => one & two);

    public RowSet Or(RowSet other) => Each(other, static (one, two) => one | two);

    public RowSet Without(RowSet other) => Each(other, static (one, two) => one & ~two);

    /// <summary>The rows in it, in their order.</summary>
    public IEnumerable<int> Rows()
    {
        for (var number = 0; number < Words.Length; number++)
        {
            for (var word = Words[number]; word != 0; word &= word - 1)
            {
                yield return number << 6 | BitOperations.TrailingZeroCount(word);
            }
        }
    }

    private RowSet Each(RowSet other, Func<ulong, ulong, ulong> combine)
    {
        var result = new RowSet();
        for (var number = 0; number < Words.Length; number++)
        {
            result.Words[number] = combine(Words[number], other.Words[number]);
        }

        return result;
    }
}
