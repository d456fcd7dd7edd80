using Dewar.Formats.Bytes;
using Dewar.Sdk;
using Xunit;

namespace Dewar.Formats.Dm;

public sealed class Dm3ReaderTests() : ReaderContract(new DmReader(), DmSamples.SpectrumImage(3, bigEndian: false))
{
    [Theory, InlineData(3, false), InlineData(3, true), InlineData(4, false), InlineData(4, true)]
    public void Every_type_of_tag_is_read(int version, bool bigEndian)
    {
        var file = DmWriter.File(version, bigEndian,
            ("flag", true), ("i8", (sbyte)-3), ("u8", (byte)200), ("i16", (short)-300), ("u16", (ushort)60000), ("i32", -70000), ("u32", 4000000000u),
            ("i64", -5000000000L), ("u64", 5000000000UL), ("f32", 0.1f), ("f64", Math.PI), ("text", "µm and Ω"), ("empty", ""), ("", 7u), ("", 8u),
            ("pair", (1.5f, -2.5f)), ("pairs", new (short, short)[] { (1, 2), (3, 4) }), ("numbers", new[] { 1.5, 2.5 }),
            ("arrays", new[] { new[] { 1f, 2f }, [3f, 4f] }), ("codes", new ushort[] { 3, 1, 0x41 }), ("long", Enumerable.Range(0, 1000).ToArray()),
            ("group", new (string, object)[] { ("", new (string, object)[] { ("deep", 1) }), ("", new (string, object)[] { ("deep", 2) }) }));
        var tree = DmSamples.Read(file).Extraction.Metadata;

        Assert.True((bool)DmSamples.At(tree, "flag")!);
        Assert.Equal(-3L, DmSamples.At(tree, "i8"));
        Assert.Equal(200L, DmSamples.At(tree, "u8"));
        Assert.Equal(-300L, DmSamples.At(tree, "i16"));
        Assert.Equal(60000L, DmSamples.At(tree, "u16"));
        Assert.Equal(-70000L, DmSamples.At(tree, "i32"));
        Assert.Equal(4000000000L, DmSamples.At(tree, "u32"));
        Assert.Equal(-5000000000L, DmSamples.At(tree, "i64"));
        Assert.Equal(5000000000L, DmSamples.At(tree, "u64"));
        Assert.Equal(0.1, DmSamples.At(tree, "f32"));
        Assert.Equal(Math.PI, DmSamples.At(tree, "f64"));
        Assert.Equal("µm and Ω", DmSamples.At(tree, "text"));
        Assert.Equal("", DmSamples.At(tree, "empty"));
        Assert.Equal(7L, DmSamples.At(tree, "Data0"));
        Assert.Equal(8L, DmSamples.At(tree, "Data1"));
        Assert.Equal(new[] { 1.5, -2.5 }, DmSamples.At(tree, "pair"));
        Assert.Equal(new long[] { 1, 2, 3, 4 }, DmSamples.At(tree, "pairs"));
        Assert.Equal(new[] { 1.5, 2.5 }, DmSamples.At(tree, "numbers"));
        Assert.Equal(new double[] { 1, 2, 3, 4 }, DmSamples.At(tree, "arrays"));
        Assert.Equal(new long[] { 3, 1, 0x41 }, DmSamples.At(tree, "codes"));
        Assert.Equal(2L, DmSamples.At(tree, "group", "TagGroup1", "deep"));
        Assert.Equal((256, 1000L), (((long[])DmSamples.At(tree, "long")!).Length, ((MetaValue)tree.Find("long")!).Length));
    }

    [Fact]
    public void Thumbnails_are_no_signals() =>
        Assert.Equal("SI", Assert.Single(DmSamples.Read(DmSamples.SpectrumImage(3, false)).Extraction.Signals).Name);

