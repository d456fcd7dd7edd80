using Xunit;

namespace Dewar.Search;

public sealed class HistogramTests
{
    [Theory, InlineData(80e3, 300e3, false), InlineData(-5e3, 5e3, false), InlineData(1e-3, 1e6, true)]
    public void Every_value_is_in_the_bar_that_says_so(double from, double to, bool isLogarithmic)
    {
        var random = new Random(4);
        double Any() => isLogarithmic ? from * Math.Pow(to / from, random.NextDouble()) : from + (to - from) * random.NextDouble();
        var values = Enumerable.Range(0, 3).Select(part => Enumerable.Range(0, 2000).Select(row => row % 50 == 0 ? part == 0 ? from : to : Any()).ToArray()).ToList();
        var facet = Histogram.Of(SearchKeys.Find("acceleration_voltage")!, [.. values.Select(Counted)])!;

        Assert.Equal(("kV", isLogarithmic, from / 1000, to / 1000), (facet.Unit, facet.IsLogarithmic, facet.Bars[0].From, facet.Bars[^1].To));
        foreach (var (number, bar) in facet.Bars.Index())
        {
            var isLast = number == facet.Bars.Count - 1;
            Assert.Equal(values.SelectMany(part => part).LongCount(value => value / 1000 >= bar.From && (value / 1000 < bar.To || isLast && value / 1000 <= bar.To)), bar.Files);
            Assert.Equal(isLast ? bar.To : facet.Bars[number + 1].From, bar.To);
        }
    }

    [Fact]
    public void One_value_is_one_bar_and_none_is_no_facet()
    {
        var bar = Assert.Single(Histogram.Of(SearchKeys.Size, [Counted([2e6, 2e6]), Counted([])])!.Bars);
        Assert.Equal((2, 2, 2), (bar.From, bar.To, bar.Files));
        Assert.Null(Histogram.Of(SearchKeys.Size, [Counted([])]));
    }

    // A value more than those that are counted, at either end, as where only some of a part's files were found.
    private static (NumberColumn, long[]) Counted(double[] values)
    {
        var all = values.Append(-1e9).Append(1e9).Distinct().Order().ToArray();
        var builder = new ColumnBuilder<double>(Comparer<double>.Default);
        foreach (var (row, value) in all.Index())
        {
            builder.Add((ushort)row, value);
        }

        var (distinct, codes) = builder.Build(all.Length);
        return (new(distinct, codes), [0, .. all.Select(value => values.LongCount(each => each.Equals(value)))]);
    }
}
