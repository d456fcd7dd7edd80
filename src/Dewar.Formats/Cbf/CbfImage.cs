using Dewar.Formats.Bytes;
using Dewar.Sdk;

namespace Dewar.Formats.Cbf;

/// <summary>The picture in a section of bytes, and what its categories say in common names.</summary>
internal static class CbfImage
{
    private static readonly (string Category, string Item, CoreName Name, string? Unit)[] Known =
    [
        ("_diffrn_radiation_wavelength", "wavelength", CoreNames.Wavelength, "Å"), ("_diffrn_detector", "type", CoreNames.Detector, null),
        ("_diffrn_detector", "detector", CoreNames.DetectorType, null), ("_diffrn_source", "type", CoreNames.Facility, null),
        ("_diffrn_measurement", "sample_detector_distance", CoreNames.DetectorDistance, "mm"), ("_diffrn_measurement", "method", CoreNames.Mode, null),
        ("_diffrn_measurement", "device_type", CoreNames.Instrument, null), ("_diffrn_scan_frame", "integration_time", CoreNames.ExposureTime, "s"),
        ("_diffrn", "ambient_temp", CoreNames.Temperature, "K"), ("_diffrn", "ambient_environment", CoreNames.Description, null),
        ("_struct", "title", CoreNames.Title, null), ("_exptl_crystal", "name", CoreNames.Sample, null), ("_software", "name", CoreNames.Software, null),
        ("_array_data", "header_convention", CoreNames.Software, null),
    ];

    // Names of older dictionaries, without categories.
    private static readonly (string Item, CoreName Name, string? Unit)[] Plain =
    [
        ("_diffrn_radiation_wavelength", CoreNames.Wavelength, "Å"), ("_diffrn_ambient_temperature", CoreNames.Temperature, "K"),
        ("_diffrn_measurement_device_type", CoreNames.Instrument, null), ("_chemical_name_common", CoreNames.Sample, null),
        ("_chemical_formula_sum", CoreNames.Sample, null), ("_publ_section_title", CoreNames.Title, null), ("_diffrn_detector", CoreNames.Detector, null),
    ];

    public static void Describe(ByteSource file, BinarySection section, MetaGroup block, Extraction into)
    {
        var element = section.Element;
        var shape = section.Shape is { Length: > 0 } told ? told : ByStructure(block);
        if (shape.Length == 0)
        {
            into.Warn("A section of bytes does not say what shape its picture has.");
            return;
        }

        var known = section.Compression is "none" or "byte_offset" && section.Encoding is "BINARY" or "BASE64" or "QUOTED-PRINTABLE";
        if (!known)
        {
            into.Warn($"A picture is compressed by {section.Compression} in the encoding {section.Encoding}, which nobody here can read.");
        }

        var expected = shape.Aggregate((long)element.Size, (product, length) => checked(product * length));
        if (section.End > file.Length || section is { Compression: "none", Encoding: "BINARY" } && section.End - section.Start < expected)
        {
            into.Warn("The file ends before its picture does.");
        }

        into.Add(new Signal
        {
            Name = section.Lines.GetValueOrDefault("x-binary-id") is { Length: > 0 } id ? $"image {id}" : "image",
            Type = SignalType.Diffraction,
            Element = element,
            Axes = Axes(shape, block),
            Quantity = "intensity",
            Unit = "counts",
            Place = $"{block.Name}, binary section at byte {section.Start}",
            IsMain = into.Signals.All(signal => signal.Type == SignalType.Table),
            Values = !known ? null
                : section is { Compression: "none", Encoding: "BINARY" } ? new PackedValues(file, section.Start, element, shape) { BigEndian = section.IsBigEndian }
                : new DecodedValues(element, shape, () => Decode(section.Bytes(file), section, element, shape)),
        });
    }

    public static void Tell(MetaGroup block, Facts facts)
    {
        foreach (var (category, item, name, unit) in Known)
        {
            Tell(block.Find(category, item) as MetaValue, $"{block.Name}/{category}/{item}", name, unit, facts);
        }

        foreach (var (item, name, unit) in Plain)
        {
            Tell(block.Find(item) as MetaValue, $"{block.Name}/{item}", name, unit, facts);
        }

        facts.Tell(CoreNames.AcquiredAt, TimeText.Parse(First(block.Find("_diffrn_scan_frame", "date"))), $"{block.Name}/_diffrn_scan_frame/date");
        var size = (block.Find("_array_structure_list_axis", "displacement_increment") as MetaValue)?.Value as double[];
        facts.Tell(CoreNames.DetectorPixelSize, size is [not 0, ..] ? Math.Abs(size[0]) : null, "mm", $"{block.Name}/_array_structure_list_axis/displacement_increment");
    }

    private static void Tell(MetaValue? value, string from, CoreName name, string? unit, Facts facts)
    {
        if (value is null)
        {
            return;
        }

        if (unit is null)
        {
            facts.Tell(name, First(value) is { } word && word is not ("?" or ".") ? word : null, from);
        }
        else
        {
            facts.Tell(name, value.Value is double[] and [var first, ..] ? first : value.AsNumber, unit, from);
        }
    }

    private static string? First(MetaNode? node) => (node as MetaValue)?.Value switch { string[] and [var first, ..] => first, string word => word, _ => null };

    private static byte[] Decode(byte[] bytes, BinarySection section, ElementType element, long[] shape)
    {
        var size = DecodedValues.Size(element, shape);
        if (section.Compression is "byte_offset")
        {
            return ByteOffset.Decode(bytes, size / element.Size, element.Size);
        }

        if (bytes.Length < size)
        {
            throw new DamagedException($"{bytes.Length} bytes are too few for the picture", section.Start);
        }

        if (section.IsBigEndian)
        {
            ByteOrder.Reverse(bytes, element.Kind == ElementKind.Complex ? element.Size / 2 : element.Size);
        }

        return bytes[..size];
    }

    // _array_structure_list: index, dimension, and precedence, of which 1 runs fastest.
    private static long[] ByStructure(MetaGroup block)
    {
        var lengths = (block.Find("_array_structure_list", "dimension") as MetaValue)?.Value as double[];
        var order = (block.Find("_array_structure_list", "precedence") as MetaValue)?.Value as double[];
        return lengths is { Length: > 0 and < 4 } && lengths.All(length => length is > 0 and < 1e9)
            ? [.. lengths.Select((length, i) => (Length: (long)length, Order: order?.Length == lengths.Length ? order[i] : i)).OrderByDescending(axis => axis.Order).Select(axis => axis.Length)]
            : [];
    }

    private static Axis[] Axes(long[] shape, MetaGroup block)
    {
        var size = MiniHeader.Pair(block.Word("_array_data", "header_contents", "Pixel_size"));
        if (size is null && (block.Find("_array_element_size", "size") as MetaValue)?.Value is double[] and [> 0 and var fast, > 0 and var slow, ..])
        {
            size = (fast, slow);
        }

        string[] names = ["z", "y", "x"];
        return
        [
            .. shape.Select((length, i) => new Axis(names[^(shape.Length - i)], length)
            {
                IsScan = shape.Length == 3 && i == 0,
                Unit = size is null || shape.Length - i > 2 ? null : "m",
                Scale = (shape.Length - i) switch { 1 => size?.One, 2 => size?.Other, _ => null },
            }),
        ];
    }
}
