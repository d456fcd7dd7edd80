using System.Buffers;
using System.Numerics;
using System.Runtime.InteropServices;

namespace Dewar.Formats.Drawing.Pictures;

/// <summary>Values of a picture in memory, row by row; NaN where there is none.</summary>
internal sealed class Plane : IDisposable
{
    private readonly int _count;
    private readonly bool _isRented;
    private double[] _values;

    /// <param name="width">Columns.</param>
    /// <param name="height">Rows.</param>
    /// <param name="channels">Values in a place: 1 for brightness, 3 for red, green and blue, and one more for opacity.</param>
    /// <param name="values">Row by row; without them there are none yet.</param>
    public Plane(int width, int height, int channels, double[]? values = null)
    {
        (Width, Height, Channels, _count) = (width, height, channels, checked(width * height * channels));
        _isRented = values is null;
        _values = values ?? ArrayPool<double>.Shared.Rent(_count);
        if (_isRented)
        {
            Values.Fill(double.NaN);
        }
    }

    public int Width { get; }

    public int Height { get; }

    public int Channels { get; }

    public Span<double> Values => _values.AsSpan(0, _count);

    public Span<double> Row(int y) => _values.AsSpan(y * Width * Channels, Width * Channels);

    /// <summary>The largest of a channel; NaN when there are no values.</summary>
    public double Most(int channel)
    {
        var most = double.NegativeInfinity;
        for (var i = channel; i < _count; i += Channels)
        {
            most = _values[i] > most ? _values[i] : most;
        }

        return double.IsNegativeInfinity(most) ? double.NaN : most;
    }

    /// <summary>The largest of all channels; NaN when there are no values.</summary>
    public double Most()
    {
        var vectors = MemoryMarshal.Cast<double, Vector<double>>(Values);
        var mosts = new Vector<double>(double.NegativeInfinity);
        foreach (var vector in vectors)
        {
            mosts = Vector.ConditionalSelect(Vector.GreaterThan(vector, mosts), vector, mosts);
        }

        var most = double.NegativeInfinity;
        for (var i = 0; i < Vector<double>.Count; i++)
        {
            most = Math.Max(most, mosts[i]);
        }

        foreach (var value in Values[(vectors.Length * Vector<double>.Count)..])
        {
            most = value > most ? value : most;
        }

        return double.IsNegativeInfinity(most) ? double.NaN : most;
    }

    /// <summary>Gives the memory back, for the next picture.</summary>
    public void Dispose()
    {
        if (_isRented && _values.Length > 0)
        {
            ArrayPool<double>.Shared.Return(_values);
            _values = [];
        }
    }
}
