using System.Text;
using Dewar.Formats.Bytes;
using Dewar.Sdk;
using Xunit;

namespace Dewar.Formats.Jeol;

public sealed class JeolPictureTests() : ReaderContract(new JeolReader(), JeolFiles.Picture(), likelihood: Likelihood.ByContent)
{
    [Fact]
    public void A_picture_has_the_scale_of_scan_and_magnification()
    {
        var it = JeolFiles.Inspect("map.img", JeolFiles.Picture());
        var picture = Assert.Single(it.Signals);

        Assert.Equal(("SEM", SignalType.Image, ElementType.UInt8), (picture.Name, picture.Type, picture.Element));
        Assert.Equal([3L, 4], picture.Shape);
        Assert.Equal((0.25, "µm"), (picture.Axes[1].Scale!.Value, picture.Axes[1].Unit));
        Assert.Equal([4, 5, 6, 7], picture.Values!.ReadNumbers(new([1, 0], [1, 4], [1, 1])));
        Assert.Equal((200e3, 100_000.0, "TEM"), (it.Facts[CoreNames.AccelerationVoltage]!.Si!.Value, it.Facts[CoreNames.Magnification]!.Si!.Value, it.Facts[CoreNames.Mode]!.Value));
        Assert.Equal("2018-06-25T12:00:00", it.Facts[CoreNames.AcquiredAt]!.Value.ToString());
    }

    [Fact]
    public void Names_with_a_byte_too_many_and_pages_are_understood()
    {
        var tree = JeolFiles.Inspect("map.img", JeolFiles.Picture()).Metadata;

        Assert.Equal(100.0, tree.Number("Instrument", "ScanSize"));
        Assert.Equal(7.0, tree.Number("PARAMPAGE0_SEM", "Depth"));
    }

    [Fact]
    public void A_project_reads_what_it_lists()
    {
        var files = new Dictionary<string, byte[]> { ["Sample/00_View/a.img"] = JeolFiles.Picture(), ["Sample/00_View/b.pts"] = JeolFiles.Events(picture: true) };
        var it = new Inspector(FormatsPlugin.Readers).Inspect(new MemorySource("it.ASW", JeolFiles.Project(), files)).Extraction;

        Assert.Equal(["SEM", "b EDS", "S(T)EM image"], it.Signals.Select(signal => signal.Name));
        Assert.Equal(["Sample/00_View/a.img", "Sample/00_View/b.pts"], it.Parts.Select(part => part.Path));
        Assert.Equal(200e3, it.Signals[0].Facts[CoreNames.AccelerationVoltage]!.Si);
        Assert.Contains(it.Warnings, warning => warning.StartsWith("1 files", StringComparison.Ordinal));
    }
}

public sealed class JeolEventsTests() : ReaderContract(new JeolReader(), JeolFiles.Events(picture: true), likelihood: Likelihood.ByContent)
{
    [Fact]
    public void Events_are_counted_at_the_places_of_the_scan()
    {
        var it = JeolFiles.Inspect("it.pts", JeolFiles.Events(picture: true));
        var counts = it.Signals[0];

        Assert.Equal((SignalType.SpectrumImage, "2 2 4096"), (counts.Type, string.Join(' ', counts.Shape)));
        Assert.Equal((-0.95, 0.01, "keV"), (Math.Round(counts.Axes[2].Offset, 9), counts.Axes[2].Scale!.Value, counts.Axes[2].Unit));
        Assert.Equal([0, 2], counts.Values!.ReadNumbers(new([0, 1, 99], [1, 1, 2], [1, 1, 1])));
        Assert.Equal([14, 0, 0, 18], it.Signals[1].Values!.ReadNumbers(Slab.All([2, 2])));
        Assert.Equal((22.3, 138.0, 5e-5), (it.Facts[CoreNames.ElevationAngle]!.Value, it.Facts[CoreNames.EnergyResolution]!.Value, Math.Round(it.Facts[CoreNames.DwellTime]!.Si!.Value, 9)));
    }

    [Fact]
    public void A_last_frame_that_is_not_whole_does_not_count()
    {
        var whole = JeolFiles.Inspect("it.pts", JeolFiles.Events(picture: true)).Signals[0].Values!.ReadNumbers(Slab.All([2, 2, 4096])).Sum();
        var more = JeolFiles.Inspect("it.pts", [.. JeolFiles.Events(picture: true), .. JeolFiles.Words(0x9000, 0x8000, 0xB005)]);

        Assert.Equal(whole, more.Signals[0].Values!.ReadNumbers(Slab.All([2, 2, 4096])).Sum());
    }

