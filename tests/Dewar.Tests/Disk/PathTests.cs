using System.Text;
using Xunit;

namespace Dewar.Disk;

public sealed class PathTests
{
    [Theory]
    [InlineData("a")]
    [InlineData("run 1/scan/äöü.tif")]
    [InlineData(".hidden")]
    [InlineData("...")]
    [InlineData("a\nb")]
    [InlineData("emoji 😀")]
    [InlineData("dewar/.dewa")]
    public void What_a_file_system_can_hold_is_a_path(string path) => Assert.Null(RelativePath.Fault(path));

    [Theory]
    [InlineData("", "the path is empty")]
    [InlineData("/a", "empty name")]
    [InlineData("a/", "empty name")]
    [InlineData("a//b", "empty name")]
    [InlineData(".", "'.' and '..' are not names")]
    [InlineData("a/../b", "'.' and '..' are not names")]
    [InlineData("a\0b", "NUL")]
    [InlineData(".dewar/versions/a", "belong to Dewar")]
    [InlineData("run/.dewar-1.part", "belong to Dewar")]
    public void What_none_can_is_none(string path, string why) => Assert.Contains(why, RelativePath.Fault(path), StringComparison.Ordinal);

    [Fact]
    public void A_lone_surrogate_is_not_unicode()
    {
        Assert.Equal("it is not valid Unicode", RelativePath.Fault("a\ud800"));
        Assert.Equal("it is not valid Unicode", RelativePath.Fault("a\udc00b"));
    }

    [Theory]
    [InlineData(255, null)]
    [InlineData(256, "a name is longer than 255 bytes")]
    public void A_name_has_at_most_255_bytes(int bytes, string? fault)
    {
        Assert.Equal(fault, RelativePath.Fault($"run/{new string('a', bytes)}"));
        Assert.Equal(fault, RelativePath.Fault(new string('a', bytes - 254) + string.Concat(Enumerable.Repeat("é", 127))));
    }

    [Fact]
    public void A_path_has_at_most_4000_bytes()
    {
        var longest = string.Concat(Enumerable.Repeat("12345678/", 444)) + "1234";

        Assert.Null(RelativePath.Fault(longest));
        Assert.Equal("the path is longer than 4000 bytes", RelativePath.Fault(longest + "5"));
    }

    [Theory]
    [InlineData("a", "", "a")]
    [InlineData("run/a", "run/", "a")]
    [InlineData("run/x/a", "run/x/", "a")]
    public void A_path_is_split_behind_the_last_slash(string path, string folder, string name) => Assert.Equal((folder, name), RelativePath.Split(path));

    [Theory]
    [InlineData("", "a", "a")]
    [InlineData("a", "", "a")]
    [InlineData("a", "b", "a/b")]
    [InlineData("a/", "b", "a/b")]
    public void Paths_are_joined_with_one_slash(string folder, string below, string joined) => Assert.Equal(joined, RelativePath.Join(folder, below));

    [Fact]
    public void Texts_are_ordered_as_their_bytes()
    {
        var random = new Random(7);
        string[] pieces = ["", "a", "b", "/", ".", "z", "é", "\uffff", "\ue000", "\ud7ff", "😀", "𐀀", "\U0010ffff", "\u0001"];
        string Text() => string.Concat(Enumerable.Range(0, random.Next(6)).Select(_ => pieces[random.Next(pieces.Length)]));

        for (var i = 0; i < 20_000; i++)
        {
            var (x, y) = (Text(), Text());
            var expected = Math.Sign(Encoding.UTF8.GetBytes(x).AsSpan().SequenceCompareTo(Encoding.UTF8.GetBytes(y)));
            Assert.Equal(expected, Math.Sign(PathOrder.ByBytes.Compare(x, y)));
        }
    }
}
