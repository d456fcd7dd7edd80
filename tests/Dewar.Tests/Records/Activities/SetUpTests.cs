using Xunit;

namespace Dewar.Records;

public sealed class SetUpTests
{
    [Fact]
    public void What_is_equal_in_all_files_stands_once()
    {
        var (common, rest) = SetUp.Of(
        [
            [new("Voltage", "200", "kV"), new("Spot", "3"), new("Exposure", "1", "s")],
            [new("Exposure", "2", "s"), new("Spot", "3"), new("Voltage", "200", "kV")],
            [new("Voltage", "200", "kV"), new("Spot", "3"), new("Exposure", "1", "s"), new("Tilt", "0")],
        ]);

        Assert.Equal([new("Voltage", "200", "kV"), new("Spot", "3")], common);
        Assert.Equal([[new("Exposure", "1", "s")], [new("Exposure", "2", "s")], [new("Exposure", "1", "s"), new("Tilt", "0")]], rest);
    }

    [Fact]
    public void Equal_numbers_with_different_units_are_not_equal() =>
        Assert.Empty(SetUp.Of([[new("Voltage", "200", "kV")], [new("Voltage", "200", "V")]]).Common);

    [Fact]
    public void With_one_file_nothing_moves()
    {
        var (common, rest) = SetUp.Of([[new("Voltage", "200", "kV")]]);

        Assert.Empty(common);
        Assert.Equal([new RecordValue("Voltage", "200", "kV")], Assert.Single(rest));
    }

    [Fact]
    public void What_one_file_doubts_is_doubtful_for_all() =>
        Assert.Equal([new("Operator", "SUPERVISOR", null, true)], SetUp.Of([[new("Operator", "SUPERVISOR")], [new("Operator", "SUPERVISOR", null, true)]]).Common);

    [Fact]
    public void What_is_said_twice_is_common_only_as_a_whole()
    {
        RecordValue[] twice = [new("Aperture", "30"), new("Aperture", "50")];

        Assert.Equal(twice, SetUp.Of([twice, twice]).Common);
        Assert.Empty(SetUp.Of([twice, [twice[0]]]).Common);
    }
}
