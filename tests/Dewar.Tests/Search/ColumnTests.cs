using Xunit;

namespace Dewar.Search;

public sealed class ColumnTests
{
    [Fact]
    public void Numbers_are_found_within_bounds_before_and_after_they_were_kept()
    {
        var random = new Random(5);
        var builder = new ColumnBuilder<double>(Comparer<double>.Default);
        var expected = new List<(ushort Row, double Value)>();
        for (var row = 0; row < 60_000; row += random.Next(1, 4))
        {
            for (var values = random.Next(1, 3); values > 0; values--)
            {
                expected.Add(((ushort)row, random.Next(-50, 50) * 0.5));
            }
        }

        expected.ForEach(each => builder.Add(each.Row, each.Value));
        var (distinct, codes) = builder.Build(65_536);
        var column = new NumberColumn(distinct, codes);
        foreach (var kept in (NumberColumn[])[column, (NumberColumn)Again(column)])
        {
            foreach (var bounds in (Bounds[])[new(-3, 7), new(-3, 7, false, false), new(0.2, 0.3), Bounds.Above(24.5, true), Bounds.Above(24.5, false), Bounds.Below(-25, false), Bounds.Below(-25, true)])
            {
                Assert.Equal(expected.Where(each => bounds.Contain(each.Value)).Select(each => (int)each.Row).Distinct(), kept.Within(bounds).Rows());
            }
        }

        Assert.Equal(expected[0].Value, column[expected[0].Row]);
        Assert.Equal(double.NaN, column[65_000]);
    }

    [Fact]
    public void Words_are_asked_once_each()
    {
        var builder = new ColumnBuilder<string>(StringComparer.Ordinal);
        for (var row = 0; row < 65_536; row++)
        {
            builder.Add((ushort)row, row % 3 == 0 ? "µ" : row % 3 == 1 ? "gold" : "");
        }

        var (distinct, codes) = builder.Build(65_536);
        var column = (WordColumn)Again(new WordColumn(distinct, codes));
        var asked = new List<string>();
        var found = column.Where(word =>
        {
            asked.Add(word);
            return word is "gold";
        });

        Assert.Equal(["", "gold", "µ"], asked);
        Assert.Equal(Enumerable.Range(0, 65_536).Where(row => row % 3 == 1), found.Rows());
        Assert.Equal("µ", column[65_535]);
    }

    [Fact]
    public void Columns_of_files_that_have_much_in_common_are_small()
    {
        var builder = new ColumnBuilder<double>(Comparer<double>.Default);
        for (var row = 0; row < 65_536; row++)
        {
            builder.Add((ushort)row, row / 500 % 2 == 0 ? 200e3 : 80e3);
        }

        var (distinct, codes) = builder.Build(65_536);

        Assert.InRange(Packed(new NumberColumn(distinct, codes)).Length, 1, 1000);
    }

    private static byte[] Packed(Column column) => ColumnBytes.Pack(writer => ColumnBytes.Write(writer, column));

    private static Column Again(Column column) => ColumnBytes.Unpack(Packed(column), ColumnBytes.Read);
}
