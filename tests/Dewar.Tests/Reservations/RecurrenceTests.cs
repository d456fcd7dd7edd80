using System.Globalization;
using Xunit;

namespace Dewar.Reservations;

/// <summary>Rules of recurrence: the times that the examples of RFC 5545, 3.8.5.3, must give, and what is at the edges.</summary>
public sealed class RecurrenceTests
{
    // Each row: the start, the rule, how many are compared, and the times. Where only the day is written, the time is that of the start.
    public static TheoryData<string, string, string> Examples => new()
    {
        { "19970902T090000", "FREQ=DAILY;COUNT=10", "0902 0903 0904 0905 0906 0907 0908 0909 0910 0911 ." },
        { "19970902T090000", "FREQ=DAILY;UNTIL=19970906T000000", "0902 0903 0904 0905 ." },
        { "19970902T090000", "FREQ=DAILY;INTERVAL=2", "0902 0904 0906 0908 0910" },
        { "19970902T090000", "FREQ=DAILY;INTERVAL=10;COUNT=5", "0902 0912 0922 1002 1012 ." },
        { "19980101T090000", "FREQ=YEARLY;UNTIL=20000131T140000;BYMONTH=1;BYDAY=SU,MO,TU,WE,TH,FR,SA", "19980101 19980102 19980103 19980104" },
        { "19980130T090000", "FREQ=DAILY;UNTIL=20000131T140000;BYMONTH=1", "19980130 19980131 19990101 19990102" },
        { "19970902T090000", "FREQ=WEEKLY;COUNT=10", "0902 0909 0916 0923 0930 1007 1014 1021 1028 1104 ." },
        { "19970902T090000", "FREQ=WEEKLY;INTERVAL=2;WKST=SU", "0902 0916 0930 1014 1028 1111" },
        { "19970902T090000", "FREQ=WEEKLY;COUNT=10;WKST=SU;BYDAY=TU,TH", "0902 0904 0909 0911 0916 0918 0923 0925 0930 1002 ." },
        { "19970901T090000", "FREQ=WEEKLY;INTERVAL=2;UNTIL=19971224T000000;WKST=SU;BYDAY=MO,WE,FR", "0901 0903 0905 0915 0917 0919 0929" },
        { "19970902T090000", "FREQ=WEEKLY;INTERVAL=2;COUNT=8;WKST=SU;BYDAY=TU,TH", "0902 0904 0916 0918 0930 1002 1014 1016 ." },
        { "19970905T090000", "FREQ=MONTHLY;COUNT=10;BYDAY=1FR", "0905 1003 1107 1205 19980102 19980206 19980306 19980403 19980501 19980605 ." },
        { "19970907T090000", "FREQ=MONTHLY;INTERVAL=2;COUNT=10;BYDAY=1SU,-1SU", "0907 0928 1102 1130 19980104 19980125 19980301 19980329 19980503 19980531 ." },
        { "19970922T090000", "FREQ=MONTHLY;COUNT=6;BYDAY=-2MO", "0922 1020 1117 1222 19980119 19980216 ." },
        { "19970928T090000", "FREQ=MONTHLY;BYMONTHDAY=-3", "0928 1029 1128 1229 19980129 19980226" },
        { "19970902T090000", "FREQ=MONTHLY;COUNT=10;BYMONTHDAY=2,15", "0902 0915 1002 1015 1102 1115 1202 1215 19980102 19980115 ." },
        { "19970930T090000", "FREQ=MONTHLY;COUNT=10;BYMONTHDAY=1,-1", "0930 1001 1031 1101 1130 1201 1231 19980101 19980131 19980201 ." },
        { "19970910T090000", "FREQ=MONTHLY;INTERVAL=18;COUNT=10;BYMONTHDAY=10,11,12,13,14,15", "0910 0911 0912 0913 0914 0915 19990310 19990311 19990312 19990313 ." },
        { "19970902T090000", "FREQ=MONTHLY;INTERVAL=2;BYDAY=TU", "0902 0909 0916 0923 0930 1104 1111" },
        { "19970610T090000", "FREQ=YEARLY;COUNT=10;BYMONTH=6,7", "0610 0710 19980610 19980710 19990610 19990710 20000610 20000710 20010610 20010710 ." },
        { "19970310T090000", "FREQ=YEARLY;INTERVAL=2;COUNT=10;BYMONTH=1,2,3", "0310 19990110 19990210 19990310 20010110 20010210 20010310 20030110 20030210 20030310 ." },
        { "19970101T090000", "FREQ=YEARLY;INTERVAL=3;COUNT=10;BYYEARDAY=1,100,200", "0101 0410 0719 20000101 20000409 20000718 20030101 20030410 20030719 20060101 ." },
        { "19970519T090000", "FREQ=YEARLY;BYDAY=20MO", "0519 19980518 19990517" },
        { "19970512T090000", "FREQ=YEARLY;BYWEEKNO=20;BYDAY=MO", "0512 19980511 19990517" },
        { "19970512T090000", "FREQ=YEARLY;BYWEEKNO=20", "0512 19980511 19990517" },
        { "19970313T090000", "FREQ=YEARLY;BYMONTH=3;BYDAY=TH", "0313 0320 0327 19980305 19980312" },
        { "19970605T090000", "FREQ=YEARLY;BYDAY=TH;BYMONTH=6,7,8", "0605 0612 0619 0626 0703 0710" },
        { "19980213T090000", "FREQ=MONTHLY;BYDAY=FR;BYMONTHDAY=13", "19980213 19980313 19981113 19990813 20001013" },
        { "19970913T090000", "FREQ=MONTHLY;BYDAY=SA;BYMONTHDAY=7,8,9,10,11,12,13", "0913 1011 1108 1213 19980110 19980207" },
        { "19961105T090000", "FREQ=YEARLY;INTERVAL=4;BYMONTH=11;BYDAY=TU;BYMONTHDAY=2,3,4,5,6,7,8", "19961105 20001107 20041102" },
        { "19970904T090000", "FREQ=MONTHLY;COUNT=3;BYDAY=TU,WE,TH;BYSETPOS=3", "0904 1007 1106 ." },
        { "19970929T090000", "FREQ=MONTHLY;BYDAY=MO,TU,WE,TH,FR;BYSETPOS=-2", "0929 1030 1127 1230 19980129 19980226 19980330" },
        { "19970902T090000", "FREQ=HOURLY;INTERVAL=3;UNTIL=19970902T170000", "0902 0902T120000 0902T150000 ." },
        { "19970902T090000", "FREQ=MINUTELY;INTERVAL=15;COUNT=6", "0902 0902T091500 0902T093000 0902T094500 0902T100000 0902T101500 ." },
        { "19970902T090000", "FREQ=MINUTELY;INTERVAL=90;COUNT=4", "0902 0902T103000 0902T120000 0902T133000 ." },
        { "19970902T090000", "FREQ=DAILY;BYHOUR=9,10;BYMINUTE=0,20,40", "0902 0902T092000 0902T094000 0902T100000 0902T102000 0902T104000 0903" },
        { "19970902T090000", "FREQ=MINUTELY;INTERVAL=20;BYHOUR=9,10", "0902 0902T092000 0902T094000 0902T100000 0902T102000 0902T104000 0903" },
        { "19970805T090000", "FREQ=WEEKLY;INTERVAL=2;COUNT=4;BYDAY=TU,SU;WKST=MO", "0805 0810 0819 0824 ." },
        { "19970805T090000", "FREQ=WEEKLY;INTERVAL=2;COUNT=4;BYDAY=TU,SU;WKST=SU", "0805 0817 0819 0831 ." },
        { "20070115T090000", "FREQ=MONTHLY;BYMONTHDAY=15,30;COUNT=5", "20070115 20070130 20070215 20070315 20070330 ." },
        { "20240229T090000", "FREQ=YEARLY", "20240229 20280229 20320229" },
        { "20260131T090000", "FREQ=MONTHLY", "20260131 20260331 20260531" },
        { "19970101T000000", "FREQ=YEARLY;BYYEARDAY=-1,366", "0101 1231 19981231 19991231 20001231 20011231" },
        { "20150101T000000", "FREQ=YEARLY;BYWEEKNO=53;BYDAY=FR", "20150101 20160101 20210101 20270101" },
        { "19970902T090000", "FREQ=SECONDLY;INTERVAL=40;BYSECOND=0,40;COUNT=4", "0902 0902T090040 0902T090200 0902T090240 ." },
        { "20260101T080000", "FREQ=HOURLY;BYMINUTE=0,30;BYSETPOS=-1;COUNT=3", "20260101 20260101T083000 20260101T093000 ." },
        // The start counts, also where it does not fit the rule.
        { "19970902T090000", "FREQ=WEEKLY;BYDAY=FR;COUNT=3", "0902 0905 0912 ." },
    };

