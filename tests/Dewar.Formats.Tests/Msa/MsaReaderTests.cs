using System.Text;
using Dewar.Formats.Bytes;
using Dewar.Formats.Expected;
using Dewar.Sdk;
using Xunit;

namespace Dewar.Formats.Msa;

public sealed class MsaReaderTests() : ReaderContract(new MsaReader(), Encoding.ASCII.GetBytes(Sample))
{
    private const string Sample = """
        #FORMAT      : EMSA/MAS Spectral Data File
        #VERSION     : 1.0
        #TITLE       : Nickel oxide
        #DATE        : 01-OCT-1991
        #TIME        : 12:00
        #OWNER       : A. Person
        #NPOINTS     : 4.
        #NCOLUMNS    : 1.
        #XUNITS      : eV
        #YUNITS      : Counts
        #DATATYPE    : Y
        #XPERCHAN    : 10.
        #OFFSET      : 200.
        #SIGNALTYPE  : EDS
        #XLABEL      : Energy
        #YLABEL      : Intensity
        #BEAMKV   -kV: 120.0
        #EMISSION -uA: 5.5
        #CONVANGLE-mR: 1.5
        #XTILTSTGE-dg: 45.
        #LIVETIME  -s: 100.
        #TAUWIND  -cm: 2.0 E-06
        ##ALPHA-1    : 3.14
        #SPECTRUM    : Spectral Data Starts Here
        65.820
        67.872
        65.626
        68.762
        #ENDOFDATA   :

        """;

    [Fact]
    public void Keywords_are_values_with_units()
    {
        var tree = Read(Sample).Extraction.Metadata;

        Assert.Equal((120.0, "kV"), (tree.Number("BEAMKV")!.Value, ((MetaValue)tree.Find("BEAMKV")!).Unit));
        Assert.Equal((1.5, "mrad"), (tree.Number("CONVANGLE")!.Value, ((MetaValue)tree.Find("CONVANGLE")!).Unit));
        Assert.Equal((2e-6, "cm"), (tree.Number("TAUWIND")!.Value, ((MetaValue)tree.Find("TAUWIND")!).Unit));
        Assert.Equal(3.14, tree.Number("##ALPHA-1"));
        Assert.Equal("1.0", tree.Word("VERSION"));
        Assert.Equal(Sample.IndexOf("#TITLE", StringComparison.Ordinal), ((MetaValue)tree.Find("TITLE")!).At);
    }

    [Fact]
    public void What_is_common_is_told_in_common_names()
    {
        var facts = Read(Sample).Extraction.Facts;

        Assert.Equal(120e3, facts[CoreNames.AccelerationVoltage]!.Si);
        Assert.Equal(5.5e-6, facts[CoreNames.EmissionCurrent]!.Si!.Value, 1e-12);
        Assert.Equal(1.5e-3, facts[CoreNames.ConvergenceAngle]!.Si!.Value, 1e-12);
        Assert.Equal(new FileTime(new(1991, 10, 1, 12, 0, 0)), facts[CoreNames.AcquiredAt]!.Value);
        Assert.Equal("EDS", facts[CoreNames.SignalName]!.Value);
    }

    [Theory, InlineData("\n"), InlineData("\r\n"), InlineData("\r"), InlineData("\n\r\n"), InlineData(" \r\n")]
    public void Lines_end_in_any_way(string end)
    {
        var signal = Read(Sample.ReplaceLineEndings(end)).Extraction.Signals[0];

        Assert.Equal([65.820, 67.872, 65.626, 68.762], Numbers(signal));
        Assert.Equal((10.0, 200.0, "eV"), (signal.Axes[0].Scale!.Value, signal.Axes[0].Offset, signal.Axes[0].Unit));
    }

    [Theory]
    [InlineData("65.820, 67.872, 65.626, 68.762")]
    [InlineData("65.820 67.872\n65.626\t68.762 ")]
    [InlineData("6.5820E1,67.872,\n65.626,\n68.762,")]
    [InlineData("6.5820D+01; 67.872; 65.626; 68.762")]
    [InlineData("65,820; 67,872; 65,626; 68,762")]
    public void Values_stand_in_any_number_of_columns(string data) =>
        Assert.Equal([65.820, 67.872, 65.626, 68.762], Numbers(Read(With(data)).Extraction.Signals[0]));

    [Theory]
    [InlineData("1, 10\n2, 20\n3, 30\n4, 40")]
    [InlineData("1 10 2 20\n3 30 4 40")]
    [InlineData("1\t10\n2\t20\n3\t30\n4\t40")]
    [InlineData("1,0;10,0\n2,0;20,0\n3,0;30,0\n4,0;40,0")]
    public void Pairs_are_places_and_values(string data)
    {
        var text = With(data).Replace("#DATATYPE    : Y", "#DATATYPE    : XY", StringComparison.Ordinal)
            .Replace(": 10.", ": 1.", StringComparison.Ordinal).Replace(": 200.", ": 1.", StringComparison.Ordinal);
        var signal = Read(text).Extraction.Signals[0];

        Assert.Equal([10, 20, 30, 40], Numbers(signal));
        Assert.Null(signal.Axes[0].Places);
    }

