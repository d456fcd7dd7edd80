using System.Text;
using Dewar.Formats.Bytes;
using Dewar.Sdk;
using Xunit;

namespace Dewar.Formats.Bruker;

public sealed class SpxReaderTests() : ReaderContract(new SpxReader(), Sample("1,2,3,40"))
{
    [Fact]
    public void A_spectrum_has_energies_and_times()
    {
        var signal = Assert.Single(Read(Sample("1,2,3,40")).Extraction.Signals);

        Assert.Equal(SignalType.Spectrum, signal.Type);
        Assert.Equal([1, 2, 3, 40], signal.Values!.ReadNumbers(Slab.All([4])));
        Assert.Equal(-0.25, signal.Axes[0].Offset);
        Assert.Equal(7.385, signal.Facts[CoreNames.LiveTime]!.Si!.Value, 1e-9);
        Assert.Equal(15e3, signal.Facts[CoreNames.AccelerationVoltage]!.Si);
        Assert.Equal(["Fe", "S"], (string[])signal.Facts[CoreNames.Elements]!.Value);
        Assert.Equal("2018-03-02T13:53:04", signal.Facts[CoreNames.AcquiredAt]!.Value.ToString());
        Assert.Equal("XFlash 5010", signal.Facts[CoreNames.Detector]!.Value);
    }

    [Theory, InlineData("", 0), InlineData("7", 1), InlineData("1,2,", 2), InlineData("1, 2,\n3", 3)]
    public void Counts_are_as_many_as_there_are_words(string counts, int channels)
    {
        var finding = Read(Sample(counts));

        Assert.Equal(channels, finding.Extraction.Signals[0].Shape[0]);
    }

    [Fact]
    public void What_is_no_number_is_not_a_number() =>
        Assert.Equal([1, double.NaN, 3], Read(Sample("1,x,3")).Extraction.Signals[0].Values!.ReadNumbers(Slab.All([3])));

    [Fact]
    public void XML_that_breaks_off_keeps_what_was_read()
    {
        var finding = Read(Sample("1,2,3,40")[..^60]);

        Assert.NotNull(finding.Damage);
        Assert.Equal(4, finding.Extraction.Signals[0].Shape[0]);
    }

    [Fact]
    public void Other_XML_is_not_taken() =>
        Assert.Equal(Likelihood.No, new SpxReader().Recognise(FileHead.Of(new MemorySource("a.spx", "<root><Spectrum/></root>"u8.ToArray()))));

    private static Finding Read(byte[] bytes) => new Inspector([new SpxReader()]).Inspect(new MemorySource("sample.spx", bytes));

    private static byte[] Sample(string counts) => Encoding.Latin1.GetBytes(
        $"<?xml version=\"1.0\" encoding=\"WINDOWS-1252\" standalone=\"yes\"?>\n<TRTSpectrum><RTHeader/>{BcfFile.Spectrum("µ.spx", counts)}</TRTSpectrum>");
}
