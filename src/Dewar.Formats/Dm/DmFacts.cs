using Dewar.Sdk;

namespace Dewar.Formats.Dm;

/// <summary>The common quantities in the tags of an image.</summary>
/// <param name="tags">The image's tags, or those that a script copied when it made a stack of images.</param>
/// <param name="path">Where they are.</param>
/// <param name="facts">Where they go.</param>
internal sealed class DmFacts(MetaGroup tags, string path, Facts facts)
{
    private const string NotSet = "Zero is what is written when the microscope does not tell.";

    // Where, what, and in which unit; of the same quantity the first counts.
    private static readonly (string[] Place, CoreName Name, string Unit)[] Numbers =
    [
        (["Microscope Info", "Voltage"], CoreNames.AccelerationVoltage, "V"),
        (["Microscope Info", "Stage Position", "Stage X"], CoreNames.StageX, "µm"),
        (["Microscope Info", "Stage Position", "Stage Y"], CoreNames.StageY, "µm"),
        (["Microscope Info", "Stage Position", "Stage Z"], CoreNames.StageZ, "µm"),
        (["Microscope Info", "Stage Position", "Stage Alpha"], CoreNames.StageTilt, "°"),
        (["Microscope Info", "Stage Position", "Stage Beta"], CoreNames.StageTiltBeta, "°"),
        (["Microscope Info", "Field of View (µm)"], CoreNames.FieldWidth, "µm"),
        (["EELS", "Experimental Conditions", "Collection semi-angle (mrad)"], CoreNames.CollectionAngle, "mrad"),
        (["EELS", "Experimental Conditions", "Convergence semi-angle (mrad)"], CoreNames.ConvergenceAngle, "mrad"),
        (["EELS", "Convergence semi-angle (mrad)"], CoreNames.ConvergenceAngle, "mrad"),
        (["EELS", "Collection semi-angle (mrad)"], CoreNames.CollectionAngle, "mrad"),
        (["EELS", "Acquisition", "Number of frames"], CoreNames.Frames, ""),
        (["CL", "Acquisition", "Number of frames"], CoreNames.Frames, ""),
        (["EELS Spectrometer", "Dispersion (eV/ch)"], CoreNames.Dispersion, "eV"),
        (["EDS", "Acquisition", "Dispersion (eV)"], CoreNames.Dispersion, "eV"),
        (["EDS", "Live time"], CoreNames.LiveTime, "s"),
        (["EDS", "Real time"], CoreNames.RealTime, "s"),
        (["EDS", "Live time (SI Average)"], CoreNames.LiveTime, "s"),
        (["EDS", "Real time (SI Average)"], CoreNames.RealTime, "s"),
        (["EDS", "Detector Info", "Azimuthal angle"], CoreNames.AzimuthAngle, "°"),
        (["EDS", "Detector Info", "Elevation angle"], CoreNames.ElevationAngle, "°"),
        (["CL", "Acquisition", "Dispersion grating (lines/mm)"], CoreNames.GratingDensity, "1/mm"),
        (["Acquisition", "Monarc Spectrometer", "Grating"], CoreNames.GratingDensity, "1/mm"),
        (["Acquisition", "Device", "Temperature (C)"], CoreNames.DetectorTemperature, "°C"),
        (["InSitu", "SmartSet", "Temperature"], CoreNames.Temperature, "°C"),
        (["DigiScan", "Rotation"], CoreNames.ScanRotation, "°"),
    ];

    // Those of which zero means that nothing was said.
    private static readonly (string[] Place, CoreName Name, string Unit)[] NeverZero =
    [
        (["Microscope Info", "Probe Size (nm)"], CoreNames.SpotDiameter, "nm"),
        (["Microscope Info", "Emission Current (µA)"], CoreNames.EmissionCurrent, "µA"),
        (["Microscope Info", "Cs(mm)"], CoreNames.SphericalAberration, "mm"),
    ];

    private static readonly (string[] Place, CoreName Name)[] Words =
    [
        (["Session Info", "Microscope"], CoreNames.Instrument),
        (["Microscope Info", "Microscope"], CoreNames.Instrument),
        (["Microscope Info", "Name"], CoreNames.Instrument),
        (["Session Info", "Operator"], CoreNames.Operator),
        (["Microscope Info", "Operator"], CoreNames.Operator),
        (["Session Info", "Specimen"], CoreNames.Sample),
        (["Microscope Info", "Specimen"], CoreNames.Sample),
        (["Acquisition", "Device", "Name"], CoreNames.Detector),
        (["DataBar", "Device Name"], CoreNames.Detector),
        (["EELS Spectrometer", "Aperture label"], CoreNames.Aperture),
        (["EDS", "Detector Info", "Detector type"], CoreNames.DetectorType),
    ];

