using System.Globalization;
using System.Text;
using System.Text.RegularExpressions;
using Dewar.Formats.Expected;
using Dewar.Sdk;

namespace Dewar.Formats.Dm;

public sealed class Dm3ExpectationTests() : DmExpectationTests("formats/dm3");

public sealed class Dm4ExpectationTests() : DmExpectationTests("formats/dm4");

/// <summary>What independent programs say of DigitalMicrograph's files, held against the facts and the tree.</summary>
public abstract partial class DmExpectationTests(string folder) : ExpectationContract(folder)
{
    // Under the tags of the image.
    private static readonly Dictionary<string, string[]> Tags = new()
    {
        ["metadata.Signal.signal_type"] = ["Meta Data", "Signal"],
        ["metadata.Signal.format"] = ["Meta Data", "Format"],
        ["metadata.Acquisition_instrument.TEM.Detector.EELS.spectrometer"] = ["EELS Spectrometer", "Instrument name"],
        ["metadata.Acquisition_instrument.Detector.exposure_per_frame"] = ["CL", "Acquisition", "Exposure (s)"],
        ["metadata.Acquisition_instrument.Detector.processing"] = ["Acquisition", "Parameters", "High Level", "Processing"],
        ["metadata.Acquisition_instrument.Detector.binning"] = ["Acquisition", "Parameters", "High Level", "Binning"],
        ["metadata.Acquisition_instrument.Detector.sensor_roi"] = ["Acquisition", "Parameters", "High Level", "CCD Read Area"],
        ["metadata.Acquisition_instrument.Detector.saturation_fraction[0]"] = ["CL", "Acquisition", "Saturation fraction"],
        ["metadata.Acquisition_instrument.Spectrometer.acquisition_mode"] = ["Meta Data", "Acquisition Mode"],
        ["metadata.Acquisition_instrument.Spectrometer.bandpass"] = ["Acquisition", "Monarc Spectrometer", "Bandpass"],
        ["metadata.Acquisition_instrument.Spectrometer.entrance_slit_width"] = ["Acquisition", "Monarc Spectrometer", "Slit Width"],
        ["metadata.Acquisition_instrument.Spectrometer.start_wavelength"] = ["CL", "Acquisition", "Start wavelength (nm)"],
        ["metadata.Acquisition_instrument.Spectrometer.step_size"] = ["CL", "Acquisition", "Step-size (nm)"],
        ["metadata.Acquisition_instrument.Spectrum_image.mode"] = ["SI", "Acquisition", "SI Application Mode", "Name"],
    };

    protected override object? Actual(Finding finding, string key)
    {
        switch (key)
        {
            case "dm_version":
                return InTree(finding, "Header.Version");
            case "little_endian_data":
                return InTree(finding, "Header.Little-endian");
            case "root_length":
                return InTree(finding, "Header.Root length");
            case "microscope":
                return CommonKeys.Quantity(finding, null, CoreNames.Instrument, null);
        }

        var rest = key["signal[0].".Length..];
        var image = (MetaGroup)finding.Extraction.Metadata.Find(finding.Extraction.Signals[0].Place!.Split('.'))!;
        var brightness = (MetaGroup)image.Find("ImageData", "Calibrations", "Brightness")!;
        return rest switch
        {
            "metadata.General.original_filename" => FileName,
            "metadata.Sample.description" => CommonKeys.Quantity(finding, null, CoreNames.Sample, null),
            "metadata.Signal.Noise_properties.Variance_linear_model.gain_factor" => brightness.Number("Scale"),
            "metadata.Signal.Noise_properties.Variance_linear_model.gain_offset" => brightness.Number("Origin"),
            "metadata.Acquisition_instrument.Detector.pixel_size" => CommonKeys.Quantity(finding, null, CoreNames.DetectorPixelSize, "µm"),
            "metadata.Acquisition_instrument.TEM.Detector.EELS.aperture_size" =>
                CommonKeys.Quantity(finding, null, CoreNames.Aperture, null) is string label ? double.Parse(label.Split(' ')[0], CultureInfo.InvariantCulture) : null,
            _ when rest.StartsWith("original.ImageList.TagGroup0.", StringComparison.Ordinal) => Slug(image, rest["original.ImageList.TagGroup0.".Length..].Split('.')),
            _ when Tags.TryGetValue(rest, out var place) => InImage(image, place, rest),
            _ => null,
        };
    }

    private static object? InImage(MetaGroup image, string[] place, string key) => (image.Find(["ImageTags", .. place]) as MetaValue)?.Value switch
    {
        null => key.EndsWith("signal_type", StringComparison.Ordinal) ? "" : null,
        Array list when key.EndsWith("[0]", StringComparison.Ordinal) => list.GetValue(0),
        var value => value,
    };

    // HyperSpy's names have underscores for what can't be in an identifier.
    private static object? Slug(MetaNode node, string[] path)
    {
        foreach (var name in path)
        {
            if ((node as MetaGroup)?.Children.FirstOrDefault(child => Plain(child.Name) == Plain(name)) is not { } next)
            {
                return null;
            }

            node = next;
        }

        return (node as MetaValue)?.Value;
    }

    private static string Plain(string name) => Letters.Replace(name.Normalize(NormalizationForm.FormKD), "");

    [GeneratedRegex("[^A-Za-z0-9]")]
    private static partial Regex Letters { get; }
}
