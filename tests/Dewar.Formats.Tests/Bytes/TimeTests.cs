using Dewar.Formats.PlainText;
using Xunit;

namespace Dewar.Formats.Bytes;

public sealed class TimeTests
{
    [Theory]
    [InlineData("2024-03-05 12:00:01", "2024-03-05T12:00:01")]
    [InlineData("2024-03-05T12:00:01", "2024-03-05T12:00:01")]
    [InlineData("2024-03-05T12:00:01Z", "2024-03-05T12:00:01Z")]
    [InlineData("2024-03-05T12:00:01.25Z", "2024-03-05T12:00:01.25Z")]
    [InlineData("2024-03-05T12:00:01+02:00", "2024-03-05T12:00:01+02:00")]
    [InlineData("2024-03-05 12:00:01 -05:30", "2024-03-05T12:00:01-05:30")]
    [InlineData("2024-03-05T12:00:01.123456789", "2024-03-05T12:00:01.1234567")]
    [InlineData("2024-03-05 12:00", "2024-03-05T12:00:00")]
    [InlineData("2024-03-05", "2024-03-05T00:00:00")]
    [InlineData("2024/03/05 12:00:01", "2024-03-05T12:00:01")]
    [InlineData("2024:03:05 12:00:01", "2024-03-05T12:00:01")]
    [InlineData("2024/Mar/05 12:00:01.5", "2024-03-05T12:00:01.5")]
    [InlineData("Tue Mar  5 12:00:01 2024", "2024-03-05T12:00:01")]
    [InlineData("Tue Mar 5 12:00:01 CET 2024", "2024-03-05T12:00:01")]
    [InlineData("Tue Mar 5 12:00:01 UTC 2024", "2024-03-05T12:00:01Z")]
    [InlineData("Tue, 5 Mar 2024 12:00:01 GMT", "2024-03-05T12:00:01Z")]
    [InlineData("05-Mar-2024 12:00:01", "2024-03-05T12:00:01")]
    [InlineData("Mar 5, 2024 12:00:01", "2024-03-05T12:00:01")]
    [InlineData("20240305T120001", "2024-03-05T12:00:01")]
    [InlineData(" 5 Mar 2024 ", "2024-03-05T00:00:00")]
    public void Times_of_programs_are_known(string text, string expected) => Assert.Equal(expected, TimeText.Parse(text)?.ToString());

    [Theory]
    [InlineData(null)]
    [InlineData("")]
    [InlineData("   ")]
    [InlineData("UTC")]
    [InlineData("05/03/2024")]
    [InlineData("2024-13-05")]
    [InlineData("2024-02-30 12:00:00")]
    [InlineData("2024-03-05 25:00:00")]
    [InlineData("a b c d e f g h i j")]
    [InlineData("2024-03-05T12:00:01+99:00")]
    [InlineData("٢٠٢٤-03-05")]
    public void What_is_no_time_or_not_surely_one_is_none(string? text) => Assert.Null(TimeText.Parse(text));

