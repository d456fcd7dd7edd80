using Xunit;

namespace Dewar.Sessions;

/// <summary>What the events of a session come to, in whatever order they came.</summary>
public sealed class SessionStoryTests
{
    private const long Minute = 60_000_000;
    private int _came;

    [Fact]
    public void A_session_is_what_was_said_of_it()
    {
        var facts = Told(Start(0, "mira", sample: "S-1"), At(10, EventKind.Pause), At(20, EventKind.Resume), At(30, EventKind.Change, new() { Sample = "S-2" }), At(60, EventKind.End));

        Assert.Equal((SessionState.Ended, "mira", "S-2", 0L, 60 * Minute, null), (facts.State, facts.Person, facts.Sample, facts.StartedUs, facts.EndedUs, facts.EndCause));
        Assert.Equal([(10 * Minute, 20 * Minute)], facts.Pauses);
    }

    [Fact]
    public void Events_that_come_late_or_in_another_order_come_to_the_same()
    {
        SessionEvent[] events = [Start(0, "mira"), At(5, EventKind.Note), At(10, EventKind.Pause), At(20, EventKind.Resume), At(30, EventKind.Change, new() { Person = "noa" }), At(60, EventKind.End)];
        var right = SessionStory.Of(events, 0, null);
        for (var seed = 0; seed < 50; seed++)
        {
            var mixed = events.OrderBy(_ => new Random(seed).Next()).ToArray();
            new Random(seed).Shuffle(mixed);
            Assert.Equivalent(right, SessionStory.Of(mixed, 0, null), strict: true);
        }
    }

    [Fact]
    public void Who_goes_on_after_an_end_has_not_ended()
    {
        Assert.Equal(SessionState.Open, Told(Start(0), At(60, EventKind.End), At(70, EventKind.Continue)).State);
        Assert.Equal(90 * Minute, Told(Start(0), At(60, EventKind.End), At(70, EventKind.Resume), At(90, EventKind.End)).EndedUs);
        Assert.Equal(SessionState.Paused, Told(Start(0), At(60, EventKind.Pause)).State);
    }

    [Fact]
    public void An_end_by_rule_is_taken_back_by_a_sign_of_somebody_and_corrected_by_an_end_that_comes_late()
    {
        var closed = At(30, EventKind.Closed, new() { Text = "quiet" });
        Assert.Equal((30 * Minute, "quiet"), End(Start(0), At(30, EventKind.Note), closed));
        Assert.Equal((null, null), End(Start(0), At(30, EventKind.Note), closed, At(50, EventKind.Note)));
        Assert.Equal((75 * Minute, null), End(Start(0), At(30, EventKind.Note), closed, At(75, EventKind.End)));
        Assert.Null(SessionStory.Of([Start(0), closed], 40 * Minute, null).EndedUs);
        Assert.Equal(45 * Minute, SessionStory.Of([Start(0), closed], 0, (10 * Minute, 45 * Minute)).EndedUs);
    }

    [Fact]
    public void What_somebody_put_right_counts_more_than_what_was_said_and_the_last_the_most()
    {
        var facts = Told(Start(10, "mira"), At(60, EventKind.End), At(100, EventKind.Mended, new() { StartedUs = 0, Person = "noa" }), At(110, EventKind.Mended, new() { EndedUs = 50 * Minute }),
            At(90, EventKind.Change, new() { Person = "late" }));

        Assert.Equal(("noa", 0L, 50 * Minute, "set by somebody"), (facts.Person, facts.StartedUs, facts.EndedUs, facts.EndCause));
    }

    [Fact]
    public void A_session_that_was_made_by_files_lasts_from_its_first_to_its_last()
    {
        var start = Start(30) with { Via = "files" };
        var facts = SessionStory.Of([start, At(90, EventKind.Closed, new() { Text = "quiet" })], 0, (5 * Minute, 90 * Minute));

        Assert.Equal((5 * Minute, 90 * Minute, "files"), (facts.StartedUs, facts.EndedUs, facts.OpenedBy));
        Assert.Equal(90 * Minute, SessionStory.LastSign([start], 0, 90 * Minute));
    }

    private static SessionFacts Told(params SessionEvent[] events) => SessionStory.Of(events, 0, null);

    private static (long?, string?) End(params SessionEvent[] events)
    {
        var facts = Told(events);
        return (facts.EndedUs, facts.EndCause);
    }

    private SessionEvent Start(long minute, string person = "mira", string sample = "") => At(minute, EventKind.Start, new() { Person = person, Sample = sample });

    private SessionEvent At(long minute, EventKind kind, EventDetail? detail = null) => new(Guid.NewGuid().ToString(), kind, minute * Minute, 1000 * Minute + _came++, "somebody", "logger", detail ?? new());
}
