using Dewar.Sdk;

namespace Dewar.Formats.Spe;

/// <summary>What stands along the columns of a frame.</summary>
internal static class SpeWavelengths
{
    /// <summary>The polynomial of SPE 2, over columns that are counted from one.</summary>
    public static Axis Axis(MetaGroup calibration, long length)
    {
        var order = (int)(calibration.Number("polynom_order") ?? 0);
        if (calibration.Number("calib_valid") is not 1 || order is < 1 or > 5 || calibration.Find("polynom_coeff") is not MetaValue { Value: double[] coefficients }
            || coefficients.Any(coefficient => !double.IsFinite(coefficient)) || coefficients[1] == 0)
        {
            return new("x", length);
        }

        double At(long column)
        {
            var sum = 0.0;
            for (var power = order; power >= 0; power--)
            {
                sum = sum * (column + 1) + coefficients[power];
            }

            return sum;
        }

        var (name, unit) = calibration.Number("polynom_unit") switch
        {
            3 => ("wavelength", "nm"),
            4 => ("wavenumber", "1/cm"),
            5 => ("Raman shift", "1/cm"),
            _ => ("wavelength", "nm"),
        };
        return new(name, length)
        {
            Unit = unit,
            Offset = At(0),
            Scale = length > 1 ? (At(length - 1) - At(0)) / (length - 1) : coefficients[1],
            Places = order == 1 ? null : () => [.. Enumerable.Range(0, (int)length).Select(column => At(column))],
        };
    }

    /// <summary>The wavelengths of all columns that SPE 3 lists; of pairs with errors the first.</summary>
    public static Axis Axis(double[]? listed, long length, long first)
    {
        if (listed is null || first < 0 || first + length > listed.Length)
        {
            return new("x", length);
        }

        var places = listed[(int)first..(int)(first + length)];
        return new("wavelength", length)
        {
            Unit = "nm",
            Offset = places[0],
            Scale = length > 1 ? (places[^1] - places[0]) / (length - 1) : null,
            Places = () => places,
        };
    }
}
