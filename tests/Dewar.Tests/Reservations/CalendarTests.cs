using System.Globalization;
using System.Text;
using Xunit;

namespace Dewar.Reservations;

/// <summary>Calendars as programs write them, and as they should not.</summary>
public sealed class CalendarTests
{
    private const string Berlin = """
        BEGIN:VTIMEZONE
        TZID:Lab
        BEGIN:STANDARD
        DTSTART:19961027T030000
        RRULE:FREQ=YEARLY;BYDAY=-1SU;BYMONTH=10
        TZOFFSETFROM:+0200
        TZOFFSETTO:+0100
        END:STANDARD
        BEGIN:DAYLIGHT
        DTSTART:19960331T020000
        RRULE:FREQ=YEARLY;BYDAY=-1SU;BYMONTH=3
        TZOFFSETFROM:+0100
        TZOFFSETTO:+0200
        END:DAYLIGHT
        END:VTIMEZONE
        """;

    // What stands in an event; the window; the beginnings and lengths that must come.
    public static TheoryData<string, string, string> Events => new()
    {
        { "DTSTART:20261122T090000Z\nDTEND:20261122T110000Z", "20261101 20261201", "20261122T090000Z+120" },
        { "DTSTART:20261122T090000\nDURATION:PT90M", "20261101 20261201", "20261122T080000Z+90" },
        { "DTSTART;TZID=America/New_York:20261122T090000\nDURATION:PT1H", "20261101 20261201", "20261122T140000Z+60" },
        { "DTSTART;TZID=\"W. Europe Standard Time\":20260722T090000\nDURATION:PT1H", "20260701 20260801", "20260722T070000Z+60" },
        { "DTSTART;TZID=/freeassociation.sourceforge.net/Europe/Berlin:20260722T090000\nDURATION:PT1H", "20260701 20260801", "20260722T070000Z+60" },
        { "DTSTART;TZID=europe/berlin:20260722T090000\nDURATION:PT1H", "20260701 20260801", "20260722T070000Z+60" },
        { "DTSTART;TZID=Lab:20260722T090000\nDURATION:PT1H", "20260701 20260801", "20260722T070000Z+60" },
        { "DTSTART;TZID=Lab:20261222T090000\nDURATION:PT1H", "20261201 20270101", "20261222T080000Z+60" },
        // Whole days are those of the place; the day of the change has 25 hours.
        { "DTSTART;VALUE=DATE:20261025", "20261001 20261101", "20261024T220000Z+1500" },
        { "DTSTART;VALUE=DATE:20261120\nDTEND;VALUE=DATE:20261123", "20261101 20261201", "20261119T230000Z+4320" },
        // Without an end a time has no length.
        { "DTSTART:20261122T090000Z", "20261101 20261201", "20261122T090000Z+0" },
        // The local time is kept when the clocks change, in zones by name and in those that the calendar brings.
        { "DTSTART;TZID=Europe/Berlin:20261023T090000\nDURATION:PT1H\nRRULE:FREQ=DAILY;COUNT=4", "20261001 20261101", "20261023T070000Z+60 20261024T070000Z+60 20261025T080000Z+60 20261026T080000Z+60" },
        { "DTSTART;TZID=Lab:20261023T090000\nDURATION:PT1H\nRRULE:FREQ=DAILY;COUNT=4", "20261001 20261101", "20261023T070000Z+60 20261024T070000Z+60 20261025T080000Z+60 20261026T080000Z+60" },
        // A local time that comes twice is the first; one in the gap has the offset before it; instances of a rule in the gap are none, and not counted.
        { "DTSTART;TZID=Europe/Berlin:20261025T023000\nDURATION:PT1H", "20261001 20261101", "20261025T003000Z+60" },
        { "DTSTART;TZID=Europe/Berlin:20260329T023000\nDURATION:PT1H", "20260301 20260401", "20260329T013000Z+60" },
        { "DTSTART;TZID=Europe/Berlin:20260328T023000\nDURATION:PT1H\nRRULE:FREQ=DAILY;COUNT=3", "20260301 20260410", "20260328T013000Z+60 20260330T003000Z+60 20260331T003000Z+60" },
        { "DTSTART;TZID=Lab:20260328T023000\nDURATION:PT1H\nRRULE:FREQ=DAILY;COUNT=3", "20260301 20260410", "20260328T013000Z+60 20260330T003000Z+60 20260331T003000Z+60" },
        // A day by the calendar is not 24 hours by the clock.
        { "DTSTART;TZID=Europe/Berlin:20261024T120000\nDURATION:P1D", "20261001 20261101", "20261024T100000Z+1500" },
        { "DTSTART;TZID=Europe/Berlin:20261024T120000\nDURATION:PT24H", "20261001 20261101", "20261024T100000Z+1440" },
        // UNTIL in UTC, as a date, and floating.
        { "DTSTART;TZID=Europe/Berlin:20261120T090000\nDURATION:PT1H\nRRULE:FREQ=DAILY;UNTIL=20261122T080000Z", "20261101 20261201", "20261120T080000Z+60 20261121T080000Z+60 20261122T080000Z+60" },
        { "DTSTART;TZID=Europe/Berlin:20261120T090000\nDURATION:PT1H\nRRULE:FREQ=DAILY;UNTIL=20261121", "20261101 20261201", "20261120T080000Z+60 20261121T080000Z+60" },
        { "DTSTART;VALUE=DATE:20261120\nRRULE:FREQ=DAILY;UNTIL=20261121", "20261101 20261201", "20261119T230000Z+1440 20261120T230000Z+1440" },
        { "DTSTART:20261120T090000Z\nDURATION:PT1H\nRRULE:FREQ=DAILY;COUNT=4\nEXDATE:20261121T090000Z,20261123T090000Z", "20261101 20261201", "20261120T090000Z+60 20261122T090000Z+60" },
        { "DTSTART;TZID=Europe/Berlin:20261120T090000\nDURATION:PT1H\nRRULE:FREQ=DAILY;COUNT=3\nEXDATE;VALUE=DATE:20261121", "20261101 20261201", "20261120T080000Z+60 20261122T080000Z+60" },
        { "DTSTART:20261120T090000Z\nDURATION:PT1H\nRRULE:FREQ=DAILY;COUNT=5\nEXRULE:FREQ=DAILY;INTERVAL=2;COUNT=3", "20261101 20261201", "20261121T090000Z+60 20261123T090000Z+60" },
        { "DTSTART:20261120T090000Z\nDURATION:PT1H\nRDATE:20261121T100000Z,20261122T110000Z\nRDATE;VALUE=PERIOD:20261124T100000Z/PT3H,20261125T100000Z/20261125T103000Z", "20261101 20261201",
            "20261120T090000Z+60 20261121T100000Z+60 20261122T110000Z+60 20261124T100000Z+180 20261125T100000Z+30" },
        // What touches the window counts, what only meets it does not.
        { "DTSTART:20261031T220000Z\nDTEND:20261101T000000Z", "20261101 20261201", "" },
        { "DTSTART:20261031T220000Z\nDTEND:20261101T000100Z", "20261101 20261201", "20261031T220000Z+121" },
        { "DTSTART:20201101T000000Z\nDURATION:P10D\nRRULE:FREQ=YEARLY", "20261105 20261201", "20261101T000000Z+14400" },
    };

