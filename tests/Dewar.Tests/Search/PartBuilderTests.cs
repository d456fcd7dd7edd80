using Xunit;

namespace Dewar.Search;

public sealed class PartBuilderTests
{
    private static readonly SearchKey Voltage = SearchKeys.Find("acceleration_voltage")!;

    [Theory, InlineData(10), InlineData(5000)]
    public void A_part_says_of_its_files_what_it_was_told(int files)
    {
        var part = Again(PartBuilder.Of(2, [.. Enumerable.Range(0, files).Select(number => File((2L << 16) + number * 3, number))]));

        Assert.Equal(Enumerable.Range(0, files).Select(number => (ushort)(number * 3)), part.Head.Rows);
        Assert.Equal((files / 2, 80e3, 300e3), (part.Head.Columns["#acceleration_voltage|V"].Filled, part.Head.Columns["#acceleration_voltage|V"].Least, part.Head.Columns["#acceleration_voltage|V"].Most));
        var (numbers, words) = ((NumberColumn)part.Columns["#acceleration_voltage|V"], (WordColumn)part.Columns["$operator"]);
        for (var row = 0; row < files; row++)
        {
            Assert.Equal(row % 2 == 0 ? double.NaN : row % 3 == 0 ? 300e3 : 80e3, numbers[row]);
            Assert.Equal($"Person {row % 5}", words[row]);
        }

        Assert.Equal(files / 5, Rows(part, "person").Count / 5);
        Assert.Equal(Enumerable.Range(0, files).Where(row => row % 5 == 3).Select(row => (ushort)row), Rows(part, "3"));
    }

    [Fact]
    public void Of_several_parts_the_later_is_right()
    {
        var (one, two, three) = (Again(PartBuilder.Of(0, [File(1, 1), File(2, 3), File(9, 9)])), Again(PartBuilder.Of(0, [File(2, 7), File(5, 5)])), Again(PartBuilder.Of(0, [new FileFacts(9), File(7, 4)])));

        var whole = Again(PartBuilder.Merge(0, [one, two, three], isWhole: true));
        var newer = Again(PartBuilder.Merge(0, [two, three], isWhole: false));

        Assert.Equal([1, 2, 5, 7], whole.Head.Rows.Select(row => (int)row));
        Assert.Equal(["Person 1", "Person 2", "Person 0", "Person 4"], Enumerable.Range(0, 4).Select(row => ((WordColumn)whole.Columns["$operator"])[row]));
        Assert.Equal([0, 1, 2, 3], Rows(whole, "person").Select(row => (int)row));
        // What is older may still have the file that is gone.
        Assert.Equal([2, 5, 7, 9], newer.Head.Rows.Select(row => (int)row));
        Assert.Equal([9], newer.Gone().Select(row => (int)row));
        Assert.Null(((WordColumn)newer.Columns["$operator"])[3]);
    }

    [Fact]
    public void A_file_with_endless_values_tells_some_of_them()
    {
        var file = new FileFacts(1);
        for (var number = 0; number < 100_000; number++)
        {
            file.Tell(Voltage, "V", number);
            file.Tell(SearchKeys.Type, new string('x', 2000));
        }

        file.Tell(Voltage, "V", double.NaN);
        Assert.InRange(file.Numbers.Count, 1, 1000);
        Assert.InRange(file.Words.Sum(word => word.Value.Length), 1, 1_000_000);
        Assert.InRange(file.Texts.Sum(text => text.Length), 1, 30_000);
    }

    private static FileFacts File(long id, int number)
    {
        var file = new FileFacts(id);
        file.Numbers.Add((Columns.Experiment, 1));
        file.Tell(SearchKeys.Find("operator")!, $"Person {number % 5}");
        if (number % 2 == 1)
        {
            file.Tell(Voltage, "V", number % 3 == 0 ? 300e3 : 80e3);
        }

        return file;
    }

    private static PartWithAll Again(PartContent content) =>
        new(PartHead.Unpack(content.Head.Pack()), content.Columns.SelectMany(column => PartBuilder.Unpack(column.Body)).ToDictionary(), [.. content.Terms.Select(block => ColumnBytes.Unpack(block.Body))]);

    private static List<ushort> Rows(PartWithAll part, string word) => part.Terms.SelectMany(block => TermBlock.Read(block, other => other == word)).SingleOrDefault().Rows ?? [];
}
