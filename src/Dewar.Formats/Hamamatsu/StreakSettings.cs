using System.Buffers.Binary;
using System.Globalization;
using Dewar.Formats.Bytes;
using Dewar.Formats.Tiff;
using Dewar.Sdk;

namespace Dewar.Formats.Hamamatsu;

/// <summary>
/// What Hamamatsu's HPD-TA writes of a streak camera's picture, into TIFF and its own files alike: sections in brackets with keys
/// separated by commas; the places of columns and rows are lists of numbers elsewhere in the file.
/// </summary>
internal static class StreakSettings
{
    private const int MostPlaces = 1 << 20;

    /// <summary>The common quantities in it.</summary>
    public static void Tell(MetaGroup tree, Facts facts)
    {
        FactTable.Tell(facts, tree,
        [
            new(CoreNames.Software, "Application/SoftwareVersion"), new(CoreNames.Detector, "Camera/CameraName"),
            new(CoreNames.SerialNumber, "Camera/SerialNumber"),
            new(CoreNames.Binning, "Camera/BinningKeyVal"), new(CoreNames.Instrument, "Streak camera/DeviceName"),
            new(CoreNames.Mode, "Streak camera/Mode"),
            new(CoreNames.Frames, "Acquisition/NrExposure", ""), new(CoreNames.Description, "Comment/UserComment"),
            new(CoreNames.Wavelength, "Spectrograph/Wavelength", "nm"),
        ]);
        facts.Tell(CoreNames.Manufacturer, "Hamamatsu", "Hamamatsu");
        var (exposure, unit) = TextValue.WithUnit(tree.Word("Acquisition", "ExposureTime") ?? "");
        if (exposure is long or double && unit is not null)
        {
            facts.Tell(CoreNames.ExposureTime, Convert.ToDouble(exposure), unit, "Hamamatsu/Acquisition/ExposureTime");
        }

        // The day is first, as the program is German.
        if (DateTime.TryParseExact($"{tree.Word("Application", "Date")} {tree.Word("Application", "Time")}",
            ["dd/MM/yyyy HH:mm:ss.FFF", "dd.MM.yyyy HH:mm:ss.FFF", "dd-MM-yyyy HH:mm:ss.FFF", "dd/MM/yyyy HH:mm:ss"],
            CultureInfo.InvariantCulture, DateTimeStyles.None, out var time))
        {
            facts.Tell(CoreNames.AcquiredAt, new FileTime(time), "Hamamatsu/Application/Date",
                "The order of day and month is that of the computer's region.");
        }
    }

    /// <summary>An axis as the settings calibrate it.</summary>
    public static Axis Scaled(ByteSource source, MetaGroup tree, string which, Axis axis)
    {
        var unit = tree.Word("Scaling", $"Scaling{which}Unit") is { Length: > 0 } named ? named : null;
        var file = tree.Word("Scaling", $"Scaling{which}ScalingFile") ?? "";
        var name = unit switch { "nm" => "wavelength", "ps" or "ns" or "us" or "µs" or "ms" or "s" => "time", _ => axis.Name };
        axis = axis with { Unit = unit, Name = name };
        if (tree.Number("Scaling", $"Scaling{which}Type") != 2)
        {
            return file is "" or "Focus mode" or "No scaling" or "Other"
                ? axis with { Unit = unit ?? "" } : axis with { Scale = tree.Number("Scaling", $"Scaling{which}Scale") };
        }

        // "#0688212,0672": the offset in the file, and how many numbers of single precision.
        if (file is not ['#', .. var place] || place.Split(',') is not [var first, var second] || TextValue.Real(first) is not { } at
            || TextValue.Real(second) is not { } count
            || count < axis.Length || count > MostPlaces || at + 4 * axis.Length > source.Length)
        {
            return axis;
        }

        var places = new double[axis.Length];
        var bytes = source.ReadBytes((long)at, 4 * axis.Length);
        for (var i = 0; i < places.Length; i++)
        {
            places[i] = BinaryPrimitives.ReadSingleLittleEndian(bytes.AsSpan(4 * i));
        }

        var (offset, scale) = Line(places);
        return axis with { Scale = scale, Offset = offset, Places = () => (double[])places.Clone() };
    }

    // The straight line that fits best: the places are nearly even.
    private static (double Offset, double Scale) Line(double[] places)
    {
        var (n, middle) = (places.Length, (places.Length - 1) / 2.0);
        var (mean, above, below) = (places.Average(), 0.0, 0.0);
        for (var i = 0; i < n; i++)
        {
            above += (i - middle) * (places[i] - mean);
            below += (i - middle) * (i - middle);
        }

        var scale = below > 0 ? above / below : 1;
        return (mean - scale * middle, scale);
    }

    /// <summary>Adds the sections.</summary>
    // [Section],Key="value, with commas",Key=value
    public static void Read(string text, MetaGroup tree)
    {
        MetaGroup? section = null;
        for (var at = 0; at < text.Length;)
        {
            if (text[at] == '[' && text.IndexOf(']', at) is > 0 and var close)
            {
                section = tree.AddGroup(text[(at + 1)..close]);
                at = close + 1;
                continue;
            }

            var equals = text.IndexOf('=', at);
            if (section is null || equals < 0)
            {
                return;
            }

            var key = text[at..equals].Trim(',', ' ', '\r', '\n');
            at = equals + 1;
            var quoted = at < text.Length && text[at] == '"';
            var end = quoted ? text.IndexOf('"', at + 1) : text.AsSpan(at).IndexOfAny(",[\r\n") is >= 0 and var next ? at + next
                : text.Length;
            end = end < 0 ? text.Length : end;
            section.Add(key, TextValue.Typed(text[(quoted ? at + 1 : at)..end]));
            at = quoted ? end + 1 : end;
            while (at < text.Length && text[at] is ',' or '\r' or '\n' or ' ')
            {
                at++;
            }
        }
    }
}
