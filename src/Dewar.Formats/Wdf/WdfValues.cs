using System.Runtime.InteropServices;
using Dewar.Formats.Bytes;
using Dewar.Sdk;

namespace Dewar.Formats.Wdf;

/// <summary>
/// Spectra in single precision, one after the other in the order in which they were taken. Handed out by their place, with the spectral axis
/// rising. Places that were not reached are not a number.
/// </summary>
/// <param name="start">The first spectrum, in bytes from the beginning of the file.</param>
/// <param name="spectra">As many were taken.</param>
/// <param name="turned">Spectra lie in the file from the highest place to the lowest.</param>
internal sealed class WdfValues(ByteSource file, long start, long spectra, IReadOnlyList<long> shape, bool turned) : SignalValues
{
    /// <summary>The axes vary in the order y, x in the file, or x, y.</summary>
    public bool IsColumnMajor { get; init; }

    /// <summary>Every second line lies backwards.</summary>
    public bool IsSnake { get; init; }

    public override ElementType Element => ElementType.Float32;

    public override IReadOnlyList<long> Shape => shape;

    public override void Read(in Slab part, Span<byte> into)
    {
        if (into.Length == 0)
        {
            return;
        }

        var scan = shape.Count - 1;
        var width = (int)part.Count[scan];
        var places = new long[scan];
        for (var done = 0; done < into.Length; done += width * 4)
        {
            var row = MemoryMarshal.Cast<byte, float>(into.Slice(done, width * 4));
            ReadSpectrum(Number(part, places), part, row);
            for (var axis = scan - 1; axis >= 0 && ++places[axis] == part.Count[axis]; axis--)
            {
                places[axis] = 0;
            }
        }
    }

    // When the spectrum at a place was taken.
    private long Number(in Slab part, long[] places)
    {
        var at = new long[places.Length];
        for (var axis = 0; axis < at.Length; axis++)
        {
            at[axis] = part.Start[axis] + places[axis] * part.Step[axis];
        }

        if (at.Length < 2)
        {
            return at.Length == 0 ? 0 : at[0];
        }

        var (slow, fast) = IsColumnMajor ? (at.Length - 1, at.Length - 2) : (at.Length - 2, at.Length - 1);
        var along = IsSnake && at[slow] % 2 == 1 ? shape[fast] - 1 - at[fast] : at[fast];
        var plane = at[slow] * shape[fast] + along;
        return at.Length == 2 ? plane : at[0] * shape[1] * shape[2] + plane;
    }

    private void ReadSpectrum(long number, in Slab part, Span<float> into)
    {
        if (number >= spectra)
        {
            into.Fill(float.NaN);
            return;
        }

        var (points, axis) = (shape[^1], shape.Count - 1);
        var (first, step) = (part.Start[axis], part.Step[axis]);
        var last = first + (into.Length - 1) * step;
        var from = turned ? points - 1 - last : first;
        var bytes = file.ReadBytes(checked(start + (number * points + from) * 4), (last - first + 1) * 4);
        var stored = MemoryMarshal.Cast<byte, float>(bytes);
        for (var i = 0; i < into.Length; i++)
        {
            into[i] = stored[(int)(turned ? last - first - i * step : i * step)];
        }
    }
}