    [Theory]
    [InlineData("2016-08-27", null, "2016-08-27T00:00:00", false)]
    [InlineData("27.08.2016", "20:52:28", "2016-08-27T20:52:28", false)]
    [InlineData("05.08.2016", null, "2016-08-05T00:00:00", false)]
    [InlineData("8/27/2016", "8:52:28 PM", "2016-08-27T20:52:28", false)]
    [InlineData("27/08/2016", null, "2016-08-27T00:00:00", false)]
    [InlineData("05/08/2016", null, "2016-08-05T00:00:00", true)]
    [InlineData("05/08/2016", "1:00 PM", "2016-05-08T13:00:00", true)]
    [InlineData("08/08/2016", null, "2016-08-08T00:00:00", false)]
    [InlineData("27-AUG-2016", "20:52", "2016-08-27T20:52:00", false)]
    [InlineData("27-AUG-16", null, "2016-08-27T00:00:00", false)]
    [InlineData("27-AUG-95", null, "1995-08-27T00:00:00", false)]
    [InlineData("Sat Aug 27 20:52:28 2016", null, "2016-08-27T20:52:28", false)]
    [InlineData("27. März 2016", null, "2016-03-27T00:00:00", false)]
    [InlineData("27 août 2016", null, "2016-08-27T00:00:00", false)]
    [InlineData("27 Dez 2016", null, "2016-12-27T00:00:00", false)]
    [InlineData("27 juillet 2016", null, "2016-07-27T00:00:00", false)]
    [InlineData("27 juin 2016", null, "2016-06-27T00:00:00", false)]
    [InlineData("2016-08-27", "12:00:00 AM", "2016-08-27T00:00:00", false)]
    [InlineData("2016-08-27", "12:00:00 PM", "2016-08-27T12:00:00", false)]
    [InlineData("2016-08-27", "下午 3:04:05", "2016-08-27T15:04:05", false)]
    [InlineData("2016-08-27", "20.52.28", "2016-08-27T20:52:28", false)]
    [InlineData("2016-08-27", "20h52m28", "2016-08-27T20:52:28", false)]
    [InlineData("2016-08-27", "20:52:28,25", "2016-08-27T20:52:28.25", false)]
    [InlineData("2016-08-27", "25:00", "2016-08-27T00:00:00", false)]
    public void Dates_of_many_countries_are_read(string date, string? time, string expected, bool isDoubtful)
    {
        var written = WrittenTime.Read(date, time);

        Assert.Equal(expected, written is { } known ? new Dewar.Sdk.FileTime(known.Local).ToString() : null);
        Assert.Equal(isDoubtful, written!.Value.Doubt is not null);
    }

    [Theory, InlineData("2016-08-06", "2016-08-05T00:00:00"), InlineData("2016-05-07", "2016-05-08T00:00:00")]
    public void A_time_nearby_decides_between_day_and_month(string near, string expected)
    {
        var written = WrittenTime.Read("05/08/2016", near: DateTime.Parse(near));

        Assert.Equal((DateTime.Parse(expected), null), (written!.Value.Local, written.Value.Doubt));
    }

    [Theory]
    [InlineData(null)]
    [InlineData("")]
    [InlineData("yesterday")]
    [InlineData("31.02.2016")]
    [InlineData("2016-13-01")]
    [InlineData("12:00:00")]
    [InlineData("99999999999999999999")]
    [InlineData("1/1/0000")]
    [InlineData("Aug 2016")]
    [InlineData("٢٧.٠٨.٢٠١٦")]
    public void Other_words_are_no_dates(string? text) => Assert.Null(WrittenTime.Read(text));

    [Fact]
    public void Books_are_no_dates() => Assert.Null(WrittenTime.Read(new string('1', 100_000), new string('2', 100_000)));

    [Theory]
    [InlineData("2024-03-05 12:00:01", "2024-03-05T12:00:01")]
    [InlineData("2024.3.5, 12:00", "2024-03-05T12:00:00")]
    [InlineData("2024-03-05T12:00:01+01:00", "2024-03-05T12:00:01+01:00")]
    [InlineData("25/03/2024 1:02 PM", "2024-03-25T13:02:00")]
    [InlineData("03/25/2024 12:02 AM", "2024-03-25T00:02:00")]
    [InlineData("05.03.2024", "2024-03-05T00:00:00")]
    [InlineData("5 March 2024", "2024-03-05T00:00:00")]
    [InlineData("Tuesday, 5-Mar-2024 12:00:01.5", "2024-03-05T12:00:01.5")]
    [InlineData("Mon Oct 21 14:36:50 2024", "2024-10-21T14:36:50")]
    [InlineData("October 21, 2024 2:36 PM", "2024-10-21T14:36:00")]
    [InlineData("05/03/2024", null)]
    [InlineData("30/02/2024", null)]
    [InlineData("2024-03-05 24:00:01", null)]
    [InlineData("12345678", null)]
    [InlineData("٢٠٢٤-03-05", null)]
    [InlineData("2024-٠٣-05 12:00:01", null)]
    [InlineData("2024-03-05 12:٠٠:01", null)]
    public void Times_in_free_text_are_known_when_they_can_be_read_in_one_way_only(string text, string? expected) =>
        Assert.Equal(expected, TimeText.Parse(text)?.ToString());
}
