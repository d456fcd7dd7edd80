using Xunit;

namespace Dewar.Sessions;

/// <summary>To which session a file belongs.</summary>
public sealed class PlaceTests
{
    private const long Minute = 60_000_000;
    private static readonly Place Rule = new(90 * Minute, 10 * Minute, Clocks.None);

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
        var open = new SessionSpan(1, 60 * Minute, null, 100 * Minute, false, 0);
        Says(1, "Inside", 185, open);
        Says(null, null, 250, open);
    }

    [Fact]
    public void One_that_files_made_takes_those_of_its_experiment_that_are_near()
    {
        var made = new SessionSpan(1, 60 * Minute, 120 * Minute, 120 * Minute, true, 7);
        Says(1, "Files", 200, made);
        Says(1, "Files", 0, made);
        Says(null, null, 220, made);
        Says(2, "Inside", 100, made, Said(2, 60, 120));
        Says(null, null, 100, made with { Experiment = 8 });
    }

    [Fact]
    public void A_wrong_clock_is_corrected_by_what_was_measured_of_it()
    {
        var place = Rule with { Clocks = Clocks.Of([new(5, 60 * Minute, 60 * Minute)]) };
        var session = Said(1, 60, 120) with { Computer = 5 };
        Assert.Equal((1L, 90 * Minute), Placed(place, 30, 130, session));
        Assert.Equal((null, 160 * Minute), Placed(place, 100, 130, session));
    }

    [Fact]
    public void A_clock_that_was_set_in_the_middle_of_a_session_is_corrected_on_both_sides()
    {
        // A year behind until minute 102, then right.
        const long year = 525_600;
        var place = Rule with { Clocks = Clocks.Of([new(5, (year + 60) * Minute, year * Minute), new(5, (year + 102) * Minute, 0), new(6, 0, 7 * Minute)]) };
        var session = Said(1, year + 60, year + 160) with { Computer = 5 };
        Assert.Equal((1L, (year + 90) * Minute), Placed(place, 90, year + 140, session));
        Assert.Equal((1L, (year + 130) * Minute), Placed(place, year + 130, year + 140, session));
        // Before the site heard that it was set.
        Assert.Equal((1L, (year + 101) * Minute), Placed(place, year + 101, year + 140, session));
    }

    [Fact]
    public void A_clock_that_was_set_back_shows_an_hour_twice_and_what_came_in_between_is_of_the_first()
    {
        var place = Rule with { Clocks = Clocks.Of([new(5, 60 * Minute, -60 * Minute), new(5, 200 * Minute, 0)]) };
        Assert.Equal((null, 170 * Minute), Placed(place, 230, 171));
        Assert.Equal((null, 230 * Minute), Placed(place, 230, 231));
        Assert.Equal((1L, 170 * Minute), Placed(place, 230, 500, Said(1, 160, 190)));
        Assert.Equal((null, 270 * Minute), Placed(place, 270, 500));
    }

    [Fact]
    public void Where_nobody_said_at_which_computer_any_clock_may_be_meant_but_not_the_future()
    {
        var place = Rule with { Clocks = Clocks.Of([new(5, 0, -60 * Minute), new(6, 0, 0)]) };
        Assert.Equal((null, 100 * Minute), Placed(place, 160, 101));
        Assert.Equal((null, 160 * Minute), Placed(place, 160, 161));
        Assert.Equal((1L, 100 * Minute), Placed(place, 160, 500, Said(1, 90, 110)));
        Assert.Equal((null, 160 * Minute), Placed(place, 160, 500, Said(1, 90, 110) with { Computer = 6 }));
    }

    [Fact]
    public void What_only_the_other_computers_clock_can_have_shown_is_not_of_the_session_at_this_one()
    {
        var place = Rule with { Clocks = Clocks.Of([new(5, 0, -60 * Minute), new(6, 0, 0)]) };
        var session = Said(1, 60, 200) with { Computer = 6 };
        Assert.Equal((null, 100 * Minute), Placed(place, 160, 101, session));
        Assert.Equal((1L, 160 * Minute), Placed(place, 160, 161, session));
        Assert.Equal((1L, 100 * Minute), Placed(place, 160, 101, session with { Computer = 5 }));
    }

    [Fact]
    public void What_came_at_once_by_one_of_the_clocks_was_taken_by_that()
    {
        var place = Rule with { Clocks = Clocks.Of([new(5, 0, -60 * Minute), new(6, 0, 0)]) };
        var other = Said(1, 90, 110) with { Computer = 5 };
        Assert.Equal((null, 160 * Minute), Placed(place, 160, 162, other));
        Assert.Equal((1L, 100 * Minute), Placed(place, 160, 300, other));
    }

    [Fact]
    public void Where_two_people_can_be_at_once_nobody_gets_files_of_anothers_experiment()
    {
        var several = Rule with { IsForSeveral = true };
        var other = Said(1, 60, 120) with { FilesOf = 8 };
        Assert.Equal((null, 100 * Minute), Placed(several, 100, 101, other));
        Assert.Equal((1L, 100 * Minute), Placed(several, 100, 101, other with { Experiment = 7 }));
        Assert.Equal((1L, 100 * Minute), Placed(several, 100, 101, other with { FilesOf = 0 }));
        Assert.Equal((1L, 100 * Minute), Placed(Rule, 100, 101, other));
        // One at a computer whose clock fits rather than one of which nobody said where.
        Assert.Equal((1L, 100 * Minute), Placed(several with { Clocks = Clocks.Of([new(5, 0, 0)]) }, 100, 101, Said(1, 60, 120) with { Computer = 5 }, Said(2, 90, 120)));
        Assert.Equal((2L, 100 * Minute), Placed(several, 100, 101, Said(2, 60, 120), new SessionSpan(3, 120 * Minute, null, 120 * Minute, true, 7)));
        Assert.Equal((3L, 100 * Minute), Placed(several, 100, 101, Said(2, 60, 120), new SessionSpan(3, 20 * Minute, null, 50 * Minute, true, 7)));
    }

    [Fact]
    public void What_goes_on_without_a_word_while_another_begins_stays_together()
    {
        var made = new SessionSpan(1, 20 * Minute, null, 58 * Minute, true, 7);
        Says(1, "Files", 62, made, Said(2, 60, 200) with { FilesOf = 8 });
        Says(1, "Files", 62, made, Said(2, 60, 200));
        Says(2, "Inside", 75, made, Said(2, 60, 200));
        Says(2, "Inside", 62, made, Said(2, 60, 200) with { Experiment = 7 });
        Says(2, "Inside", 69, made, Said(2, 60, 200));
        Says(2, "Inside", 62, made with { StartUs = 90 * Minute }, Said(2, 60, 200) with { FilesOf = 8 });
    }

    /// <summary>Else it would be begun anew whenever its files are looked at, without end.</summary>
    [Theory, InlineData(525_600), InlineData(-525_600), InlineData(0)]
    public void What_files_made_finds_its_files_again_however_long_ago_the_clock_was_measured(long offset)
    {
        var place = Rule with { Clocks = Clocks.Of([new(5, 0, offset * Minute)]) };
        var file = new FileMoment(1, 7, 1_600_000 * Minute, 1_600_001 * Minute);
        var taken = place.Of(file, []).TakenUs;
        Assert.Equal((1_600_000 + offset) * Minute, taken);
        Assert.Equal(1L, place.Of(file, [new(1, taken, null, taken, true, 7)]).Session?.Key);
    }

    [Fact]
    public void Whoever_forgot_the_end_does_not_take_what_others_do_after()
    {
        var open = new SessionSpan(1, 60 * Minute, null, 100 * Minute, false, 0) { FilesOf = 8 };
        Says(1, "After", 105, open);
        Says(null, null, 115, open);
        Says(1, "Inside", 115, open with { FilesOf = 7 });
        Says(1, "Inside", 115, open with { Experiment = 7 });
        Says(1, "Inside", 115, open with { FilesOf = 0 });
    }

    [Fact]
    public void What_a_rule_ended_goes_on_with_files_of_its_own_until_somebody_elses_session()
    {
        var closed = Said(1, 60, 120) with { IsEndedByRule = true, FilesOf = 7 };
        Says(1, "After", 150, closed);
        Says(1, "After", 150, closed with { FilesOf = 0 });
        Says(2, "Inside", 150, closed, Said(2, 140, 200));
        Says(null, null, 150, closed with { FilesOf = 8 });
        Says(null, null, 150, closed with { IsEndedByRule = false });
    }

    [Fact]
    public void Whoever_begins_while_another_still_saves_does_not_get_the_others_files()
    {
        var first = Said(1, 60, 120) with { Experiment = 7 };
        Says(1, "After", 127, first, Said(2, 126, 200) with { Experiment = 8 });
        Says(2, "Inside", 127, first, Said(2, 126, 200));
        Says(1, "After", 127, first with { Experiment = 0, FilesOf = 7 }, Said(2, 126, 200) with { FilesOf = 8 });
        Says(2, "Inside", 127, first with { Experiment = 0, FilesOf = 8 }, Said(2, 126, 200) with { Experiment = 7 });
    }

    private static (long? Session, long TakenUs) Placed(Place place, long clock, long came, params SessionSpan[] sessions) =>
        place.Of(new(1, 7, clock * Minute, came * Minute), sessions) is var placed ? (placed.Session?.Key, placed.TakenUs) : default;

    private static void Says(int? session, string? how, long minute, params SessionSpan[] sessions)
    {
        var placed = Rule.Of(new(1, 7, minute * Minute), sessions);
        Assert.Equal((session, how), ((int?)placed.Session?.Key, placed.How?.ToString()));
    }

    private static SessionSpan Said(long key, long from, long until) => new(key, from * Minute, until * Minute, until * Minute, false, 0);
}
