using System.Text;
using Dewar.Formats.Bytes;
using Dewar.Sdk;
using Xunit;

namespace Dewar.Formats.Edf;

public sealed class EdfReaderTests() : ReaderContract(new EdfReader(), Sample())
{
    [Fact]
    public void What_fabio_writes_is_read_as_fabio_reads_it() => OracleFiles.Compare("Edf/write_edf.py", "fabio");

    [Fact]
    public void The_header_is_told_with_motors_by_name()
    {
        var extraction = Read(Sample()).Extraction;

        Assert.Equal(-2.5, extraction.Metadata.Number("image 0", "motors", "tz"));
        Assert.Equal(1234, extraction.Metadata.Number("image 0", "counters", "mon"));
        Assert.Equal(1e-10, extraction.Facts[CoreNames.Wavelength]!.Si);
        Assert.Equal("2015-07-16T13:15:00", extraction.Facts[CoreNames.AcquiredAt]!.Value.ToString());
        Assert.Equal(("x", 55e-6, "m"), (extraction.Signals[0].Axes[1].Name, extraction.Signals[0].Axes[1].Scale, extraction.Signals[0].Axes[1].Unit));
    }

    [Fact]
    public void Pictures_of_one_kind_are_a_stack_and_others_stand_alone()
    {
        var signals = Read([.. Sample(), .. Sample(), .. Sample(width: 2)]).Extraction.Signals;

        Assert.Equal([2, 2, 3], signals[0].Shape);
        Assert.True(signals[0].Axes[0].IsScan);
        Assert.Equal([2, 2], signals[1].Shape);
        Assert.Equal([0, 1, 2, 3, 4, 5], signals[0].Values!.ReadNumbers(new([1, 0, 0], [1, 2, 3], [1, 1, 1])));
    }

    [Fact]
    public void A_picture_that_is_cut_off_is_told()
    {
        var finding = Read(Sample()[..^5]);

        Assert.Null(finding.Damage);
        Assert.Equal([2, 3], finding.Extraction.Signals[0].Shape);
        Assert.Single(finding.Extraction.Warnings);
    }

    [Fact]
    public void A_header_without_an_end_is_damage() => Assert.Contains("no end", Read(Encoding.ASCII.GetBytes("{ HeaderID = 1 ; DataType = SignedByte ; Dim_1 = 2 ;")).Damage);

    [Theory, InlineData("{\"Dim_1\": 3}"), InlineData("{ a = b }"), InlineData("0       X X X X                        Startdate")]
    public void What_only_has_braces_or_the_name_is_left_to_others(string text) =>
        Assert.Equal(Likelihood.No, new EdfReader().Recognise(FileHead.Of(new MemorySource("a.edf", Encoding.ASCII.GetBytes(text)))));

    private static byte[] Sample(int width = 3)
    {
        var header = $"{{\r\nEDF_DataBlockID = 0.Image.Psd ;\r\nByteOrder = LowByteFirst ;\r\nDataType = UnsignedShort ;\r\nDim_1 = {width} ;\r\nDim_2 = 2 ;\r\n"
            + "Date = 2015-07-16 13:15:00 ;\r\nWaveLength = 1e-10 ;\r\nPSize_1 = 55e-6 ;\r\nPSize_2 = 55e-6 ;\r\nmotor_mne = tx tz ;\r\nmotor_pos = 1 -2.5 ;\r\n"
            + "counter_mne = mon ;\r\ncounter_pos = 1234 ;\r\n";
        var data = Enumerable.Range(0, 2 * width).SelectMany(i => new[] { (byte)i, (byte)0 });
        return [.. Encoding.ASCII.GetBytes(header.PadRight(510) + "}\n"), .. data];
    }

    private static Finding Read(byte[] bytes) => new Inspector([new EdfReader()]).Inspect(new MemorySource("a.edf", bytes));
}
