using System.Text;
using Dewar.Formats.Bytes;
using Dewar.Sdk;
using Xunit;

namespace Dewar.Formats.Mib;

public sealed class MibReaderTests() : ReaderContract(new MibReader(), MibFile.Counted(6, 8, 4), Beside)
{
    private static readonly Dictionary<string, byte[]> Beside = new() { ["sample.hdr"] = Encoding.Latin1.GetBytes(MibFile.Text) };

    protected override string SampleName => "sample.mib";

    [Fact]
    public void Frames_per_trigger_make_lines_of_a_scan()
    {
        var signal = Assert.Single(Read(MibFile.Counted(6, 8, 4), Beside).Extraction.Signals);

        Assert.Equal([2, 3, 4, 8], signal.Shape);
        Assert.Equal([true, true, false, false], signal.Axes.Select(axis => axis.IsScan));
        Assert.Equal(SignalType.Diffraction, signal.Type);
        Assert.Equal(4, signal.Hints!.Orientation);
        var values = signal.Values!.ReadNumbers(Slab.All(signal.Shape));
        Assert.Equal(Enumerable.Range(0, 6 * 32).Select(number => (double)number), values);
    }

    [Fact]
    public void Newer_programs_say_the_shape_of_the_scan()
    {
        var text = MibFile.Text.Replace("Frames per", "ScanX:\t2\r\nScanY:\t3\r\nFrames per", StringComparison.Ordinal);

        var finding = Read(MibFile.Counted(6, 8, 4), new() { ["sample.hdr"] = Encoding.Latin1.GetBytes(text) });

        Assert.Equal([3, 2, 4, 8], finding.Extraction.Signals[0].Shape);
    }

    [Fact]
    public void Without_its_text_frames_are_a_series_and_it_is_said()
    {
        var finding = Read(MibFile.Counted(3, 8, 4), []);

        Assert.Equal([3, 4, 8], finding.Extraction.Signals[0].Shape);
        Assert.Contains("sample.hdr", Assert.Single(finding.Extraction.Warnings), StringComparison.Ordinal);
    }

    [Fact]
    public void The_zone_follows_from_the_two_clocks()
    {
        var facts = Read(MibFile.Counted(1, 8, 4), Beside).Extraction.Facts;

        var time = Assert.IsType<FileTime>(facts[CoreNames.AcquiredAt]!.Value);
        Assert.Equal(TimeSpan.FromHours(2), time.Offset);
        Assert.Equal("2021-05-07T18:56:59.151103+02:00", time.ToString());
        Assert.Equal(0.1, facts[CoreNames.ExposureTime]!.Si);
        Assert.Equal(43.5, facts[CoreNames.DetectorTemperature]!.Value);
        Assert.Equal("W559_G11", facts[CoreNames.SerialNumber]!.Value);
    }

    [Theory, InlineData(1), InlineData(6), InlineData(12)]
    public void Raw_counters_of_one_chip_are_put_in_order(int depth)
    {
        uint[] pixels = [.. Enumerable.Range(0, 256 * 2).Select(number => (uint)(number * 7 % 61) & ((1u << depth) - 1))];
        byte[] file = [.. MibFile.Header(1, 256, 2, "R64", depth: depth), .. MibFile.Raw(pixels, depth)];

        var signal = Read(file, []).Extraction.Signals[0];

        Assert.Equal([2, 256], signal.Shape);
        Assert.Equal(pixels.Select(pixel => (double)pixel), signal.Values!.ReadNumbers(Slab.All(signal.Shape)));
    }

    [Fact]
    public void Counters_of_24_bits_come_in_two_halves()
    {
        uint[] pixels = [.. Enumerable.Range(0, 256).Select(number => (uint)number * 65000)];
        byte[] file =
        [
            .. MibFile.Header(1, 256, 1, "R64", depth: 24),
            .. MibFile.Raw([.. pixels.Select(pixel => pixel >> 12)], 12),
            .. MibFile.Raw([.. pixels.Select(pixel => pixel & 0xFFF)], 12),
        ];

        var signal = Read(file, []).Extraction.Signals[0];

        Assert.Equal(ElementType.UInt32, signal.Element);
        Assert.Equal(pixels.Select(pixel => (double)pixel), signal.Values!.ReadNumbers(Slab.All(signal.Shape)));
    }

    [Fact]
    public void Four_raw_chips_make_a_square_whose_lower_half_was_upside_down()
    {
        const int Side = 256;
        var stored = new List<byte>();
        for (var row = 0; row < Side; row++)
        {
            // The fourth chip first; of each only its own number and where it begins is told.
            foreach (var chip in new uint[] { 4, 3, 2, 1 })
            {
                var pixels = Enumerable.Repeat(chip, Side).ToArray();
                pixels[0] = row == 0 ? chip + 10 : chip;
                stored.AddRange(MibFile.Raw(pixels, 6));
            }
        }

        var signal = Read([.. MibFile.Header(1, 1024, Side, "R64", "2x2", 4, 6), .. stored], []).Extraction.Signals[0];

        Assert.Equal([512, 512], signal.Shape);
        var values = signal.Values!.ReadNumbers(Slab.All(signal.Shape));
        double At(int y, int x) => values[y * 512 + x];
        Assert.Equal([1, 2, 3, 4], [At(5, 5), At(5, 300), At(300, 5), At(300, 300)]);
        Assert.Equal([11, 12, 13, 14], [At(0, 0), At(0, 256), At(511, 255), At(511, 511)]);
    }

    [Fact]
    public void Old_raw_headers_do_not_say_the_depth_and_the_next_frame_does()
    {
        byte[] frame = [.. MibFile.Header(1, 256, 1, "R64", depth: null), .. MibFile.Raw(new uint[256], 12)];

        Assert.Equal([2, 1, 256], Read([.. frame, .. frame], []).Extraction.Signals[0].Shape);
    }

    [Fact]
    public void A_frame_that_breaks_off_is_told_and_the_others_are_read()
    {
        var finding = Read(MibFile.Counted(3, 8, 4)[..^5], Beside);

        Assert.Equal(2, finding.Extraction.Signals[0].Shape[0]);
        Assert.Contains("breaks off", Assert.Single(finding.Extraction.Warnings), StringComparison.Ordinal);
    }

    [Fact]
    public void The_text_belongs_to_its_frames_whichever_comes_first()
    {
        var text = Beside["sample.hdr"];
        var known = new Dictionary<string, byte[]> { ["sample.mib"] = MibFile.Counted(1, 8, 4), ["sample.hdr"] = text };
        Finding Text(Dictionary<string, byte[]> companions) =>
            new Inspector([new MibReader()]).Inspect(new MemorySource("sample.hdr", text, companions));

        Assert.Equal("sample.mib", Text(known).Extraction.PartOf);
        Assert.Null(Text([]).Extraction.PartOf);
        Assert.NotEmpty(Text([]).Extraction.Warnings);
        Assert.Equal("Merlin 0.76.1.101", Text([]).Extraction.Facts[CoreNames.Software]!.Value);
        Assert.Equal("sample.hdr", Assert.Single(Read(known["sample.mib"], known).Extraction.Parts).Path);
    }

    private static Finding Read(byte[] bytes, Dictionary<string, byte[]> beside) =>
        new Inspector([new MibReader()]).Inspect(new MemorySource("sample.mib", bytes, beside));
}