    [Theory, MemberData(nameof(Events))]
    public void An_event_is_at_the_time_that_it_says(string lines, string window, string expected)
    {
        var content = Read($"{Berlin}\nBEGIN:VEVENT\nUID:a\n{lines}\nSUMMARY:s\nEND:VEVENT", window);

        Assert.Equal(expected, Times(content));
        Assert.Empty(content.Warnings);
    }

    private const string Series = "BEGIN:VEVENT\nUID:a\nDTSTART;TZID=Europe/Berlin:20261123T090000\nDURATION:PT1H\nRRULE:FREQ=DAILY;COUNT=5\nSUMMARY:daily\nEND:VEVENT\n";

    [Fact]
    public void One_instance_is_moved_renamed_or_cancelled_and_keeps_its_name()
    {
        var before = Read(Series, "20261101 20261201").Occurrences.Select(each => each.Id).ToList();
        var content = Read($"""
            {Series}BEGIN:VEVENT
            UID:a
            RECURRENCE-ID;TZID=Europe/Berlin:20261124T090000
            DTSTART;TZID=Europe/Berlin:20261124T150000
            DURATION:PT2H
            SUMMARY:later
            END:VEVENT
            BEGIN:VEVENT
            UID:a
            RECURRENCE-ID:20261125T080000Z
            DTSTART;TZID=Europe/Berlin:20261125T090000
            DURATION:PT1H
            STATUS:CANCELLED
            END:VEVENT
            """, "20261101 20261201");

        Assert.Equal("20261123T080000Z+60 20261124T140000Z+120 20261125T080000Z+60 20261126T080000Z+60 20261127T080000Z+60", Times(content));
        Assert.Equal(before, content.Occurrences.Select(each => each.Id));
        Assert.Equal(["daily", "later", "", "daily", "daily"], content.Occurrences.Select(each => each.Event.Summary));
        Assert.Equal([false, false, true, false, false], content.Occurrences.Select(each => each.Cancelled));
    }

