using Dewar.Sdk;

namespace Dewar.Formats.Hdf5;

/// <summary>Brings elements from packed blocks to where they belong in the part that is being read.</summary>
/// <param name="part">What is being read.</param>
/// <param name="size">Bytes of an element.</param>
internal sealed class BlockCopy(Slab part, int size)
{
    private readonly int _rank = part.Start.Count;
    private readonly long[] _start = [.. part.Start];
    private readonly long[] _count = [.. part.Count];
    private readonly long[] _step = [.. part.Step];

    // Of the block that is being copied: the numbers of the part's elements in it, and distances in bytes.
    private readonly long[] _low = new long[part.Start.Count];
    private readonly long[] _high = new long[part.Start.Count];
    private readonly long[] _from = new long[part.Start.Count];
    private readonly long[] _into = new long[part.Start.Count];
    private readonly long[] _first = new long[part.Start.Count];
    private int _runAxis;

    /// <summary>Copies what the part has in a block.</summary>
    /// <param name="origin">Where the block begins in the dataset.</param>
    /// <param name="shape">Elements of it along each axis.</param>
    public void Copy(ReadOnlySpan<byte> block, ReadOnlySpan<long> origin, ReadOnlySpan<long> shape, Span<byte> into)
    {
        if (_rank == 0)
        {
            block[..size].CopyTo(into);
        }
        else if (Overlap(origin, shape))
        {
            CopyAxis(block, 0, 0, 0, into);
        }
    }

    /// <summary>Fills what the part has in a block.</summary>
    public void Fill(byte[] fill, ReadOnlySpan<long> origin, ReadOnlySpan<long> shape, Span<byte> into)
    {
        if (_rank == 0)
        {
            UnwrittenStorage.Fill(into, fill);
        }
        else if (Overlap(origin, shape))
        {
            FillAxis(fill, 0, 0, into);
        }
    }

    private bool Overlap(ReadOnlySpan<long> origin, ReadOnlySpan<long> shape)
    {
        long from = size, into = size;
        for (var axis = _rank - 1; axis >= 0; axis--)
        {
            var (start, step) = (_start[axis], _step[axis]);
            _low[axis] = origin[axis] <= start ? 0 : (origin[axis] - start + step - 1) / step;
            var end = origin[axis] + shape[axis] - start;
            _high[axis] = end <= 0 ? 0 : Math.Min(_count[axis], (end + step - 1) / step);
            if (_low[axis] >= _high[axis])
            {
                return false;
            }

            _first[axis] = start + _low[axis] * step - origin[axis];
            (_from[axis], _into[axis]) = (from, into);
            (from, into) = (from * shape[axis], into * _count[axis]);
        }

        // Along the axes after this one everything is wanted and lies in the same way on both sides: one run.
        _runAxis = _rank - 1;
        while (_runAxis > 0 && _step[_runAxis] == 1 && _from[_runAxis - 1] == _into[_runAxis - 1]
            && _high[_runAxis] - _low[_runAxis] == _count[_runAxis])
        {
            _runAxis--;
        }

        return true;
    }

    private void CopyAxis(ReadOnlySpan<byte> block, int axis, long from, long to, Span<byte> into)
    {
        from += _first[axis] * _from[axis];
        to += _low[axis] * _into[axis];
        var count = _high[axis] - _low[axis];
        if (axis == _runAxis && _step[axis] == 1)
        {
            block.Slice(checked((int)from), checked((int)(count * _from[axis]))).CopyTo(into[(int)to..]);
            return;
        }

        var step = _step[axis] * _from[axis];
        for (long i = 0; i < count; i++, from += step, to += _into[axis])
        {
            if (axis == _rank - 1)
            {
                block.Slice((int)from, size).CopyTo(into[(int)to..]);
            }
            else
            {
                CopyAxis(block, axis + 1, from, to, into);
            }
        }
    }

    private void FillAxis(byte[] fill, int axis, long to, Span<byte> into)
    {
        to += _low[axis] * _into[axis];
        var count = _high[axis] - _low[axis];
        if (axis == _rank - 1)
        {
            UnwrittenStorage.Fill(into.Slice((int)to, (int)(count * size)), fill);
            return;
        }

        for (long i = 0; i < count; i++, to += _into[axis])
        {
            FillAxis(fill, axis + 1, to, into);
        }
    }
}