    [Fact]
    public void A_large_map_has_its_sums()
    {
        var it = JeolFiles.Inspect("it.pts", JeolFiles.Events(picture: false, "512x512"));

        Assert.Null(it.Signals[0].Values);
        Assert.Equal(1, it.Signals[1].Values!.ReadNumbers(new([100], [1], [1]))[0]);
        Assert.Equal(1, it.Signals[2].Values!.ReadNumbers(new([0, 256], [1, 1], [1, 1]))[0]);
    }
}

public sealed class JeolSpectrumTests() : ReaderContract(new JeolReader(), JeolFiles.Spectrum(), likelihood: Likelihood.No)
{
    protected override string SampleName => "sample.eds";

    [Fact]
    public void A_spectrum_has_energies_elements_and_its_detector()
    {
        var it = JeolFiles.Inspect("it.EDS", JeolFiles.Spectrum());
        var spectrum = Assert.Single(it.Signals);

        Assert.Equal((-0.002, 0.01, "keV"), (spectrum.Axes[0].Offset, spectrum.Axes[0].Scale!.Value, spectrum.Axes[0].Unit));
        Assert.Equal([0, 3, 6], spectrum.Values!.ReadNumbers(new([0], [3], [1])));
        Assert.Equal(["Fe"], (string[])it.Facts[CoreNames.Elements]!.Value);
        Assert.Equal((200e3, 30.0, 138.0, "EX24075JGT"), (it.Facts[CoreNames.AccelerationVoltage]!.Si!.Value, it.Facts[CoreNames.LiveTime]!.Si!.Value,
            it.Facts[CoreNames.EnergyResolution]!.Value, it.Facts[CoreNames.DetectorType]!.Value));
    }

    [Fact]
    public void HyperSpy_reads_the_same()
    {
        using var folder = new TemporaryFolder();
        HyperSpy.Agrees([folder.Write("a.img", JeolFiles.Picture()), folder.Write("a.eds", JeolFiles.Spectrum())]);
    }
}

internal static class JeolFiles
{
    public static Extraction Inspect(string name, byte[] bytes) => new Inspector(FormatsPlugin.Readers).Inspect(new MemorySource(name, bytes)).Extraction;

    public static byte[] Words(params ushort[] words) => [.. words.SelectMany(BitConverter.GetBytes)];

    public static byte[] Picture() =>
    [
        .. BitConverter.GetBytes(52), .. Text("JED-2200:IMG", 32), .. BitConverter.GetBytes(0), .. BitConverter.GetBytes(0), .. BitConverter.GetBytes(48), .. new byte[12],
        .. Node("Image", 0, [], Node("Title", 12, Text("SEM", 4)), Node("Size", 3, Ints(4, 3)), Node("Created", 5, BitConverter.GetBytes(43276.5)),
            Node("Bits", 6, [.. Enumerable.Range(0, 12).Select(i => (byte)i)])),
        .. Node("Instrument", 0, [], Node("ScanSize\u00DE", 4, BitConverter.GetBytes(100f)), Node("Mag", 4, BitConverter.GetBytes(100_000f)), Node("AccV", 4, BitConverter.GetBytes(200f))),
        .. Node("PARAMPAGE0", 12, Text("SEM", 4), Node("Depth", 3, Ints(7))),
        0,
    ];