    [Theory]
    [InlineData("20261201", "20261123T080000Z+60 20261125T080000Z+60 20261126T080000Z+60 20261127T080000Z+60", "20261130")]
    [InlineData("20261201", "20261201T080000Z+60", "20261202", "20261130")]
    public void An_instance_moved_out_of_the_window_leaves_and_one_moved_into_it_comes(string movedTo, string expected, string to, string from = "20261101") =>
        Assert.Equal(expected, Times(Read($"{Series}BEGIN:VEVENT\nUID:a\nRECURRENCE-ID;TZID=Europe/Berlin:20261124T090000\nDTSTART;TZID=Europe/Berlin:{movedTo}T090000\nDURATION:PT1H\nEND:VEVENT", $"{from} {to}")));

    [Fact]
    public void This_and_all_later_instances_move_together()
    {
        var content = Read($"{Series}BEGIN:VEVENT\nUID:a\nRECURRENCE-ID;RANGE=THISANDFUTURE;TZID=Europe/Berlin:20261125T090000\nDTSTART;TZID=Europe/Berlin:20261125T103000\nDURATION:PT30M\nSUMMARY:moved\nEND:VEVENT", "20261101 20261201");

        Assert.Equal("20261123T080000Z+60 20261124T080000Z+60 20261125T093000Z+30 20261126T093000Z+30 20261127T093000Z+30", Times(content));
        Assert.Equal(3, content.Occurrences.Count(each => each.Event.Summary == "moved"));
    }

    [Fact]
    public void The_last_revision_counts_and_a_cancelled_event_is_told_as_such()
    {
        string Event(int sequence, string time, string more = "") => $"BEGIN:VEVENT\nUID:a\nSEQUENCE:{sequence}\nDTSTART:{time}\nDURATION:PT1H\n{more}END:VEVENT\n";

        Assert.Equal("20261124T090000Z+60", Times(Read(Event(3, "20261124T090000Z") + Event(2, "20261123T090000Z"), "20261101 20261201")));
        Assert.True(Assert.Single(Read(Event(1, "20261124T090000Z", "STATUS:CANCELLED\n"), "20261101 20261201").Occurrences).Cancelled);
        Assert.True(Assert.Single(Read($"METHOD:CANCEL\n{Event(1, "20261124T090000Z")}", "20261101 20261201").Occurrences).Cancelled);
    }

