using Dewar.Formats.Bytes;
using Dewar.Sdk;

namespace Dewar.Formats.Ser;

/// <summary>One SER file, read alone or as a part of an EMI file.</summary>
internal static class SerFile
{
    private const int TagsInTree = MetaValue.Most;

    /// <summary>Reads header and first element, and gives the signal.</summary>
    /// <param name="file">The SER file.</param>
    /// <param name="tree">Where its metadata go.</param>
    /// <param name="into">Where the signal goes.</param>
    /// <param name="path">The path of the tree, for facts.</param>
    /// <param name="name">What the signal is called.</param>
    public static Signal? Read(ByteSource file, MetaGroup tree, Extraction into, string path, string name)
    {
        var cursor = new Cursor(file);
        var header = SerHeader.Read(cursor, tree);
        if (header.Valid != header.Total)
        {
            into.Warn($"{file.Name} announces {header.Total} elements and has {header.Valid}.");
        }

        if (header.Valid <= 0 || header.Total < header.Valid)
        {
            into.Warn($"{file.Name} has no valid elements.");
            return null;
        }

        var offsets = new Cursor(file, header.OffsetsAt);
        offsets.Count(header.Valid, header.OffsetSize, "elements");
        var start = header.IsWide ? offsets.I64() : offsets.U32();
        var element = SerElement.Read(new Cursor(file, start), header.HasImages, tree.AddGroup("First element"));
        var tags = SerTag.ReadFirst(file, header, TagsInTree);
        AddTags(tags, tree);
        WarnWhenCut(file, header, element, into);
        var axes = SerAxes.Of(header, element, tags);
        var signal = into.Add(new Signal
        {
            Name = name,
            Type = Type(header, axes),
            Element = element.Element,
            Axes = axes,
            Place = file.Name,
            Quantity = header.HasImages ? "Intensity" : "Counts",
            IsMain = into.Signals.Count == 0,
            Values = new SerValues(file, header, element, [.. axes.Where(axis => axis.IsScan).Select(axis => axis.Length)]),
        });
        TellPixel(signal, path);
        return signal;
    }

    /// <summary>When the first element was taken, as the file's tags have it.</summary>
    public static DateTime? Taken(MetaGroup tree) => (tree.Find("Tags", "Time") as MetaValue)?.Value switch
    {
        long[] and [var first, ..] when first > 0 => DateTime.UnixEpoch.AddSeconds(first),
        _ => null,
    };

    private static SignalType Type(SerHeader header, Axis[] axes)
    {
        if (header.HasImages)
        {
            return SerAxes.IsReciprocal(axes[^1]) ? SignalType.Diffraction : SignalType.Image;
        }

        return axes.Any(axis => axis.IsScan && axis.Unit is "nm") || axes.Count(axis => axis.IsScan) > 1 ? SignalType.SpectrumImage : SignalType.Spectrum;
    }

    private static void AddTags(List<SerTag> tags, MetaGroup tree)
    {
        if (tags.Count == 0)
        {
            return;
        }

        var group = tree.AddGroup("Tags");
        group.Add("Time", tags.Select(tag => (long)(tag.Time - DateTime.UnixEpoch).TotalSeconds).ToArray(), "s");
        if (tags.TrueForAll(tag => tag.X is not null))
        {
            group.Add("PositionX", tags.Select(tag => tag.X!.Value).ToArray(), "m");
            group.Add("PositionY", tags.Select(tag => tag.Y!.Value).ToArray(), "m");
        }
    }

    private static void WarnWhenCut(ByteSource file, SerHeader header, SerElement element, Extraction into)
    {
        var last = new Cursor(file, checked(header.OffsetsAt + (header.Valid - 1L) * header.OffsetSize));
        var start = header.IsWide ? last.I64() : last.U32();
        if (start < 0 || start > file.Length - element.Bytes)
        {
            into.Warn($"{file.Name} is cut off: its last element should begin at byte {start}.");
        }
    }

    private static void TellPixel(Signal signal, string path)
    {
        if (signal is { Type: SignalType.Image, Axes: [.., { Unit: "nm", Scale: { } height }, { Unit: "nm", Scale: { } width }] })
        {
            signal.Facts.Tell(CoreNames.PixelSize, width, "nm", $"{path}First element.CalibrationDeltaX");
            if (height != width)
            {
                signal.Facts.Tell(CoreNames.PixelHeight, height, "nm", $"{path}First element.CalibrationDeltaY");
            }
        }
    }
}
