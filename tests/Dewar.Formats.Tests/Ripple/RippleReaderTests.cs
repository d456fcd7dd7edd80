using System.Buffers.Binary;
using System.Text;
using Dewar.Formats.Bytes;
using Dewar.Sdk;
using Xunit;

namespace Dewar.Formats.Ripple;

public sealed class RippleReaderTests() : ReaderContract(new RippleReader(), Text(Sample), new Dictionary<string, byte[]> { ["sample.raw"] = Floats(24) })
{
    private const string Sample =
        ";a comment\nkey\tvalue\nwidth\t3\nheight\t2\ndepth\t4\noffset\t0\ndata-length\t4\ndata-type\tfloat\nbyte-order\tlittle-endian\nrecord-by\tvector\n"
        + "ev-per-chan\t10\nbeam-energy\t100.0\ntitle\tTest title\ndate\t2016-08-06\ntime\t10:55:00\n";

    protected override string SampleName => "sample.rpl";

    [Fact]
    public void Vectors_are_spectra_at_places()
    {
        var signal = Assert.Single(Read(Sample, Floats(24)).Extraction.Signals);

        Assert.Equal(SignalType.SpectrumImage, signal.Type);
        Assert.Equal([2, 3, 4], signal.Shape);
        Assert.Equal(["height", "width", "depth"], signal.Axes.Select(axis => axis.Name));
        Assert.Equal((10, "eV", false), (signal.Axes[2].Scale, signal.Axes[2].Unit, signal.Axes[2].IsScan));
        Assert.Equal(Enumerable.Range(0, 24).Select(number => (double)number), signal.Values!.ReadNumbers(Slab.All(signal.Shape)));
    }

    [Theory]
    [InlineData("image", new long[] { 4, 2, 3 }, SignalType.Image)]
    [InlineData("dont-care", new long[] { 4, 2, 3 }, SignalType.Image)]
    [InlineData("VECTOR", new long[] { 2, 3, 4 }, SignalType.SpectrumImage)]
    public void How_it_was_recorded_decides_the_order(string recorded, long[] shape, SignalType type)
    {
        var signal = Read(Sample.Replace("\tvector", $"\t{recorded}", StringComparison.Ordinal), Floats(24)).Extraction.Signals[0];

        Assert.Equal(shape, signal.Shape);
        Assert.Equal(type, signal.Type);
    }

    [Theory]
    [InlineData("unsigned", 1, "uint8")]
    [InlineData("unsigned", 2, "uint16")]
    [InlineData("signed", 2, "int16")]
    [InlineData("signed", 4, "int32")]
    [InlineData("signed", 8, "int64")]
    [InlineData("float", 8, "float64")]
    public void Types_are_read_in_both_byte_orders(string type, int length, string element)
    {
        var text = $"key\tvalue\nwidth\t1\nheight\t1\ndepth\t2\noffset\t3\ndata-Length\t{length}\ndata-type\t{type}\nbyte-order\tbig-endian\nrecord-by\tvector\n";
        var bytes = new byte[3 + 2 * length];
        bytes[2 + length] = (byte)(type is "float" ? 0 : 5);
        bytes[2 + 2 * length] = (byte)(type is "float" ? 0 : 9);

        var signal = Read(text, bytes).Extraction.Signals[0];

        Assert.Equal(element, signal.Element.ToString());
        Assert.Equal([2], signal.Shape);
        Assert.Equal(SignalType.Spectrum, signal.Type);
        Assert.Equal(type is "float" ? [0, 0] : [5, 9], signal.Values!.ReadNumbers(Slab.All(signal.Shape)));
    }

    [Fact]
    public void Inca_writes_brackets_and_capitals()
    {
        const string Inca = "(MLX::FILE_FORMAT : RIPPLE)\n(MLX::WIDTH : 2)\n(MLX::HEIGHT : 1)\n(MLX::DEPTH : 3)\n(MLX::OFFSET : 0)\n"
            + "(MLX::DATA-LENGTH : 1)\n(MLX::DATA-TYPE : UNSIGNED)\n(MLX::BYTE-ORDER : DONT-CARE)\n(MLX::RECORD-BY : VECTOR)\n";

        Assert.Equal([2, 3], Read(Inca, new byte[6]).Extraction.Signals[0].Shape);
    }

    [Fact]
    public void Facts_have_the_units_of_the_format()
    {
        var facts = Read(Sample, Floats(24)).Extraction.Facts;

        Assert.Equal(100e3, facts[CoreNames.AccelerationVoltage]!.Si);
        Assert.Equal("Test title", facts[CoreNames.Title]!.Value);
        Assert.Equal("2016-08-06T10:55:00", facts[CoreNames.AcquiredAt]!.Value.ToString());
    }

    [Fact]
    public void Either_file_of_the_pair_finds_the_other()
    {
        var files = new Dictionary<string, byte[]> { ["sample.rpl"] = Text(Sample), ["sample.raw"] = Floats(24) };
        var values = new Inspector([new RippleReader()]).Inspect(new MemorySource("sample.raw", files["sample.raw"], files));

        Assert.Equal("sample.rpl", values.Extraction.PartOf);
        Assert.Equal([2, 3, 4], values.Extraction.Signals[0].Shape);
        Assert.Equal("sample.raw", Assert.Single(Read(Sample, files["sample.raw"]).Extraction.Parts).Path);
        Assert.Null(new Inspector([new RippleReader()]).Inspect(new MemorySource("other.raw", files["sample.raw"], files)).Reader);
    }

    [Fact]
    public void Without_values_the_list_still_tells_what_they_would_be()
    {
        var finding = new Inspector([new RippleReader()]).Inspect(new MemorySource("sample.rpl", Text(Sample)));

        Assert.Null(Assert.Single(finding.Extraction.Signals).Values);
        Assert.Contains("sample.raw", Assert.Single(finding.Extraction.Warnings), StringComparison.Ordinal);
    }

    [Fact]
    public void Values_that_break_off_are_told()
    {
        var finding = Read(Sample, Floats(10));

        Assert.Contains("40 bytes", Assert.Single(finding.Extraction.Warnings), StringComparison.Ordinal);
        Assert.Throws<DamagedException>(() => finding.Extraction.Signals[0].Values!.ReadNumbers(Slab.All([2, 3, 4])));
    }

    private static Finding Read(string text, byte[] values) => new Inspector([new RippleReader()]).Inspect(
        new MemorySource("sample.rpl", Text(text), new Dictionary<string, byte[]> { ["sample.raw"] = values }));

    private static byte[] Text(string text) => Encoding.Latin1.GetBytes(text);

    private static byte[] Floats(int count)
    {
        var bytes = new byte[count * 4];
        for (var i = 0; i < count; i++)
        {
            BinaryPrimitives.WriteSingleLittleEndian(bytes.AsSpan(i * 4), i);
        }

        return bytes;
    }
}
