using System.Text.Json;
using Dewar.Sdk;

namespace Dewar.Formats.Tiff;

/// <summary>Keys under which NexusLIMS recorded what three microscopes wrote, and where the same stands in the vendors' trees.</summary>
internal static class NexusLimsKeys
{
    private static readonly Dictionary<string, CoreName> Common = new()
    {
        ["acceleration_voltage"] = CoreNames.AccelerationVoltage, ["beam_current"] = CoreNames.BeamCurrent,
        ["dwell_time"] = CoreNames.DwellTime,
        ["emission_current"] = CoreNames.EmissionCurrent, ["horizontal_field_width"] = CoreNames.FieldWidth,
        ["vertical_field_width"] = CoreNames.FieldHeight,
        ["scan_rotation"] = CoreNames.ScanRotation, ["working_distance"] = CoreNames.WorkingDistance, ["pixel_width"] = CoreNames.PixelSize,
        ["pixel_height"] = CoreNames.PixelHeight, ["extensions.Operator"] = CoreNames.Operator,
    };

    // Where the names differ by more than blanks: theirs and the vendor's, without blanks and capitals.
    private static readonly Dictionary<string, string> Renamed = new()
    {
        // Orion.
        ["beam.spotnumber"] = "spotnumber", ["beam.stigmatorxvalue"] = "stigmationx", ["beam.stigmatoryvalue"] = "stigmationy",
        ["calibration.xscale"] = "scalingx", ["calibration.yscale"] = "scalingy", ["detector.name"] = "detectorname",
        ["detector.samplebias"] = "samplebiasvoltage",
        ["display.highgrayvalue"] = "highgray", ["display.lowgrayvalue"] = "lowgray", ["display.lutgamma"] = "lut.lutgamma",
        ["gfis.horizontalfieldwidth"] = "gfis.fieldofview", ["image.height"] = "imageheight", ["image.width"] = "imagewidth",
        ["optics.columnmagnification"] = "columnmag", ["optics.mcxshift"] = "mcxshift", ["optics.sfimfieldofview"] = "sfimfov",
        ["scan.scansize"] = "sas.scansize",
        ["scan.numberofaverages"] = "numaverages", ["stageposition.rotation"] = "stagerotate", ["stageposition.tilt"] = "stagetilt",
        ["stageposition.x"] = "stagex", ["stageposition.y"] = "stagey", ["stageposition.z"] = "stagez",
        ["stageposition.xlocation"] = "stage.xlocation",
        ["stageposition.ylocation"] = "stage.ylocation", ["system.acquisitiondate/time"] = "timestamp",
        ["system.guntemperature"] = "guntemp",
        ["floodgun.mode"] = "floodgunmode", ["floodgun.energy"] = "floodgunenergy", ["floodgun.time"] = "floodguntime",
    };

    private static readonly Dictionary<string, string> OfFibics = new()
    {
        ["application.acquisitiondate/time"] = "application.date", ["application.softwareversion"] = "application.version",
        ["beam.aperture"] = "beaminfo.aperture",
        ["beam.gfisgastype"] = "beaminfo.gfisgas", ["beam.gungaspressure"] = "beaminfo.gungaspressure",
        ["beam.spotcontrol"] = "beaminfo.spotcontrol",
        ["detector.brightness"] = "image.brightness", ["detector.contrast"] = "image.contrast", ["detector.name"] = "image.detector",
        ["detector.collectorvoltage"] = "detectorinfo.collector", ["detector.stagebiasvoltage"] = "detectorinfo.stagebias",
        ["image.aperturedescription"] = "image.aperture", ["image.beamtype"] = "image.beam",
        ["image.boundingboxbottom"] = "image.boundingbox.bottom",
        ["image.boundingboxleft"] = "image.boundingbox.left", ["image.boundingboxright"] = "image.boundingbox.right",
        ["image.boundingboxtop"] = "image.boundingbox.top",
        ["image.machinename"] = "image.machine", ["scan.affineux"] = "scan.ux", ["scan.affineuy"] = "scan.uy",
        ["scan.affinevx"] = "scan.vx",
        ["scan.affinevy"] = "scan.vy", ["scan.focusvalue"] = "scan.focus", ["scan.lineaveraging"] = "scan.lineavg",
        ["scan.stigmatorxvalue"] = "scan.stigx",
        ["scan.stigmatoryvalue"] = "scan.stigy", ["stageposition.m"] = "stage.m", ["stageposition.rotation"] = "stage.rot",
        ["stageposition.tilt"] = "stage.tilt",
        ["stageposition.x"] = "stage.x", ["stageposition.y"] = "stage.y", ["stageposition.z"] = "stage.z",
    };

