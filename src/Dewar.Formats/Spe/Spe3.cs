using System.Globalization;
using Dewar.Formats.Bytes;
using Dewar.Sdk;

namespace Dewar.Formats.Spe;

/// <summary>A file of LightField: XML behind the frames says how they lie and all about the experiment.</summary>
internal sealed class Spe3(ByteSource file, Extraction into)
{
    private const int MostXml = 64 << 20;
    private readonly XmlTree _xml = new();

    public void Read(long xmlAt)
    {
        if (xmlAt >= file.Length)
        {
            throw new DamagedException("The XML with all the metadata is to be behind the file's end", SpeRecords.XmlAt);
        }

        var text = XmlTree.Decode(file.ReadBytes(xmlAt, Math.Min(MostXml, file.Length - xmlAt))).TrimEnd('\0');
        try
        {
            _xml.AddTo(into.Metadata, text, "the footer");
        }
        finally
        {
            if (into.Metadata.Find("SpeFormat") is MetaGroup root)
            {
                AddFrames(root, xmlAt);
                Tell(root);
            }
        }
    }

    private void AddFrames(MetaGroup root, long xmlAt)
    {
        if (root.Find("DataFormat", "DataBlock") is not MetaGroup block)
        {
            throw new DamagedException("The XML does not say how the frames lie");
        }

        var element = block.Word("pixelFormat") switch
        {
            "MonochromeUnsigned16" => ElementType.UInt16,
            "MonochromeUnsigned32" => ElementType.UInt32,
            "MonochromeFloating32" => ElementType.Float32,
            var other => throw new DamagedException($"Pixels of format '{other}' are none of SPE 3"),
        };
        var (count, stride) = (Whole(block, "count"), Whole(block, "stride"));
        if (count > 0 && stride > 0 && checked(count * stride) > xmlAt - SpeRecords.HeaderLength)
        {
            into.Warn($"{count} frames of {stride} bytes are announced, and {xmlAt - SpeRecords.HeaderLength} bytes are there.");
        }

        var at = (long)SpeRecords.HeaderLength;
        var number = 0;
        foreach (var region in Regions(block))
        {
            number++;
            AddRegion(root, region, element, count, stride, at, $"Region {number}");
            at = checked(at + Whole(region, "stride"));
        }
    }

    private void AddRegion(MetaGroup root, MetaGroup region, ElementType element, long count, long stride, long at, string name)
    {
        var (width, height) = (Whole(region, "width"), Whole(region, "height"));
        if (width <= 0 || height <= 0 || count <= 0 || stride <= 0 || stride > file.Length)
        {
            throw new DamagedException($"{name} of {count} frames with {width} × {height} pixels is none");
        }

        long[] strides = [.. count > 1 ? [stride] : Array.Empty<long>(), .. height > 1 ? [width * element.Size] : Array.Empty<long>(), element.Size];
        long[] shape = [.. count > 1 ? [count] : Array.Empty<long>(), .. height > 1 ? [height] : Array.Empty<long>(), width];
        checked
        {
            // So that no place in a frame is beyond what a number can hold.
            _ = width * height * element.Size + count * stride + at;
        }

        var mapping = Mapping(root, region.Word("calibrations"));
        var axis = mapping is { } sensor && Whole(sensor, "xBinning") is <= 1
            ? SpeWavelengths.Axis(Wavelengths(root), width, Whole(sensor, "x"))
            : SpeWavelengths.Axis(Wavelengths(root), width, 0);
        var values = new PackedValues(file, at, element, shape) { Strides = strides };
        into.Add(SpeReader.Region(values, name, count, axis, new("y", height), new()));
    }

    private static IEnumerable<MetaGroup> Regions(MetaGroup block) =>
        block.Children.OfType<MetaGroup>().Where(child => child.Name is "DataBlock" && child.Word("type") is "Region").Take(1000);

    // "1,3" names a wavelength mapping and a sensor mapping by their numbers.
    private static MetaGroup? Mapping(MetaGroup root, string? numbers) => (root.Find("Calibrations") as MetaGroup)?.Children.OfType<MetaGroup>()
        .FirstOrDefault(child => child.Name is "SensorMapping" && (numbers ?? "").Split(',').Contains(child.Word("id")));

    private double[]? Wavelengths(MetaGroup root)
    {
        if (root.Find("Calibrations", "WavelengthMapping") is not MetaGroup mapping)
        {
            return null;
        }

        foreach (var name in new[] { "Wavelength", "WavelengthError" })
        {
            var list = _xml.LongTextOf(mapping, name) ?? mapping.Word(name) ?? (mapping.Find(name) is MetaGroup inner ? _xml.LongTextOf(inner, "#text") ?? inner.Word("#text") : null);
            if (list is not null)
            {
                var numbers = list.Split([',', ' ', '\n'], StringSplitOptions.RemoveEmptyEntries).Select(TextValue.Real).OfType<double>().ToArray();
                return name is "Wavelength" ? numbers : [.. numbers.Where((_, index) => index % 2 == 0)];
            }
        }

        return null;
    }

    private void Tell(MetaGroup root)
    {
        var facts = into.Facts;
        void Number(CoreName name, string element, string unit) => facts.Tell(name, TreeSearch.First(root, element)?.AsNumber, unit, TreeSearch.Place(root, element));
        void Word(CoreName name, string element) => facts.Tell(name, TreeSearch.First(root, element)?.AsWord, TreeSearch.Place(root, element));
        Number(CoreNames.ExposureTime, "ExposureTime", "ms");
        Number(CoreNames.DetectorTemperature, "SensorTemperatureReading", "°C");
        Number(CoreNames.DetectorTemperature, "SensorTemperatureSetPoint", "°C");
        Word(CoreNames.Sample, "Sample");
        if (DateTimeOffset.TryParse(TreeSearch.First(root, "created")?.AsWord, CultureInfo.InvariantCulture, out var time))
        {
            facts.Tell(CoreNames.AcquiredAt, new FileTime(time.DateTime, time.Offset), TreeSearch.Place(root, "created"));
        }

        facts.Tell(CoreNames.Operator, root.Word("GeneralInformation", "creator"), "SpeFormat/GeneralInformation/creator", "LightField's user, or the name of the program.");
        facts.Tell(CoreNames.Description, root.Word("GeneralInformation", "notes"), "SpeFormat/GeneralInformation/notes");
        facts.Tell(CoreNames.Software, TreeSearch.First(root, "softwareVersion")?.AsWord ?? "LightField", "SpeFormat");
        facts.Tell(CoreNames.Manufacturer, "Princeton Instruments", "the format");
        if (TreeSearch.Group(root, "Camera") is { } camera)
        {
            facts.Tell(CoreNames.Detector, camera.Word("model"), "Cameras/Camera/model");
            facts.Tell(CoreNames.SerialNumber, camera.Word("serialNumber"), "Cameras/Camera/serialNumber");
        }

        if (TreeSearch.Group(root, "Spectrometer") is { } spectrometer)
        {
            facts.Tell(CoreNames.Instrument, spectrometer.Word("model"), "Spectrometers/Spectrometer/model");
        }
    }

    private static long Whole(MetaGroup group, string name) => group.Number(name) is >= 0 and < int.MaxValue and var number ? (long)number : 0;
}