    [Theory, MemberData(nameof(Examples))]
    public void Times_are_those_of_the_standard(string start, string rule, string expected)
    {
        var begin = At(start);
        var words = expected.Split(' ');
        var ends = words[^1] == ".";
        var count = ends ? words.Length - 1 : words.Length;
        DateTime[] times = [.. words[..count].Select(word => At((word.Split('T')[0].Length == 4 ? $"{begin.Year}{word}" : word) is var day && day.Contains('T') ? day : $"{day}{start[8..]}"))];

        var found = Times(begin, rule, begin, new(2035, 1, 1), count + 1);

        Assert.Equal(times, found.Take(count));
        Assert.True(!ends || found.Count == count, "it goes on");
    }

    [Theory, MemberData(nameof(Examples))]
    public void A_window_gives_the_same_as_looking_at_all(string start, string rule, string expected)
    {
        Assert.NotEmpty(expected);
        var begin = At(start);
        var all = Times(begin, rule, begin, begin.AddYears(5), 4000);
        var (from, to) = (begin.AddDays(190), begin.AddDays(900));

        Assert.Equal(all.Where(time => time >= from && time <= to).Take(500), Times(begin, rule, from, to, 500));
    }

    [Theory]
    [InlineData("FREQ=SECONDLY")]
    [InlineData("FREQ=SECONDLY;BYMONTH=2;BYMONTHDAY=30")]
    [InlineData("FREQ=YEARLY;BYMONTH=2;BYMONTHDAY=30")]
    [InlineData("FREQ=MINUTELY;BYHOUR=1;BYMINUTE=1;BYSECOND=1")]
    [InlineData("FREQ=MONTHLY;INTERVAL=2147483647")]
    [InlineData("FREQ=SECONDLY;INTERVAL=2147483647")]
    [InlineData("FREQ=DAILY;BYHOUR=0,1,2,3,4,5,6,7,8,9,10,11,12,13,14,15,16,17,18,19,20,21,22,23;BYSETPOS=366")]
    [InlineData("FREQ=YEARLY;BYYEARDAY=366;BYMONTH=1")]
    public void Rules_that_never_end_and_never_begin_are_walked_within_the_window_only(string rule)
    {
        var begin = new DateTime(1601, 1, 1, 1, 1, 1);

        var found = Times(begin, rule, new(2026, 11, 22), new(2026, 11, 23), 1000);

        Assert.True(found.Count is 0 or 1000 or 1, $"{found.Count}");
    }

