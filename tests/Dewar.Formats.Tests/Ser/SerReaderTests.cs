using Dewar.Formats.Bytes;
using Dewar.Sdk;
using Xunit;

namespace Dewar.Formats.Ser;

public sealed class SerReaderTests() : ReaderContract(new SerReader(), SerWriter.File(0x210, 2, [4, 3], [2, 2]))
{
    [Theory, InlineData(0x210), InlineData(0x220)]
    public void A_map_of_spectra_has_its_rows_first(int version)
    {
        var signal = Read(SerWriter.File(version, 3, [6], [3, 2], delta: 5)).Extraction.Signals[0];

        Assert.Equal(SignalType.SpectrumImage, signal.Type);
        Assert.Equal([2L, 3, 6], signal.Shape);
        Assert.Equal(["y", "x", "Energy"], signal.Axes.Select(axis => axis.Name));
        Assert.Equal([4, 2, 5.0], signal.Axes.Select(axis => axis.Scale!.Value));
        Assert.Equal(["nm", "nm", "eV"], signal.Axes.Select(axis => axis.Unit));
        Assert.Equal(15, signal.Axes[2].Offset);
        Assert.Equal([4000, 4002, 4004], signal.Values!.ReadNumbers(new([1, 1, 0], [1, 1, 3], [1, 1, 2])));
    }

    [Theory, InlineData(1), InlineData(2), InlineData(3), InlineData(4), InlineData(5), InlineData(6), InlineData(7), InlineData(8),
        InlineData(9), InlineData(10)]
    public void Every_type_of_value_is_read(int code)
    {
        var signal = Read(SerWriter.File(0x220, code, [5], [1])).Extraction.Signals[0];
        var root = code > 8 ? Math.Sqrt(2) : 1;

        Assert.Equal([0, root, 2 * root, 3 * root, 4 * root],
            signal.Values!.ReadNumbers(Slab.All(signal.Shape)).Select(value => Math.Round(value, 12)), new Near());
    }

    [Fact]
    public void The_lowest_row_of_an_image_comes_first_in_the_file()
    {
        var signal = Read(SerWriter.File(0x210, 2, [2, 3], [1])).Extraction.Signals[0];

        Assert.Equal([4, 5, 2, 3, 0, 1], signal.Values!.ReadNumbers(Slab.All(signal.Shape)));
        Assert.Equal(["y", "x"], signal.Axes.Select(axis => axis.Name));
    }

    [Fact]
    public void A_line_that_was_stopped_ends_where_it_stopped()
    {
        var finding = Read(SerWriter.File(0x220, 2, [4], [10], valid: 3));

        Assert.Equal([3L, 4], finding.Extraction.Signals[0].Shape);
        Assert.Contains(finding.Extraction.Warnings, warning =>
            warning.Contains("announces 10 elements and has 3", StringComparison.Ordinal));
    }

    [Fact]
    public void A_map_that_was_stopped_is_zero_where_nothing_was_taken()
    {
        var signal = Read(SerWriter.File(0x220, 2, [4], [2, 3], valid: 3)).Extraction.Signals[0];

        Assert.Equal([3L, 2, 4], signal.Shape);
        Assert.Equal([0, 1000, 2000, 0, 0, 0], signal.Values!.ReadNumbers(new([0, 0, 0], [3, 2, 1], [1, 1, 1])));
    }

    [Fact]
    public void A_series_in_time_is_no_map()
    {
        var signal = Read(SerWriter.File(0x220, 2, [4], [5], placed: false, units: "s", description: "Time",
            delta: 1)).Extraction.Signals[0];

        Assert.Equal(SignalType.Spectrum, signal.Type);
        Assert.Equal(("time", "s"), (signal.Axes[0].Name, signal.Axes[0].Unit));
    }

    [Fact]
    public void Patterns_have_reciprocal_axes()
    {
        var signal = Read(SerWriter.File(0x220, 2, [4, 4], [3], delta: 1.7e8)).Extraction.Signals[0];

        Assert.Equal(SignalType.Diffraction, signal.Type);
        Assert.Equal(("1 / nm", 0.17), (signal.Axes[2].Unit, Math.Round(signal.Axes[2].Scale!.Value, 9)));
    }

    [Fact]
    public void Alone_it_has_the_time_of_its_first_element_and_warns()
    {
        var finding = Read(SerWriter.File(0x220, 2, [4], [2]));

        Assert.Equal(FileTime.Utc(new(2016, 2, 21, 16, 53, 6)), finding.Extraction.Facts[CoreNames.AcquiredAt]!.Value);
        Assert.Contains(finding.Extraction.Warnings, warning => warning.Contains("EMI", StringComparison.Ordinal));
    }

    [Fact]
    public void Values_that_are_cut_off_are_told_of_and_throw()
    {
        var bytes = SerWriter.File(0x210, 2, [100, 100], [1]);
        var finding = Read(bytes[..600]);

        Assert.Single(finding.Extraction.Signals);
        Assert.Contains(finding.Extraction.Warnings, warning => warning.Contains("cut off", StringComparison.Ordinal));
        Assert.Throws<DamagedException>(() => finding.Extraction.Signals[0].Values!.ReadNumbers(Slab.All([100, 100])));
    }

