using System.Globalization;
using System.Text;
using Dewar.Formats.Bytes;
using Dewar.Sdk;

namespace Dewar.Formats.Mrc;

/// <summary>
/// The settings that Direct Electron's server leaves beside its movies: lines "name = value", with units in parentheses in the names. The
/// files of an acquisition begin with the same date and number: 20241021_00405_movie.mrc, 20241021_00405_info.txt.
/// </summary>
internal static class DirectElectron
{
    private const int Largest = 1 << 20;

    private static readonly (string Name, CoreName Core, string Unit)[] Quantities =
    [
        ("Instrument Accelerating Voltage (V)", CoreNames.AccelerationVoltage, "V"),
        ("Instrument Project Magnification", CoreNames.Magnification, ""),
        ("Instrument Project Camera Length (centimeters)", CoreNames.CameraLength, "cm"),
        ("Exposure Time (seconds)", CoreNames.ExposureTime, "s"),
        ("Scan - Dwell Time (microseconds)", CoreNames.DwellTime, "µs"),
        ("Scan - Time Per Scan (seconds)", CoreNames.FrameTime, "s"),
        ("Scan - Rotation", CoreNames.ScanRotation, "deg"),
        ("Temperature - Detector (Celsius)", CoreNames.DetectorTemperature, "°C"),
        ("Autosave Movie Frames Written", CoreNames.Frames, ""),
        ("Sensor Module Pixel Pitch (micrometers)", CoreNames.DetectorPixelSize, "µm"),
    ];

    public static bool Begins(string text) => text.StartsWith("Server Software Version", StringComparison.Ordinal)
        && text.Contains("Timestamp (seconds since Epoch)", StringComparison.Ordinal);

    /// <summary>Adds the settings that lie beside a movie, and gives the places of the scan along x and y when the movie is one.</summary>
    public static (int X, int Y)? Beside(ByteSource file, Extraction into)
    {
        if (Prefix(file.Name) is not { } prefix || file.Companion(prefix + "_info.txt") is not { } companion || !Begins(Text(companion)))
        {
            return null;
        }

        into.AddPart(prefix + "_info.txt", "metadata");
        var tree = into.Metadata.AddGroup("info");
        Add(companion, tree, into.Facts, "info.");
        var enabled = tree.Word("Scan - Enable") is "Enable" && file.Name.Contains("_movie", StringComparison.Ordinal);
        return enabled && Size(tree, "Scan - ROI Size X", "Scan - Size X") is { } x
            && Size(tree, "Scan - ROI Size Y", "Scan - Size Y") is { } y ? (x, y) : null;
    }

    public static void Add(ByteSource file, MetaGroup tree, Facts facts, string path)
    {
        var at = 0L;
        foreach (var raw in Text(file).AsSpan().EnumerateLines())
        {
            if (raw.IndexOf(" = ", StringComparison.Ordinal) is > 0 and var equals || raw.EndsWith(" =") && (equals = raw.Length - 2) > 0)
            {
                var name = raw[..equals].Trim().ToString();
                tree.Add(name, Typed(raw[(equals + 2)..].Trim().ToString()), UnitOf(name), at);
            }

            at += raw.Length + 1;
        }

        foreach (var (name, core, unit) in Quantities)
        {
            var number = tree.Number(name);
            facts.Tell(core, number is 0 && core != CoreNames.ScanRotation ? null : number, unit, path + name);
        }

        var camera = tree.Word("Camera Model") is { Length: > 0 } model ? model : tree.Word("Camera Name");
        facts.Tell(CoreNames.Detector, camera, path + "Camera Model");
        facts.Tell(CoreNames.Manufacturer, "Direct Electron", path + "Camera Model");
        facts.Tell(CoreNames.SerialNumber, tree.Word("Camera SN"), path + "Camera SN");
        facts.Tell(CoreNames.Software, $"Direct Electron server {tree.Word("Server Software Version")}", path + "Server Software Version");
        facts.Tell(CoreNames.Instrument, tree.Word("Instrument Project Name") is "Unknown"
            ? null : tree.Word("Instrument Project Name"), path + "Instrument Project Name");
        facts.Tell(CoreNames.Mode, tree.Word("Scan - Enable") is "Enable" ? "STEM" : null, path + "Scan - Enable");
        if (tree.Number("Binning X") is { } across && tree.Number("Binning Y") is { } down)
        {
            facts.Tell(CoreNames.Binning, $"{across}x{down}", path + "Binning X");
        }

        TellTime(tree, facts, path);
    }

    // The clock counts in UTC, the time on the wall stands beside it: quarters of an hour between them are the zone.
    private static void TellTime(MetaGroup tree, Facts facts, string path)
    {
        if (tree.Number("Timestamp (seconds since Epoch)") is not (> 0 and < 1e11 and var seconds))
        {
            return;
        }

        var utc = DateTime.UnixEpoch.AddSeconds(seconds);
        var quarters = WrittenTime.Read(tree.Word("Local time")) is { } local
            ? Math.Round((local.Local - utc).TotalMinutes / 15) : double.NaN;
        var zone = Math.Abs(quarters) <= 56 ? TimeSpan.FromMinutes(15 * quarters) : TimeSpan.Zero;
        facts.Tell(CoreNames.AcquiredAt, new FileTime(DateTime.SpecifyKind(utc + zone, DateTimeKind.Unspecified), zone),
            path + "Timestamp (seconds since Epoch)");
    }

    public static string Text(ByteSource file) => Encoding.UTF8.GetString(file.ReadBytes(0, Math.Min(Largest, file.Length)));

    /// <summary>"20241021_00405" of "20241021_00405_movie.mrc", "Custom" of "Custom_info.txt"; null when the name is not of that kind.</summary>
    public static string? Prefix(string name)
    {
        if (name.Split('_') is [{ Length: 8 } date, { Length: >= 4 } number, _, ..] && date.All(char.IsAsciiDigit) && number.All(char.IsAsciiDigit))
        {
            return $"{date}_{number}";
        }

        var stem = Path.GetFileNameWithoutExtension(name);
        return stem.LastIndexOf('_') is > 0 and var cut && stem[(cut + 1)..].ToLowerInvariant() is "movie" or "final" or "sum" or "info" && cut > 0
            ? stem[..cut]
            : null;
    }

    private static int? Size(MetaGroup tree, string region, string whole) =>
        tree.Number(tree.Word("Scan - ROI Enable") is "Enable" ? region : whole) is > 0 and < int.MaxValue and var size ? (int)size : null;

    private static object Typed(string text) => long.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture,
        out var whole) ? whole
        : double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out var number) && double.IsFinite(number)
        && text.Contains('.') ? number
        : text;

    private static string? UnitOf(string name)
    {
        var open = name.LastIndexOf('(');
        return open <= 0 || !name.EndsWith(')') ? null : name[(open + 1)..^1] switch
        {
            "seconds" or "second" => "s",
            "microseconds" => "µs",
            "nanoseconds" => "ns",
            "Celsius" => "°C",
            "centimeters" => "cm",
            "micrometers" => "µm",
            "Ampere" => "A",
            "pixels" => "pixels",
            "mV" => "mV",
            "V" => "V",
            _ => null,
        };
    }
}
