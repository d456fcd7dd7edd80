using Xunit;

namespace Dewar.Disk;

public sealed class FolderTests : IDisposable
{
    private readonly TestFolder _test = new();

    [Fact]
    public async Task A_listing_names_kinds_and_spells_out_what_is_no_text()
    {
        _test.Put("file", "x");
        _test.Make("folder");
        await _test.Shell("ln -s file link; mkfifo pipe; touch $'bad\\xff'");
        using var root = Folder.OpenRoot(_test.Path);

        var listed = root.List().OrderBy(each => each.Shown, StringComparer.Ordinal).ToList();

        Assert.Equal(
            [
                new(null, "bad\\xff", EntryKind.File), new("file", "file", EntryKind.File), new("folder", "folder", EntryKind.Folder),
                new("link", "link", EntryKind.Link), new("pipe", "pipe", EntryKind.Pipe),
            ],
            listed);
    }

    [Fact]
    public void A_way_with_a_link_in_it_leads_nowhere()
    {
        _test.Put("real/file", "x");
        Directory.CreateSymbolicLink(_test["link"], _test["real"]);
        using var root = Folder.OpenRoot(_test.Path);

        Assert.True(root.TryStatBelow("real/file", out _));
        Assert.False(root.TryStatBelow("link/file", out _));
        Assert.True(root.TryStatBelow("link", out var link));
        Assert.Equal(EntryKind.Link, link.Kind);
        Assert.False(root.TryStatBelow("real/file/below", out _));
        Assert.False(root.TryStatBelow($"{new string('n', 300)}/file", out _));
        Assert.False(root.TryStatBelow($"real/{new string('n', 300)}", out _));
        Assert.Throws<DiskException>(() => root.Below("link"));
    }

    [Fact]
    public void A_name_with_a_nul_is_not_another_file()
    {
        _test.Put("a", "x");
        using var root = Folder.OpenRoot(_test.Path);

        Assert.Throws<DiskException>(() => root.OpenFile("a\0b"));
    }

    [Fact]
    public void Missing_folders_are_made_and_told()
    {
        using var root = Folder.OpenRoot(_test.Path);
        var told = new List<string>();

        root.Below("a/b/c", create: true, made: parent => told.Add(parent.Path)).Dispose();
        root.Below("a/b/c", create: true, made: parent => told.Add(parent.Path)).Dispose();

        Assert.Equal([_test.Path, _test["a"], _test["a/b"]], told);
        Assert.True(Directory.Exists(_test["a/b/c"]));
    }

    [Fact]
    public void A_taken_name_is_not_renamed_over()
    {
        _test.Put("a", "A");
        _test.Put("b", "B");
        using var root = Folder.OpenRoot(_test.Path);

        Assert.False(root.RenameIfFree("a", root, "b"));
        Assert.True(root.RenameIfFree("a", root, "c"));
        Assert.True(root.TryExchange("b", "c"));

        Assert.Equal(("A", "B"), (_test.Read("b"), _test.Read("c")));
    }

    [Fact]
    public void A_failure_says_what_was_tried_on_what()
    {
        using var root = Folder.OpenRoot(_test.Path);

        var missing = Assert.Throws<DiskException>(() => root.OpenFile("a"));

        Assert.Equal($"Cannot open '{_test["a"]}': No such file or directory", missing.Message);
        Assert.Equal((Errno.ENOENT, _test["a"]), (missing.Errno, missing.Path));
    }

    [Fact]
    public void A_permission_that_is_missing_is_somebodys() =>
        Assert.Equal($"Cannot open 'a': Permission denied to the user '{Environment.UserName}'", new DiskException(Errno.EACCES, "Cannot open", "a").Message);

    [Theory]
    [InlineData(0)]
    [InlineData(-1)]
    [InlineData(1_700_000_000_999_999_999)]
    [InlineData(-1_000_000_001)]
    public void Time_stamps_are_kept_to_the_nanosecond(long ns)
    {
        _test.Put("a", "x");

        _test.SetModified("a", ns);

        Assert.Equal(ns, _test.Stat("a").ModifiedNs);
    }

    public void Dispose() => _test.Dispose();
}