    public void Tell()
    {
        DmTimes.Tell(tags, path, facts);
        foreach (var (place, name, unit) in Numbers)
        {
            Number(name, unit, place);
        }

        foreach (var (place, name, unit) in NeverZero)
        {
            if (tags.Number(place) is not 0)
            {
                Number(name, unit, place);
            }
        }

        foreach (var (place, name) in Words)
        {
            facts.Tell(name, tags.Word(place), At(place), name == CoreNames.Operator ? "It stays from the session before when nobody changes it." : null);
        }

        string[] current = ["Microscope Info", "Probe Current (nA)"];
        facts.Tell(CoreNames.BeamCurrent, tags.Number(current), "nA", At(current), tags.Number(current) is 0 ? NotSet : null);
        TellMode();
        TellTimes();
        TellCamera();
        facts.Tell(CoreNames.DetectorType, Cathodoluminescence(), At(["Meta Data", "Acquisition Mode"]));
        facts.Tell(CoreNames.SignalName, DmSignalKind.Of(tags), At(["Meta Data", "Signal"]));
        facts.Tell(CoreNames.SignalName, tags.Word("DataBar", "Signal Name"), At(["DataBar", "Signal Name"]));
        if ((tags.Word("GMS Version", "Created") ?? tags.Word("GMS Version", "Saved")) is { Length: > 0 } version)
        {
            facts.Tell(CoreNames.Software, $"Gatan Microscopy Suite {version}", At(["GMS Version"]));
        }

        if (tags.Word("Tecnai", "Microscope Info") is { } text)
        {
            TecnaiText.Tell(text, facts, At(["Tecnai", "Microscope Info"]));
        }
    }

    // In a diffraction mode of TEM what is called a magnification is the camera length.
    private void TellMode()
    {
        var illumination = tags.Word("Microscope Info", "Illumination Mode") ?? "";
        var imaging = $"{tags.Word("Microscope Info", "Imaging Mode")} {tags.Word("Microscope Info", "Operation Mode")}";
        var mode = illumination.Contains("STEM", StringComparison.Ordinal) ? "STEM"
            : illumination.Contains("SEM", StringComparison.Ordinal) ? "SEM"
            : illumination is "" ? null : "TEM";
        facts.Tell(CoreNames.Mode, mode, At(["Microscope Info", "Illumination Mode"]));
        string[] magnification = ["Microscope Info", "Indicated Magnification"];
        if (mode is "TEM" && imaging.Contains("DIFFRACTION", StringComparison.Ordinal))
        {
            Number(CoreNames.CameraLength, "mm", magnification);
            return;
        }

        if (mode is "STEM" or "SEM")
        {
            Number(CoreNames.CameraLength, "mm", ["Microscope Info", "STEM Camera Length"]);
        }

        Number(CoreNames.Magnification, "", magnification);
        Number(CoreNames.Magnification, "", ["Microscope Info", "Actual Magnification"]);
    }

    private void TellTimes()
    {
        var isMap = tags.Word("Meta Data", "Format")?.StartsWith("Spectrum image", StringComparison.OrdinalIgnoreCase) == true || tags.Find("SI") is not null;
        foreach (var technique in (string[])["EELS", "CL", "EDS"])
        {
            if (tags.Find(technique, "Acquisition") is not MetaGroup acquisition)
            {
                continue;
            }

            // A spectrum of many frames says its whole time; a map says the time of a frame.
            var whole = acquisition.Number("Integration time (s)") ?? acquisition.Number("Dwell time (s)");
            var frame = acquisition.Number("Exposure (s)");
            var exposure = whole ?? frame * (acquisition.Number("Number of frames") ?? 1);
            var place = $"{path}.{technique}.Acquisition.{(whole is null ? "Exposure (s)" : "Integration time (s)")}";
            facts.Tell(CoreNames.ExposureTime, exposure, "s", place);
            if (isMap)
            {
                facts.Tell(CoreNames.DwellTime, exposure, "s", place);
            }
        }

        Number(CoreNames.DwellTime, "s", ["SI", "Acquisition", "Pixel time (s)"]);
        Number(CoreNames.DwellTime, "µs", ["DigiScan", "Sample Time"]);
        Number(CoreNames.ExposureTime, "s", ["Acquisition", "Parameters", "High Level", "Exposure (s)"]);
        Number(CoreNames.ExposureTime, "s", ["Acquisition", "Parameters", "Detector", "exposure (s)"]);
        Number(CoreNames.ExposureTime, "s", ["DataBar", "Exposure Time (s)"]);
    }

    private void TellCamera()
    {
        if (tags.Find("Acquisition", "Parameters", "High Level", "Binning") is MetaValue { Value: long[] and [var horizontal, var vertical] })
        {
            facts.Tell(CoreNames.Binning, $"{horizontal}x{vertical}", At(["Acquisition", "Parameters", "High Level", "Binning"]));
        }

        if (tags.Find("Acquisition", "Device", "CCD", "Pixel Size (um)") is MetaValue { Value: double[] and [var size, ..] })
        {
            facts.Tell(CoreNames.DetectorPixelSize, size, "µm", At(["Acquisition", "Device", "CCD", "Pixel Size (um)"]));
        }

        if (IsSet("DigiScan", "Sum Frames"))
        {
            Number(CoreNames.Frames, "", ["DigiScan", "Number Summing Frames"]);
        }

        if (IsSet("EELS Spectrometer", "Slit inserted"))
        {
            Number(CoreNames.Slit, "eV", ["EELS Spectrometer", "Slit width (eV)"]);
        }
    }

    private string? Cathodoluminescence() => DmSignalKind.Of(tags) is not "CL" ? null : tags.Word("Meta Data", "Acquisition Mode") switch
    {
        "Parallel dispersive" => "CCD",
        "Serial dispersive" => "PMT",
        _ => null,
    };

    private bool IsSet(params string[] place) => tags.Find(place) is MetaValue { Value: true or 1L };

    private void Number(CoreName name, string unit, string[] place) => facts.Tell(name, tags.Number(place), unit, At(place));

    private string At(string[] place) => $"{path}.{string.Join('.', place)}";
}
