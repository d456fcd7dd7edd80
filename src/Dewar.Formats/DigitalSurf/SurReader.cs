using System.Runtime.InteropServices;
using Dewar.Formats.Bytes;
using Dewar.Sdk;

namespace Dewar.Formats.DigitalSurf;

/// <summary>
/// Surfaces and profiles of MountainsMap (.sur, .pro), also those of Attolight's cathodoluminescence. Written to Digital Surf's
/// description of the SURF format.
/// </summary>
public sealed class SurReader : IFormatReader
{
    private const int MostObjects = 10_000;
    private const int RgbImage = 12;
    private const int SeriesOfRgb = 18;
    private const int Spectrum = 20;
    private const int HyperspectralMap = 21;

    public string Name => "sur";

    public int Version => 1;

    public IReadOnlyList<FormatPassport> Formats { get; } =
    [
        new("Digital Surf MountainsMap", ".sur .pro", "Surfaces, profiles, series, pictures, spectra and spectral maps with their axes; settings in comments, time, operator.",
            "Digital Surf: SURF file format"),
    ];

    public Likelihood Recognise(FileHead head) =>
        (head.Has("DIGITAL SURF"u8) || head.Has("DSCOMPRESSED"u8)) && head.Length >= 512 ? Likelihood.BySignature : Likelihood.No;

    public void Read(ByteSource file, Extraction into, CancellationToken ct)
    {
        into.Format = "Digital Surf surface";
        var objects = new List<SurObject> { SurObject.Read(file, 0, into.Metadata) };
        var first = objects[0];
        Tell(into, first.Header);
        var count = Math.Max(1, (long)(first.Header.Number("Number_of_Objects") ?? 1)) * Math.Max(1, (long)(first.Header.Number("P_Size") ?? 1));
        try
        {
            while (objects.Count < Math.Min(count, MostObjects) && objects[^1].End < file.Length)
            {
                ct.ThrowIfCancellationRequested();
                objects.Add(SurObject.Read(file, objects[^1].End, objects.Count < 20 ? into.Metadata.AddGroup($"Object {objects.Count}") : new MetaGroup("")));
            }
        }
        finally
        {
            if (objects.Count < count)
            {
                into.Warn($"{count} objects are announced, and {objects.Count} are there.");
            }

            Add(objects, into);
        }
    }

    private static void Add(List<SurObject> objects, Extraction into)
    {
        var first = objects[0];
        var points = first.Points;
        var alike = objects.FindAll(each => each.Rows == first.Rows && each.Columns == first.Columns && each.Layers == first.Layers);
        var (x, y) = (AxisOf(first, "X", "Name_of_X_Axis", "x", first.Columns), AxisOf(first, "Y", "Name_of_Y_Axis", "y", first.Rows));
        var (type, axes) = first.Type switch
        {
            HyperspectralMap => (SignalType.SpectrumImage, new[] { y with { IsScan = true }, x with { IsScan = true }, AxisOf(first, "T", "T_Axis_Name", "wavelength", first.Layers) }),
            Spectrum when first.Rows == 1 => (SignalType.Spectrum, [x]),
            Spectrum => (SignalType.SpectrumImage, [y with { IsScan = true }, x]),
            _ when first.Rows == 1 => (SignalType.Spectrum, [x]),
            _ => (SignalType.Image, [y, x]),
        };
        var isColoured = first.Type is RgbImage or SeriesOfRgb && alike.Count == 3;
        if (alike.Count > 1 && !isColoured)
        {
            var series = AxisOf(first, "T", "T_Axis_Name", "series", alike.Count);
            axes = [series with { IsScan = true }, .. axes];
        }

        var unit = first.Header.Word("Z_Step_Unit")?.Trim(' ', '(', ')', '[', ']');
        long[] shape = [.. axes.Select(axis => axis.Length)];
        var areThere = shape.Aggregate(1L, (product, length) => checked(product * length)) == checked((isColoured ? 1 : alike.Count) * points);
        if (!areThere)
        {
            into.Warn("The number of points is not that of the axes.");
        }

        into.Add(new Signal
        {
            Name = first.Header.Word("Object_Name") ?? "",
            Type = type,
            Element = isColoured ? ElementType.Rgb8 : ElementType.Float64,
            Axes = axes,
            Quantity = first.Header.Word("Name_of_Z_Axis") ?? "",
            Unit = unit is "" ? null : unit,
            Values = !areThere ? null : isColoured
                ? new DecodedValues(ElementType.Rgb8, shape, () => Colours(alike))
                : new DecodedValues(ElementType.Float64, shape, () => Numbers(alike)),
        });
    }

