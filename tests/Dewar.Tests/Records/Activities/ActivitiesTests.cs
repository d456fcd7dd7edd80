using Xunit;

namespace Dewar.Records;

public sealed class ActivitiesTests
{
    [Fact]
    public void No_file_no_activity() => Assert.Empty(Activities.Of([], new()));

    [Fact]
    public void One_file_is_an_activity()
    {
        var activity = Assert.Single(Activities.Of(Series.At(5), new()));

        Assert.Equal((1, "the session begins here"), (activity.Files.Count, activity.Why));
        Assert.Equal(activity.Start, activity.End);
    }

    // What the rule of NexusLIMS makes of these is in the reference: one, nine, four, one, one.
    [Fact]
    public void Two_files_ten_hours_apart_are_two()
    {
        var activities = Activities.Of(Series.At(0, 36_000), new());

        Assert.Equal(2, activities.Count);
        Assert.Equal("10 h without a file", activities[1].Why);
    }

    [Theory, InlineData(20, 30), InlineData(500, 0.1), InlineData(50, 600), InlineData(12, 5400), InlineData(3, 20)]
    public void A_series_as_even_as_a_clock_is_one(int count, double gap) => Assert.Equal([count], Series.Sizes(new Series().Even(count, gap).Files));

    [Fact]
    public void A_series_with_jitter_is_one() =>
        Assert.Equal([20], Series.Sizes(Series.At(Enumerable.Range(0, 20).Select(place => place * 30 + place * 7 % 5 - 2.0))));

    [Theory, InlineData(4, 60, 5220), InlineData(10, 30, 1830), InlineData(3, 40, 900), InlineData(2, 30, 3000)]
    public void Two_equal_bursts_are_two(int count, double gap, double pause)
    {
        var activities = Activities.Of(new Series().Even(count, gap).Wait(pause).Even(count, gap).Files, new());

        Assert.Equal([count, count], activities.Select(activity => activity.Files.Count));
        Assert.Equal($"{Spans.Words(pause)} without a file, where {Spans.Words(gap, isMany: true)} usual", activities[1].Why);
    }

    [Fact]
    public void One_file_two_hours_after_a_burst_is_alone() => Assert.Equal([10, 1], Series.Sizes(new Series().Even(10, 15).Wait(7200).Even(1, 0).Files));

    [Fact]
    public void One_file_long_before_all_others_is_alone() => Assert.Equal([1, 10], Series.Sizes(new Series().Even(1, 0).Wait(7200).Even(10, 15).Files));

    [Fact]
    public void Bursts_of_different_pace_are_told_apart() =>
        Assert.Equal([4, 3, 5], Series.Sizes(Series.At(0, 30, 65, 90, 2000, 2031, 2062, 9000, 9010, 9022, 9034, 9050)));

    [Fact]
    public void Bursts_of_less_than_a_second_are_told_apart() =>
        Assert.Equal([4, 4, 3], Series.Sizes(Series.At(0, 0.2, 0.4, 0.6, 60, 60.2, 60.4, 60.6, 120, 120.2, 120.4)));

    [Fact]
    public void A_slow_and_a_fast_run_keep_their_pace()
    {
        var files = new Series().Even(15, 120).Wait(1500).Even(200, 2).Wait(1200).Even(15, 180).Files;

        Assert.Equal([15, 200, 15], Series.Sizes(files));
    }

    [Fact]
    public void Detectors_that_write_at_once_are_one_shot()
    {
        var files = Series.At(Enumerable.Range(0, 90).Select(place => place / 3 * 40 + place % 3 * 0.3 + (place >= 45 ? 1500 : 0)));

        Assert.Equal([45, 45], Series.Sizes(files));
    }

    [Fact]
    public void A_picture_and_a_long_spectrum_in_turn_are_one_run() =>
        Assert.Equal([60], Series.Sizes(new Series().Add(Enumerable.Range(0, 60).Select(place => place % 2 == 0 ? 10.0 : 70))
            .Files));

    [Fact]
    public void Alternating_modes_are_one_activity()
    {
        var files = new Series().Add(Enumerable.Range(0, 100).Select(place => (30.0, "a", (string?)"TEM", (string?)(place % 2 == 0 ? "Image" : "Diffraction"), (string?)null)));

        Assert.Equal([100], Series.Sizes(files.Files));
    }

    [Theory, InlineData(2), InlineData(3), InlineData(5)]
    public void So_are_modes_that_take_turns_of_several_files(int turn)
    {
        var files = new Series().Add(Enumerable.Range(0, 60).Select(place => (30.0, place / turn % 2 == 0 ? "images" : "diffraction", (string?)null, (string?)null, (string?)null)));

        Assert.Equal([60], Series.Sizes(files.Files));
    }

