using System.Globalization;
using Dewar.Formats.Bytes;
using Dewar.Sdk;

namespace Dewar.Formats.Tiff;

/// <summary>OME-TIFF: OME-XML in the description says what the axes are and which page is which plane.</summary>
internal sealed class OmeDialect : Dialect
{
    public override string Format => "OME-TIFF";

    public override FormatPassport Passport { get; } = new("OME-TIFF", ".ome.tif .ome.tiff .ome.tf2 .ome.btf",
        "Images with axes z, channel and time, physical sizes, channels, instrument, date.",
        "OME data model 2016-06 and OME-TIFF specification");

    public override bool Recognises(Document document) =>
        document.Description.AsSpan().TrimStart() is ['<', ..]
            && document.Description.AsSpan(0, Math.Min(4096, document.Description.Length)).Contains("<OME", StringComparison.Ordinal);

    public override void Tell(Document document, Extraction into)
    {
        var raw = new MetaGroup("");
        if (XmlTree.Read(document.Description, raw) is { } wrong)
        {
            into.Warn($"The OME-XML is damaged: {wrong}");
        }

        var tree = raw.Find("OME") as MetaGroup ?? raw;
        into.Metadata.Add(tree);
        TellFacts(tree, into);
        var used = 0;
        foreach (var image in Groups(tree, "Image"))
        {
            if (image.Find("Pixels") is MetaGroup pixels)
            {
                Arrange(document, image, pixels, into, ref used);
            }
        }
    }

    private static void Arrange(Document document, MetaGroup image, MetaGroup pixels, Extraction into, ref int used)
    {
        long Size(string name) => pixels.Number(name) is >= 1 and < 1e7 and var size ? (long)size : 1;
        var (width, height) = (Size("SizeX"), Size("SizeY"));
        var series = document.Series.Find(one => one.Page.Width == width && one.Page.Height == height
            && one.Name is "" or ['p', 'a', 'g', 'e', ..]);
        if (series is null)
        {
            into.Warn($"The file has no pictures of {width} × {height}, which its OME-XML describes.");
            return;
        }

        var order = pixels.Word("DimensionOrder") ?? "XYCZT";
        var samples = series.Page.Samples;
        var channels = Math.Max(1, Size("SizeC") / (samples > 1 && Size("SizeC") % samples == 0 ? samples : 1));
        var files = Groups(pixels, "TiffData").Select(data =>
            (data.Find("UUID") as MetaGroup)?.Word("FileName")).OfType<string>().Distinct().Take(1000).ToList();
        foreach (var other in files.Where(name => name != document.Source.Name))
        {
            into.AddPart(other, "data");
        }

        List<Axis> axes = [];
        foreach (var letter in order.Reverse())
        {
            var axis = letter switch
            {
                'T' => Stack("time", Size("SizeT"), pixels, "TimeIncrement", "s"),
                'Z' => Stack("z", Size("SizeZ"), pixels, "PhysicalSizeZ", "µm"),
                'C' => new Axis("channel", channels) { IsScan = true },
                _ => new Axis("", 1),
            };
            if (axis.Length > 1)
            {
                axes.Add(axis);
            }
        }

        var count = axes.Aggregate(1L, (product, axis) => checked(product * axis.Length));
        var frames = series.Frames.Skip(used).Take((int)Math.Min(count, int.MaxValue)).ToList();
        if (frames.Count != count || files.Count > 1 || !series.Arrange(axes, frames.Count == series.Frames.Count ? null : frames))
        {
            into.Warn(files.Count > 1
                ? $"This is one of {files.Count} files of a set; its own pages are shown."
                : $"The OME-XML describes {count} planes of {width} × {height}, and the file has {series.Frames.Count}.");
        }
        else
        {
            used = 0;
        }

        series.Name = image.Word("Name") ?? series.Name;
        series.X = Scaled(series.X, pixels, "PhysicalSizeX");
        series.Y = Scaled(series.Y, pixels, "PhysicalSizeY");
        var channelNames = Groups(pixels, "Channel").Select(channel => channel.Word("Name") ?? "").Where(name => name is not "").ToArray();
        series.Tell(facts => facts.Tell(CoreNames.SignalName, channelNames, "OME/Image/Pixels/Channel/Name"));
        series.Tell(facts => facts.Tell(CoreNames.AcquiredAt, Date(image.Word("AcquisitionDate")), "OME/Image/AcquisitionDate"));
        series.Tell(facts => facts.Tell(CoreNames.Description, image.Word("Description"), "OME/Image/Description"));
        if (Groups(pixels, "Plane").FirstOrDefault()?.Number("ExposureTime") is { } exposure)
        {
            series.Tell(facts => facts.Tell(CoreNames.ExposureTime, exposure, Groups(pixels, "Plane").First().Word("ExposureTimeUnit")
                ?? "s", "OME/Image/Pixels/Plane/ExposureTime"));
        }
    }

    private static void TellFacts(MetaGroup tree, Extraction into)
    {
        FactTable.Tell(into.Facts, tree,
        [
            new(CoreNames.Software, "Creator"), new(CoreNames.Instrument, "Instrument/Microscope/Model"),
            new(CoreNames.Manufacturer, "Instrument/Microscope/Manufacturer"),
            new(CoreNames.SerialNumber, "Instrument/Microscope/SerialNumber"), new(CoreNames.Detector, "Instrument/Detector/Model"),
            new(CoreNames.Magnification, "Instrument/Objective/NominalMagnification", ""), new(CoreNames.Operator, "Experimenter/UserName"),
            new(CoreNames.Operator, "Experimenter/LastName"), new(CoreNames.Proposal, "Project/Name"),
        ]);
        into.Facts.Tell(CoreNames.AcquiredAt, Date(tree.Word("Image", "AcquisitionDate")), "OME/Image/AcquisitionDate");
    }

    private static Axis Stack(string name, long length, MetaGroup pixels, string size, string unit) =>
        Scaled(new Axis(name, length) { IsScan = true }, pixels, size, unit);

    private static Axis Scaled(Axis axis, MetaGroup pixels, string size, string unit = "µm") =>
        pixels.Number(size) is > 0 and var scale && double.IsFinite(scale)
            ? axis with { Scale = scale, Unit = pixels.Word(size + "Unit") ?? unit } : axis;

    // xsd:dateTime; without a zone it is not said where.
    private static FileTime? Date(string? text) => text is { Length: >= 19 }
        && DateTimeOffset.TryParse(text, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out var time)
        ? new(time.DateTime, text.AsSpan(11).IndexOfAny("+-Z") > 0 ? time.Offset : null)
        : null;

    private static IEnumerable<MetaGroup> Groups(MetaGroup tree, string name) =>
        tree.Children.OfType<MetaGroup>().Where(group => group.Name == name);
}
