using System.Text.Json;
using Xunit;

namespace Dewar.Extraction;

public sealed class TakenTimeTests
{
    private static readonly TimeZoneInfo Berlin = TimeZoneInfo.FindSystemTimeZoneById("Europe/Berlin");

    [Theory]
    [InlineData("2026-10-25T02:30:00", "2026-10-25T00:30:02Z", "2026-10-25T00:30:00Z")]
    [InlineData("2026-10-25T02:30:00", "2026-10-25T01:30:02Z", "2026-10-25T01:30:00Z")]
    [InlineData("2026-10-25T02:30:00", null, "2026-10-25T01:30:00Z")]
    [InlineData("2026-10-25T01:30:00", "2026-10-25T09:00:00Z", "2026-10-24T23:30:00Z")]
    [InlineData("2026-10-25T02:30:00Z", "2026-10-25T00:30:02Z", "2026-10-25T02:30:00Z")]
    public void The_hour_that_comes_twice_is_the_one_that_the_time_stamp_tells(string said, string? stamp, string taken) =>
        Assert.Equal(Us(taken), TakenTime.Us(JsonSerializer.SerializeToElement(said), Berlin, stamp is null ? null : Us(stamp)));

    private static long Us(string at) => DateTimeOffset.Parse(at, null).ToUnixTimeMilliseconds() * 1000;
}
