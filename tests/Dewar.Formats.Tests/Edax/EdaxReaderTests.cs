using Dewar.Formats.Bytes;
using Dewar.Sdk;
using Xunit;

namespace Dewar.Formats.Edax;

public sealed class EdaxSpectrumTests() : ReaderContract(new EdaxReader(), EdaxFile.Spectrum(), likelihood: Likelihood.ByContent)
{
    [Fact]
    public void A_spectrum_has_energies_counts_and_angles()
    {
        var finding = Read(EdaxFile.Spectrum());
        var (signal, facts) = (Assert.Single(finding.Extraction.Signals), finding.Extraction.Facts);

        Assert.Equal(SignalType.Spectrum, signal.Type);
        Assert.Equal((100L, 0.005, "keV"), (signal.Axes[0].Length, signal.Axes[0].Scale!.Value, signal.Axes[0].Unit));
        Assert.Equal(0.1, signal.Axes[0].Offset, 1e-6);
        Assert.Equal(99 * 50, signal.Values!.ReadNumbers(Slab.All([100])).Sum());
        Assert.Equal(22e3, facts[CoreNames.AccelerationVoltage]!.Si);
        Assert.Equal(12.5, facts[CoreNames.LiveTime]!.Si);
        Assert.Equal(["Al", "Fe"], (string[])facts[CoreNames.Elements]!.Value);
        Assert.Equal(127.5, facts[CoreNames.EnergyResolution]!.Value);
        Assert.Equal(45.0, facts[CoreNames.AzimuthAngle]!.Value);
        Assert.Equal("2014-12-29T14:30:07", facts[CoreNames.AcquiredAt]!.Value.ToString());
        Assert.Equal("a label", facts[CoreNames.Sample]!.Value);
    }

    [Fact]
    public void The_SPC_of_others_is_not_taken()
    {
        var text = new byte[8000];
        "#F test\n#E 123\n"u8.CopyTo(text);
        Assert.Equal(Likelihood.No, new EdaxReader().Recognise(FileHead.Of(new MemorySource("scan.spc", text))));
        var galactic = new byte[8000];
        galactic[1] = 0x4B;
        Assert.Equal(Likelihood.No, new EdaxReader().Recognise(FileHead.Of(new MemorySource("raman.spc", galactic))));
    }

    [Fact]
    public void What_the_instrument_left_at_zero_is_not_told()
    {
        var file = EdaxFile.Spectrum();
        file.AsSpan(532, 4).Clear();

        Assert.Null(Read(file).Extraction.Facts[CoreNames.AccelerationVoltage]);
    }

    private static Finding Read(byte[] bytes) => new Inspector([new EdaxReader()]).Inspect(new MemorySource("sample.spc", bytes));
}

public sealed class EdaxMapTests() : ReaderContract(new EdaxReader(), EdaxFile.Map(), Beside)
{
    private static readonly Dictionary<string, byte[]> Beside = new()
    {
        ["map.spd"] = EdaxFile.Map(),
        ["map.spc"] = EdaxFile.Spectrum(),
        ["map_Img.ipr"] = EdaxFile.Image(),
        ["map_Img.bmp"] = [],
    };

    protected override string SampleName => "map.spd";

    [Fact]
    public void The_files_beside_it_calibrate_a_map()
    {
        var finding = Read("map.spd", Beside);
        var signal = Assert.Single(finding.Extraction.Signals);

        Assert.Equal([3, 4, 10], signal.Shape);
        Assert.Equal([0.5, 0.25, 0.005], signal.Axes.Select(axis => axis.Scale!.Value));
        Assert.Equal(["µm", "µm", "keV"], signal.Axes.Select(axis => axis.Unit));
        Assert.Equal(Enumerable.Range(0, 120).Select(number => (double)number), signal.Values!.ReadNumbers(Slab.All(signal.Shape)));
        Assert.Equal(["map.spc", "map_Img.ipr", "map_Img.bmp"], finding.Extraction.Parts.Select(part => part.Path));
        Assert.Equal(22e3, finding.Extraction.Facts[CoreNames.AccelerationVoltage]!.Si);
        Assert.Equal(1500.0, finding.Extraction.Facts[CoreNames.Magnification]!.Value);
        Assert.Empty(finding.Extraction.Warnings);
    }

    [Fact]
    public void Alone_it_is_read_without_calibration_and_this_is_said()
    {
        var finding = Read("map.spd", []);

        Assert.Null(finding.Extraction.Signals[0].Axes[2].Scale);
        Assert.Equal(2, finding.Extraction.Warnings.Count);
    }

    [Theory, InlineData("map.spc"), InlineData("map_Img.ipr")]
    public void The_others_know_the_map(string name)
    {
        Assert.Equal("map.spd", Read(name, Beside).Extraction.PartOf);
        Assert.Null(Read(name, []).Extraction.PartOf);
    }

    [Theory, InlineData(1, "uint8"), InlineData(4, "uint32")]
    public void Counts_have_one_two_or_four_bytes(int size, string element) =>
        Assert.Equal(element, Read("map.spd", [], EdaxFile.Map(size: size)).Extraction.Signals[0].Element.ToString());

    [Fact]
    public void Impossible_sizes_are_said()
    {
        Assert.Contains("3 bytes", Read("map.spd", [], EdaxFile.Map(size: 3)).Damage, StringComparison.Ordinal);
        Assert.Contains("breaks off", string.Join(' ', Read("map.spd", [], EdaxFile.Map()[..1100]).Extraction.Warnings), StringComparison.Ordinal);
    }

    private static Finding Read(string name, Dictionary<string, byte[]> beside, byte[]? bytes = null) =>
        new Inspector([new EdaxReader()]).Inspect(new MemorySource(name, bytes ?? Beside[name], beside));
}
