using Xunit;

namespace Dewar.Formats.Spreadsheets;

public sealed class DateFormatsTests
{
    [Theory]
    [InlineData("yyyy-mm-dd", true)]
    [InlineData("dd/mm/yy", true)]
    [InlineData("m/d/yyyy h:mm", true)]
    [InlineData("h:mm AM/PM", true)]
    [InlineData("[$-409]d-mmm-yy;@", true)]
    [InlineData("\"Day \"d", true)]
    [InlineData("General", false)]
    [InlineData("0.00", false)]
    [InlineData("#,##0", false)]
    [InlineData("0.00E+00", false)]
    [InlineData("0%", false)]
    [InlineData("0.0\" days\"", false)]
    [InlineData("0.0\\d", false)]
    [InlineData("[Red]0.0", false)]
    [InlineData("[Magenta]0", false)]
    [InlineData("_-* #,##0.00", false)]
    [InlineData("0;[h]", false)]
    [InlineData("@", false)]
    [InlineData("", false)]
    [InlineData("\"unclosed d", false)]
    [InlineData("[unclosed d", false)]
    [InlineData("0\\", false)]
    public void A_format_of_dates_makes_a_number_a_time(string code, bool isTime)
    {
        var formats = new DateFormats();
        formats.AddFormat(200, code);
        formats.AddStyle(200);

        Assert.Equal(isTime ? "2024-03-05T00:00:00" : "45356", formats.Value(45356, 0).ToString());
    }

    [Theory, InlineData(0, false), InlineData(13, false)]
    [InlineData(14, true), InlineData(22, true), InlineData(23, false), InlineData(37, false)]
    [InlineData(49, false), InlineData(50, true), InlineData(-1, false), InlineData(int.MaxValue, false)]
    public void Formats_that_are_built_in_are_known_by_number(int format, bool isTime)
    {
        var formats = new DateFormats();
        formats.AddStyle(format);

        Assert.Equal(!isTime, formats.Value(45356.0, 0) is double);
    }

    [Theory]
    [InlineData(0, "00:00:00")]
    [InlineData(0.5, "12:00:00")]
    [InlineData(1, "1900-01-01T00:00:00")]
    [InlineData(59, "1900-02-28T00:00:00")]
    [InlineData(61, "1900-03-01T00:00:00")]
    [InlineData(45356.75, "2024-03-05T18:00:00")]
    [InlineData(45356.000005787, "2024-03-05T00:00:00.5")]
    [InlineData(-1, null)]
    [InlineData(3e6, null)]
    [InlineData(1e300, null)]
    public void Days_are_counted_from_1900_with_a_day_that_never_was(double days, string? expected) =>
        Assert.Equal(expected, DateFormats.Time(days, from1904: false)?.ToString());

    [Theory, InlineData(0, "1904-01-01T00:00:00"), InlineData(0.25, "1904-01-01T06:00:00"), InlineData(43894, "2024-03-05T00:00:00")]
    public void Or_from_1904(double days, string expected) => Assert.Equal(expected, DateFormats.Time(days, from1904: true)!.ToString());

    [Theory, InlineData("[h]:mm:ss", 1.5, "36:00:00"), InlineData("[mm]:ss", 0.5, "12:00:00"), InlineData("[h]:mm", -0.25, "-06:00:00")]
    [InlineData("[h]:mm", 1e7, "10000000"), InlineData("[ss].000", 0.00001446759, "00:00:01.250")]
    public void Durations_may_be_longer_than_a_day(string code, double days, string expected)
    {
        var formats = new DateFormats();
        formats.AddFormat(164, code);
        formats.AddStyle(164);

        Assert.Equal(expected, formats.Value(days, 0).ToString());
    }

    [Theory, InlineData(double.NaN, 0), InlineData(double.PositiveInfinity, 0), InlineData(45356, 1), InlineData(45356, -1)]
    public void Without_a_style_a_number_is_a_number(double number, int style)
    {
        var formats = new DateFormats();
        formats.AddStyle(14);

        Assert.Equal(number, formats.Value(number, style));
    }

    [Theory, InlineData(0, "A"), InlineData(25, "Z")]
    [InlineData(26, "AA"), InlineData(701, "ZZ"), InlineData(702, "AAA"), InlineData(16383, "XFD")]
    public void Columns_have_letters(int column, string letters) => Assert.Equal(letters, SheetTable.Letters(column));
}
