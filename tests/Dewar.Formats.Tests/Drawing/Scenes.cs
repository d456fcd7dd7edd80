using Dewar.Sdk;

namespace Dewar.Formats.Drawing;

/// <summary>Signals of all sorts, made up.</summary>
internal static class Scenes
{
    private static readonly double Nan = double.NaN;

    public static IEnumerable<(string Name, Extraction Extraction)> All =>
    [
        ("TEM image 2048² nm", One(Image(ElementType.UInt16, 2048, 2048, Lattice, 0.05, "nm"))),
        ("SEM image 8 bit", One(Image(ElementType.UInt8, 943, 1024, (x, y) => 120 + 100 * Blob(x, y, 1024, 943), 2.3, "um"))),
        ("16×16 map", One(Image(ElementType.Float32, 16, 16, (x, y) => Math.Sin(x / 3.0) * y, 0.4, "nm"))),
        ("1×1", One(Image(ElementType.Float32, 1, 1, (x, y) => 5, 1, "nm"))),
        ("1 row of 1000", One(Image(ElementType.Float32, 1, 1000, (x, y) => Math.Sin(x / 50.0), 1, "nm"))),
        ("1 column of 1000", One(Image(ElementType.Float32, 1000, 1, (x, y) => Math.Sin(y / 50.0), 1, "nm"))),
        ("4096×64", One(Image(ElementType.UInt16, 64, 4096, (x, y) => 1000 + 500 * Math.Sin(x / 70.0 + y), 0.1, "µm"))),
        ("all NaN", One(Image(ElementType.Float32, 200, 300, (x, y) => Nan))),
        ("constant", One(Image(ElementType.Float32, 200, 300, (x, y) => 7))),
        ("a masked corner, an outlier", One(Image(ElementType.Float64, 400, 500, (x, y) =>
            x < 120 && y < 120 ? Nan : x == 250 && y == 200 ? 1e30 : -50 + 20 * Blob(x, y, 500, 400), 1, "mm"))),
        ("sparse", One(Image(ElementType.UInt16, 512, 512, (x, y) => (x * 7919 + y * 104729) % 9973 == 0 ? 3 : 0))),
        ("complex wave", One(Image(ElementType.Complex64, 512, 512, (x, y) => 1e4 / (1 + Math.Pow(x - 256, 2) + Math.Pow(y - 256, 2)), 0.01, "1/nm"))),
        ("RGB", One(Image(ElementType.Rgb8, 300, 400, (x, y, c) => c == 0 ? x * 255 / 400.0 : c == 1 ? y * 255 / 300.0 : 90))),
        ("RGB 16 bit", One(Image(ElementType.UInt16.Times(3), 300, 400, (x, y, c) => c == 0 ? x * 65535 / 400.0 : c == 1 ? y * 65535 / 300.0 : 9000))),
        ("RGBA", One(Image(ElementType.Rgba8, 300, 400, (x, y, c) => c < 3 ? 60 * c : x * 255 / 400.0))),
        ("pixels twice as tall", One(Two(ElementType.UInt8, new Axis("y", 300) { Scale = 2, Unit = "nm" }, new Axis("x", 300) { Scale = 1, Unit = "nm" }, (x, y) => Blob(x, y, 300, 300) * 255))),
        ("diffraction", One(Image(ElementType.UInt32, 1024, 1024, Rings, 0.01, "1/nm", SignalType.Diffraction))),
        ("Pilatus with gaps", One(Image(ElementType.Int32, 619, 487, (x, y) => y % 212 > 195 ? -1 : x == 100 && y == 50 ? -2 : Rings(x * 2, y * 2), 0.172, "mm", SignalType.Diffraction))),
        ("convergent disk, mrad", One(Image(ElementType.Float32, 256, 256, (x, y) => Math.Pow(x - 128, 2) + Math.Pow(y - 128, 2) < 4000 ? 900 + x : 2, 0.3, "mrad", SignalType.Diffraction))),
        ("EDS spectrum", One(Lines(1, 2048, (i, n) => Eds(i), new Axis("Energy", 2048) { Scale = 0.01, Offset = -0.1, Unit = "keV" }, "Counts"))),
        ("EELS", One(Lines(1, 1024, (i, n) => 3e6 * Math.Pow(1 + i / 100.0, -2.5) + (i > 600 ? 2e5 * Math.Exp(-(i - 600) / 100.0) : 0), new Axis("Energy loss", 1024) { Scale = 0.5, Offset = 200, Unit = "eV" }, "Electrons"))),
        ("Raman", One(Lines(1, 1015, (i, n) => 400 + 5000 * Math.Exp(-Math.Pow((i - 420) / 6.0, 2)) + 1500 * Math.Exp(-Math.Pow((i - 700) / 20.0, 2)), new Axis("Raman shift", 1015) { Scale = 1.7, Offset = 95, Unit = "1/cm" }, "counts"))),
        ("five repeats", One(Lines(5, 500, (i, n) => Math.Exp(-Math.Pow((i - 200 - 20 * n) / 40.0, 2)) + n * 0.1, new Axis("q", 500) { Scale = 0.002, Unit = "1/Å" }, "I"))),
        ("forty repeats", One(Lines(40, 500, (i, n) => Math.Exp(-Math.Pow((i - 200 - 2 * n) / 40.0, 2)) + n * 0.02, new Axis("time", 500) { Scale = 0.1, Unit = "s" }, "current"))),
        ("logarithmic", One(Lines(1, 800, (i, n) => 1e6 * Math.Pow(1 + i / 10.0, -4), new Axis("q", 800) { Scale = 0.001, Unit = "nm^-1" }, "Intensity", new() { Logarithmic = true }))),
        ("2 million points", One(Lines(1, 2_000_000, (i, n) => Math.Sin(i / 2e5) + (i == 1_000_123 ? 3 : 0), new Axis("time", 2_000_000) { Scale = 1e-6, Unit = "s" }, "voltage"))),
        ("one point", One(Lines(1, 1, (i, n) => 3, new Axis("x", 1), ""))),
        ("NaN spectrum", One(Lines(1, 100, (i, n) => Nan, new Axis("x", 100), ""))),
        ("constant spectrum, negative", One(Lines(1, 100, (i, n) => -4e-7, new Axis("x", 100), "I"))),
        ("spectrum image", One(Cube(SignalType.SpectrumImage, [("scan_y", 24, "nm", 2), ("scan_x", 32, "nm", 2), ("Energy", 256, "keV", 0.04)], p => Eds((int)p[2] * 8) * Blob(p[1], p[0], 32, 24) / 50, 2))),
        ("line of spectra", One(Cube(SignalType.SpectrumImage, [("scan_x", 100, "nm", 1.5), ("Energy loss", 512, "eV", 0.5)], p => 1000 * Math.Exp(-Math.Pow((p[1] - 200 - p[0]) / 30.0, 2)), 1))),
        ("4-D STEM", One(Cube(SignalType.Diffraction, [("scan_y", 12, "nm", 1), ("scan_x", 16, "nm", 1), ("ky", 64, "1/nm", 0.1), ("kx", 64, "1/nm", 0.1)], p => Rings(p[3] * 16, p[2] * 16) * (1 + Blob(p[1], p[0], 16, 12)), 2))),
        ("stack of 40", One(Cube(SignalType.Image, [("frame", 40, "s", 0.5), ("y", 200, "nm", 1), ("x", 300, "nm", 1)], p => Blob(p[2] - 3 * p[0], p[1], 300, 200) * 1000, 1))),
        ("stack of 2", One(Cube(SignalType.Image, [("", 2, null, null), ("y", 200, "nm", 1), ("x", 300, "nm", 1)], p => Blob(p[2] - 30 * p[0], p[1], 300, 200) * 1000, 1))),
        ("volume", One(Cube(SignalType.Volume, [("z", 80, "nm", 2), ("y", 100, "nm", 1), ("x", 120, "nm", 1)], p =>
            Math.Pow((p[0] - 40) * 2, 2) + Math.Pow(p[1] - 50, 2) + Math.Pow(p[2] - 60, 2) < 1600 ? 200 + p[0] : 20, 0))),
        ("3 GB image", One(Image(ElementType.UInt16, 40_000, 40_000, (x, y) => 1000 + 800 * Math.Sin(x / 2000.0) * Math.Cos(y / 3000.0), 4, "nm"))),
        ("cut off", One(new Signal { Name = "", Type = SignalType.Image, Axes = [new("y", 600), new("x", 600)], Values = new MadeValues(ElementType.UInt8, [600, 600], (p, _) => (p[0] ^ p[1]) % 256) { Rows = 350 } })),
        .. TableScenes.All, .. CloudScenes.All,
    ];