    [Fact]
    public void A_picture_of_something_else_within_a_run_does_not_cut_it()
    {
        var files = new Series().Even(20, 30, signal: "Image").Wait(30).Even(1, 0, signal: "Spectrum").Wait(30).Even(20, 30, signal: "Image").Files;

        Assert.Equal([41], Series.Sizes(files));
    }

    [Theory]
    [InlineData("folder", "folder changed from a to b")]
    [InlineData("mode", "operating mode changed from TEM to STEM")]
    [InlineData("signal", "signal type changed from Image to Spectrum")]
    [InlineData("sample", "sample changed from 1 to 2")]
    public void What_changes_for_good_cuts(string trait, string why)
    {
        ActivityFile Late(ActivityFile file) => trait switch
        {
            "folder" => file with { Folder = "b" },
            "mode" => file with { Mode = "STEM" },
            "signal" => file with { SignalType = "Spectrum" },
            _ => file with { Sample = "2" },
        };
        var files = new Series().Even(20, 30, mode: "TEM", signal: "Image", sample: "1").Files;

        var activities = Activities.Of(files.Select((file, place) => place < 8 ? file : Late(file)), new());

        Assert.Equal([8, 12], activities.Select(activity => activity.Files.Count));
        Assert.Equal(why, activities[1].Why);
    }

    [Fact]
    public void What_files_do_not_say_has_not_changed()
    {
        var files = new Series().Even(30, 30, mode: "TEM", sample: "1").Files;

        Assert.Equal([30], Series.Sizes(files.Select((file, place) => place % 3 == 0 ? file : file with { Mode = null, Sample = null })));
    }

    [Fact]
    public void A_pause_tells_what_changed_in_it()
    {
        var files = new Series().Even(8, 40, "a", "TEM").Wait(1080).Even(8, 40, "b", "STEM").Files;

        Assert.Equal(
            "18 min without a file, where 40 s are usual; folder changed from a to b; operating mode changed from TEM to STEM", Activities.Of(files, new())[1].Why);
    }

    [Fact]
    public void A_small_piece_joins_its_neighbour_over_the_weaker_border()
    {
        // The signal counts less than the mode.
        var files = new Series().Even(10, 30, mode: "TEM", signal: "Image").Wait(30).Even(2, 30, mode: "STEM", signal: "Image").Wait(30)
            .Even(10, 30, mode: "STEM", signal: "Spectrum").Files;

        Assert.Equal([10, 12], Series.Sizes(files));
        Assert.Equal([10, 2, 10], Series.Sizes(files, new(Smallest: 1)));
    }

    [Fact]
    public void A_small_piece_of_another_sample_stays() => Assert.Equal(
        [10, 2, 10],
        Series.Sizes(new Series().Even(10, 30, sample: "1").Wait(30).Even(2, 30, sample: "2").Wait(30).Even(10, 30, sample: "3").Files));

    [Fact]
    public void Sensitivity_decides_on_what_is_doubtful()
    {
        var files = new Series().Even(20, 60).Wait(300).Even(20, 60).Files;

        Assert.Equal([20, 20], Series.Sizes(files));
        Assert.Equal([40], Series.Sizes(files, new(Sensitivity: 0.5)));
        Assert.Equal([40], Series.Sizes(files, new(Sensitivity: 0)));
        Assert.Equal([40], Series.Sizes(new Series().Even(20, 60).Wait(180).Even(20, 60).Files));
        Assert.Equal([20, 20], Series.Sizes(new Series().Even(20, 60).Wait(180).Even(20, 60).Files, new(Sensitivity: 2)));
    }

    [Fact]
    public void Files_with_one_and_the_same_time_are_one_activity() => Assert.Equal([300], Series.Sizes(Series.At(Enumerable.Repeat(7.0, 300))));

    [Theory, InlineData(1), InlineData(2), InlineData(3)]
    public void The_order_in_which_files_come_does_not_matter(int seed)
    {
        var (files, _) = SimulatedSession.Make(seed);
        var mixed = files.ToArray();
        new Random(seed).Shuffle(mixed);

        Assert.Equal(Told(files), Told(mixed));

        static IEnumerable<string> Told(IEnumerable<ActivityFile> files) =>
            Activities.Of(files, new()).Select(activity => $"{activity.Why}: {string.Join(' ', activity.Files.Select(file => file.File))}");
    }

    [Theory, InlineData(1), InlineData(20), InlineData(300)]
    public void Every_file_is_in_one_activity_in_order_of_time(int seed)
    {
        var (files, _) = SimulatedSession.Make(seed);
        var activities = Activities.Of(files, new());

        Assert.Equal(files.OrderBy(file => file.TakenAt).ThenBy(file => file.Path, StringComparer.Ordinal), activities.SelectMany(activity => activity.Files));
        Assert.All(activities, activity => Assert.NotEmpty(activity.Why));
    }
}
