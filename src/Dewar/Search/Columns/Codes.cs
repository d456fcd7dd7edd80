using System.Numerics;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;

namespace Dewar.Search;

/// <summary>
/// For each row of a part the number of its value in a list of distinct ones, from 1; 0 has none. As narrow as the list allows, since
/// finding is reading them. Rows with several values have the others beside.
/// </summary>
internal sealed class Codes
{
    private readonly byte[] _narrow = [];
    private readonly ushort[] _wide = [];
    private readonly int[] _widest = [];
    private readonly (ushort Row, int Code)[] _more;

    /// <param name="raw">As <see cref="Raw"/> gives them.</param>
    /// <param name="rows">How many rows there are.</param>
    /// <param name="more">Second and further values, by row.</param>
    public Codes(ReadOnlySpan<byte> raw, int rows, int distinct, (ushort Row, int Code)[] more)
    {
        (Places, Distinct, _more) = (rows, distinct, more);
        // Whole words of sixty-four, so that nothing has to be looked at one by one.
        var room = RowSet.WordsFor(rows) * 64;
        switch (distinct)
        {
            case <= byte.MaxValue:
                raw.CopyTo(_narrow = new byte[room]);
                break;
            case <= ushort.MaxValue:
                raw.CopyTo(MemoryMarshal.AsBytes((_wide = new ushort[room]).AsSpan()));
                break;
            default:
                raw.CopyTo(MemoryMarshal.AsBytes((_widest = new int[room]).AsSpan()));
                break;
        }
    }

    /// <summary>How many rows there are.</summary>
    public int Places { get; }

    /// <summary>How many values there are.</summary>
    public int Distinct { get; }

    /// <summary>Second and further values of rows, by row.</summary>
    public ReadOnlySpan<(ushort Row, int Code)> More => _more;

    /// <summary>The codes as bytes: one, two or four each.</summary>
    public ReadOnlySpan<byte> Raw => _narrow.Length > 0 ? _narrow.AsSpan(0, Places)
        : _wide.Length > 0 ? MemoryMarshal.AsBytes(_wide.AsSpan(0, Places)) : MemoryMarshal.AsBytes(_widest.AsSpan(0, Places));

    /// <summary>Memory that it takes, in bytes.</summary>
    public int Bytes => _narrow.Length + _wide.Length * 2 + _widest.Length * 4 + _more.Length * 8;

    /// <summary>The first value of a row; 0 has none.</summary>
    public int this[int row] => _narrow.Length > 0 ? _narrow[row] : _wide.Length > 0 ? _wide[row] : _widest[row];

    /// <summary>How many bytes a code takes.</summary>
    public static int Width(int distinct) => distinct <= byte.MaxValue ? 1 : distinct <= ushort.MaxValue ? 2 : 4;

    public static Codes Of(ReadOnlySpan<int> codes, int distinct, IEnumerable<(ushort Row, int Code)> more)
    {
        var raw = new byte[codes.Length * Width(distinct)];
        var wide = MemoryMarshal.Cast<byte, ushort>(raw.AsSpan());
        var widest = MemoryMarshal.Cast<byte, int>(raw.AsSpan());
        for (var row = 0; row < codes.Length; row++)
        {
            switch (Width(distinct))
            {
                case 1:
                    raw[row] = (byte)codes[row];
                    break;
                case 2:
                    wide[row] = (ushort)codes[row];
                    break;
                default:
                    widest[row] = codes[row];
                    break;
            }
        }

        return new(raw, codes.Length, distinct, [.. more.OrderBy(one => one.Row).ThenBy(one => one.Code)]);
    }

