using Dewar.Sdk;

namespace Dewar.Formats.Drawing;

/// <summary>Names of axes and values as they are written at a plot.</summary>
internal static class AxisText
{
    /// <summary>"energy (eV)".</summary>
    public static string Of(string name, string? unit)
    {
        var tidy = Tidy(unit);
        return tidy is "" ? name : name is "" ? tidy : $"{name} ({tidy})";
    }

    /// <summary>A unit as it is printed: "µm" for "um", "nm⁻¹" for "1/nm", nothing for a plain number.</summary>
    public static string Tidy(string? unit)
    {
        var text = (unit ?? "").Trim().Trim('[', ']').Replace('μ', 'µ');
        return text switch
        {
            "1" or "px" or "pixel" or "pixels" or "none" or "dimensionless" or "<undefined>" or "undefined" or "unitless" => "",
            "um" or "micron" or "microns" or "micrometer" => "µm",
            "us" => "µs",
            "ohm" or "Ohm" => "Ω",
            "Angstrom" or "angstrom" or "angstroms" or "Angstroms" or "Ang" or "A^" => "Å",
            "deg" or "degree" or "degrees" => "°",
            "degC" or "celsius" or "Celsius" => "°C",
            "1/nm" or "nm^-1" or "1 / nm" => "nm⁻¹",
            "1/A" or "A^-1" or "1/angstrom" or "1/Angstrom" or "1/Å" or "Å^-1" or "angstrom^-1" => "Å⁻¹",
            "1/cm" or "cm^-1" or "cm-1" => "cm⁻¹",
            "1/m" or "m^-1" => "m⁻¹",
            _ => text,
        };
    }
}