    [Theory, InlineData(3, false), InlineData(4, true)]
    public void Energies_are_stored_last_and_handed_out_last(int version, bool bigEndian)
    {
        var signal = DmSamples.Read(DmSamples.SpectrumImage(version, bigEndian)).Extraction.Signals[0];

        Assert.Equal([SignalType.SpectrumImage], [signal.Type]);
        Assert.Equal(["y", "x", "Energy loss"], signal.Axes.Select(axis => axis.Name));
        Assert.Equal([3L, 2, 4], signal.Shape);
        Assert.Equal([true, true, false], signal.Axes.Select(axis => axis.IsScan));

        // One energy is a picture of 3 rows and 2 columns.
        Assert.Equal([5, 11, 17, 23], signal.Values!.ReadNumbers(new([2, 1, 0], [1, 1, 4], [1, 1, 1])));
    }

    [Fact]
    public void Patterns_of_4d_stem_lie_either_way_round()
    {
        var counts = Enumerable.Range(0, 2 * 3 * 4 * 5).Select(number => (ushort)number).ToArray();
        (double, double, string)[] none = [(0, 1, ""), (0, 1, ""), (0, 1, ""), (0, 1, "")];
        var old = DmWriter.Image("old", 10, counts, [2, 3, 4, 5], none, ("Meta Data", new (string, object)[] { ("Format", "Diffraction image") }));
        var swapped = DmWriter.Image("new", 10, counts, [4, 5, 2, 3], none,
            ("Meta Data", new (string, object)[] { ("Format", "Diffraction image"), ("Data Order Swapped", true) }));
        var signals = DmSamples.Read(DmWriter.Document(4, false, old, swapped)).Extraction.Signals;

        Assert.All(signals, signal => Assert.Equal([3L, 2, 5, 4], signal.Shape));
        Assert.All(signals, signal => Assert.Equal(SignalType.Diffraction, signal.Type));
        Assert.Equal([1 + 2 * 2 + 3 * 6 + 4 * 24], signals[0].Values!.ReadNumbers(new([2, 1, 4, 3], [1, 1, 1, 1], [1, 1, 1, 1])));
        Assert.Equal([3 + 4 * 4 + 1 * 20 + 2 * 40], signals[1].Values!.ReadNumbers(new([2, 1, 4, 3], [1, 1, 1, 1], [1, 1, 1, 1])));
    }

    [Theory, InlineData(5), InlineData(27), InlineData(28)]
    public void Half_a_fourier_transform_becomes_a_whole_that_is_symmetric(int code)
    {
        var random = new Random(code);
        var numbers = Enumerable.Range(0, 8 * 5 * 2).Select(_ => random.NextSingle()).ToArray();
        Array data = code == 28 ? numbers.Select(number => (double)number).ToArray() : numbers;
        var image = DmWriter.Image("FFT", code, data, [8, 8], [(4, 0.5, "1/nm"), (4, 0.5, "1/nm")]);
        var signal = DmSamples.Read(DmWriter.Document(3, false, image)).Extraction.Signals[0];
        var size = signal.Element.Size;
        var all = new byte[64 * size];
        signal.Values!.Read(Slab.All(signal.Shape), all);

        Assert.Equal(SignalType.Diffraction, signal.Type);
        for (var y = 1; y < 8; y++)
        {
            // What is its own mirror image is as the file has it.
            foreach (var x in (int[])[1, 2, 3, 5, 6, 7])
            {
                var (here, there) = (Complex(all, size, y, x), Complex(all, size, 8 - y, 8 - x));
                Assert.Equal(here.Real, there.Real);
                Assert.Equal(here.Imaginary, -there.Imaginary);
            }
        }
    }

    [Theory, InlineData(false), InlineData(true)]
    public void Colours_are_red_green_blue(bool bigEndian)
    {
        var image = DmWriter.Image("colours", 23, new[] { 0x00102030, 0x00405060 }, [2, 1], []);
        var signal = DmSamples.Read(DmWriter.Document(4, bigEndian, image)).Extraction.Signals[0];

        Assert.Equal(ElementType.Rgb8, signal.Element);
        Assert.Equal([0x10, 0x20, 0x30, 0x40, 0x50, 0x60], signal.Values!.ReadNumbers(Slab.All(signal.Shape)));
    }