    public static Extraction One(params Signal[] signals)
    {
        var extraction = new Extraction { Format = "Made for the test" };
        foreach (var signal in signals)
        {
            extraction.Add(signal);
        }

        return extraction;
    }

    public static Signal Image(
        ElementType element, long rows, long columns, Func<double, double, double> value, double? scale = null, string? unit = null, SignalType type = SignalType.Image) =>
        Two(element, new Axis("y", rows) { Scale = scale, Unit = unit }, new Axis("x", columns) { Scale = scale, Unit = unit }, value, type);

    public static Signal Image(ElementType element, long rows, long columns, Func<double, double, int, double> value) => new()
    {
        Name = "image",
        Type = SignalType.Image,
        Element = element,
        Axes = [new("y", rows), new("x", columns)],
        Values = new MadeValues(element, [rows, columns], (place, channel) => value(place[1], place[0], channel)),
    };

    public static Signal Two(ElementType element, Axis y, Axis x, Func<double, double, double> value, SignalType type = SignalType.Image) => new()
    {
        Name = "image",
        Type = type,
        Element = element,
        Axes = [y, x],
        Values = new MadeValues(element, [y.Length, x.Length], (place, _) => value(place[1], place[0])),
    };

    public static Signal Lines(long lines, long length, Func<double, double, double> value, Axis axis, string quantity, DrawingHints? hints = null) => new()
    {
        Name = "lines",
        Type = SignalType.Spectrum,
        Element = ElementType.Float32,
        Quantity = quantity,
        Hints = hints,
        Axes = lines == 1 ? [axis] : [new Axis("repeat", lines) { IsScan = true }, axis],
        Values = new MadeValues(ElementType.Float32, lines == 1 ? [length] : [lines, length], (place, _) => value(place[^1], lines == 1 ? 0 : place[0])),
    };

