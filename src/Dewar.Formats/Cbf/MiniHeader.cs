using System.Text.RegularExpressions;
using Dewar.Formats.Bytes;
using Dewar.Sdk;

namespace Dewar.Formats.Cbf;

/// <summary>The header of a miniCBF: lines of comment that the programs of Dectris write (Dectris, CBF Header Specification).</summary>
internal static partial class MiniHeader
{
    private static readonly (string Key, CoreName Name, string Unit)[] Known =
    [
        ("Exposure_time", CoreNames.ExposureTime, "s"), ("Exposure_period", CoreNames.FrameTime, "s"), ("Wavelength", CoreNames.Wavelength, "Å"),
        ("Detector_distance", CoreNames.DetectorDistance, "m"), ("Photon_energy", CoreNames.BeamEnergy, "eV"), ("Temperature", CoreNames.DetectorTemperature, "°C"),
        ("N_frames", CoreNames.Frames, ""),
    ];

    public static void Parse(string text, MetaGroup into, long at, Facts facts)
    {
        var from = $"{into.Name}/";
        foreach (var line in text.Split('\n'))
        {
            var words = line.TrimStart('#', ' ', '\t').TrimEnd();
            if (TimeText.Parse(words) is { } time)
            {
                into.Add("Date", time, at: at);
                facts.Tell(CoreNames.AcquiredAt, time, from + "Date");
            }
            else if (Entry.Match(words) is { Success: true } entry && into.Children.Count < 1000)
            {
                Tell(entry.Groups["key"].Value, entry.Groups["value"].Value.Trim(), into, at, facts);
            }
        }

        foreach (var (key, name, unit) in Known)
        {
            var value = into.Find(key) as MetaValue;
            facts.Tell(name, value?.AsNumber, value?.Unit is "A" or null ? unit : value.Unit, from + key);
        }
    }

    private static void Tell(string key, string text, MetaGroup into, long at, Facts facts)
    {
        var from = $"{into.Name}/{key}";
        switch (key)
        {
            case "Detector":
                var serial = text.IndexOf("S/N", StringComparison.Ordinal);
                facts.Tell(CoreNames.Detector, (serial < 0 ? text : text[..serial]).Trim(' ', ','), from);
                facts.Tell(CoreNames.SerialNumber, serial < 0 ? null : text[(serial + 3)..].Trim(' ', ':'), from);
                break;
            case "Beam_xy" when Two.Match(text) is { Success: true } centre:
                facts.Tell(CoreNames.BeamCentreX, double.Parse(centre.Groups[1].Value), "px", from);
                facts.Tell(CoreNames.BeamCentreY, double.Parse(centre.Groups[2].Value), "px", from);
                break;
            case "Pixel_size" when Two.Match(text) is { Success: true } size:
                facts.Tell(CoreNames.DetectorPixelSize, double.Parse(size.Groups[1].Value), "m", from);
                break;
            case "Image_path" or "Trim_file" or "Flat_field" or "Excluded_pixels":
                into.Add(key, text, at: at);
                return;
        }

        if (Quantity.Match(text) is { Success: true } match && NumberText.TryParse(match.Groups["number"].Value, out var number))
        {
            into.Add(key, number, match.Groups["unit"].Value.TrimEnd('.') is { Length: > 0 } unit ? unit : null, at);
        }
        else
        {
            into.Add(key, text, at: at);
        }
    }

    /// <summary>Both numbers of "172e-6 m x 172e-6 m" or "(1231.5, 1263.5) pixels"; null when there are not two.</summary>
    public static (double One, double Other)? Pair(string? text) =>
        text is not null && Two.Match(text) is { Success: true } match ? (double.Parse(match.Groups[1].Value), double.Parse(match.Groups[2].Value)) : null;

    [GeneratedRegex(@"^(?<key>[A-Za-z][\w\-/]*)\s*(?:[:=]\s*|\s)(?<value>.+)$")]
    private static partial Regex Entry { get; }

    [GeneratedRegex(@"^(?<number>[-+]?[\d.]+(?:[eE][-+]?\d+)?)\s*(?<unit>[A-Za-z%°/]*\.?)$")]
    private static partial Regex Quantity { get; }

    [GeneratedRegex(@"([-+]?\d{1,12}(?:\.\d*)?(?:[eE][-+]?\d{1,2})?)[^\d]+?([-+]?\d{1,12}(?:\.\d*)?(?:[eE][-+]?\d{1,2})?)")]
    private static partial Regex Two { get; }
}
