using System.Globalization;
using Dewar.Formats.Bytes;
using Dewar.Sdk;

namespace Dewar.Formats.Tiff;

/// <summary>Dectris detectors (Pilatus, Eiger as TIFF): lines that begin with a number sign in the description.</summary>
internal sealed class DectrisDialect : Dialect
{
    public override string Format => "Dectris detector image";

    public override FormatPassport Passport { get; } = new("Dectris Pilatus images (TIFF)", ".tif",
        "The diffraction image; exposure, energy, distance, beam centre, pixel size.", "Dectris, Pilatus camserver interface");

    public override bool Recognises(Document document) =>
        document.Description.AsSpan().TrimStart() is ['#', ..] && document.Description.Contains("Pixel_size", StringComparison.Ordinal);

    public override void Tell(Document document, Extraction into)
    {
        var tree = into.Metadata.AddGroup("Dectris");
        foreach (var range in document.Description.AsSpan().SplitAny('\r', '\n'))
        {
            Add(tree, document.Description.AsSpan(range).TrimStart("# ").Trim().ToString());
        }

        var facts = into.Facts;
        void Number(CoreName name, string key, string unit)
        {
            if (tree.Find(key) is MetaValue { AsNumber: { } value } found)
            {
                facts.Tell(name, value, found.Unit ?? unit, $"Dectris/{key}");
            }
        }

        Number(CoreNames.ExposureTime, "Exposure_time", "s");
        Number(CoreNames.FrameTime, "Exposure_period", "s");
        Number(CoreNames.Wavelength, "Wavelength", "Å");
        Number(CoreNames.BeamEnergy, "Energy", "eV");
        Number(CoreNames.DetectorDistance, "Detector_distance", "m");
        FactTable.Tell(facts, tree, [new(CoreNames.Detector, "Detector"), new(CoreNames.Filter, "Filter_transmission")]);
        facts.Tell(CoreNames.Manufacturer, "Dectris", "Dectris");
        if (tree.Find("Beam_xy") is MetaValue { Value: double[] and [var x, var y] })
        {
            facts.Tell(CoreNames.BeamCentreX, x, "px", "Dectris/Beam_xy");
            facts.Tell(CoreNames.BeamCentreY, y, "px", "Dectris/Beam_xy");
        }

        document.Main.Type = SignalType.Diffraction;
        document.Main.Quantity = "counts";
        if (tree.Find("Pixel_size") is MetaValue { Value: double[] and [> 0 and var width, > 0 and var height] })
        {
            facts.Tell(CoreNames.DetectorPixelSize, width, "m", "Dectris/Pixel_size");
            document.Main.Scale(width * 1e6, height * 1e6, "µm");
        }
    }

    // "Exposure_time 1.0000000 s", "Pixel_size 172e-6 m x 172e-6 m", "Beam_xy (243.12, 309.12) pixels", "Detector: PILATUS 1M"; a line
    // without a key is the time.
    private static void Add(MetaGroup tree, string line)
    {
        if (line is "")
        {
            return;
        }

        if (char.IsAsciiDigit(line[0]) && DateTime.TryParse(line, CultureInfo.InvariantCulture, DateTimeStyles.None, out var time))
        {
            tree.Add("Time", new FileTime(time));
            return;
        }

        var end = line.AsSpan().IndexOfAny(" :=");
        if (end <= 0)
        {
            tree.Add(line, null);
            return;
        }

        var (key, rest) = (line[..end], line[end..].TrimStart(' ', ':', '='));
        if (rest.StartsWith('(') || rest.Contains(" x ", StringComparison.Ordinal))
        {
            var numbers = rest.Split(['(', ')', ',', ' ', 'x', 'm'], StringSplitOptions.RemoveEmptyEntries).Select(
                TextValue.Real).OfType<double>().ToArray();
            tree.Add(key, numbers, key == "Pixel_size" ? "m" : null);
            return;
        }

        var (value, unit) = TextValue.WithUnit(rest);
        tree.Add(key, value, unit);
    }
}
