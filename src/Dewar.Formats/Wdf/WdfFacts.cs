using Dewar.Formats.Bytes;
using Dewar.Sdk;

namespace Dewar.Formats.Wdf;

/// <summary>What the blocks say in common names.</summary>
internal static class WdfFacts
{
    public static void Tell(MetaGroup tree, Facts facts)
    {
        facts.Tell(CoreNames.Title, tree.Word("WDF1", "title"), "WDF1/title");
        facts.Tell(CoreNames.Operator, tree.Word("WDF1", "username"), "WDF1/username");
        facts.Tell(CoreNames.Description, tree.Word("TEXT"), "TEXT");
        facts.Tell(CoreNames.AcquiredAt, Time(tree, "time_start"), "WDF1/time_start");
        facts.Tell(CoreNames.EndedAt, Time(tree, "time_end"), "WDF1/time_end");
        facts.Tell(CoreNames.Mode, tree.Word("WDF1", "measurement_type"), "WDF1/measurement_type");
        facts.Tell(CoreNames.Manufacturer, "Renishaw", "the format");
        if (tree.Find("WDF1", "app_version") is MetaValue { Value: long[] version })
        {
            facts.Tell(CoreNames.Software, $"{tree.Word("WDF1", "app_name")} {string.Join('.', version)}", "WDF1/app_version");
        }

        // A wave number is no wavelength in another unit: it is the reciprocal.
        var wavenumber = tree.Number("WDF1", "laser_wavenumber");
        facts.Tell(CoreNames.Wavelength, wavenumber is > 0 ? 1e7 / wavenumber : null, "nm", "WDF1/laser_wavenumber");
        if (tree.Find("WXCS") is MetaGroup calibration)
        {
            TellCalibration(calibration, facts);
        }

        if (tree.Find("WXDM") is MetaGroup measurement)
        {
            TellMeasurement(measurement, facts);
        }

        facts.Tell(CoreNames.Frames, tree.Number("WDF1", "accumulations_per_spectrum"), "", "WDF1/accumulations_per_spectrum");
    }

    private static FileTime? Time(MetaGroup tree, string name) => tree.Find("WDF1", name) is MetaValue { Value: FileTime time } ? time : null;

    private static void TellCalibration(MetaGroup calibration, Facts facts)
    {
        if (TreeSearch.Group(calibration, "CCD") is { } camera)
        {
            facts.Tell(CoreNames.DetectorType, "CCD", "WXCS/CCD");
            facts.Tell(CoreNames.Detector, TreeSearch.First(camera, "CCD")?.AsWord, "WXCS/CCD/CCD");
            facts.Tell(CoreNames.DetectorTemperature, TreeSearch.First(camera, "Target temperature")?.AsNumber, "°C", "WXCS/CCD/Target temperature");
        }

        facts.Tell(CoreNames.GratingDensity, TreeSearch.First(calibration, "Groove Density (lines/mm)")?.AsNumber, "1/mm", TreeSearch.Place(calibration, "Groove Density (lines/mm)"));
    }

    private static void TellMeasurement(MetaGroup measurement, Facts facts)
    {
        var accumulations = TreeSearch.First(measurement, "Accumulations")?.AsNumber;
        facts.Tell(CoreNames.Frames, accumulations, "", TreeSearch.Place(measurement, "Accumulations"));
        var exposure = TreeSearch.First(measurement, "Exposure Time")?.AsNumber;
        facts.Tell(CoreNames.ExposureTime, exposure * (accumulations ?? 1), "ms", TreeSearch.Place(measurement, "Exposure Time"));
    }
}