    [Fact]
    public void Folds_escapes_and_parameters_are_undone_also_within_a_letter()
    {
        var summary = Encoding.UTF8.GetBytes("SUMMARY:Größe\\, \\;\\\\ und\\nZeile 2");
        var cut = Array.IndexOf(summary, (byte)0xC3) + 1;
        byte[] file = [.. "BEGIN:VCALENDAR\r\nBEGIN:VEVENT\r\nUID:a\r\nDTSTART:20261122T090000Z\r\nORGANIZER;CN=\"Doe; Jane: ^'J^'\";X-A=1:mail\r\n to:Jane@Lab.example\r\n"u8, .. summary[..cut], .. "\r\n "u8, .. summary[cut..],
            .. "\r\nATTENDEE;CUTYPE=ROOM;CN=Room:mailto:room@x\r\nATTENDEE;CN=Doe, John:mailto:j@x\r\nEND:VEVENT\r\nEND:VCALENDAR\r\n"u8];

        var its = Assert.Single(Read(file, "20261101 20261201").Occurrences).Event;

        Assert.Equal("Größe, ;\\ und\nZeile 2", its.Summary);
        Assert.Equal(new("Doe; Jane: \"J\"", "Jane@Lab.example"), its.Organizer);
        Assert.Equal([new CalendarPerson("Doe, John", "j@x")], its.Attendees);
    }

    [Theory]
    [InlineData("DTSTART:2026-11-22", "no date or time")]
    [InlineData("SUMMARY:x", "has no DTSTART")]
    [InlineData("DTSTART:20261122T090000Z\nDTEND:20261122T080000Z", "ends before it begins")]
    [InlineData("DTSTART:20261122T090000Z\nDURATION:-PT1H", "ends before it begins")]
    [InlineData("DTSTART:20261122T090000Z\nDURATION:1h", "no duration")]
    [InlineData("DTSTART:20261122T090000Z\nRRULE:FREQ=SOMETIMES", "FREQ")]
    [InlineData("DTSTART;TZID=Mars/Olympus:20261122T090000", "time zone is not known")]
    [InlineData("DTSTART:20261122T090000Z\nthis is no line", "NAME:value")]
    [InlineData("DTSTART:20261122T090000Z\nATTENDEE;CN=\"open:mailto:x", "quote")]
    [InlineData("DTSTART:99991231T235959Z", "no date or time")]
    [InlineData("DTSTART:20261131T090000Z", "no date or time")]
    [InlineData("DTSTART:20261122T090000Z\nBEGIN:VALARM", "no END")]
    [InlineData("DTSTART:20260101T000000Z\nRRULE:FREQ=SECONDLY", "too many|more than")]
    public void An_event_that_is_ill_formed_is_left_out_with_its_line_and_the_rest_is_used(string lines, string warning)
    {
        var content = Read($"BEGIN:VEVENT\nUID:bad\n{lines}\nEND:VEVENT\nBEGIN:VEVENT\nUID:good\nDTSTART:20261122T090000Z\nEND:VEVENT", "20261101 20261201");

        Assert.Equal("good", Assert.Single(content.Occurrences).Id);
        Assert.Matches($"line \\d+: .*({warning})", Assert.Single(content.Warnings));
    }

    [Theory]
    [InlineData("", "empty")]
    [InlineData("<!DOCTYPE html><html>", "web page")]
    [InlineData("{\"error\": 1}", "BEGIN:VCALENDAR")]
    [InlineData("BEGIN:VCALENDAR\nBEGIN:VEVENT\nUID:a\nDTSTART:20261122T090000Z\nEND:VEVENT\n", "breaks off")]
    [InlineData("BEGIN:VCALENDAR\nBEGIN:VEVENT\nUID:a\nDTSTART:2026112", "breaks off")]
    public void What_is_no_calendar_or_half_of_one_is_refused_whole(string text, string fault) =>
        Assert.Contains(fault, Assert.Throws<CalendarFault>(() => Read(Encoding.UTF8.GetBytes(text), "20261101 20261201")).Message);

