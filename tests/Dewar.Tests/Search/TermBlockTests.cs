using Xunit;

namespace Dewar.Search;

public sealed class TermBlockTests
{
    [Fact]
    public void Words_are_found_in_their_blocks_with_all_their_rows()
    {
        var random = new Random(3);
        var words = Enumerable.Range(0, 30_000).Select(number => number % 7 == 0 ? $"w{number:x}😀{number % 3}" : $"frame{number:000000}").Append("tif").Append("\U0001F600").Distinct()
            .Order(Disk.PathOrder.ByBytes).Select(word => (Word: word, Rows: Rows(word, random))).ToList();

        var blocks = TermBlock.Pack(words).ToList();

        Assert.InRange(blocks.Count, 5, 100);
        Assert.Equal(blocks.Select(block => block.First), blocks.Select(block => block.First).Order(Disk.PathOrder.ByBytes));
        var read = blocks.SelectMany(block => TermBlock.Read(ColumnBytes.Unpack(block.Body), _ => true)).ToList();
        Assert.Equal(words.Select(each => each.Word), read.Select(each => each.Word));
        Assert.Equal(words.SelectMany(each => each.Rows), read.SelectMany(each => each.Rows));
    }

    [Fact]
    public void What_is_not_wanted_is_passed_over_and_the_end_ends_it()
    {
        var block = ColumnBytes.Unpack(TermBlock.Pack([("a", [1]), ("b", [2, 3]), ("c", [4])]).Single().Body);

        var found = TermBlock.Read(block, word => word == "c" ? null : word == "b").ToList();

        Assert.Equal(("b", "2 3"), (found.Single().Word, string.Join(' ', found.Single().Rows)));
    }

    [Fact]
    public void A_word_that_all_files_have_takes_no_room() =>
        Assert.InRange(TermBlock.Pack([("tif", [.. Enumerable.Range(0, 65_536).Select(row => (ushort)row)])]).Single().Body.Length, 1, 50);

    private static IReadOnlyList<ushort> Rows(string word, Random random) => word is "tif" ? [.. Enumerable.Range(0, 65_536).Select(row => (ushort)row)]
        : [.. Enumerable.Range(0, random.Next(1, 4)).Select(_ => (ushort)random.Next(65_536)).Distinct().Order()];
}