    public static Signal Cube(SignalType type, (string Name, long Length, string? Unit, double? Scale)[] axes, Func<long[], double> value, int scans) => new()
    {
        Name = "cube",
        Type = type,
        Element = ElementType.Float32,
        Axes = [.. axes.Select((axis, i) => new Axis(axis.Name, axis.Length) { Unit = axis.Unit, Scale = axis.Scale, IsScan = i < scans })],
        Values = new MadeValues(ElementType.Float32, [.. axes.Select(axis => axis.Length)], (place, _) => value(place)),
    };

    private static double Lattice(double x, double y) =>
        5000 + 900 * (Math.Cos(x * 0.25) + Math.Cos(x * 0.125 + y * 0.2165) + Math.Cos(-x * 0.125 + y * 0.2165)) + 700 * Noise(x, y) + (x == 1000 && y == 900 ? 60000 : 0);

    private static double Rings(double x, double y)
    {
        var r = Math.Sqrt(Math.Pow(x - 520, 2) + Math.Pow(y - 500, 2));
        return 5 + 3 * Noise(x, y) + 5e5 / (1 + r * r / 9) + 400 * Math.Exp(-Math.Pow((r - 180) / 3, 2)) + 120 * Math.Exp(-Math.Pow((r - 300) / 3, 2));
    }

    private static double Blob(double x, double y, double width, double height)
    {
        var (u, v) = (x / width - 0.5, y / height - 0.45);
        return Math.Exp(-8 * (u * u + v * v)) * (0.7 + 0.3 * Math.Cos(20 * u) * Math.Sin(14 * v + 1));
    }

    private static double Eds(double i) =>
        30 + 200 * Math.Exp(-i / 600) + 2500 * Peak(i, 62, 5) + 900 * Peak(i, 184, 7) + 4000 * Peak(i, 650, 9) + 600 * Peak(i, 716, 9) + 10 * Noise(i, 3);

    private static double Peak(double i, double at, double wide) => Math.Exp(-Math.Pow((i - at) / wide, 2));

    private static double Noise(double x, double y)
    {
        var mixed = unchecked((uint)((long)x * 374761393 + (long)y * 668265263));
        mixed = (mixed ^ mixed >> 13) * 1274126177;
        return (mixed ^ mixed >> 16) / (double)uint.MaxValue;
    }
}