    private static readonly Dictionary<string, string> OfTescan = new()
    {
        ["accumulatedframes"] = "accframes", ["acquisitiondate"] = "date", ["acquisitiontime"] = "time", ["detectorname"] = "detector",
        ["guntype"] = "gun",
        ["originalfilename"] = "origfilename", ["stageposition.rotation"] = "stagerotation", ["stageposition.tilt"] = "stagetilt",
        ["stageposition.x"] = "stagex",
        ["stageposition.y"] = "stagey", ["stageposition.z"] = "stagez", ["stigmatorxvalue"] = "stigmatorx",
        ["stigmatoryvalue"] = "stigmatory",
        ["synctomains"] = "syncmains", ["obj pre-centeringx"] = "objprecenteringx", ["obj pre-centeringy"] = "objprecenteringy",
        ["tiffdatetime"] = "datetime",
        ["objpre-centeringx"] = "objprecenteringx", ["objpre-centeringy"] = "objprecenteringy",
    };

    public static object? Actual(Finding finding, string key)
    {
        var signal = finding.Extraction.Signals[0];
        switch (key)
        {
            case "DatasetType":
                return signal.Type.ToString();
            case "Data Type":
                return $"{finding.Extraction.Facts[CoreNames.Mode]?.Value}_{signal.Type}".Replace("Image", "Imaging",
                    StringComparison.Ordinal);
            case "extensions.Data Dimensions":
                return $"({signal.Shape[^1]}, {signal.Shape[^2]})";
        }

        var isUnit = key.EndsWith(".unit", StringComparison.Ordinal);
        var name = isUnit ? key[..^5] : key.EndsWith(".value", StringComparison.Ordinal) ? key[..^6] : key;
        var (value, unit) = Common.TryGetValue(name, out var common) ? InFacts(finding, common) : InTree(finding, name);
        var wanted = Wanted(finding, name);
        if (wanted is null || value is null)
        {
            return isUnit ? null : value;
        }

        if (wanted == "kiloX")
        {
            return isUnit ? wanted : Convert.ToDouble(value) / 1000;
        }

        return Unit.TryParse(wanted, out var theirs) && Unit.TryParse(unit, out var ours) && theirs.Dimension == ours.Dimension
            ? isUnit ? wanted : theirs.FromSi(ours.ToSi(Convert.ToDouble(value)))
            : isUnit ? unit : null;
    }

    private static (object? Value, string? Unit) InFacts(Finding finding, CoreName name) => finding.Extraction.Facts[name] is { } fact
        ? (fact.Value, fact.Unit) : (null, null);

    private static (object? Value, string? Unit) InTree(Finding finding, string name)
    {
        if (!name.StartsWith("extensions.", StringComparison.Ordinal))
        {
            return (null, null);
        }

        var format = finding.Extraction.Format;
        var plain = Plain(name["extensions.".Length..]);
        var renamed = format.StartsWith("Fibics", StringComparison.Ordinal) ? OfFibics
            : format.StartsWith("Tescan", StringComparison.Ordinal) ? OfTescan : Renamed;
        string[] names = [renamed.GetValueOrDefault(plain, plain), plain[(plain.IndexOf('.', StringComparison.Ordinal) + 1)..]];
        foreach (var candidate in names)
        {
            foreach (var group in finding.Extraction.Metadata.Children.OfType<MetaGroup>())
            {
                if (Find(group, "", candidate) is { } found)
                {
                    return (found.Value, found.Unit);
                }
            }
        }

        return (null, null);
    }

    private static MetaValue? Find(MetaGroup group, string above, string name)
    {
        foreach (var child in group.Children)
        {
            var path = above + Plain(child.Name);
            if (child is MetaValue value && (path == name || Plain(child.Name) == name))
            {
                return value;
            }

            if (child is MetaGroup below && Find(below, path + ".", name) is { } found)
            {
                return found;
            }
        }

        return null;
    }

    private static string? Wanted(Finding finding, string name)
    {
        var format = finding.Extraction.Format;
        var file = format.StartsWith("Fibics", StringComparison.Ordinal) ? "orion-fibics"
            : format.StartsWith("Tescan", StringComparison.Ordinal) ? "tescan-pfib"
            : "orion-zeiss";
        return Samples.Expected($"formats/tiff-vendor/{file}_dataZeroed.tif").TryGetValue($"nx_meta.{name}.unit", out var unit)
            && unit.ValueKind == JsonValueKind.String
            ? unit.GetString()
            : null;
    }

    private static string Plain(string name) => name.Replace(" ", "", StringComparison.Ordinal).ToLowerInvariant();
}
