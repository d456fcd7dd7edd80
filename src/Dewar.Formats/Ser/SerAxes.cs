using Dewar.Sdk;

namespace Dewar.Formats.Ser;

/// <summary>
/// The axes of a SER file. It gives numbers without units: lengths are metres, reciprocal lengths 1/m, energies eV, and which of them it is
/// shows in their size. They are handed out in nm and 1/nm, as the program shows them.
/// </summary>
internal static class SerAxes
{
    private const double Nano = 1e-9;

    public static Axis[] Of(SerHeader header, SerElement element, IReadOnlyList<SerTag> tags)
    {
        var scan = Scan(header, tags);
        return header.HasImages
            ? [.. scan, Place("y", element.Lengths[1], element.Calibrations[1]), Place("x", element.Lengths[0], element.Calibrations[0])]
            : [.. scan, Spectrum(element.Lengths[0], element.Calibrations[0])];
    }

    public static bool IsReciprocal(Axis axis) => axis.Unit is "1 / nm";

    private static Axis Spectrum(int length, SerCalibration calibration) => Math.Abs(calibration.Delta) < 1e-4
        ? Place("x", length, calibration)
        : new("Energy", length) { Scale = Calibrated(calibration.Delta), Offset = Finite(calibration.First), Unit = "eV" };

    private static Axis Place(string name, int length, SerCalibration calibration) => Math.Abs(calibration.Delta) switch
    {
        > 0 and < 1e-3 => new(name, length) { Scale = calibration.Delta / Nano, Offset = Finite(calibration.First / Nano), Unit = "nm" },
        > 1e4 and < double.PositiveInfinity => new(name, length) { Scale = calibration.Delta * Nano, Offset = Finite(calibration.First * Nano), Unit = "1 / nm" },
        _ => new(name, length) { Scale = Calibrated(calibration.Delta), Offset = Finite(calibration.First) },
    };

    // The first dimension of the file runs fastest.
    private static List<Axis> Scan(SerHeader header, IReadOnlyList<SerTag> tags)
    {
        var product = 1L;
        foreach (var dimension in header.Dimensions)
        {
            product = dimension.Size < 0 || product > int.MaxValue ? -1 : product * dimension.Size;
        }

        if (header.Valid == 1 && product <= 1)
        {
            return [];
        }

        // What was announced in one dimension ends where the measurement did; a map keeps its frame.
        var real = header.Dimensions.Where(dimension => dimension.Size != 1).ToList();
        if (product != header.Total || real.Count < 2)
        {
            return header.Valid == 1 ? [] : [Along(real.Count == 1 ? real[0] : null, header.Valid, tags)];
        }

        return [.. real.Select((dimension, i) => InMap(dimension, i)).Reverse()];
    }

    private static Axis InMap(SerDimension dimension, int number) =>
        Place(number < 3 ? "xyz"[number].ToString() : $"scan {number + 1}", dimension.Size, dimension.Calibration) with { IsScan = true };

    private static Axis Along(SerDimension? dimension, int length, IReadOnlyList<SerTag> tags)
    {
        if (dimension?.Units.StartsWith("met", StringComparison.OrdinalIgnoreCase) == true || dimension?.Units is "m")
        {
            return Place(Direction(tags), length, dimension.Calibration) with { IsScan = true };
        }

        var name = dimension?.Description is { Length: > 0 } described ? described.ToLowerInvariant() : "number";
        return new(name, length)
        {
            IsScan = true,
            Unit = dimension?.Units is { Length: > 0 } units ? units : null,
            Scale = dimension is { Calibration.Delta: not (0 or 1) } ? Calibrated(dimension.Calibration.Delta) : null,
            Offset = dimension is null ? 0 : Finite(dimension.Calibration.First),
        };
    }

    // A line across the sample is along x, along y, or between them.
    private static string Direction(IReadOnlyList<SerTag> tags)
    {
        if (tags is not [{ X: { } x0, Y: { } y0 }, { X: { } x1, Y: { } y1 }, ..])
        {
            return "x";
        }

        var (dx, dy) = (Math.Abs(x1 - x0), Math.Abs(y1 - y0));
        return dy <= 1e-3 * dx ? "x" : dx <= 1e-3 * dy ? "y" : "position";
    }

    private static double? Calibrated(double delta) => double.IsFinite(delta) && delta != 0 ? delta : null;

    private static double Finite(double value) => double.IsFinite(value) && value != 0 ? value : 0;
}
