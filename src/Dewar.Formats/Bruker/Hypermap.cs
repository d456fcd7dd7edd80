using System.Globalization;
using Dewar.Formats.Bytes;
using Dewar.Sdk;

namespace Dewar.Formats.Bruker;

/// <summary>What the header of a map says (class TRTSpectrumDatabase), with the spectra beside it.</summary>
internal sealed class Hypermap(Extraction into, SfsContainer container, BrukerXml xml, MetaGroup database)
{
    private const string Place = "HeaderData/TRTSpectrumDatabase";
    private const int MostMaps = 100;

    public void Add(CancellationToken ct)
    {
        Tell();
        var microscope = BrukerXml.In(database, "TRTSEMData");
        (double X, double Y)? size = microscope?.Number("DX") is > 0 and var x ? (x, microscope.Number("DY") is > 0 and var y ? y : x) : null;
        var image = database.Children.OfType<MetaGroup>().FirstOrDefault(child => child.Name is "TRTImageData" && child.Word("Name") is null or "");
        foreach (var picture in BrukerXml.All(database, "TRTImageData"))
        {
            ct.ThrowIfCancellationRequested();
            BrukerImage.AddTo(into, xml, picture, size);
        }

        foreach (var item in container.Items.Where(item => !item.IsFolder && item.Name.StartsWith("SpectrumData", StringComparison.Ordinal)).Take(MostMaps))
        {
            AddMap(item, image, size);
        }
    }

    private void AddMap(SfsItem item, MetaGroup? image, (double X, double Y)? size)
    {
        var sum = BrukerXml.In(database, item.Name)?.Children.OfType<MetaGroup>().FirstOrDefault() is { } group ? new BrukerSpectrum(xml, group) : null;
        var place = $"{Place}/{item.Name}/TRTSpectrum";
        try
        {
            var (height, width) = image?.Number("Height") is > 0 and var lines && image.Number("Width") is > 0 and var columns
                ? ((long)lines, (long)columns)
                : SpectrumImage.Size(item);
            var channels = sum?.Channels is > 0 and var counted ? counted : (long)(database.Number("ChCount") ?? 0);
            if (height is <= 0 or > int.MaxValue || width is <= 0 or > int.MaxValue || channels is <= 0 or > 1 << 20)
            {
                throw new DamagedException($"{item.Name} of {width} × {height} spectra with {channels} channels is no map");
            }

            // No channel of a pixel has more than the sum of all pixels.
            var element = sum?.Most switch { null or > ushort.MaxValue => ElementType.UInt32, > byte.MaxValue => ElementType.UInt16, _ => ElementType.UInt8 };
            Axis Along(string name, long length, double? step) => new(name, length) { Scale = step, Unit = step is null ? null : "µm", IsScan = true };
            var signal = into.Add(new Signal
            {
                Name = "EDX",
                Type = SignalType.SpectrumImage,
                Element = element,
                Axes = [Along("y", height, size?.Y), Along("x", width, size?.X), sum?.Energies(channels) ?? new("Energy", channels)],
                Quantity = "X-rays",
                Unit = "Counts",
                Place = $"EDSDatabase/{item.Name}",
                IsMain = !into.Signals.Any(signal => signal.IsMain),
                Values = new SpectrumImage(item, element, height, width, channels),
            });
            sum?.Tell(signal.Facts, place);
        }
        catch (DamagedException damage) when (sum is not null)
        {
            into.Warn($"The map {item.Name} can't be read: {damage.Message}");
        }

        if (sum is { Channels: > 0 })
        {
            into.Add(sum.Signal($"Sum spectrum of {item.Name}", place));
        }
    }

    private void Tell()
    {
        var facts = into.Facts;
        var header = BrukerXml.In(database, "Header");
        facts.Tell(CoreNames.Title, database.Word("Name"), $"{Place}/Name");
        facts.Tell(CoreNames.Sample, database.Word("Name"), $"{Place}/Name", "The name of the map; people often write the sample here.");
        facts.Tell(CoreNames.AcquiredAt, BrukerXml.Time(header), $"{Place}/Header/Date");
        facts.Tell(CoreNames.Manufacturer, "Bruker", "the format");

        // What the microscope did not tell is 0 or -1.
        void Number(CoreName name, string type, string field, string unit)
        {
            if (BrukerXml.In(database, type)?.Number(field) is { } value && (value > 0 || type is "TRTSEMStageData"))
            {
                facts.Tell(name, value, unit, $"{Place}/{type}/{field}");
            }
        }

        Number(CoreNames.AccelerationVoltage, "TRTSEMData", "HV", "kV");
        Number(CoreNames.Magnification, "TRTSEMData", "Mag", "");
        Number(CoreNames.WorkingDistance, "TRTSEMData", "WD", "mm");
        Number(CoreNames.PixelSize, "TRTSEMData", "DX", "µm");
        Number(CoreNames.PixelHeight, "TRTSEMData", "DY", "µm");
        Number(CoreNames.StageX, "TRTSEMStageData", "X", "µm");
        Number(CoreNames.StageY, "TRTSEMStageData", "Y", "µm");
        Number(CoreNames.StageZ, "TRTSEMStageData", "Z", "µm");
        Number(CoreNames.StageTilt, "TRTSEMStageData", "Tilt", "°");
        Number(CoreNames.StageRotation, "TRTSEMStageData", "Rotation", "°");
        Number(CoreNames.DwellTime, "TRTDSPConfiguration", "PixelTime", "µs");
        facts.Tell(CoreNames.Elements, Elements(), $"{Place}/TRTContainerClass");
        if (database.Word("LineCounter") is { } lines && TextValue.Whole(lines.Split(',')[0].Trim()) is { } frames)
        {
            facts.Tell(CoreNames.Frames, frames, "", $"{Place}/LineCounter");
        }
    }

    // Those that somebody chose to be shown, with their lines.
    private string[] Elements() =>
    [
        .. BrukerXml.All(database, "TRTElementInformationList").SelectMany(list => BrukerXml.All(list, "TRTSpectrumRegion"))
            .Select(region => region.Word("Name")).OfType<string>().Where(name => name.Length <= 2)
            .Distinct().Order(StringComparer.Create(CultureInfo.InvariantCulture, ignoreCase: false)),
    ];
}
