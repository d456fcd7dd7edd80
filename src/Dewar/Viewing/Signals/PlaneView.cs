using Dewar.Sdk;

namespace Dewar.Viewing;

/// <summary>Two axes of a signal, at one place of all the others.</summary>
internal sealed class PlaneView
{
    private readonly SignalValues _values;
    private readonly long[] _at;
    private readonly int _rows, _columns;

    /// <exception cref="ViewFault">There are no such axes, or no such place.</exception>
    public PlaneView(OpenedFile file, ViewArguments arguments)
    {
        (_, _values) = SignalList.Values(file, arguments);
        var rank = _values.Shape.Count;
        if (rank < 2)
        {
            throw ViewFault.Wrong("This signal has fewer than two axes, and so no picture");
        }

        _rows = (int)arguments.Number("rows", rank - 2, 0, rank - 1);
        _columns = (int)arguments.Number("columns", rank - 1, 0, rank - 1);
        _at = arguments.Numbers("at") ?? new long[rank];
        if (_rows == _columns || _at.Length != rank)
        {
            throw ViewFault.Wrong($"'at' has a number for each of the {rank} axes, and 'rows' and 'columns' are two of them");
        }

        for (var axis = 0; axis < rank; axis++)
        {
            if (axis != _rows && axis != _columns && _at[axis] >= _values.Shape[axis])
            {
                throw ViewFault.Wrong($"Axis {axis} has {_values.Shape[axis]} places; {_at[axis]} is beyond its end");
            }
        }
    }

    public ElementType Element => _values.Element;

    public long Height => _values.Shape[_rows];

    public long Width => _values.Shape[_columns];

    /// <summary>Reads a part of the plane, row by row.</summary>
    public byte[] Read(long x, long y, long width, long height, long step)
    {
        var rank = _at.Length;
        var (start, count, steps) = (_at.ToArray(), Enumerable.Repeat(1L, rank).ToArray(), Enumerable.Repeat(1L, rank).ToArray());
        (start[_rows], count[_rows], steps[_rows]) = (y, height, height > 1 ? step : 1);
        (start[_columns], count[_columns], steps[_columns]) = (x, width, width > 1 ? step : 1);
        var bytes = new byte[checked(width * height * Element.Size)];
        if (bytes.Length > 0)
        {
            _values.Read(new(start, count, steps), bytes);
        }

        return _rows < _columns ? bytes : Turned(bytes, (int)width, (int)height, Element.Size);
    }

    private static byte[] Turned(byte[] bytes, int width, int height, int size)
    {
        var turned = new byte[bytes.Length];
        for (var y = 0; y < height; y++)
        {
            for (var x = 0; x < width; x++)
            {
                bytes.AsSpan((x * height + y) * size, size).CopyTo(turned.AsSpan((y * width + x) * size));
            }
        }

        return turned;
    }
}