    [Theory]
    [InlineData("FREQ=SECONDLY;COUNT=2000000000")]
    [InlineData("FREQ=YEARLY;COUNT=2000000000;BYDAY=MO,TU,WE,TH,FR,SA,SU;BYHOUR=0,1,2,3,4,5,6,7,8,9;BYMINUTE=0,1,2,3,4,5,6,7,8,9;BYSECOND=1,2,3")]
    public void A_rule_that_must_be_counted_for_ages_is_refused(string rule) =>
        Assert.Contains("too many", Assert.Throws<CalendarFault>(() => Times(new(1900, 1, 1), rule, new(2026, 1, 1), new(2026, 2, 1), 10)).Message);

    [Theory]
    [InlineData("")]
    [InlineData("COUNT=3")]
    [InlineData("FREQ=FORTNIGHTLY")]
    [InlineData("FREQ=3")]
    [InlineData("FREQ=DAILY;COUNT=0")]
    [InlineData("FREQ=DAILY;INTERVAL=0")]
    [InlineData("FREQ=DAILY;INTERVAL=-1")]
    [InlineData("FREQ=DAILY;FREQ=DAILY")]
    [InlineData("FREQ=DAILY;BYHOUR=24")]
    [InlineData("FREQ=DAILY;BYDAY=1MO")]
    [InlineData("FREQ=YEARLY;BYWEEKNO=1;BYDAY=1MO")]
    [InlineData("FREQ=MONTHLY;BYMONTHDAY=0")]
    [InlineData("FREQ=MONTHLY;BYDAY=XX")]
    [InlineData("FREQ=MONTHLY;BYDAY=")]
    [InlineData("FREQ=MONTHLY;BYEASTER=1")]
    [InlineData("FREQ=YEARLY;RSCALE=CHINESE")]
    [InlineData("FREQ=MONTHLY;BYMONTHDAY=99999999999999")]
    [InlineData("FREQ=MONTHLY;BYMONTHDAY=-2147483648")]
    public void Rules_that_are_none_are_refused_with_their_line(string rule) =>
        Assert.StartsWith("line 7: ", Assert.Throws<CalendarFault>(() => RecurrenceRule.Parse(new(7, "RRULE", [], rule))).Message);

    internal static List<DateTime> Times(DateTime start, string rule, DateTime from, DateTime to, int most)
    {
        var line = new ContentLine(1, "RRULE", [], rule);
        var parsed = RecurrenceRule.Parse(line);
        var until = parsed.Until is { } text ? CalendarValue.Until(1, text, utc => utc) : to;
        var budget = new CalendarBudget();
        budget.Begin(1);
        return [.. new Recurrence(parsed, start, _ => true, budget).Between(from, until < to ? until : to).Take(most)];
    }

    private static DateTime At(string text) => DateTime.ParseExact(text, "yyyyMMdd'T'HHmmss", CultureInfo.InvariantCulture);
}
