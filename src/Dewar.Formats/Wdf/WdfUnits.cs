namespace Dewar.Formats.Wdf;

/// <summary>The numbers by which a file names units and kinds of things.</summary>
internal static class WdfUnits
{
    private static readonly string?[] Units =
    [
        null, "1/cm", "nm", "nm", "eV", "µm", "Counts", "electrons", "mm", "m", "K", "Pa", "s", "ms", "h", "d", "px", null, null, "°", "rad", "°C", "°F",
        "K/min", null, "µs",
    ];

    private static readonly string[] Kinds =
    [
        "Arbitrary", "Spectral", "Intensity", "X", "Y", "Z", "R", "Theta", "Phi", "Temperature", "Pressure", "Time", "Derivative", "Polarization",
        "FocusTrack_Z", "TempRampRate", "Checksum", "Flags", "ElapsedTime", "Frequency", "Mp_Well_Spatial_X", "Mp_Well_Spatial_Y", "Mp_LocationIndex",
        "Mp_WellReference", "PAFZActual", "PAFZError", "PAFSignalUsed", "ExposureTime", "ExternalSignal", "Custom",
    ];

    private static readonly string[] Measurements = ["Unspecified", "Single", "Series", "Mapping"];

    private static readonly string[] Scans =
    [
        "Unspecified", "Static", "Continuous", "StepRepeat", "FilterScan", "FilterImage", "StreamLine", "StreamLineHR", "PointDetector",
    ];

    public const uint Time = 11;
    public const uint Checksum = 16;
    public const uint Flags = 17;

    /// <summary>The unit; null when it is arbitrary or unknown.</summary>
    public static string? Unit(uint number) => number < Units.Length ? Units[number] : null;

    public static string Kind(uint number) => number < Kinds.Length ? Kinds[number] : $"Kind {number}";

    public static string Measurement(uint number) => number < Measurements.Length ? Measurements[number] : $"Measurement {number}";

    /// <summary>How the spectrum was taken; higher bits say how the detector was read.</summary>
    public static string Scan(uint number) => (number & 0xFF) < Scans.Length ? Scans[number & 0xFF] : $"Scan {number}";

    /// <summary>What a spectrum stands over, by its unit.</summary>
    public static string AxisName(uint unit) => unit switch
    {
        1 => "Raman Shift",
        2 or 3 or 5 => "Wavelength",
        4 => "Energy",
        _ => WdfUnits.Unit(unit) ?? "x",
    };
}
