using Dewar.Formats.Bytes;
using Dewar.Sdk;

namespace Dewar.Formats.Dm;

/// <summary>One image of the list of images: data, dimensions, calibrations, and the tags that the acquisition left.</summary>
/// <param name="file">The file.</param>
/// <param name="header">Its first bytes.</param>
/// <param name="tags">All of its tags.</param>
internal sealed class DmImage(ByteSource file, DmHeader header, DmTags tags)
{
    public Signal? Signal(MetaGroup image, int index, bool main, DrawingHints? hints, Extraction into)
    {
        if (image.Find("ImageData") is not MetaGroup data || data.Number("DataType") is not { } code)
        {
            into.Warn($"The image {image.Name} has no data.");
            return null;
        }

        var imageTags = image.Find("ImageTags") as MetaGroup ?? new MetaGroup("");
        var dimensions = DmDimension.Of(data);
        var layout = DmLayout.Of(dimensions, imageTags);
        if (DmElement.Of((int)code) is not { } element)
        {
            into.Warn($"The image {image.Name} has the data type {code}, which is not known.");
            return null;
        }

        var axes = layout.Axes;
        var (quantity, unit) = Quantity(data, imageTags);
        var signal = new Signal
        {
            Name = image.Word("Name")?.Trim() ?? "",
            Type = layout.Type,
            Element = element,
            Axes = [.. axes.Select(axis => axis.Axis)],
            Quantity = quantity,
            Unit = unit,
            Place = $"ImageList.TagGroup{index}",
            IsMain = main,
            Hints = layout.Type == SignalType.Image && !DmElement.IsColour((int)code) ? hints : null,
            Values = Values(data, (int)code, element, dimensions, [.. axes.Select(axis => axis.Dimension)], image.Name, into),
        };
        return into.Add(signal);
    }

    private SignalValues? Values(
        MetaGroup data, int code, ElementType element, List<DmDimension> stored, DmDimension[] order, string name, Extraction into)
    {
        if (data.Find("Data") is not MetaValue { At: { } start } node || tags.ArrayOf(node) is not { Element: { } packed } array)
        {
            into.Warn($"The data of {name} are not there.");
            return null;
        }

        var lengths = stored.Select(dimension => dimension.Length).ToArray();
        if (DmElement.IsPacked(code))
        {
            return Packed(code, lengths, start, array.Size, name, into);
        }

        var size = DmElement.IsColour(code) ? 4 : element.Size;
        var strides = new long[stored.Count];
        var bytes = (long)size;
        for (var i = 0; i < strides.Length; i++)
        {
            strides[i] = bytes;
            bytes = checked(bytes * lengths[i]);
        }

        if (bytes > array.Size)
        {
            into.Warn($"The dimensions of {name} need {bytes} bytes of data, and the file has {array.Size}: they can't be read.");
            return null;
        }

        WarnWhenCut(start, bytes, name, into);
        var colour = DmElement.IsColour(code);
        var values = new PackedValues(file, start, colour ? ElementType.Rgba8 : element, [.. order.Select(dimension => dimension.Length)])
        {
            Strides = [.. order.Select(dimension => strides[dimension.Number])],
            BigEndian = header.BigEndian && !colour,
        };
        return colour ? new DmColours(values, header.BigEndian) : values;
    }

    private DmPackedComplex? Packed(int code, long[] lengths, long start, long bytes, string name, Extraction into)
    {
        var number = code == DmElement.PackedComplex128 ? 8 : 4;
        if (lengths is not [> 0 and <= int.MaxValue and var width, > 0 and <= int.MaxValue and var height] || width % 2 != 0
            || code == DmElement.PackedComplexOld && height % 2 != 0 || DmPackedComplex.Stored(code, height, width) > bytes / number)
        {
            into.Warn($"The half of a Fourier transform in {name} is of no known layout.");
            return null;
        }

        WarnWhenCut(start, bytes, name, into);
        return new(file, start, code, (height, width), header.BigEndian);
    }

    private void WarnWhenCut(long start, long bytes, string name, Extraction into)
    {
        if (start > file.Length - bytes)
        {
            into.Warn($"The data of {name} are cut off: {bytes} bytes are announced and {Math.Max(0, file.Length - start)} there.");
        }
    }

    // The stored values are counts; the calibration of brightness says what they would be in its unit.
    private static (string Quantity, string? Unit) Quantity(MetaGroup data, MetaGroup tags)
    {
        var unit = data.Word("Calibrations", "Brightness", "Units")?.Trim() ?? "";
        return unit switch
        {
            "e-" => ("Electrons", "Counts"),
            "" => (DmSignalKind.Of(tags) is "EDS" ? "X-rays" : "Intensity", null),
            _ => (DmSignalKind.Of(tags) is "EDS" ? "X-rays" : "Intensity", unit),
        };
    }
}
