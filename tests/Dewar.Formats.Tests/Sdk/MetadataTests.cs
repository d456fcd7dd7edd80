using Dewar.Sdk;
using Xunit;

namespace Dewar.Formats.Sdk;

public sealed class MetadataTests
{
    public static TheoryData<object?, object?> Plain => new()
    {
        { null, null },
        { "a", "a" },
        { true, true },
        { (byte)200, 200L },
        { (sbyte)-5, -5L },
        { (ushort)65535, 65535L },
        { uint.MaxValue, 4294967295L },
        { 5UL, 5L },
        { ulong.MaxValue, 18446744073709551615.0 },
        { 0.1f, 0.1 },
        { float.PositiveInfinity, double.PositiveInfinity },
        { (Half)0.5, 0.5 },
        { new[] { 0.1f, 2 }, new[] { 0.1, 2 } },
        { new byte[] { 1, 2 }, new long[] { 1, 2 } },
        { new sbyte[] { -1, 2 }, new long[] { -1, 2 } },
        { new short[] { -1, 2 }, new long[] { -1, 2 } },
        { new uint[] { 1, uint.MaxValue }, new long[] { 1, uint.MaxValue } },
        { new ulong[] { 1, 2 }, new long[] { 1, 2 } },
        { new ulong[] { 1, ulong.MaxValue }, new double[] { 1, ulong.MaxValue } },
        { new[] { (Half)0.5 }, new[] { 0.5 } },
        { new[] { true, false }, new[] { true, false } },
        { new[] { "a" }, new[] { "a" } },
        { Array.Empty<long>(), Array.Empty<long>() },
    };

    [Theory, MemberData(nameof(Plain))]
    public void Values_become_the_few_types_that_a_tree_holds(object? value, object? expected)
    {
        var held = new MetaValue("a", value).Value;

        Assert.Equal(expected, held);
        Assert.Equal(expected?.GetType(), held?.GetType());
    }

    [Fact]
    public void Of_a_long_array_the_beginning_is_kept_and_its_length_told()
    {
        Assert.All(
            new Array[] { new double[1000], new float[1000], new long[1000], new ulong[1000], new string[1000], new bool[1000],
                new byte[1000] },
            array =>
            {
                var value = new MetaValue("a", array);
                Assert.Equal((MetaValue.Most, 1000L), (((Array)value.Value!).Length, value.Length));
            });
        Assert.Null(new MetaValue("a", 1).Length);
    }

    [Theory]
    [InlineData(5L, 5.0, "5")]
    [InlineData(0.1, 0.1, "0.1")]
    [InlineData("1.5", 1.5, "1.5")]
    [InlineData("word", null, "word")]
    [InlineData(true, null, "True")]
    [InlineData(null, null, null)]
    [InlineData(new[] { 1.0 }, null, null)]
    public void A_value_is_a_number_or_a_word_as_asked(object? value, double? number, string? word)
    {
        var held = new MetaValue("a", value);

        Assert.Equal((number, word), (held.AsNumber, held.AsWord));
    }

    [Fact]
    public void What_no_tree_can_hold_is_a_mistake() => Assert.Throws<ArgumentException>(() => new MetaValue("a", new object()));

    [Fact]
    public void A_path_leads_through_the_first_of_each_name()
    {
        var tree = new MetaGroup("");
        tree.AddGroup("a").Add("x", 1);
        tree.AddGroup("a").Add("x", 2);
        tree.Add("b", "word");

        Assert.Equal(1, tree.Number("a", "x"));
        Assert.Null(tree.Find("b", "x"));
        Assert.Null(tree.Find("a", "x", "y"));
        Assert.Same(tree, tree.Find());
        Assert.Null(tree.Number("b"));
        Assert.Null(tree.Word("a"));
    }

    [Theory]
    [InlineData("2024-03-05T12:00:01", null, "2024-03-05T12:00:01")]
    [InlineData("2024-03-05T12:00:01", 0, "2024-03-05T12:00:01Z")]
    [InlineData("2024-03-05T12:00:01.5", 90, "2024-03-05T12:00:01.5+01:30")]
    [InlineData("2024-03-05T12:00:01", -330, "2024-03-05T12:00:01-05:30")]
    public void A_time_is_written_with_what_is_known_of_its_zone(string local, int? minutes, string expected)
    {
        var time = new FileTime(DateTime.Parse(local), minutes is { } known ? TimeSpan.FromMinutes(known) : null);

        Assert.Equal(expected, time.ToString());
        Assert.Equal(minutes is null, time.Instant is null);
    }

    [Fact]
    public void A_time_in_utc_is_its_own_instant() =>
        Assert.Equal(new DateTimeOffset(2024, 1, 2, 3, 4, 5, TimeSpan.Zero), FileTime.Utc(new(2024, 1, 2, 3, 4, 5)).Instant);

    [Fact]
    public void A_time_with_a_zone_that_cannot_be_is_no_instant()
    {
        Assert.Null(new FileTime(new(2024, 1, 1), TimeSpan.FromHours(15)).Instant);
        Assert.Null(new FileTime(new(2024, 1, 1), TimeSpan.FromSeconds(30)).Instant);
        Assert.Null(new FileTime(new(2024, 1, 1), TimeSpan.MinValue + TimeSpan.FromTicks(1)).Instant);
        Assert.Null(new FileTime(DateTime.MinValue, TimeSpan.FromHours(1)).Instant);
        Assert.Null(new FileTime(DateTime.MaxValue, TimeSpan.FromHours(-1)).Instant);
        Assert.NotNull(new FileTime(DateTime.MinValue, TimeSpan.FromHours(-1)).Instant);
        Assert.NotNull(new FileTime(DateTime.MaxValue, TimeSpan.FromHours(14)).Instant);
    }
}
