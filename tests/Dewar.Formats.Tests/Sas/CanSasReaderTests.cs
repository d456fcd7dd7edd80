using System.Text;
using Dewar.Formats.Bytes;
using Dewar.Sdk;
using Xunit;

namespace Dewar.Formats.Sas;

public sealed class CanSasReaderTests() : ReaderContract(new CanSasReader(), Encoding.UTF8.GetBytes(Sample), likelihood: Likelihood.BySpeciality)
{
    private const string Sample = """
        <?xml version="1.0"?>
        <SASroot version="1.1" xmlns="urn:cansas1d:1.1">
          <SASentry name="first"><Title>Test title</Title><Run>1234</Run>
            <SASdata>
              <Idata><Q unit="1/A">0.02</Q><I unit="1/cm">1000</I><Idev unit="1/cm">3</Idev><Qmean unit="1/A"><!-- optional --></Qmean></Idata>
              <Idata><Q unit="1/A">0.03</Q><I unit="1/cm">1001</I><Extra>7</Extra></Idata>
            </SASdata>
            <SAStransmission_spectrum name="sample"><Tdata><Lambda unit="A">6</Lambda><T unit="none">0.5</T></Tdata></SAStransmission_spectrum>
            <SASsample><ID>water</ID><thickness unit="mm">1.5</thickness><temperature unit="C">20</temperature></SASsample>
            <SASinstrument><name>LOQ</name><SASsource name="s"><wavelength unit="A">6.0</wavelength></SASsource><SASdetector><name>d</name><SDD unit="m">4.15</SDD></SASdetector></SASinstrument>
          </SASentry>
        </SASroot>
        """;

    [Fact]
    public void Rows_become_columns_and_empty_ones_are_left_out()
    {
        var signals = Read(Sample).Extraction.Signals;

        Assert.Equal(["Q", "I", "Idev", "Extra"], signals[0].Columns);
        Assert.Equal("1/Å", signals[0].ColumnUnits[0]);
        Assert.Equal(true, signals[0].Hints!.Logarithmic);
        Assert.Equal([0.02, 1000, 3, double.NaN, 0.03, 1001, double.NaN, 7], signals[0].Values!.ReadNumbers(Slab.All([2, 4])));
        Assert.Equal(["Lambda", "T"], signals[1].Columns);
    }

    [Fact]
    public void Sample_and_instrument_are_told_in_common_names()
    {
        var facts = Read(Sample).Extraction.Facts;

        Assert.Equal("water", facts[CoreNames.Sample]!.Value);
        Assert.Equal(293.15, facts[CoreNames.Temperature]!.Si);
        Assert.Equal(6e-10, facts[CoreNames.Wavelength]!.Si!.Value, 1e-18);
        Assert.Equal(1.5e-3, facts[CoreNames.SampleThickness]!.Si);
        Assert.Equal(4.15, facts[CoreNames.DetectorDistance]!.Si);
    }

    [Theory]
    [InlineData("<!DOCTYPE SASroot [<!ENTITY a \"aaaaaaaaaa\"><!ENTITY b \"&a;&a;&a;\">]>", "&b;")]
    [InlineData("<!DOCTYPE SASroot [<!ENTITY a SYSTEM \"file:///etc/passwd\">]>", "&a;")]
    public void Entities_are_refused(string definition, string use)
    {
        var finding = Read(Sample.Replace("<SASroot", definition + "<SASroot").Replace("Test title", use));

        Assert.NotNull(finding.Damage);
        Assert.DoesNotContain("aaaa", FindingText.Of(finding));
    }

    [Fact]
    public void Very_deep_elements_are_refused() =>
        Assert.NotNull(Read(Sample.Replace("Test title", string.Concat(Enumerable.Repeat("<a>", 5000)))).Damage);

    [Theory, InlineData("formats/sas/cansas1d.xml"), InlineData("formats/sas/ISIS_Polymer_Blend_TK49.xml"), InlineData("malformed/cansas1d_badunits.xml")]
    public void Real_files_are_read(string name) => Assert.Equal(("cansas", null), (Samples.Inspect(name).Reader!.Name, Samples.Inspect(name).Damage));

    private static Finding Read(string text) => new Inspector([new CanSasReader()]).Inspect(new MemorySource("a.xml", Encoding.UTF8.GetBytes(text)));
}
