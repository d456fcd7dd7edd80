using System.Numerics;

namespace Dewar.Search;

/// <summary>Some of the rows of a part: a bit for each of its places.</summary>
internal sealed class RowSet
{
    /// <summary>The most rows that a part has.</summary>
    public const int Most = 1 << 16;

    /// <param name="places">How many rows there are to choose from.</param>
    public RowSet(int places)
    {
        Places = places;
        Words = new ulong[WordsFor(places)];
    }

    public int Places { get; }

    /// <summary>Sixty-four rows a word; bits behind the last row are never set.</summary>
    public ulong[] Words { get; }

    public int Count
    {
        get
        {
            var count = 0;
            foreach (var word in Words)
            {
                count += BitOperations.PopCount(word);
            }

            return count;
        }
    }

    public bool IsEmpty => !Words.AsSpan().ContainsAnyExcept(0UL);

    public bool this[int row]
    {
        get => (Words[row >> 6] >> row & 1) != 0;
        set => Words[row >> 6] = value ? Words[row >> 6] | 1UL << row : Words[row >> 6] & ~(1UL << row);
    }

    public static int WordsFor(int places) => (places + 63) / 64;

    public static RowSet AllOf(int places)
    {
        var all = new RowSet(places);
        Array.Fill(all.Words, ulong.MaxValue);
        all.Trim();
        return all;
    }

    public RowSet And(RowSet other) => Each(other, static (one, two) => one & two);

    public RowSet Or(RowSet other) => Each(other, static (one, two) => one | two);

    public RowSet Without(RowSet other) => Each(other, static (one, two) => one & ~two);

    /// <summary>Takes away what does not exist.</summary>
    public void Trim()
    {
        if ((Places & 63) != 0)
        {
            Words[^1] &= (1UL << Places) - 1;
        }
    }

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
        var result = new RowSet(Places);
        for (var number = 0; number < Words.Length; number++)
        {
            result.Words[number] = combine(Words[number], other.Words[number]);
        }

        return result;
    }
}