    [Fact]
    public void A_calendar_of_hostile_rules_ends_within_its_budget()
    {
        var many = string.Concat(Enumerable.Range(0, 3000).Select(number => $"BEGIN:VEVENT\nUID:{number}\nDTSTART:19000101T000000Z\nRRULE:FREQ=SECONDLY;COUNT=999999999\nEND:VEVENT\n"));

        var content = Read($"{many}BEGIN:VEVENT\nUID:good\nDTSTART:20261122T090000Z\nEND:VEVENT", "20261101 20261201");

        Assert.Equal("good", Assert.Single(content.Occurrences).Id);
        Assert.InRange(content.Warnings.Count, 50, 51);
    }

    [Fact]
    public void Every_cut_of_a_calendar_is_refused_and_none_makes_us_fail()
    {
        var file = Encoding.UTF8.GetBytes($"BEGIN:VCALENDAR\r\n{Berlin.Replace("\n", "\r\n")}\r\n{Series.Replace("\n", "\r\n")}END:VCALENDAR\r\n");
        for (var length = 0; length < file.Length - 3; length++)
        {
            Assert.Throws<CalendarFault>(() => Read(file[..length], "20261101 20261201"));
        }

        var random = new Random(5);
        for (var round = 0; round < 3000; round++)
        {
            var other = (byte[])file.Clone();
            for (var change = 0; change < 4; change++)
            {
                other[random.Next(other.Length)] = (byte)random.Next(256);
            }

            Assert.True(Record.Exception(() => Read(other, "20261101 20261201")) is null or CalendarFault);
        }
    }

    [Fact]
    public void All_of_Windows_zones_are_known_here()
    {
        Assert.InRange(WindowsZones.Names.Count, 135, 145);
        Assert.All(WindowsZones.Names, name => Assert.NotNull(Zones.Named(name)));
        Assert.Null(Zones.Named("../../etc/passwd"));
        Assert.Null(Zones.Named("Mars/Olympus"));
    }

    [Theory]
    [InlineData("project: P-17\nSample: gold; carbon\nconsent: no\nLooking at grains.", "P-17", "gold carbon", Consent.No, "Looking at grains.")]
    [InlineData("<p>data_consent: Agree</p><b>Purpose</b>: see &amp; measure<br>experiment title: T", null, "", Consent.Yes, "see & measure")]
    [InlineData("nothing asked", null, "", Consent.Unknown, "nothing asked")]
    public void A_description_may_answer_what_a_booking_system_would_ask(string text, string? project, string samples, Consent consent, string purpose)
    {
        var said = CalendarTimes.Of("title", text);

        Assert.Equal((project, samples, consent, purpose), (said.Project, string.Join(' ', said.Samples.Select(each => each.Name)), said.Consent, said.Purpose));
    }

    internal static string Calendar(string inside) => $"BEGIN:VCALENDAR\r\nVERSION:2.0\r\n{inside.Trim().Replace("\r\n", "\n").Replace("\n", "\r\n")}\r\nEND:VCALENDAR\r\n";

    private static CalendarContent Read(string inside, string window) => Read(Encoding.UTF8.GetBytes(Calendar(inside)), window);

    private static CalendarContent Read(byte[] file, string window)
    {
        DateTimeOffset Day(string text) => DateTimeOffset.ParseExact(text, "yyyyMMdd", CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal);
        return ICalendar.Read(file, Day(window.Split(' ')[0]), Day(window.Split(' ')[1]), Zones.Named("Europe/Berlin")!);
    }

    private static string Times(CalendarContent content) => string.Join(' ', content.Occurrences.Select(each => $"{each.StartsAt:yyyyMMdd'T'HHmmss'Z'}+{(each.EndsAt - each.StartsAt).TotalMinutes}"));
}
