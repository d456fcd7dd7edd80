using System.Text;
using Dewar.Disk;
using Xunit;

namespace Dewar.Catalogue;

/// <summary>Which bytes are taken for those of a version.</summary>
public sealed class ExperimentTreeTests : IDisposable
{
    private static readonly DateTimeOffset Then = new(2026, 5, 4, 3, 2, 1, TimeSpan.Zero);
    private readonly TestFolder _folder = new();
    private readonly ExperimentTree _tree;

    public ExperimentTreeTests() => _tree = new(Folder.OpenRoot(_folder.Path), "main", "exp");

    [Fact]
    public void A_file_of_the_right_size_and_time_is_it()
    {
        Put("d/a", "content");
        Put("d/b", "other");
        Put("c", "third");
        foreach (var (path, content) in new[] { ("d/a", "content"), ("d/b", "other"), ("c", "third"), ("d/a", "content") })
        {
            Assert.Equal(content, Read(path, content));
        }
    }

    [Fact]
    public void With_another_time_stamp_its_digest_decides()
    {
        Put("a", "content");
        File.SetLastWriteTimeUtc(_folder["exp/a"], Then.UtcDateTime.AddSeconds(1));
        Assert.Equal("content", Read("a", "content"));
        Assert.Null(Read("a", "CONTENT"));
    }

    [Fact]
    public void What_was_pushed_aside_is_found_under_its_digest()
    {
        Put("a", "newer!!");
        Put(KeptVersions.PathOf(TestFolder.Sha256("content")), "content");
        File.SetLastWriteTimeUtc(_folder["exp/a"], Then.UtcDateTime.AddSeconds(1));
        Assert.Equal("content", Read("a", "content"));
        Assert.Equal("content", Read("a", "content", isCurrent: false));
        Assert.Equal("newer!!", Read("a", "newer!!"));
    }

    [Theory, InlineData("none"), InlineData("none/a"), InlineData("a/below"), InlineData("folder"), InlineData("link"), InlineData("linked/x"), InlineData("short")]
    public void What_is_something_else_is_not_it(string path)
    {
        Put("a", "content");
        Put("short", "conten");
        Put("elsewhere/x", "content");
        _folder.Make("exp/folder");
        File.CreateSymbolicLink(_folder["exp/link"], _folder["exp/a"]);
        Directory.CreateSymbolicLink(_folder["exp/linked"], _folder["exp/elsewhere"]);
        Assert.Null(Read(path, "content"));
        Assert.Equal("content", Read("a", "content"));
    }

    [Fact]
    public void A_missing_one_says_which_and_where()
    {
        var lost = _tree.Lost("d/a", 3, 7);
        Assert.Equal((409, "replica-missing"), (lost.Status, lost.Code));
        Assert.Equal("The catalogue knows 'd/a' version 3 (7 B), but the storage 'main' does not have these bytes. Tell the administrator.", lost.Message);
    }

    [Fact]
    public void Who_gives_up_is_not_kept_waiting_by_a_digest()
    {
        Put("a", "content");
        File.SetLastWriteTimeUtc(_folder["exp/a"], Then.UtcDateTime.AddSeconds(1));
        Assert.ThrowsAny<OperationCanceledException>(() => _tree.Open(Wanted("a", "content", true), new(canceled: true)));
    }

    public void Dispose()
    {
        _tree.Dispose();
        _folder.Dispose();
    }

    private static Wanted Wanted(string path, string content, bool isCurrent) => new(path, 1, isCurrent, Encoding.UTF8.GetByteCount(content), TestFolder.Sha256(content), Then);

    private void Put(string path, string content) => File.SetLastWriteTimeUtc(_folder.Put($"exp/{path}", content), Then.UtcDateTime);

    private string? Read(string path, string content, bool isCurrent = true)
    {
        using var file = _tree.Open(Wanted(path, content, isCurrent), default);
        if (file is null)
        {
            return null;
        }

        var bytes = new byte[100];
        return Encoding.UTF8.GetString(bytes, 0, file.Read(bytes, 0));
    }
}
