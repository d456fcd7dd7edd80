using System.Runtime.InteropServices;
using System.Text;
using Dewar.Formats.Bytes;
using Dewar.Sdk;
using Xunit;

namespace Dewar.Formats.Empad;

public sealed class EmpadReaderTests() : ReaderContract(new EmpadReader(), Settings(), new Dictionary<string, byte[]> { ["scan_x3_y2.raw"] = Frames(6) })
{
    private static readonly Dictionary<string, byte[]> Beside = new() { ["scan_x3_y2.raw"] = Frames(6) };

    [Fact]
    public void A_scan_has_a_pattern_at_each_place_without_the_chip_s_notes()
    {
        var it = Inspect("map.xml", Settings(), Beside);
        var patterns = Assert.Single(it.Signals);

        Assert.Equal((SignalType.Diffraction, ElementType.Float32, "2 3 128 128"), (patterns.Type, patterns.Element, string.Join(' ', patterns.Shape)));
        Assert.Equal([130 * 128 * 4 + 128 * 127], patterns.Values!.ReadNumbers(new([1, 1, 127, 0], [1, 1, 1, 1], [1, 1, 1, 1])));
        Assert.Equal((2e-6, "m", true), (patterns.Axes[1].Scale!.Value, patterns.Axes[1].Unit, patterns.Axes[1].IsScan));
        Assert.Equal((0.2, -12.8, "1/nm"), (Math.Round(patterns.Axes[3].Scale!.Value, 12), Math.Round(patterns.Axes[3].Offset, 12), patterns.Axes[3].Unit));
        Assert.Equal("2019-06-06T13:30:00.164675", it.Facts[CoreNames.AcquiredAt]!.Value.ToString());
        Assert.Equal("scan_x3_y2.raw", Assert.Single(it.Parts).Path);
    }

    [Fact]
    public void Without_the_frames_it_still_says_what_they_would_be()
    {
        var it = Inspect("map.xml", Settings());

        Assert.Equal("2 3 128 128", string.Join(' ', it.Signals[0].Shape));
        Assert.Null(it.Signals[0].Values);
        Assert.Contains("The frames are not here: scan_x3_y2.raw.", it.Warnings);
    }

    [Fact]
    public void A_series_counts_its_frames()
    {
        var settings = """<root name="x"><raw_file filename="a.raw"/><scan_parameters><series_count>6</series_count></scan_parameters></root>""";
        var series = Inspect("map.xml", Encoding.UTF8.GetBytes(settings), new() { ["a.raw"] = Frames(6) }).Signals[0];

        Assert.Equal(("series_count", 6L, -64.0), (series.Axes[0].Name, series.Axes[0].Length, series.Axes[2].Offset));
    }

    [Fact]
    public void Of_several_scans_the_one_that_was_acquired_counts()
    {
        var settings = """
            <root name="x"><raw_file filename="a.raw"/><scan_parameters mode="search"><scan_resolution_x>9</scan_resolution_x><scan_resolution_y>9</scan_resolution_y></scan_parameters>
            <scan_parameters mode="acquire"><scan_resolution_x>3</scan_resolution_x><scan_resolution_y>2</scan_resolution_y></scan_parameters></root>
            """;

        Assert.Equal("2 3 128 128", string.Join(' ', Inspect("map.xml", Encoding.UTF8.GetBytes(settings)).Signals[0].Shape));
    }

    [Fact]
    public void The_frames_alone_are_known_by_name_and_size()
    {
        var alone = Inspect("scan_x3_y2.raw", Frames(6));
        var part = Inspect("scan_x3_y2.raw", Frames(6), new() { ["map.xml"] = Settings() });

        Assert.Equal("2 3 128 128", string.Join(' ', alone.Signals[0].Shape));
        Assert.Null(alone.PartOf);
        Assert.Equal("map.xml", part.PartOf);
    }

    [Fact]
    public void Frames_that_are_cut_off_are_told_of() => Assert.Contains(
        Inspect("map.xml", Settings(), new() { ["scan_x3_y2.raw"] = Frames(5) }).Warnings, warning => warning.Contains("cut off", StringComparison.Ordinal));

    private static Extraction Inspect(string name, byte[] bytes, Dictionary<string, byte[]>? beside = null) =>
        new Inspector(FormatsPlugin.Readers).Inspect(new MemorySource(name, bytes, beside)).Extraction;

    private static byte[] Frames(int count) => MemoryMarshal.AsBytes<float>(Enumerable.Range(0, count * 130 * 128).Select(i => (float)i).ToArray()).ToArray();

    private static byte[] Settings() => Encoding.UTF8.GetBytes("""
        <?xml version="1.0" encoding="UTF-8"?>
        <root name="map">
          <timestamp isoformat="2019-06-06T13:30:00.164675"/>
          <pix_x>3</pix_x><pix_y>2</pix_y>
          <raw_file filename="C:\data\scan_x3_y2.raw"/>
          <iom_measurements><optics.get_full_scan_field_of_view>(6e-06, 4e-06)</optics.get_full_scan_field_of_view><calibrated_pixelsize>2e-10</calibrated_pixelsize></iom_measurements>
        </root>
        """);
}
