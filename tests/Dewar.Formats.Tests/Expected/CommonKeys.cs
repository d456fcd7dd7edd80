using System.Text.RegularExpressions;
using Dewar.Formats.Bytes;
using Dewar.Sdk;

namespace Dewar.Formats.Expected;

/// <summary>Keys of the expected values that mean the same in all families.</summary>
internal static partial class CommonKeys
{
    // The quantity, and the unit in which the expected values are as a rule; see the data's own description.
    private static readonly Dictionary<string, (CoreName Name, string? Unit)> Quantities = new()
    {
        ["beam_energy"] = (CoreNames.AccelerationVoltage, "kV"),
        ["beam_current"] = (CoreNames.BeamCurrent, "nA"),
        ["camera_length"] = (CoreNames.CameraLength, "mm"),
        ["convergence_angle"] = (CoreNames.ConvergenceAngle, "mrad"),
        ["dwell_time"] = (CoreNames.DwellTime, "s"),
        ["magnification"] = (CoreNames.Magnification, ""),
        ["working_distance"] = (CoreNames.WorkingDistance, "mm"),
        ["microscope"] = (CoreNames.Instrument, null),
        ["acquisition_mode"] = (CoreNames.Mode, null),
        ["Camera.exposure"] = (CoreNames.ExposureTime, "s"),
        ["Detector.EELS.collection_angle"] = (CoreNames.CollectionAngle, "mrad"),
        ["Detector.EELS.dwell_time"] = (CoreNames.DwellTime, "s"),
        ["Detector.EELS.exposure"] = (CoreNames.ExposureTime, "s"),
        ["Detector.EELS.frame_number"] = (CoreNames.Frames, ""),
        ["Detector.EDS.live_time"] = (CoreNames.LiveTime, "s"),
        ["Detector.EDS.real_time"] = (CoreNames.RealTime, "s"),
        ["Detector.detector_type"] = (CoreNames.DetectorType, null),
        ["Detector.frames"] = (CoreNames.Frames, ""),
        ["Detector.integration_time"] = (CoreNames.ExposureTime, "s"),
        ["Detector.model"] = (CoreNames.Detector, null),
        ["Laser.wavelength"] = (CoreNames.Wavelength, "nm"),
        ["Spectrometer.Grating.groove_density"] = (CoreNames.GratingDensity, "1/mm"),
        ["Stage.x"] = (CoreNames.StageX, "mm"),
        ["Stage.y"] = (CoreNames.StageY, "mm"),
        ["Stage.z"] = (CoreNames.StageZ, "mm"),
        ["Stage.tilt_alpha"] = (CoreNames.StageTilt, "deg"),
        ["Stage.tilt_beta"] = (CoreNames.StageTiltBeta, "deg"),
        ["Stage.tilt"] = (CoreNames.StageTilt, "deg"),
        ["Stage.rotation"] = (CoreNames.StageRotation, "deg"),
    };

    public static object? Actual(Finding finding, string key)
    {
        var signals = finding.Extraction.Signals;
        if (key is "signals")
        {
            return signals.Count;
        }

        if (OfSignal.Match(key) is not { Success: true } match || int.Parse(match.Groups["index"].ValueSpan) is var index && index >= signals.Count)
        {
            return null;
        }

        var rest = match.Groups["rest"].Value;
        return OfAxis.Match(rest) is { Success: true } axis ? AxisValue(signals[index], axis) : SignalValue(finding, signals[index], rest);
    }

    /// <summary>What is counted in the bytes of a file, whatever reader it has: with the counter that the readers of text use.</summary>
    public static object? OfBytes(string file, string key)
    {
        if (key is not "line_feeds")
        {
            return null;
        }

        using var source = Samples.Open(file);
        return LineFeeds.In(source);
    }

    /// <summary>A common quantity of a signal, or else of its file, in a unit.</summary>
    public static object? Quantity(Finding finding, Signal? signal, CoreName name, string? unit)
    {
        var fact = signal?.Facts[name] ?? finding.Extraction.Facts[name];
        return unit is null ? fact?.Value : fact?.Si is { } si && Unit.TryParse(unit, out var known) ? known.FromSi(si) : null;
    }

    /// <summary>The axes as HyperSpy counts them: those of the scan first, then the signal's own, the fastest first among each.</summary>
    public static Axis[] Ordered(Signal signal) => [.. signal.Axes.Where(axis => axis.IsScan).Reverse(), .. signal.Axes.Where(axis => !axis.IsScan).Reverse()];

    private static object? SignalValue(Finding finding, Signal signal, string key)
    {
        if (Instrument.Match(key) is { Success: true } match && Quantities.TryGetValue(match.Groups["quantity"].Value, out var quantity))
        {
            return Quantity(finding, signal, quantity.Name, quantity.Unit);
        }

        var time = Quantity(finding, signal, CoreNames.AcquiredAt, null) as FileTime?;
        return key switch
        {
            "shape" => signal.Shape.ToArray(),
            "signal_shape" => Lengths(signal, scan: false),
            "navigation_shape" => Lengths(signal, scan: true),
            "dtype" => signal.Element.ToString(),
            "metadata.General.date" => time?.Local.ToString("yyyy-MM-dd"),
            "metadata.General.time" => time?.Local.ToString("HH:mm:ss"),
            "metadata.General.title" => Quantity(finding, signal, CoreNames.Title, null) ?? signal.Name,
            "metadata.General.authors" => Quantity(finding, signal, CoreNames.Operator, null),
            "metadata.Sample.elements" => Quantity(finding, signal, CoreNames.Elements, null),
            "metadata.Signal.quantity" => signal.Unit is { Length: > 0 } unit ? $"{signal.Quantity} ({unit})" : signal.Quantity,
            _ => null,
        };
    }

    private static object? AxisValue(Signal signal, Match match)
    {
        var axes = Ordered(signal);
        if (int.Parse(match.Groups["axis"].ValueSpan) is var number && number >= axes.Length)
        {
            return null;
        }

        return match.Groups["of"].Value switch
        {
            "name" => axes[number].Name,
            "scale" => axes[number].Scale ?? 1,
            "offset" => axes[number].Offset,
            "size" => axes[number].Length,
            "units" => axes[number].Unit,
            _ => null,
        };
    }

    private static long[] Lengths(Signal signal, bool scan) => [.. signal.Axes.Where(axis => axis.IsScan == scan).Select(axis => axis.Length).Reverse()];

    [GeneratedRegex(@"^signal\[(?<index>\d+)\]\.(?<rest>.+)$")]
    private static partial Regex OfSignal { get; }

    [GeneratedRegex(@"^axis\[(?<axis>\d+)\]\.(?<of>\w+)$")]
    private static partial Regex OfAxis { get; }

    [GeneratedRegex(@"^metadata\.Acquisition_instrument\.((TEM|SEM)\.)?(?<quantity>.+)$")]
    private static partial Regex Instrument { get; }
}
