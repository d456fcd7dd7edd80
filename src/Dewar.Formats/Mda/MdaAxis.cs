using System.Buffers.Binary;
using Dewar.Sdk;

namespace Dewar.Formats.Mda;

/// <summary>An axis by the positions of the first positioner.</summary>
internal static class MdaAxis
{
    private const int MostChecked = 100_000;

    public static Axis Of(ByteSource file, MdaScan scan)
    {
        if (scan.Positioners is not [var first, ..])
        {
            return new("point", scan.Points);
        }

        var axis = new Axis(first.Description is "" ? first.Name : first.Description, scan.Points) { Unit = first.Unit is "" ? null : first.Unit };
        var count = Math.Min(scan.Measured, MostChecked);
        if (count < 2 || scan.DataStart > file.Length - 8L * count)
        {
            return axis;
        }

        var places = Places(file, scan, count);
        var step = (places[^1] - places[0]) / (count - 1);
        if (!double.IsFinite(step) || step == 0)
        {
            return axis;
        }

        for (var i = 0; i < count; i++)
        {
            if (Math.Abs(places[0] + i * step - places[i]) > 0.01 * Math.Abs(step))
            {
                return axis with { Places = () => Places(file, scan, scan.Points) };
            }
        }

        return axis with { Offset = places[0], Scale = step };
    }

    private static double[] Places(ByteSource file, MdaScan scan, int count)
    {
        var bytes = file.ReadBytes(scan.DataStart, 8L * count);
        var places = new double[count];
        for (var i = 0; i < count; i++)
        {
            places[i] = BinaryPrimitives.ReadDoubleBigEndian(bytes.AsSpan(8 * i));
        }

        return places;
    }
}
