using Dewar.Formats.Bytes;
using Dewar.Sdk;
using Xunit;

namespace Dewar.Formats.Tvips;

public sealed class TvipsReaderTests() : ReaderContract(new TvipsReader(), TvipsFile.Movie(3), Beside)
{
    private static readonly Dictionary<string, byte[]> Beside = new()
    {
        ["movie_000.tvips"] = TvipsFile.Movie(3),
        ["movie_001.tvips"] = TvipsFile.Frames(3, 2),
        ["movie_002.tvips"] = TvipsFile.Frames(5, 1),
    };

    protected override string SampleName => "movie_000.tvips";

    [Fact]
    public void The_frames_of_all_files_are_one_movie()
    {
        var finding = Read("movie_000.tvips", Beside);
        var signal = Assert.Single(finding.Extraction.Signals);

        Assert.Equal([6, 4, 8], signal.Shape);
        Assert.Equal(["movie_001.tvips", "movie_002.tvips"], finding.Extraction.Parts.Select(part => part.Path));
        Assert.Equal([0, 100, 200, 300, 400, 500], signal.Values!.ReadNumbers(new([0, 0, 0], [6, 1, 1], [1, 1, 1])));
        Assert.Equal([101, 301, 501], signal.Values!.ReadNumbers(new([1, 0, 1], [3, 1, 1], [2, 1, 1])));
        Assert.Equal([431], signal.Values!.ReadNumbers(new([4, 3, 7], [1, 1, 1], [1, 1, 1])));
        Assert.Equal((1.0, "s"), (signal.Axes[0].Scale!.Value, signal.Axes[0].Unit));
    }

    [Fact]
    public void Later_files_belong_to_the_first()
    {
        Assert.Equal("movie_000.tvips", Read("movie_001.tvips", Beside).Extraction.PartOf);
        Assert.Null(Read("movie_001.tvips", new() { ["movie_001.tvips"] = Beside["movie_001.tvips"] }).Reader);
    }

    [Theory, InlineData(1, SignalType.Image, "nm"), InlineData(2, SignalType.Diffraction, "1/nm")]
    public void The_first_frame_says_whether_it_diffracts(int mode, SignalType type, string unit)
    {
        var signal = Read("m.tvips", new() { ["m.tvips"] = TvipsFile.Movie(2, mode: mode) }).Extraction.Signals[0];

        Assert.Equal(type, signal.Type);
        Assert.Equal((3.0, unit), (signal.Axes[2].Scale!.Value, signal.Axes[2].Unit));
    }

    [Fact]
    public void Version_1_has_short_headers_of_frames()
    {
        var signal = Read("m.tvips", new() { ["m.tvips"] = TvipsFile.Movie(2, version: 1, bits: 8) }).Extraction.Signals[0];

        Assert.Equal([2, 4, 8], signal.Shape);
        Assert.Equal([0, 1, 2], signal.Values!.ReadNumbers(new([0, 0, 0], [1, 1, 3], [1, 1, 1])));
    }

    [Fact]
    public void Frame_headers_may_be_longer_than_what_is_known_of_them() =>
        Assert.Equal(100, Read("m.tvips", new() { ["m.tvips"] = TvipsFile.Movie(2, frameHeader: 128) }).Extraction.Signals[0].Values!.ReadNumbers(new([1, 0, 0], [1, 1, 1], [1, 1, 1]))[0]);

    [Fact]
    public void Times_are_in_UTC_and_the_stage_is_told()
    {
        var facts = Read("movie_000.tvips", Beside).Extraction.Facts;

        Assert.Equal("2020-09-13T12:26:40.5Z", facts[CoreNames.AcquiredAt]!.Value.ToString());
        Assert.Equal(10.0, facts[CoreNames.StageTilt]!.Value);
        Assert.Equal(200e3, facts[CoreNames.AccelerationVoltage]!.Si);
        Assert.NotNull(facts[CoreNames.AccelerationVoltage]!.Doubt);
        Assert.Equal(0.5, facts[CoreNames.CameraLength]!.Si);
    }

    private static Finding Read(string name, Dictionary<string, byte[]> files) =>
        new Inspector([new TvipsReader()]).Inspect(new MemorySource(name, files[name], files));
}