    private static Finding Read(byte[] bytes) => new Inspector([new SerReader()]).Inspect(new MemorySource("scan.ser", bytes));

    private sealed class Near : IEqualityComparer<double>
    {
        public bool Equals(double x, double y) => Math.Abs(x - y) < 1e-6;

        public int GetHashCode(double obj) => 0;
    }
}

public sealed class EmiReaderTests() : ReaderContract(new SerReader(), SerWriter.Document("scan_1.ser", "scan_2.ser"), Companions)
{
    private static readonly Dictionary<string, byte[]> Companions = new()
    {
        ["scan_1.ser"] = SerWriter.File(0x220, 3, [6], [3], delta: 5),
        ["scan_2.ser"] = SerWriter.File(0x210, 2, [4, 3], [3]),
        ["scan_2_old.ser"] = [],
        ["scan_copy_1.ser"] = SerWriter.File(0x210, 2, [4, 3], [1]),
    };

    protected override string SampleName => "scan.emi";

    [Fact]
    public void Each_series_has_its_own_description()
    {
        var extraction = Read("scan.emi", SerWriter.Document("scan_2.ser", "scan_1.ser")).Extraction;

        Assert.Equal(["scan_1.ser", "scan_2.ser"], extraction.Parts.Select(part => part.Path));
        Assert.Equal(["scan_1.ser", "scan_2.ser"], extraction.Signals.Select(signal => signal.Place));
        Assert.Equal("scan_1.ser", extraction.Metadata.Word("scan_1.ser", "ObjectInfo", "AcquireInfo", "CameraNamePath"));
        Assert.Equal("scan_2.ser", extraction.Metadata.Word("scan_2.ser", "ObjectInfo", "AcquireInfo", "CameraNamePath"));
        Assert.Equal(101e3, extraction.Facts[CoreNames.AccelerationVoltage]!.Si);
        Assert.Equal(100e3, extraction.Signals[1].Facts[CoreNames.AccelerationVoltage]!.Si);
    }

    [Fact]
    public void The_state_of_the_microscope_has_units()
    {
        var facts = Read("scan.emi", SerWriter.Document("scan_1.ser")).Extraction.Facts;

        Assert.Equal("STEM", facts[CoreNames.Mode]!.Value);
        Assert.Equal("Tecnai", facts[CoreNames.Instrument]!.Value);
        Assert.Equal(0.04, facts[CoreNames.CameraLength]!.Si);
        Assert.Equal(-1.5 * Math.PI / 180, facts[CoreNames.StageTilt]!.Si!.Value, 1e-12);
        Assert.Equal(new FileTime(new(2016, 2, 21, 17, 53, 6), TimeSpan.FromHours(1)), facts[CoreNames.AcquiredAt]!.Value);
    }

    [Fact]
    public void A_series_knows_its_document_and_takes_the_description_from_it()
    {
        var companions = new Dictionary<string, byte[]>(Companions) { ["scan.EMI"] = SerWriter.Document("scan_1.ser", "scan_2.ser") };
        var extraction = new Inspector([new SerReader()]).Inspect(new MemorySource("scan_2.ser", Companions["scan_2.ser"],
            companions)).Extraction;

        Assert.Equal("scan.EMI", extraction.PartOf);
        Assert.Equal(101e3, extraction.Facts[CoreNames.AccelerationVoltage]!.Si);
        Assert.Empty(extraction.Warnings);
    }

    [Fact]
    public void Without_its_series_a_document_still_describes()
    {
        var extraction = new Inspector([new SerReader()]).Inspect(new MemorySource("lost.emi",
            SerWriter.Document("lost_1.ser"))).Extraction;

        Assert.Empty(extraction.Signals);
        Assert.NotNull(extraction.Facts[CoreNames.AccelerationVoltage]);
        Assert.Contains(extraction.Warnings, warning => warning.Contains("lost_1.ser", StringComparison.Ordinal));
    }

    private static Finding Read(string name, byte[] bytes) =>
        new Inspector([new SerReader()]).Inspect(new MemorySource(name, bytes, Companions));
}

public sealed class SerAgainstHyperSpyTests
{
    // HyperSpy does not heed which element the offset is of, nor its unit in images: here it is the first, and zero.
    [Fact]
    public void Every_variant_is_read_alike()
    {
        using var folder = new TemporaryFolder();
        var files = new List<string>();
        foreach (var code in Enumerable.Range(1, 10))
        {
            foreach (var version in (int[])[0x210, 0x220])
            {
                files.Add(folder.Write($"image-{code}-{version}.ser",
                    SerWriter.File(version, code, [4, 3], [1], placed: false, units: "", description: "Number", element: 0)));
                files.Add(folder.Write($"map-{code}-{version}.ser", SerWriter.File(version, code, [8], [3, 2], delta: 5, element: 0)));
                files.Add(folder.Write($"line-{code}-{version}.ser", SerWriter.File(version, code, [8], [4], delta: 5, element: 0)));
                files.Add(folder.Write($"patterns-{code}-{version}.ser", SerWriter.File(version, code, [8, 5], [4], element: 0)));
            }
        }

        HyperSpy.Agrees(files);
    }
}
