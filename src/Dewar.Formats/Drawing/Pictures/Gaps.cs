using Dewar.Sdk;

namespace Dewar.Formats.Drawing.Pictures;

/// <summary>
/// Which values of a detector are no measurement: counting detectors write −1 and −2, or the largest numbers that there are, where there is
/// no pixel or a dead one.
/// </summary>
internal static class Gaps
{
    private const int Rows = 48;
    private const int Columns = 4096;

    public static Valid Find(Drawable source, CancellationToken ct)
    {
        var element = source.Element;
        if (element.Channels != 1 || source.Rank < 2 || element.Kind is not (ElementKind.Signed or ElementKind.Unsigned) || element.Bits < 16)
        {
            return Valid.Finite;
        }

        ct.ThrowIfCancellationRequested();
        var isDiffraction = source.Signal.Type == SignalType.Diffraction;
        return (element.Kind, element.Bits) switch
        {
            (ElementKind.Unsigned, 64) => new(0, ulong.MaxValue / 2.0),
            (ElementKind.Unsigned, 32) => new(0, uint.MaxValue - 2.0),
            (ElementKind.Unsigned, 16) when isDiffraction => Marked(source, high: ushort.MaxValue - 1),
            (ElementKind.Signed, _) when isDiffraction || element.Bits == 32 => Marked(source, high: double.MaxValue),
            _ => Valid.Finite,
        };
    }

    // A saturated picture has values just below the largest as well, and a picture with negative noise more than two negative values.
    private static Valid Marked(Drawable source, double high)
    {
        var rank = source.Rank;
        var (rows, columns) = (source.Length(rank - 2), source.Length(rank - 1));
        var part = Drawable.Part(
            new long[rank],
            new(rank - 2, 0, Math.Min(rows, Rows), Math.Max(1, rows / Rows)),
            new(rank - 1, 0, Math.Min(columns, Columns), Math.Max(1, columns / Columns)));
        double[] numbers;
        try
        {
            numbers = Numbers.Of(source, part);
        }
        catch (DamagedException)
        {
            return Valid.Finite;
        }

        var isMarkedLow = numbers.Min() is < 0 and >= -2 && !numbers.Any(number => number is < 0 and not (-1 or -2));
        var isMarkedHigh = numbers.Any(number => number >= high) && !numbers.Any(number => number >= high * 0.75 && number < high);
        return new(isMarkedLow ? 0 : double.MinValue, isMarkedHigh ? high - 1 : double.MaxValue);
    }
}