    /// <summary>The rows with a value between these two, with both.</summary>
    public RowSet Between(int first, int last)
    {
        var rows = new RowSet(Places);
        if (first > last)
        {
            return rows;
        }

        if (_narrow.Length > 0)
        {
            Narrow((byte)first, (byte)last, rows.Words);
        }
        else if (_wide.Length > 0)
        {
            Wide((ushort)first, (ushort)last, rows.Words);
        }
        else
        {
            for (var row = 0; row < _widest.Length; row++)
            {
                rows.Words[row >> 6] |= _widest[row] >= first && _widest[row] <= last ? 1UL << row : 0;
            }
        }

        foreach (var (row, code) in _more)
        {
            if (code >= first && code <= last)
            {
                rows[row] = true;
            }
        }

        rows.Trim();
        return rows;
    }

    /// <summary>The rows with one of these values.</summary>
    /// <param name="wanted">For each number of a value, from 0, whether it is one.</param>
    public RowSet Where(ReadOnlySpan<bool> wanted)
    {
        var (first, last) = (wanted.IndexOf(true), wanted.LastIndexOf(true));
        if (first < 0 || wanted[first..(last + 1)].IndexOf(false) < 0)
        {
            return first < 0 ? new(Places) : Between(first, last);
        }

        var rows = new RowSet(Places);
        for (var row = 0; row < Places; row++)
        {
            rows.Words[row >> 6] |= wanted[this[row]] ? 1UL << row : 0;
        }

        foreach (var (row, code) in _more)
        {
            if (wanted[code])
            {
                rows[row] = true;
            }
        }

        return rows;
    }

    /// <summary>Adds how many of some rows have each value.</summary>
    /// <param name="counts">For each number of a value, from 0 for none.</param>
    public void Count(RowSet rows, Span<long> counts)
    {
        if (_narrow.Length > 0)
        {
            Count<byte>(_narrow, rows.Words, counts);
        }
        else if (_wide.Length > 0)
        {
            Count<ushort>(_wide, rows.Words, counts);
        }
        else
        {
            Count<int>(_widest, rows.Words, counts);
        }

        foreach (var (row, code) in _more)
        {
            counts[code] += rows[row] ? 1 : 0;
        }
    }

    private static void Count<T>(ReadOnlySpan<T> codes, ReadOnlySpan<ulong> words, Span<long> counts)
        where T : struct, IBinaryInteger<T>
    {
        for (var number = 0; number < words.Length; number++)
        {
            var some = codes.Slice(number * 64, 64);
            if (words[number] == ulong.MaxValue)
            {
                foreach (var code in some)
                {
                    counts[int.CreateTruncating(code)]++;
                }

                continue;
            }

            for (var word = words[number]; word != 0; word &= word - 1)
            {
                counts[int.CreateTruncating(some[BitOperations.TrailingZeroCount(word)])]++;
            }
        }
    }

    private void Narrow(byte first, byte last, Span<ulong> words)
    {
        var (low, span) = (Vector256.Create(first), Vector256.Create((byte)(last - first)));
        ref var start = ref MemoryMarshal.GetArrayDataReference(_narrow);
        for (var word = 0; word < words.Length; word++)
        {
            // What is below the first wraps around and is larger than the span.
            var lower = Vector256.LessThanOrEqual(Vector256.LoadUnsafe(ref start, (nuint)(word * 64)) - low, span).ExtractMostSignificantBits();
            var upper = Vector256.LessThanOrEqual(Vector256.LoadUnsafe(ref start, (nuint)(word * 64 + 32)) - low, span).ExtractMostSignificantBits();
            words[word] |= lower | (ulong)upper << 32;
        }
    }

    private void Wide(ushort first, ushort last, Span<ulong> words)
    {
        var (low, span) = (Vector256.Create(first), Vector256.Create((ushort)(last - first)));
        ref var start = ref MemoryMarshal.GetArrayDataReference(_wide);
        for (var word = 0; word < words.Length; word++)
        {
            var bits = 0UL;
            for (var part = 0; part < 4; part++)
            {
                var codes = Vector256.LoadUnsafe(ref start, (nuint)(word * 64 + part * 16));
                bits |= (ulong)Vector256.LessThanOrEqual(codes - low, span).ExtractMostSignificantBits() << part * 16;
            }

            words[word] |= bits;
        }
    }
}