    [Fact]
    public void Uneven_places_are_kept()
    {
        var signal = Read(With("200, 1\n210, 2\n225, 3\n230, 4").Replace(": Y\n", ": XY\n", StringComparison.Ordinal)).Extraction.Signals[0];

        Assert.Equal([200, 210, 225, 230], signal.Axes[0].Places!());
    }

    [Fact]
    public void Any_encoding_is_read()
    {
        var text = Sample.Replace("Nickel oxide", "Nickel µm", StringComparison.Ordinal);
        foreach (var encoding in (Encoding[])[Encoding.UTF8, Encoding.Latin1, new UnicodeEncoding(false, true), new UnicodeEncoding(true, true), new UTF8Encoding(true)])
        {
            var signal = Read([.. encoding.GetPreamble(), .. encoding.GetBytes(text)]).Extraction.Signals[0];

            Assert.Equal("Nickel µm", signal.Name);
            Assert.Equal(4, signal.Shape[0]);
        }
    }

    [Fact]
    public void Several_spectra_in_a_file_are_several_signals()
    {
        var finding = Read(Sample + Sample.Replace("Nickel oxide", "Another", StringComparison.Ordinal));

        Assert.Equal(["Nickel oxide", "Another"], finding.Extraction.Signals.Select(signal => signal.Name));
    }

    [Fact]
    public void Iso_writes_the_unit_into_the_label()
    {
        var signal = Read(Sample.Replace(": eV", ": Energy Loss (eV)", StringComparison.Ordinal).Replace("#BEAMKV   -kV", "#BEAMKV ", StringComparison.Ordinal)).Extraction;

        Assert.Equal("eV", signal.Signals[0].Axes[0].Unit);
        Assert.Equal(120e3, signal.Facts[CoreNames.AccelerationVoltage]!.Si);
    }

    [Fact]
    public void Spec_files_are_not_claimed() => Assert.Equal(Likelihood.No, new MsaReader().Recognise(FileHead.Of(
        new MemorySource("x.msa", Encoding.ASCII.GetBytes("#F data.spec\n#E 1\n#D Mon\n\n#S 1 ascan\n1 2\n")))));

    [Fact]
    public void A_file_that_is_cut_off_says_so()
    {
        var finding = Read(Sample[..Sample.IndexOf("65.626", StringComparison.Ordinal)]);

        Assert.Equal(2, finding.Extraction.Signals[0].Shape[0]);
        Assert.Equal(2, finding.Extraction.Warnings.Count);
    }

    [Fact]
    public void HyperSpy_reads_the_same()
    {
        using var folder = new TemporaryFolder();
        HyperSpy.Agrees(
        [
            folder.Write("y.msa", Encoding.ASCII.GetBytes(Sample)),
            folder.Write("columns.msa", Encoding.ASCII.GetBytes(With("65.820, 67.872, 65.626, 68.762,"))),
        ]);
    }

    private static string With(string data) =>
        Sample.Replace("65.820\n67.872\n65.626\n68.762", data, StringComparison.Ordinal);

    private static double[] Numbers(Signal signal) => signal.Values!.ReadNumbers(Slab.All(signal.Shape));

    private static Finding Read(string text) => Read(Encoding.ASCII.GetBytes(text));

    private static Finding Read(byte[] bytes) => new Inspector([new MsaReader()]).Inspect(new MemorySource("sample.msa", bytes));
}

public sealed class MsaExpectationTests() : ExpectationContract("formats/msa")
{
    protected override object? Actual(Finding finding, string key)
    {
        var text = File.ReadAllText(Samples.PathOf($"formats/msa/{FileName}"));
        return key switch
        {
            "line_feeds" => text.Count(letter => letter == '\n'),
            "signal[0].metadata.Signal.signal_type" => CommonKeys.Quantity(finding, null, CoreNames.SignalName, null),
            _ when key.StartsWith("header.", StringComparison.Ordinal) => Written(finding, text, key["header.".Length..]),
            _ when key.StartsWith("signal[0].original.", StringComparison.Ordinal) => InTree(finding, key["signal[0].original.".Length..]),
            _ => null,
        };
    }

    // As it stands in the line that the tree points at.
    private static string? Written(Finding finding, string text, string name) =>
        finding.Extraction.Metadata.Find(name) is MetaValue { At: { } at } ? text[(int)at..].Split('\n')[0].Split(':', 2)[1].Trim() : null;
}
