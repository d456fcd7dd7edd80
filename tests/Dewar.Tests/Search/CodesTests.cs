using Xunit;

namespace Dewar.Search;

public sealed class CodesTests
{
    [Theory, InlineData(3), InlineData(255), InlineData(256), InlineData(60_000), InlineData(65_535), InlineData(65_536)]
    public void Rows_between_two_values_are_those_that_a_plain_look_finds(int distinct)
    {
        var random = new Random(distinct);
        var codes = Enumerable.Range(0, 65_536).Select(_ => random.Next(4) == 0 ? 0 : random.Next(1, distinct + 1)).ToArray();
        (ushort Row, int Code)[] more = [.. Enumerable.Range(0, 500).Select(_ => ((ushort)random.Next(65_536), random.Next(1, distinct + 1)))];
        var column = Codes.Of(codes, distinct, more);

        foreach (var (first, last) in ((int, int)[])[(1, distinct), (1, 1), (distinct, distinct), (2, distinct / 2), (distinct / 3, distinct - 1), (5, 4)])
        {
            var expected = Enumerable.Range(0, 65_536).Where(row => codes[row] >= first && codes[row] <= last)
                .Union(more.Where(one => one.Code >= first && one.Code <= last).Select(one => (int)one.Row)).Order();

            Assert.Equal(expected, column.Between(first, last).Rows());
        }
    }

    [Theory, InlineData(10), InlineData(1000)]
    public void Values_picked_out_of_the_list_are_found(int distinct)
    {
        var random = new Random(distinct);
        var codes = Enumerable.Range(0, 60_001).Select(row => row < 50_000 ? random.Next(distinct + 1) : 0).ToArray();
        var column = Codes.Of(codes, distinct, [(60_000, 3)]);
        var wanted = new bool[distinct + 1];
        (wanted[3], wanted[7]) = (true, true);

        Assert.Equal(Enumerable.Range(0, 50_000).Where(row => codes[row] is 3 or 7).Append(60_000), column.Where(wanted).Rows());
        Assert.Equal(0, column.Where(new bool[distinct + 1]).Count);
    }

    [Fact]
    public void Values_are_counted_among_some_rows()
    {
        var column = Codes.Of([1, 2, 2, 0, 1], 2, [(4, 2), (3, 1)]);
        var rows = new RowSet(5) { [1] = true, [3] = true, [4] = true };
        var counts = new long[3];

        column.Count(rows, counts);

        Assert.Equal([1, 2, 2], counts);
    }

    [Fact]
    public void Sets_are_joined()
    {
        var (one, two) = (new RowSet(65_536) { [0] = true, [63] = true, [64] = true }, new RowSet(65_536) { [63] = true, [65_535] = true });

        Assert.Equal([63], one.And(two).Rows());
        Assert.Equal([0, 63, 64, 65_535], one.Or(two).Rows());
        Assert.Equal([0, 64], one.Without(two).Rows());
        Assert.Equal(3, one.Count);
        one[63] = false;
        Assert.False(one[63]);
    }
}
