using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;

namespace Dewar.Search;

/// <summary>
/// For each row of a section the number of its value in a list of distinct ones, from 1; 0 has none. As narrow as the list allows, since
/// finding is reading them. Rows with several values have the others beside.
/// </summary>
internal sealed class Codes
{
    private readonly byte[] _narrow;
    private readonly ushort[] _wide;
    private readonly int[] _widest;
    private readonly (ushort Row, int Code)[] _more;

    /// <param name="codes">One for each row from the first; rows behind them have none.</param>
    /// <param name="more">Second and further values.</param>
    public Codes(ReadOnlySpan<int> codes, int distinct, IEnumerable<(ushort Row, int Code)> more)
    {
        (_narrow, _wide, _widest, _more) = ([], [], [], [.. more.OrderBy(one => one.Row)]);
        Distinct = distinct;
        switch (distinct)
        {
            case <= byte.MaxValue:
                _narrow = new byte[RowSet.Places];
                Copy(codes, _narrow, static code => (byte)code);
                break;
            case <= ushort.MaxValue:
                _wide = new ushort[RowSet.Places];
                Copy(codes, _wide, static code => (ushort)code);
                break;
            default:
                _widest = new int[RowSet.Places];
                codes.CopyTo(_widest);
                break;
        }
    }

    /// <summary>How many values there are.</summary>
    public int Distinct { get; }

    /// <summary>Second and further values of rows, by row.</summary>
    public ReadOnlySpan<(ushort Row, int Code)> More => _more;

    /// <summary>The first value of a row; 0 has none.</summary>
    public int this[int row] => _narrow.Length > 0 ? _narrow[row] : _wide.Length > 0 ? _wide[row] : _widest[row];

    /// <summary>The rows with a value between these two, with both.</summary>
    public RowSet Between(int first, int last)
    {
        var rows = new RowSet();
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

        return rows;
    }

    /// <summary>The rows with one of these values.</summary>
    /// <param name="wanted">For each number of a value, from 0, whether it is one.</param>
    public RowSet Where(ReadOnlySpan<bool> wanted)
    {
        var (first, last) = (wanted.IndexOf(true), wanted.LastIndexOf(true));
        if (first < 0 || wanted[first..(last + 1)].IndexOf(false) < 0)
        {
            return first < 0 ? new() : Between(first, last);
        }

        var rows = new RowSet();
        for (var row = 0; row < RowSet.Places; row++)
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
        foreach (var row in rows.Rows())
        {
            counts[this[row]]++;
        }

        foreach (var (row, code) in _more)
        {
            counts[code] += rows[row] ? 1 : 0;
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
                bits |= (ulong)Vector256.LessThanOrEqual(Vector256.LoadUnsafe(ref start, (nuint)(word * 64 + part * 16)) - low, span).ExtractMostSignificantBits() << part * 16;
            }

            words[word] |= bits;
        }
    }

    private static void Copy<T>(ReadOnlySpan<int> from, T[] into, Func<int, T> narrow)
    {
        for (var row = 0; row < from.Length; row++)
        {
            into[row] = narrow(from[row]);
        }
    }
}
