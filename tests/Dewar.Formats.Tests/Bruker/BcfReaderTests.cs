using System.Buffers.Binary;
using Dewar.Formats.Bytes;
using Dewar.Sdk;
using Xunit;

namespace Dewar.Formats.Bruker;

public abstract class BcfReaderTests(bool packed) : ReaderContract(new BcfReader(), BcfFile.Map(BcfFile.Xml(2, 3, 16), Sample(), packed))
{
    [Fact]
    public void Pictures_come_first_then_the_map_then_its_sum()
    {
        var signals = Read(BcfFile.Map(BcfFile.Xml(2, 3, 16), Sample(), packed)).Extraction.Signals;

        Assert.Equal(["BSE", "EDX", "Sum spectrum of SpectrumData0"], signals.Select(signal => signal.Name));
        Assert.Equal([2, 3], signals[0].Shape);
        Assert.Equal([2, 3, 16], signals[1].Shape);
        Assert.Equal(0.95, signals[1].Axes[0].Scale);
        Assert.Equal((-0.25, 0.0025, "keV"), (signals[1].Axes[2].Offset, signals[1].Axes[2].Scale!.Value, signals[1].Axes[2].Unit));
        Assert.Equal(0x0100, signals[0].Values!.ReadNumbers(Slab.All([2, 3]))[0]);
        Assert.Equal(16 * 9, signals[2].Values!.ReadNumbers(Slab.All([16])).Sum());
    }

    [Fact]
    public void All_packings_of_counts_are_read()
    {
        var values = Map(Read(BcfFile.Map(BcfFile.Xml(2, 3, 16), Sample(), packed))).ReadNumbers(Slab.All([2, 3, 16]));
        double[] Pixel(int y, int x) => values[((y * 3 + x) * 16)..((y * 3 + x + 1) * 16)];

        Assert.Equal([0, 2, 0, 1, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0], Pixel(0, 0));
        Assert.Equal(new double[16], Pixel(0, 1));
        Assert.Equal([0, 0, 0, 0, 0, 1, 0, 0, 0, 0, 0, 0, 0, 0, 1, 1], Pixel(0, 2));
        Assert.Equal([0, 0, 5, 6, 7, 1, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0], Pixel(1, 0));
        Assert.Equal([0, 0, 0, 0, 101, 102, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0], Pixel(1, 1));
    }

    [Fact]
    public void Any_part_is_read_in_any_order()
    {
        var map = Map(Read(BcfFile.Map(BcfFile.Xml(2, 3, 16), Sample(), packed)));

        Assert.Equal([101, 102], map.ReadNumbers(new([1, 1, 4], [1, 1, 2], [1, 1, 1])));
        Assert.Equal([2, 1], map.ReadNumbers(new([0, 0, 1], [1, 1, 2], [1, 1, 2])));
        Assert.Equal([5, 0], map.ReadNumbers(new([1, 0, 2], [1, 2, 1], [1, 2, 1])));
    }

    [Fact]
    public void Microscope_and_stage_are_told_with_their_units()
    {
        var facts = Read(BcfFile.Map(BcfFile.Xml(2, 3, 16), Sample(), packed)).Extraction.Facts;

        Assert.Equal(20e3, facts[CoreNames.AccelerationVoltage]!.Si);
        Assert.Equal(8.42176e-3, facts[CoreNames.WorkingDistance]!.Si!.Value, 1e-9);
        Assert.Equal(3138.5, facts[CoreNames.Magnification]!.Value);
        Assert.Equal(0.06735885, facts[CoreNames.StageX]!.Si!.Value, 1e-9);
        Assert.Equal(["Cu", "Ti"], (string[])facts[CoreNames.Elements]!.Value);
        Assert.Equal("2018-09-12T13:09:11", facts[CoreNames.AcquiredAt]!.Value.ToString());
    }

    [Fact]
    public void The_detectors_hidden_layers_are_in_the_tree()
    {
        var tree = Read(BcfFile.Map(BcfFile.Xml(2, 3, 16), Sample(), packed)).Extraction.Metadata;

        Assert.Equal(0.013, TreeSearch.Group(tree, "Layer0")!.Number("Thickness"));
    }

    [Fact]
    public void A_map_without_spectra_keeps_its_pictures()
    {
        var finding = Read(BcfFile.Map(BcfFile.Xml(2, 3, 16), [], packed));

        Assert.Equal(3, finding.Extraction.Signals.Count);
        Assert.Throws<DamagedException>(() => Map(finding).ReadNumbers(Slab.All([2, 3, 16])));
    }

    [Fact]
    public void A_container_of_something_else_is_said_to_be_so()
    {
        var finding = Read(BcfFile.Container(packed, ("Other", new byte[300])));

        Assert.Contains("HeaderData", finding.Damage, StringComparison.Ordinal);
    }

    [Fact]
    public void Spoiled_headers_inside_the_container_end_cleanly()
    {
        var xml = System.Text.Encoding.Latin1.GetBytes(BcfFile.Xml(2, 3, 16));
        for (var round = 0; round < 500; round++)
        {
            var spoiled = Mutations.Spoil(xml, new Random(round));
            Drain(Read(BcfFile.Container(packed, ("HeaderData", spoiled), ("SpectrumData0", Mutations.Spoil(Sample(), new Random(round))))));
        }
    }

    private static SignalValues Map(Finding finding) => finding.Extraction.Signals.First(signal => signal.Type is SignalType.SpectrumImage).Values!;

    private static Finding Read(byte[] bytes) => new Inspector([new BcfReader()]).Inspect(new MemorySource("sample.bcf", bytes));

    // Six pixels, one of them left out, in every packing there is.
    private static byte[] Sample() => BcfFile.Spectra(
        16,
        [(0, 0, 3, Words(1, 3, 1)), (2, 1, 3, [0x50, 0x00, 0x00, 0x0E, 0x00, 0xF0])],
        [(0, 2, 1, Runs()), (1, 2, 0, [0, 4, 2, 2, 100, 0, 1, 2, 0, 0, 0, 0])]);

    private static byte[] Words(params ushort[] words) => [.. words.SelectMany(BitConverter.GetBytes)];

    // Two empty channels, three with a gain of five in halves of bytes, and one pulse besides.
    private static byte[] Runs()
    {
        var pulse = new byte[6];
        BinaryPrimitives.WriteInt32LittleEndian(pulse, 2);
        pulse[4] = 5;
        return [0, 2, 1, 3, 5, 0x10, 0x02, .. pulse];
    }
}

public sealed class PackedBcfReaderTests() : BcfReaderTests(packed: true);

/// <summary>The same of containers that are not packed, where spoilings get further.</summary>
public sealed class UnpackedBcfReaderTests() : BcfReaderTests(packed: false);
