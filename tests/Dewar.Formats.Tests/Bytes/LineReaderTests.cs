using System.Text;
using Xunit;

namespace Dewar.Formats.Bytes;

public sealed class LineReaderTests
{
    [Theory]
    [InlineData("", "")]
    [InlineData("a", "a")]
    [InlineData("a\n", "a")]
    [InlineData("a\nb", "a|b")]
    [InlineData("a\r\nb\r\n", "a|b")]
    [InlineData("a\rb\rc", "a|b|c")]
    [InlineData("a\n\nb\n", "a||b")]
    [InlineData("\n", "")]
    [InlineData("\n\n", "|")]
    [InlineData("a\rb\nc", "a\rb|c")]
    [InlineData(" a \n\tb", " a |\tb")]
    public void Lines_end_as_on_any_computer(string text, string lines) => Assert.Equal(lines, string.Join('|', All(new(Text(text)))));

    [Fact]
    public void It_knows_where_lines_begin_and_how_many_there_were()
    {
        var reader = new LineReader(Text("one\r\ntwo\nthree"));
        reader.NextText();
        Assert.Equal((0, 5, 1), (reader.Start, reader.Position, reader.LineFeeds));
        reader.NextText();
        Assert.Equal((5, 9, 2), (reader.Start, reader.Position, reader.LineFeeds));
        Assert.Equal("three", reader.NextText());
        Assert.Equal((9, 14, 2), (reader.Start, reader.Position, reader.LineFeeds));
        Assert.Null(reader.NextText());
    }

    [Fact]
    public void It_can_go_back_within_what_it_has_and_beyond()
    {
        var text = string.Concat(Enumerable.Range(0, 30_000).Select(i => $"{i:0000}\n"));
        var reader = new LineReader(Text(text));
        foreach (var line in new[] { 0, 1, 0, 9_000, 8_999, 20_000, 0, 29_999 })
        {
            reader.Seek(Math.Min(line, 10_000) * 5 + Math.Max(0, line - 10_000) * 6);
            Assert.Equal($"{line:0000}", reader.NextText());
        }

        reader.Seek(1_000_000);
        Assert.Null(reader.NextText());
    }

    [Fact]
    public void A_short_text_takes_little_memory() =>
        Assert.Equal("a", Taken.AtMost(4096, () => new LineReader(Text("a\nb"), 0, 2).NextText()));

    [Fact]
    public void It_can_go_on_elsewhere()
    {
        var reader = new LineReader(Text("one\ntwo\nthree\n"));
        reader.NextText();
        reader.Seek(8);
        Assert.Equal("three", reader.NextText());
        reader.Seek(4);
        Assert.Equal("two", reader.NextText());
        reader.Seek(-5);
        Assert.Equal("one", reader.NextText());
        reader.Seek(1_000_000);
        Assert.Null(reader.NextText());
    }

    [Fact]
    public void It_stops_where_it_is_told() => Assert.Equal(["two", "th"], All(new(Text("one\ntwo\nthree\n"), 4, 10)));

    [Fact]
    public void Lines_longer_than_what_is_held_are_whole()
    {
        var text = string.Join('\n', new string('a', 65_535), new string('b', 65_536), new string('c', 300_000), "d");

        Assert.Equal([65_535, 65_536, 300_000, 1], All(new(Text(text))).Select(line => line.Length));
    }

    [Fact]
    public void Absurdly_long_lines_come_in_pieces_without_a_loss()
    {
        var pieces = All(new(Text(new string('x', 3_000_000) + "\nend")));

        Assert.Equal(3_000_003, pieces.Sum(piece => piece.Length));
        Assert.InRange(pieces.Count, 3, 5);
        Assert.EndsWith("end", pieces[^1]);
    }

    [Theory, InlineData("c3a9", "é"), InlineData("e9", "é"), InlineData("61e962", "aéb"), InlineData("", ""), InlineData("e282ac", "€")]
    public void Letters_are_utf_8_or_else_latin_1(string hex, string text) =>
        Assert.Equal(text, LineReader.Decode(Convert.FromHexString(hex)));

    [Theory, InlineData("", 0), InlineData("\n", 1), InlineData("a\r\nb\nc", 2), InlineData("a\rb", 0)]
    public void Line_feeds_are_counted(string text, long count) => Assert.Equal(count, LineFeeds.In(Text(text)));

    [Fact]
    public void Line_feeds_are_counted_up_to_a_place() => Assert.Equal(2, LineFeeds.In(Text("1\n2\n3\n4\n"), 5));

    private static List<string> All(LineReader reader)
    {
        var lines = new List<string>();
        while (reader.NextText() is { } line)
        {
            lines.Add(line);
        }

        return lines;
    }

    private static MemorySource Text(string text) => new("a.txt", Encoding.UTF8.GetBytes(text));
}
