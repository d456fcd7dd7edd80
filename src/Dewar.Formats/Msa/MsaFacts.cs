using Dewar.Formats.Bytes;
using Dewar.Sdk;

namespace Dewar.Formats.Msa;

/// <summary>The common quantities among the keywords.</summary>
internal sealed class MsaFacts(MsaSpectrum spectrum)
{
    private static readonly (string Keyword, CoreName Name)[] Numbers =
    [
        ("BEAMKV", CoreNames.AccelerationVoltage), ("EMISSION", CoreNames.EmissionCurrent), ("PROBECUR", CoreNames.BeamCurrent),
        ("BEAMDIAM", CoreNames.SpotDiameter), ("CONVANGLE", CoreNames.ConvergenceAngle), ("COLLANGLE", CoreNames.CollectionAngle),
        ("THICKNESS", CoreNames.SampleThickness), ("XTILTSTGE", CoreNames.StageTilt), ("YTILTSTGE", CoreNames.StageTiltBeta),
        ("DWELLTIME", CoreNames.DwellTime), ("INTEGTIME", CoreNames.ExposureTime), ("ELEVANGLE", CoreNames.ElevationAngle),
        ("AZIMANGLE", CoreNames.AzimuthAngle), ("LIVETIME", CoreNames.LiveTime), ("REALTIME", CoreNames.RealTime),
        ("XPOSITION", CoreNames.StageX), ("YPOSITION", CoreNames.StageY), ("ZPOSITION", CoreNames.StageZ),
    ];

    private static readonly (string Keyword, CoreName Name)[] Words =
    [
        ("TITLE", CoreNames.Title), ("OWNER", CoreNames.Operator), ("EDSDET", CoreNames.DetectorType), ("ELSDET", CoreNames.DetectorType),
        ("OPERMODE", CoreNames.Mode), ("COMMENT", CoreNames.Description), ("SAMPLE", CoreNames.Sample), ("ELEMENTS", CoreNames.Elements),
    ];

    public void Tell(Facts facts)
    {
        foreach (var (keyword, name) in Numbers)
        {
            // The standard gives places of the stage no unit: without one they say nothing.
            if (spectrum.Find(keyword) is { Unit: { } unit } found)
            {
                facts.Tell(name, found.Number, MsaKeyword.Plain(unit), keyword);
            }
        }

        foreach (var (keyword, name) in Words)
        {
            facts.Tell(name, spectrum.Word(keyword), keyword);
        }

        facts.Tell(CoreNames.SignalName, Technique(spectrum.Word("SIGNALTYPE")), "SIGNALTYPE");
        var isDiffraction = spectrum.Word("OPERMODE")?.StartsWith("DIFF", StringComparison.OrdinalIgnoreCase) == true;
        facts.Tell(isDiffraction ? CoreNames.CameraLength : CoreNames.Magnification, spectrum.Number("MAGCAM"), isDiffraction ? "mm" : "", "MAGCAM");
        if (spectrum.EnergyUnit is { } measured && Unit.TryParse(measured, out var energy) && energy.Dimension == CoreNames.Dispersion.Dimension)
        {
            facts.Tell(CoreNames.Dispersion, spectrum.Number("XPERCHAN"), measured, "XPERCHAN");
        }

        if (WrittenTime.Read(spectrum.Word("DATE"), spectrum.Word("TIME")) is { } written)
        {
            facts.Tell(CoreNames.AcquiredAt, new FileTime(written.Local), "DATE", written.Doubt);
        }
    }

    private static string? Technique(string? code) => code?.ToUpperInvariant() switch
    {
        "ELS" => "EELS",
        "EDX" => "EDS",
        "CLS" => "CL",
        "AES" or "EDS" or "WDS" or "XPS" or "PES" or "XRF" or "CL" or "GAM" => code.ToUpperInvariant(),
        _ => code,
    };
}