    // An axis without a name or a spacing has neither.
    private static Axis AxisOf(SurObject from, string which, string nameField, string name, long length)
    {
        var unit = from.Header.Word($"{which}_Step_Unit")?.Trim();
        return new(from.Header.Word(nameField)?.Trim() is { Length: > 0 } said ? said : name, length)
        {
            Scale = from.Header.Number($"{which}_Spacing") is { } scale and not 0 && double.IsFinite(scale) ? scale : null,
            Offset = from.Header.Number($"{which}_Offset") is { } offset && double.IsFinite(offset) ? offset : 0,
            Unit = unit is null or "" ? null : unit,
        };
    }

    private static byte[] Numbers(List<SurObject> objects)
    {
        var points = PointsOf(objects);
        var bytes = new byte[DecodedValues.Size(ElementType.Float64, [objects.Count, points])];
        foreach (var (i, each) in objects.Index())
        {
            each.Decode(MemoryMarshal.Cast<byte, double>(bytes.AsSpan(i * points * sizeof(double), points * sizeof(double))));
        }

        return bytes;
    }

    // One that is unpacked takes room beside all of them.
    private static int PointsOf(List<SurObject> objects)
    {
        var all = checked(objects.Count * objects[0].Points);
        return all <= DecodedValues.Most / 2 / sizeof(double) ? (int)objects[0].Points : throw new DamagedException($"The file has {all} points, too many to decode at once");
    }

    private static byte[] Colours(List<SurObject> objects)
    {
        var points = PointsOf(objects);
        var (one, colours) = (new double[points], new byte[checked(3 * points)]);
        for (var channel = 0; channel < 3; channel++)
        {
            objects[channel].Decode(one);
            for (var i = 0; i < points; i++)
            {
                colours[3 * i + channel] = double.IsNaN(one[i]) ? (byte)0 : (byte)Math.Clamp(Math.Round(one[i]), 0, 255);
            }
        }

        return colours;
    }

    private static void Tell(Extraction into, MetaGroup header)
    {
        var facts = into.Facts;
        facts.Tell(CoreNames.Title, header.Word("Object_Name"), "Header.Object_Name");
        facts.Tell(CoreNames.Operator, header.Word("Operator_Name"), "Header.Operator_Name");
        int Part(string name) => (int)(header.Number(name) ?? 0);
        if (Part("Year") is > 1980 and < 2200 && Part("Month") is >= 1 and <= 12 && Part("Day") is var day && day >= 1
            && day <= DateTime.DaysInMonth(Part("Year"), Part("Month")) && Part("Hours") is >= 0 and < 24 && Part("Minutes") is >= 0 and < 60
            && Part("Seconds") is >= 0 and < 60)
        {
            facts.Tell(CoreNames.AcquiredAt, new FileTime(new(Part("Year"), Part("Month"), day, Part("Hours"), Part("Minutes"), Part("Seconds"))), "Header.Year");
        }

        var tree = into.Metadata;
        foreach (var (section, key, name, unit) in (ReadOnlySpan<(string, string, CoreName, string)>)
        [
            ("SEM", "Beam Energy", CoreNames.AccelerationVoltage, "kV"), ("SEM", "Real Magnification", CoreNames.Magnification, ""),
            ("CCD", "Exposure Time", CoreNames.ExposureTime, "s"), ("SCAN", "HYP Dwelltime", CoreNames.DwellTime, "ms"),
            ("SPECTROMETER", "Grating - Groove Density", CoreNames.GratingDensity, "1/mm"), ("SPECTROMETER", "Central wavelength", CoreNames.Wavelength, "nm"),
        ])
        {
            if (tree.Find(section, key) is MetaValue { AsNumber: { } number } value)
            {
                var said = value.Unit is { } written && Unit.TryParse(written, out var known) && known.Dimension == name.Dimension ? written : unit;
                facts.Tell(name, number, said, $"{section}.{key}");
            }
        }

        facts.Tell(CoreNames.Detector, tree.Word("CCD", "Camera Model"), "CCD.Camera Model");
        facts.Tell(CoreNames.SignalName, header.Word("Name_of_Z_Axis") is "CL Intensity" ? "CL" : null, "Header.Name_of_Z_Axis");
    }
}