    [Fact]
    public void Of_a_file_cut_off_in_the_last_image_the_first_is_read()
    {
        var one = DmWriter.Image("one", 10, new ushort[] { 1, 2, 3, 4 }, [2, 2], []);
        var two = DmWriter.Image("two", 10, new ushort[400], [20, 20], []);
        var file = DmWriter.Document(3, false, one, two);
        var finding = DmSamples.Read(file[..^700]);

        Assert.NotNull(finding.Damage);
        Assert.Equal("one", Assert.Single(finding.Extraction.Signals).Name);
    }

    [Fact]
    public void A_picture_without_calibration_has_no_scale()
    {
        var image = DmWriter.Image("plain", 2, new float[6], [3, 2], [(0, 1, ""), (0, 1, "")]);
        var signal = DmSamples.Read(DmWriter.Document(3, false, image)).Extraction.Signals[0];

        Assert.All(signal.Axes, axis => Assert.Null(axis.Scale));
        Assert.All(signal.Axes, axis => Assert.Null(axis.Unit));
    }

    [Fact]
    public void Dimensions_beyond_the_data_are_told_of()
    {
        var image = DmWriter.Image("false", 2, new float[6], [3, 200], []);
        var finding = DmSamples.Read(DmWriter.Document(3, false, image));

        Assert.Null(finding.Extraction.Signals[0].Values);
        Assert.Contains(finding.Extraction.Warnings, warning => warning.Contains("can't be read", StringComparison.Ordinal));
    }

    [Fact]
    public void Real_files_with_garbage_are_told_apart_from_real_ones()
    {
        Assert.Equal(Likelihood.No, new DmReader().Recognise(FileHead.Of(new MemorySource("x.dm3", new byte[100]))));
        Assert.Equal(Likelihood.No, new DmReader().Recognise(FileHead.Of(new MemorySource("x.dm3", new byte[] { 0, 0, 0, 3, 0, 0, 0, 9, 0, 0, 0, 1, 200, 200, 0, 0, 0, 0, 0, 0 }))));
    }

    private static (double Real, double Imaginary) Complex(byte[] all, int size, int y, int x)
    {
        var one = all.AsSpan((y * 8 + x) * size, size);
        return size == 8
            ? (BitConverter.ToSingle(one), BitConverter.ToSingle(one[4..]))
            : (BitConverter.ToDouble(one), BitConverter.ToDouble(one[8..]));
    }
}

public sealed class Dm4ReaderTests() : ReaderContract(new DmReader(), DmSamples.SpectrumImage(4, bigEndian: true));

/// <summary>Files that several tests want.</summary>
internal static class DmSamples
{
    public static byte[] SpectrumImage(int version, bool bigEndian)
    {
        var image = DmWriter.Image("SI", 2, Enumerable.Range(0, 24).Select(number => (float)number).ToArray(), [2, 3, 4],
            [(0, 0.5, "nm"), (0, 0.5, "nm"), (-300, 0.5, "eV")],
            ("Meta Data", new (string, object)[] { ("Format", "Spectrum image"), ("Signal", "EELS"), ("Acquisition Mode", "Parallel dispersive") }),
            ("Microscope Info", new (string, object)[] { ("Voltage", 200000f), ("Illumination Mode", "STEM NANOPROBE"), ("Indicated Magnification", 1e5) }));
        return DmWriter.Document(version, bigEndian, image);
    }

    public static Finding Read(byte[] bytes) => new Inspector([new DmReader()]).Inspect(new MemorySource("sample.dm3", bytes));

    public static object? At(MetaGroup tree, params string[] path) => (tree.Find(path) as MetaValue)?.Value;
}
