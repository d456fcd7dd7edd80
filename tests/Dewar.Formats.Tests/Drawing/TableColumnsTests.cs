using Dewar.Formats.Drawing.Plots;
using Dewar.Sdk;
using Xunit;

namespace Dewar.Formats.Drawing;

/// <summary>What of a table is plotted, and when it is read rather.</summary>
public sealed class TableColumnsTests
{
    [Fact]
    public void A_counter_that_saw_nothing_gives_way_to_the_last_that_did()
    {
        var columns = Read(new() { Over = 0, Plot = [3] }, 20, (row, column) => column switch { 0 => row, 1 => row * row, 2 => row % 3, _ => 0 });

        Assert.Equal((0, 2), (columns.Over, Assert.Single(columns.Plotted)));
        Assert.False(columns.AreToBeRead);
    }

    [Fact]
    public void A_motor_that_stood_still_is_no_axis()
    {
        var columns = Read(new() { Over = 0, Plot = [3] }, 20, (row, column) => column switch { 0 => 7, 1 => row, 2 => row % 3, _ => row % 5 });

        Assert.Equal((1, 3), (columns.Over, Assert.Single(columns.Plotted)));
    }

    [Fact]
    public void The_name_of_the_table_is_not_said_again() => Assert.Equal(["x", "label.id", "tabley", null], Enumerable.Range(0, 4).Select(column =>
        Drawable.NameOf(TableScenes.Table(["table.x", "label.id", "tabley"], [null, null, null], 3, (_, _) => 0), column)));

    [Fact]
    public void Numbers_that_are_all_the_same_are_read() => Assert.True(Read(null, 20, (_, _) => 1).AreToBeRead);

    [Theory, InlineData(12, true), InlineData(13, false)]
    public void A_short_table_with_words_is_read(long rows, bool isRead)
    {
        var words = new Dictionary<int, IReadOnlyList<string>> { [1] = [.. Enumerable.Range(0, (int)rows).Select(row => $"w{row}")] };

        Assert.Equal(isRead, Read(null, rows, (row, column) => column == 1 ? double.NaN : row * column - row, words).AreToBeRead);
    }

    private static TableColumns Read(
        DrawingHints? hints, long rows, Func<long, long, double> value, Dictionary<int, IReadOnlyList<string>>? words = null) => TableColumns.Read(
        Drawable.Of(TableScenes.Table(["a", "b", "c", "d"], [null, null, null, null], rows, value, words, hints))!,
        Style.For(256), TestContext.Current.CancellationToken);
}
