using Dewar.Formats.Bytes;
using Dewar.Sdk;
using Xunit;

namespace Dewar.Formats.Tiff;

public sealed class TiffReaderTests() : ReaderContract(new TiffReader(),
    TiffFiles.Grey(file => file.Text(270, "A picture").Text(306, "2020:01:02 03:04:05")))
{
    protected override string SampleName => "sample.tif";

    [Theory, InlineData(false, false), InlineData(true, false), InlineData(false, true), InlineData(true, true)]
    public void Both_byte_orders_and_both_sizes_of_offsets_are_read(bool bigEndian, bool isBig)
    {
        var found = Read(TiffFiles.Grey(bigEndian: bigEndian, isBig: isBig));

        var signal = Assert.Single(found.Signals);
        Assert.Equal([8, 8], signal.Shape);
        Assert.Equal(Enumerable.Range(0, 64).Select(i => (double)i), signal.Values!.ReadNumbers(Slab.All(signal.Shape)));
        Assert.Equal(isBig ? "BigTIFF" : "TIFF", found.Format);
    }

    [Fact]
    public void A_part_with_steps_is_read()
    {
        var signal = Read(TiffFiles.Grey()).Signals[0];

        Assert.Equal([9, 12, 33, 36], signal.Values!.ReadNumbers(new([1, 1], [2, 2], [3, 3])));
    }

    [Fact]
    public void Pages_of_equal_shape_are_a_stack_and_others_are_signals_of_their_own()
    {
        var found = Read(new TiffFiles().Page(4, 2, new byte[8]).Page(2, 2, [1, 2, 3, 4]).Page(4, 2, [9, 9, 9, 9, 9, 9, 9, 9]).Write());

        Assert.Equal(2, found.Signals.Count);
        Assert.Equal([2, 2, 4], found.Signals[0].Shape);
        Assert.True(found.Signals[0].Axes[0].IsScan);
        Assert.Equal(9, found.Signals[0].Values!.ReadNumbers(new([1, 0, 0], [1, 1, 1], [1, 1, 1]))[0]);
        Assert.Equal("page 2", found.Signals[1].Name);
    }

    [Fact]
    public void A_smaller_copy_is_not_what_is_shown()
    {
        var found = Read(new TiffFiles().Page(2, 2, new byte[4]).Longs(254, 1).Page(4, 4, new byte[16]).Write());

        Assert.False(found.Signals[0].IsMain);
        Assert.True(found.Signals[1].IsMain);
    }

    [Fact]
    public void Directories_below_a_page_are_listed_and_not_shown()
    {
        var file = new TiffFiles();
        var below = file.Aside(aside => aside.Page(2, 2, [1, 2, 3, 4]).Longs(254, 1));
        var found = Read(file.Page(4, 4, new byte[16]).Longs(330, below).Write());

        Assert.Equal(["", "reduced"], found.Signals.Select(signal => signal.Name));
        Assert.Equal([1, 2, 3, 4], found.Signals[1].Values!.ReadNumbers(Slab.All([2, 2])));
    }

    [Fact]
    public void A_chain_that_runs_in_a_circle_ends()
    {
        var bytes = TiffFiles.Grey();
        var first = BitConverter.ToInt32(bytes, 4);
        BitConverter.GetBytes(first).CopyTo(bytes, first + 2 + 12 * BitConverter.ToUInt16(bytes, first));

        var found = Read(bytes);

        Assert.Single(found.Signals);
        Assert.Contains(found.Warnings, warning => warning.Contains("circle", StringComparison.Ordinal));
    }

    [Fact]
    public void Twenty_thousand_pages_take_no_time()
    {
        var file = new TiffFiles();
        for (var i = 0; i < 20_000; i++)
        {
            file.Page(2, 2, [(byte)i, 0, 0, 0]);
        }

        var bytes = file.Write();
        var watch = System.Diagnostics.Stopwatch.StartNew();
        var found = Read(bytes);

        Assert.True(watch.Elapsed < TimeSpan.FromSeconds(2), $"{watch.Elapsed}");
        Assert.Equal([20_000, 2, 2], found.Signals[0].Shape);
        Assert.Equal(19_999 % 256, found.Signals[0].Values!.ReadNumbers(new([19_999, 0, 0], [1, 1, 1], [1, 1, 1]))[0]);
    }

    [Fact]
    public void A_resolution_for_the_printer_is_no_scale()
    {
        Assert.Null(Read(TiffFiles.Grey(file => file.Fraction(282, 150, 1).Fraction(283, 150, 1).Shorts(296, 2))).Signals[0].Axes[0].Scale);

        var fine = Read(TiffFiles.Grey(file => file.Fraction(282, 100_000, 1).Fraction(283, 50_000, 1).Shorts(296, 3))).Signals[0];
        Assert.Equal(0.2, fine.Axes[0].Scale!.Value, 1e-9);
        Assert.Equal(0.1, fine.Axes[1].Scale!.Value, 1e-9);
        Assert.Equal("µm", fine.Axes[1].Unit);
    }

    [Fact]
    public void What_counts_from_white_is_said_so() =>
        Assert.True(Read(TiffFiles.Grey(file => file.Shorts(262, 0))).Signals[0].Hints!.Inverted);

    [Fact]
    public void A_palette_goes_with_the_picture_unless_it_is_grey()
    {
        int[] ramp = [.. Enumerable.Range(0, 256).Select(i => i * 257)];

        Assert.Null(Read(TiffFiles.Grey(file => file.Shorts(262, 3).Shorts(320, [.. ramp, .. ramp, .. ramp]))).Signals[0].Hints);
        Assert.Equal([255, 0, 0], Read(TiffFiles.Grey(file =>
            file.Shorts(262, 3).Shorts(320, [.. ramp, .. new int[512]]))).Signals[0].Hints!.Palette!.TakeLast(3).Select(value =>
                (int)value));
    }

    [Fact]
    public void Settings_of_the_camera_are_found_below_the_page()
    {
        var file = new TiffFiles();
        var exif = file.Aside(aside => aside.Page(1, 1, [0]).Fraction(33434, 1, 4).Text(36867, "2021:02:03 04:05:06").Text(36881,
            "+01:00"));
        var found = Read(file.Page(2, 2, new byte[4]).Longs(34665, exif).Write());

        Assert.Equal(0.25, found.Facts[CoreNames.ExposureTime]!.Si);
        Assert.Equal(new FileTime(new(2021, 2, 3, 4, 5, 6), TimeSpan.FromHours(1)), found.Facts[CoreNames.AcquiredAt]!.Value);
    }

    [Fact]
    public void A_picture_that_is_cut_off_has_its_rows_up_to_there()
    {
        var pixels = new TiffFiles().Page(8, 8, new byte[64]).Longs(273, 100_000).Write();
        var signal = Read(pixels).Signals[0];

        Assert.Throws<DamagedException>(() => signal.Values!.ReadNumbers(Slab.All(signal.Shape)));
    }

    [Theory, InlineData(2048), InlineData(5)]
    public void More_colours_than_JPEG_has_are_not_unpacked(int samples)
    {
        var found = Read(TiffFiles.Grey(file => file.Shorts(259, 7).Shorts(277, samples)));

        Assert.Null(found.Signals[0].Values);
        Assert.Contains(found.Warnings, warning => warning.Contains($"{samples}", StringComparison.Ordinal));
    }

    [Fact]
    public void A_compression_that_is_not_read_is_named()
    {
        var found = Read(TiffFiles.Grey(file => file.Shorts(259, 34925)));

        Assert.Null(found.Signals[0].Values);
        Assert.Contains(found.Warnings, warning => warning.Contains("LZMA", StringComparison.Ordinal));
    }

    [Fact]
    public void Dimensions_that_cannot_be_cost_nothing()
    {
        var signal = Read(TiffFiles.Grey(file => file.Longs(256, uint.MaxValue).Longs(257, uint.MaxValue).Longs(278, 1))).Signals[0];

        Assert.Throws<DamagedException>(() => signal.Values!.ReadNumbers(new([0, 0], [8, 8], [1, 1])));
    }

    internal static Extraction Read(byte[] bytes, string name = "sample.tif", Dictionary<string, byte[]>? beside = null)
    {
        var finding = new Inspector([new TiffReader()]).Inspect(new MemorySource(name, bytes, beside));
        Assert.Null(finding.Damage);
        return finding.Extraction;
    }
}
