using Dewar.Formats.Bytes;
using Dewar.Sdk;
using Xunit;

namespace Dewar.Formats.Wdf;

public sealed class WdfReaderTests() : ReaderContract(
    new WdfReader(), new WdfFile(5, 6, measurement: 3).Data(30).Falling(5).Map(0, 3, 2).Properties("WXDM").Block("TEXT", 4, writer => writer.Write("note"u8)).Bytes)
{
    private const uint Snake = 4;
    private const uint ColumnMajor = 2;
    private const uint Line = 128;

    [Fact]
    public void Spectra_rise_whichever_way_they_were_stored()
    {
        var signal = Read(new WdfFile(5, 1, measurement: 1).Data(5).Falling(5)).Extraction.Signals[0];

        Assert.Equal(SignalType.Spectrum, signal.Type);
        Assert.Equal([4, 3, 2, 1, 0], signal.Values!.ReadNumbers(Slab.All([5])));
        Assert.Equal([992, 994, 996, 998, 1000], signal.Axes[0].Places!());
        Assert.Equal(("Raman Shift", "1/cm", 2.0, 992.0), (signal.Axes[0].Name, signal.Axes[0].Unit, Math.Round(signal.Axes[0].Scale!.Value, 9), signal.Axes[0].Offset));
        Assert.Equal([3, 1], signal.Values!.ReadNumbers(new([1], [2], [2])));
    }

    [Theory]
    [InlineData(0u, new double[] { 0, 1, 2, 3, 4, 5 })]
    [InlineData(Snake, new double[] { 0, 1, 2, 5, 4, 3 })]
    [InlineData(ColumnMajor, new double[] { 0, 2, 4, 1, 3, 5 })]
    [InlineData(ColumnMajor | Snake, new double[] { 0, 3, 4, 1, 2, 5 })]
    public void Spectra_of_a_map_go_to_their_places(uint flags, double[] order)
    {
        var signal = Read(new WdfFile(5, 6, measurement: 3).Data(30).Falling(5).Map(flags, 3, 2)).Extraction.Signals[0];

        Assert.Equal(SignalType.SpectrumImage, signal.Type);
        Assert.Equal([2, 3, 5], signal.Shape);
        Assert.Equal([-20, -10], signal.Axes.Take(2).Select(axis => axis.Offset));
        Assert.Equal([2, 1], signal.Axes.Take(2).Select(axis => axis.Scale!.Value));
        Assert.Equal(order.Select(number => number * 5 + 4), signal.Values!.ReadNumbers(new([0, 0, 0], [2, 3, 1], [1, 1, 1])));
    }

    [Fact]
    public void Along_a_slanted_line_the_distance_is_told()
    {
        var signal = Read(new WdfFile(5, 6, measurement: 3).Data(30).Falling(5).Map(Line, 6, 1)).Extraction.Signals[0];

        Assert.Equal("distance", signal.Axes[0].Name);
        Assert.Equal(Math.Sqrt(5), signal.Axes[0].Scale!.Value, 1e-9);
    }

    [Fact]
    public void A_series_runs_over_what_changed()
    {
        var file = new WdfFile(5, 3, measurement: 2, origins: 2).Data(15).Falling(5)
            .Origins((11, 24, [133008257038481252, 133008257138481252, 133008257238481252]), (5 | 0x80000000, 5, [1, 3, 5]));

        var axis = Read(file).Extraction.Signals[0].Axes[0];

        Assert.Equal(("z", 3L, 2.0, "µm", true), (axis.Name, axis.Length, axis.Scale!.Value, axis.Unit, axis.IsScan));
        Assert.Equal([1, 3, 5], axis.Places!());
    }

    [Fact]
    public void A_time_series_begins_at_zero()
    {
        var file = new WdfFile(5, 3, measurement: 2, origins: 1).Data(15).Falling(5)
            .Origins((11, 24, [133008257038481250, 133008257138481250, 133008257238481250]));

        var axis = Read(file).Extraction.Signals[0].Axes[0];

        Assert.Equal(("time", 0.0, "s"), (axis.Name, axis.Offset, axis.Unit));
        Assert.Equal(10, axis.Scale!.Value, 1e-3);
    }

    [Fact]
    public void Places_that_were_not_reached_are_not_a_number()
    {
        var finding = Read(new WdfFile(5, 4, measurement: 3, capacity: 6).Data(30).Falling(5).Map(0, 3, 2));

        var values = finding.Extraction.Signals[0].Values!.ReadNumbers(new([1, 0, 0], [1, 3, 1], [1, 1, 1]));
        Assert.Equal([19, double.NaN, double.NaN], values);
        Assert.Contains("not finished", Assert.Single(finding.Extraction.Warnings), StringComparison.Ordinal);
    }

    [Fact]
    public void Keys_outside_name_what_lies_within()
    {
        var finding = Read(new WdfFile(5, 1, measurement: 1).Data(5).Falling(5).Properties("WXDM"));
        var set = (MetaGroup)finding.Extraction.Metadata.Find("WXDM")!;

        Assert.Equal(3, set.Number("Scan", "Accumulations"));
        Assert.Equal("(2 packed bytes)", set.Word("Scan", "#9"));
        Assert.Equal([4, 5], (long[])((MetaValue)set.Find("pair")!).Value!);
        Assert.Equal("2022-06-27T17:48:23.8481252Z", set.Word("when"));
        Assert.Equal(1.5, finding.Extraction.Facts[CoreNames.ExposureTime]!.Si);
    }

    [Fact]
    public void The_header_says_who_when_and_with_which_laser()
    {
        var facts = Read(new WdfFile(5, 1, measurement: 1).Data(5).Falling(5)).Extraction.Facts;

        Assert.Equal("A title", facts[CoreNames.Title]!.Value);
        Assert.Equal("optik", facts[CoreNames.Operator]!.Value);
        Assert.Equal(800e-9, facts[CoreNames.Wavelength]!.Si!.Value, 1e-15);
        Assert.Equal("WiRE 5.5.0.22400", facts[CoreNames.Software]!.Value);
    }

    [Fact]
    public void A_block_with_an_absurd_length_ends_the_reading_and_not_the_finding()
    {
        var file = new WdfFile(5, 1, measurement: 1).Data(5).Falling(5).Block("JUNK", 4, _ => { }).Bytes;
        file[^12] = 1;
        file[^5] = 255;

        var finding = new Inspector([new WdfReader()]).Inspect(new MemorySource("sample.wdf", file));

        Assert.Null(finding.Damage);
        Assert.Contains("JUNK", Assert.Single(finding.Extraction.Warnings), StringComparison.Ordinal);
    }

    private static Finding Read(WdfFile file) => new Inspector([new WdfReader()]).Inspect(new MemorySource("sample.wdf", file.Bytes));
}
