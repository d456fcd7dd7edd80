using Xunit;

namespace Dewar.Sessions;

/// <summary>To which session a file belongs.</summary>
public sealed class PlaceTests
{
    private const long Minute = 60_000_000;
    private static readonly Place Rule = new(90 * Minute, 10 * Minute, 0);

    [Theory]
    [InlineData(100, 1, "Inside")]
    [InlineData(60, 1, "Inside")]
    [InlineData(120, 1, "Inside")]
    [InlineData(58, 1, "Before")]
    [InlineData(50, null, null)]
    [InlineData(129, 1, "After")]
    [InlineData(131, null, null)]
    public void The_one_that_has_the_time_has_the_file(long minute, int? session, string? how) => Says(session, how, minute, Said(1, 60, 120));

    [Fact]
    public void Programs_save_late_but_not_into_the_next_persons_session()
    {
        Says(1, "After", 125, Said(1, 60, 120), Said(2, 126, 200));
        Says(2, "Inside", 127, Said(1, 60, 120), Said(2, 126, 200));
    }

    [Fact]
    public void Of_two_at_once_the_one_with_the_files_experiment_has_it_else_the_later()
    {
        Says(2, "Inside", 100, Said(1, 60, 120), Said(2, 90, 120));
        Says(1, "Inside", 100, Said(1, 60, 120) with { Experiment = 7 }, Said(2, 90, 120) with { Experiment = 8 });
    }

    [Fact]
    public void An_open_one_has_what_comes_until_nobody_was_seen_for_long()
    {
        var open = new SessionSpan(1, 60 * Minute, null, 100 * Minute, 0, false, 0);
        Says(1, "Inside", 185, open);
        Says(null, null, 250, open);
    }

    [Fact]
    public void One_that_files_made_takes_those_of_its_experiment_that_are_near()
    {
        var made = new SessionSpan(1, 60 * Minute, 120 * Minute, 120 * Minute, 0, true, 7);
        Says(1, "Files", 200, made);
        Says(1, "Files", 0, made);
        Says(null, null, 220, made);
        Says(2, "Inside", 100, made, Said(2, 60, 120));
        Says(null, null, 100, made with { Experiment = 8 });
    }

    [Fact]
    public void A_wrong_clock_is_corrected_by_what_the_session_knows_of_it()
    {
        var slow = Said(1, 60, 120) with { OffsetUs = 60 * Minute };
        Says(1, "Inside", 30, slow);
        Says(null, null, 100, slow);
        var placed = Rule.Of(new(1, 7, 30 * Minute), [slow]);
        Assert.Equal(90 * Minute, placed.TakenUs);
        Assert.Equal(95 * Minute, (Rule with { UsualUs = 5 * Minute }).Of(new(1, 7, 90 * Minute), []).TakenUs);
    }

    [Fact]
    public void A_clock_that_was_set_in_the_middle_of_a_session_is_corrected_on_both_sides()
    {
        // A year behind until it showed minute 100 of that year, then right.
        const long year = 525_600;
        var place = Rule with { Clocks = Clocks.Of([(5, 60 * Minute, year * Minute), (5, (year + 102) * Minute, 0), (6, 0, 7 * Minute)]) };
        var session = Said(1, year + 60, year + 160) with { Computer = 5, OffsetUs = year * Minute };
        Assert.Equal((1L, (year + 90) * Minute), Placed(90));
        Assert.Equal((1L, (year + 130) * Minute), Placed(year + 130));
        // Before the site heard that it was set: by the old offset it would lie in the future.
        Assert.Equal((1L, (year + 101) * Minute), Placed(year + 101));

        (long?, long) Placed(long clock) => place.Of(new(1, 7, clock * Minute, (year + 140) * Minute), [session]) is var placed ? (placed.Session?.Key, placed.TakenUs) : default;
    }

    [Fact]
    public void Where_nobody_said_at_which_computer_any_clock_may_be_meant_but_not_the_future()
    {
        var place = Rule with { Clocks = Clocks.Of([(5, 0, -60 * Minute), (6, 0, 0)]) };
        Assert.Equal(100 * Minute, place.Of(new(1, 7, 160 * Minute, 101 * Minute), []).TakenUs);
        Assert.Equal(160 * Minute, place.Of(new(1, 7, 160 * Minute, 161 * Minute), []).TakenUs);
        Assert.Equal(1L, place.Of(new(1, 7, 160 * Minute, 500 * Minute), [Said(1, 90, 110)]).Session?.Key);
        Assert.Null(place.Of(new(1, 7, 160 * Minute, 500 * Minute), [Said(1, 90, 110) with { Computer = 6 }]).Session);
    }

    /// <summary>Else it would be begun anew whenever its files are looked at, without end.</summary>
    [Theory, InlineData(525_600), InlineData(-525_600), InlineData(0)]
    public void What_files_made_finds_its_files_again_whatever_the_usual_correction_is(long usual)
    {
        var place = Rule with { UsualUs = usual * Minute };
        var file = new FileMoment(1, 7, 600_000 * Minute, 600_001 * Minute);
        var made = new SessionSpan(1, place.Of(file, []).TakenUs, null, place.Of(file, []).TakenUs, 0, true, 7);
        Assert.Equal(1L, place.Of(file, [made]).Session?.Key);
        Assert.Equal(1L, (place with { Clocks = Clocks.Of([(5, 1, 2)]) }).Of(file, [made]).Session?.Key);
    }

    [Fact]
    public void Whoever_forgot_the_end_does_not_take_what_others_do_after()
    {
        var open = new SessionSpan(1, 60 * Minute, null, 100 * Minute, 0, false, 0) { FilesOf = 8 };
        Says(1, "Inside", 105, open);
        Says(null, null, 115, open);
        Says(1, "Inside", 115, open with { FilesOf = 7 });
        Says(1, "Inside", 115, open with { Experiment = 7 });
        Says(1, "Inside", 115, open with { FilesOf = 0 });
    }

    [Fact]
    public void Whoever_begins_while_another_still_saves_does_not_get_the_others_files()
    {
        var first = Said(1, 60, 120) with { Experiment = 7 };
        Says(1, "After", 127, first, Said(2, 126, 200) with { Experiment = 8 });
        Says(2, "Inside", 127, first, Said(2, 126, 200));
        Says(2, "Inside", 127, first with { Experiment = 0, FilesOf = 8 }, Said(2, 126, 200) with { Experiment = 7 });
    }

    private static void Says(int? session, string? how, long minute, params SessionSpan[] sessions)
    {
        var placed = Rule.Of(new(1, 7, minute * Minute), sessions);
        Assert.Equal((session, how), ((int?)placed.Session?.Key, placed.How?.ToString()));
    }

    private static SessionSpan Said(long key, long from, long until) => new(key, from * Minute, until * Minute, until * Minute, 0, false, 0);
}
