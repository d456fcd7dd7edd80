using System.Text;
using Dewar.Formats.Bytes;
using Dewar.Sdk;
using Xunit;

namespace Dewar.Formats.Nano;

public sealed class GsfReaderTests() : ReaderContract(new GsfReader(), Sample(""))
{
    [Theory, InlineData(""), InlineData("Title = a\n"), InlineData("Title = ab\n"), InlineData("Title = abc\n"),
        InlineData("Title = abcd\n")]
    public void Values_begin_at_a_multiple_of_four(string more)
    {
        var signal = Assert.Single(Read(Sample(more)).Extraction.Signals);

        Assert.Equal([2, 3], signal.Shape);
        Assert.Equal([0, 1, 2, 3, 4, 5], signal.Values!.ReadNumbers(Slab.All([2, 3])));
        Assert.Equal((1e-6, "m", "m"), (Math.Round(signal.Axes[1].Scale!.Value, 12), signal.Axes[1].Unit, signal.Unit));
        Assert.Equal("height", signal.Quantity);
    }

    [Fact]
    public void A_field_that_breaks_off_is_told()
    {
        var finding = Read(Sample("")[..^4]);

        Assert.Single(finding.Extraction.Warnings);
        Assert.Throws<DamagedException>(() => finding.Extraction.Signals[0].Values!.ReadNumbers(Slab.All([2, 3])));
    }

    private static Finding Read(byte[] bytes) => new Inspector([new GsfReader()]).Inspect(new MemorySource("sample.gsf", bytes));

    private static byte[] Sample(string more)
    {
        var text = Encoding.UTF8.GetBytes($"Gwyddion Simple Field 1.0\nXRes = 3\nYRes = 2\nXReal = 3e-06\nYReal = 2e-06\n"
            + $"XYUnits = m\nZUnits = m\n{more}");
        return [.. text, .. new byte[4 - text.Length % 4],
            .. Enumerable.Range(0, 6).SelectMany(number => BitConverter.GetBytes((float)number))];
    }
}

public sealed class SxmReaderTests() : ReaderContract(new SxmReader(), Sample("down"))
{
    [Theory]
    [InlineData("down", new double[] { 0, 1, 2, 3, 4, 5 }, new double[] { 8, 7, 6, 11, 10, 9 })]
    [InlineData("up", new double[] { 3, 4, 5, 0, 1, 2 }, new double[] { 11, 10, 9, 8, 7, 6 })]
    public void Pictures_are_upright_whichever_way_was_scanned(string direction, double[] forward, double[] backward)
    {
        var signals = Read(Sample(direction)).Extraction.Signals;

        Assert.Equal(["Z", "Z backward", "Current"], signals.Select(signal => signal.Name));
        Assert.Equal(forward, signals[0].Values!.ReadNumbers(Slab.All([2, 3])));
        Assert.Equal(backward, signals[1].Values!.ReadNumbers(Slab.All([2, 3])));
        Assert.Equal(["m", "m", "A"], signals.Select(signal => signal.Unit));
    }

    [Fact]
    public void Tags_are_the_metadata()
    {
        var finding = Read(Sample("down"));

        Assert.Equal("2010-01-15T10:20:30", finding.Extraction.Facts[CoreNames.AcquiredAt]!.Value.ToString());
        Assert.Equal(3e-9, finding.Extraction.Facts[CoreNames.FieldWidth]!.Si!.Value, 1e-20);
        Assert.Equal(0.5, finding.Extraction.Metadata.Number("Z-Controller", "gain"));
        Assert.Equal((1e-9, -1.5e-9), (Math.Round(finding.Extraction.Signals[0].Axes[1].Scale!.Value, 15),
            finding.Extraction.Signals[0].Axes[1].Offset));
    }

    [Fact]
    public void A_header_without_an_end_keeps_its_tags()
    {
        var finding = Read(Sample("down")[..200]);

        Assert.NotNull(finding.Damage);
        Assert.NotNull(finding.Extraction.Facts[CoreNames.AcquiredAt]);
    }

    private static Finding Read(byte[] bytes) => new Inspector([new SxmReader()]).Inspect(new MemorySource("sample.sxm", bytes));

    private static byte[] Sample(string direction)
    {
        var text = ":NANONIS_VERSION:\n2\n"
            + ":SCANIT_TYPE:\n              FLOAT            MSBFIRST\n:REC_DATE:\n 15.01.2010\n:REC_TIME:\n10:20:30\n"
            + ":ACQ_TIME:\n       12.5\n:SCAN_PIXELS:\n       3       2\n:SCAN_RANGE:\n           3E-9           2E-9\n"
            + ":SCAN_OFFSET:\n   0.0   0.0\n"
            + $":SCAN_DIR:\n{direction}\n:Z-Controller>gain:\n0.5\n:DATA_INFO:\n\tChannel\tName\tUnit\tDirection\tCalibration\tOffset\n"
            + "\t14\tZ\tm\tboth\t1\t0\n\t0\tCurrent\tA\tforward\t1\t0\n\n:SCANIT_END:\n\n\n\u001A\u0004";
        return [.. Encoding.Latin1.GetBytes(text),
            .. Enumerable.Range(0, 18).SelectMany(number => BitConverter.GetBytes((float)number).Reverse())];
    }
}