    // Two frames of two by two places; of the picture and channels 100 and 101.
    public static byte[] Events(bool picture, string pixels = "2x2")
    {
        byte[] tree =
        [
            .. Node("PTTD Param", 0, [], Node("Params", 0, [],
                Node("PARAMPAGE0", 12, Text("SEM", 4), Node("ScanSize", 4, BitConverter.GetBytes(100f)), Node("DetT", 12, Text("SDD", 4)), Node("DirAng", 4, BitConverter.GetBytes(90f)),
                    Node("ElevAng", 4, BitConverter.GetBytes(22.3f)), Node("MnKaRES", 4, BitConverter.GetBytes(138f))),
                Node("PARAMPAGE1", 12, Text("EDXRF", 6), Node("Tpl", 0, [], Node("T3", 0, [], Node("DigZ", 3, Ints(96))))))),
            .. Node("PTTD Data", 0, [], Node("AnalyzableMap MeasData", 0, [],
                Node("Meas Cond", 0, [], Node("Pixels", 12, Text(pixels, 8)), Node("Tpl", 12, Text("T3", 3))),
                Node("MeasCond", 0, [], Node("Mag", 4, BitConverter.GetBytes(100_000f)), Node("AccKV", 4, BitConverter.GetBytes(200f))),
                Node("Doc", 0, [], Node("CoefA", 5, BitConverter.GetBytes(0.01)), Node("CoefB", 5, BitConverter.GetBytes(0.01)), Node("Sweep", 3, Ints(2)),
                    Node("DwellTime(msec)", 4, BitConverter.GetBytes(0.05f)), Node("RealTime", 4, BitConverter.GetBytes(3f))))),
            0,
        ];
        ushort[] frame = picture
            ? [0x9000, 0x8000, 0xA007, 0x8800, 0xB064, 0x9800, 0x8000, 0x8800, 0xA009, 0xB065]
            : [0x9000, 0x8000, 0x8800, 0xB064, 0x9800, 0x8000, 0x8800, 0xB065];
        var head = 304;
        return
        [
            .. BitConverter.GetBytes(304), .. new byte[8], .. Ints(0, 0, head, 0, head + 12 + tree.Length, 0), .. new byte[260], .. BitConverter.GetBytes(43276.5),
            .. new byte[12], .. tree, .. Words([.. frame, .. frame]),
        ];
    }

    public static byte[] Project() =>
    [
        .. new byte[12],
        .. Node("SampleInfo", 0, [], Node("0", 0, [], Node("ViewInfo", 0, [], Node("0", 0, [], Node("ViewData", 0, [],
            Node("0", 0, [], Node("Filename", 12, Text("Sample\\00_View\\a.img", 32))), Node("1", 0, [], Node("Filename", 12, Text("Sample\\00_View\\b.pts", 32))),
            Node("2", 0, [], Node("Filename", 12, Text("Sample\\00_View\\c.map", 32)))))))),
        0,
    ];

    public static byte[] Spectrum()
    {
        var head = new byte[458];
        void Put(double value, int at) => BitConverter.GetBytes(value).CopyTo(head, at);
        Put(43276.5, 10);
        Text("EDX", 4).CopyTo(head, 18);
        Put(30, 258);
        Put(31, 266);
        Put(0.01, 362);
        Put(-0.002, 370);
        BitConverter.GetBytes(64).CopyTo(head, 454);
        byte[] element =
        [
            .. Ints(2), 26, 0, .. Ints(1, 0), .. new byte[4 + 14], .. BitConverter.GetBytes(6.4), .. new byte[24], .. Text("Fe", 32), .. Ints(0, 1),
            .. Ints(1), .. BitConverter.GetBytes(6.398), 26, 0, 2, (byte)'F', (byte)'e', 2, (byte)'K', (byte)'a', .. Ints(1),
        ];
        var detector = new byte[48 + 16 + 38 + 48 + 4 + 8 + 10 + 40 + 4 + 2 + 8 + 16 + 12 + 40 + 16 + 4 + 2 + 24];
        Text("EX24075JGT", 16).CopyTo(detector, 0);
        Text("JEM", 16).CopyTo(detector, 16);
        BitConverter.GetBytes(200.0).CopyTo(detector, 48);
        BitConverter.GetBytes(138.0).CopyTo(detector, 102);
        return [.. head, .. Ints([.. Enumerable.Range(0, 64).Select(i => 3 * i)]), .. Ints(0, 1), 9, 0, .. Ints(1), .. element, .. Ints(0, 5), .. detector];
    }

    private static byte[] Node(string name, int type, byte[] value, params byte[][] children) =>
    [
        1, .. Ints(name.Length + 1), .. Encoding.Latin1.GetBytes(name), 0, .. Ints(type, value.Length), .. value, .. children.SelectMany(child => child), 0xFF,
    ];

    private static byte[] Ints(params int[] numbers) => [.. numbers.SelectMany(BitConverter.GetBytes)];

    private static byte[] Text(string text, int length) => Encoding.Latin1.GetBytes(text.PadRight(length, '\0'));
}
