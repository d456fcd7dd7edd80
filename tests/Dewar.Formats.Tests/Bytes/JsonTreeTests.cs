using Dewar.Sdk;
using Xunit;

namespace Dewar.Formats.Bytes;

public sealed class JsonTreeTests
{
    [Fact]
    public void A_text_becomes_groups_and_values()
    {
        var tree = new MetaGroup("");

        Assert.Null(JsonTree.Read("""{"a": 1, "b": {"c": [1, 2.5], "d": ["x", {"e": true}], "f": null}, /* ours */ "g": "µ",}""", tree));

        Assert.Equal(1, tree.Number("a"));
        Assert.Equal([1, 2.5], (double[])((MetaValue)tree.Find("b", "c")!).Value!);
        Assert.Equal(("x", true), (tree.Word("b", "d", "0"), ((MetaValue)tree.Find("b", "d", "1", "e")!).Value));
        Assert.Equal("µ", tree.Word("g"));
        Assert.Null(((MetaValue)tree.Find("a")!).At);
    }

    [Fact]
    public void What_came_before_a_fault_stays()
    {
        var tree = new MetaGroup("");

        Assert.Contains("ends", JsonTree.Read("""{"a": 1, "b": """, tree));
        Assert.Equal(1, tree.Number("a"));
    }

    [Theory]
    [InlineData("")]
    [InlineData("words")]
    [InlineData("{\"a\": \"\\ud800\"}")]
    public void Other_texts_are_none(string text) => Assert.NotNull(JsonTree.Read(text, new MetaGroup("")));

    [Fact]
    public void Depth_and_length_are_bounded()
    {
        Assert.Contains("deep", JsonTree.Read(new string('[', 100_000), new MetaGroup("")));
        Assert.Contains("deep", JsonTree.Read(new string('[', 100) + new string(']', 100), new MetaGroup("")));
        Assert.Contains("more than", JsonTree.Read($"{{{string.Join(',', Enumerable.Range(0, 30_000).Select(number => $"\"{number}\": 1"))}}}", new MetaGroup("")));
    }
}
