using Dewar.Formats.Bytes;
using Dewar.Sdk;

namespace Dewar.Formats.Jeol;

/// <summary>A picture, or the map of an element: size, pixels and the state of the microscope in one tree.</summary>
internal static class JeolPicture
{
    private const int TreeAfterPlace = 12;

    public static void Read(ByteSource file, MetaGroup tree, Facts facts, Extraction into, string name)
    {
        var cursor = new Cursor(file, 36 + 8);
        var at = cursor.U32();
        JeolTree? found = null;
        DamagedException? damage = null;
        try
        {
            found = JeolTree.Read(file, at + TreeAfterPlace, tree);
        }
        catch (DamagedException failure)
        {
            damage = failure;
        }

        Tell(tree, facts);
        if (found is not null && tree.Find("Image", "Size") is MetaValue { Value: long[] and [> 0 and var width, > 0 and var height] })
        {
            Add(file, found, tree, (width, height), facts, into, name);
        }
        else if (found is not null)
        {
            into.Warn($"{file.Name} does not say the size of its picture.");
        }

        if (damage is not null)
        {
            throw damage;
        }
    }

    private static void Add(ByteSource file, JeolTree found, MetaGroup tree, (long Width, long Height) size, Facts facts, Extraction into, string name)
    {
        var bits = tree.Find("Image", "Bits") as MetaValue;
        ElementType? element = bits is null ? null : found.ArrayOf(bits) ?? (bits.Length == size.Width * size.Height ? ElementType.UInt8 : null);
        if (bits?.At is null || element is null || bits.Length != checked(size.Width * size.Height))
        {
            into.Warn($"{file.Name} has no pixels for {size.Width} x {size.Height}.");
        }

        var scale = Micrometres(tree.Number("Instrument", "ScanSize"), tree.Number("Instrument", "Mag"));
        facts.Tell(CoreNames.PixelSize, scale / size.Width, "µm", "Instrument.ScanSize");
        facts.Tell(CoreNames.FieldWidth, scale, "µm", "Instrument.ScanSize");
        into.Add(new Signal
        {
            Name = tree.Word("Image", "Title") is { Length: > 0 } title ? title : name,
            Type = SignalType.Image,
            Element = element ?? ElementType.UInt8,
            Axes =
            [
                new("y", size.Height) { Scale = scale / size.Height, Unit = scale is null ? null : "µm" },
                new("x", size.Width) { Scale = scale / size.Width, Unit = scale is null ? null : "µm" },
            ],
            Quantity = "intensity",
            Place = name is "" ? null : file.Name,
            Values = bits?.At is { } place && element is { } type && bits.Length == size.Width * size.Height
                ? new PackedValues(file, place, type, [size.Height, size.Width]) : null,
        });
    }

    /// <summary>The width of the whole scan; the program writes it in mm at a magnification of one.</summary>
    public static double? Micrometres(double? scanSize, double? magnification) =>
        scanSize is > 0 && magnification is > 0 ? scanSize / magnification * 1000 : null;

    private static void Tell(MetaGroup tree, Facts facts)
    {
        facts.Tell(CoreNames.Title, tree.Word("Image", "Title"), "Image.Title");
        facts.Tell(CoreNames.AcquiredAt, JeolReader.Time(tree.Number("Image", "Created")), "Image.Created");
        var voltage = tree.Number("Instrument", "AccV");
        facts.Tell(CoreNames.AccelerationVoltage, voltage, "kV", "Instrument.AccV");
        facts.Tell(CoreNames.Magnification, tree.Number("Instrument", "Mag"), "", "Instrument.Mag");
        facts.Tell(CoreNames.WorkingDistance, tree.Number("Instrument", "WorkD"), "mm", "Instrument.WorkD");
        facts.Tell(CoreNames.Instrument, tree.Word("Instrument", "Name"), "Instrument.Name");
        facts.Tell(CoreNames.Mode, Mode(voltage), "Instrument.AccV");
    }

    /// <summary>No scanning microscope has more than 30 kV, and no transmission microscope less.</summary>
    public static string? Mode(double? kilovolts) => kilovolts switch { null => null, > 30 => "TEM", _ => "SEM" };
}
