using Dewar.Catalogue;
using Dewar.Disk;
using Xunit;

namespace Dewar.Scans;

public sealed class FolderJudgeTests
{
    private const long Second = 1_000_000_000;
    private static readonly DateTimeOffset Settled = DateTimeOffset.UnixEpoch.AddSeconds(1000);

    [Theory]
    [InlineData("a", 5, 100, "Verified", null)]
    [InlineData("a", 5, 100, "Stored", null)]
    [InlineData("a", 5, 100, "Suspect", null)]
    [InlineData("a", 5, 100, "Missing", "Changed It was missing and is there again.")]
    [InlineData("a", 6, 100, "Verified", "Changed It has 6 B (6 bytes); the catalogue has 5.")]
    [InlineData("a", 5, 103, "Verified", "Changed It has another time stamp than the catalogue.")]
    [InlineData("b", 5, 100, "Missing", "New It is not in the catalogue.")]
    public void A_file_is_compared_with_what_is_expected(string name, long size, long seconds, string state, string? difference)
    {
        var found = Judge(false, There((name, size, seconds, 900)), new PlacedFile(1, "a", 5, 100 * Second, Enum.Parse<ReplicaState>(state), false));
        Assert.Equal(difference, found.Select(each => $"{each.Kind} {each.Cause}").SingleOrDefault());
    }

    [Theory]
    [InlineData("Verified", "Gone")]
    [InlineData("Suspect", "Gone")]
    [InlineData("Missing", null)]
    [InlineData("Deleted", null)]
    [InlineData("Copying", null)]
    public void What_is_not_there_is_gone_only_if_it_was(string state, string? kind) =>
        Assert.Equal(kind, Judge(false, FolderContents.Empty, new PlacedFile(1, "a", 5, 100, Enum.Parse<ReplicaState>(state), false)).Select(each => $"{each.Kind}").SingleOrDefault());

    [Fact]
    public void A_managed_storage_may_keep_coarse_time_stamps_and_a_share_has_only_its_own()
    {
        var expected = new PlacedFile(1, "a", 5, (100 * Second) + 1, ReplicaState.Verified, false);
        Assert.Empty(Judge(false, There(("a", 5, 100, 900)), expected));
        Assert.Single(Judge(true, There(("a", 5, 100, 900)), expected));
    }

    [Fact]
    public void What_was_touched_a_moment_ago_waits_and_is_counted()
    {
        var judge = new FolderJudge(true, Settled);
        Assert.Empty(judge.Compare(There(("new", 5, 100, 1001), ("a", 6, 100, 1001)), [new(1, "a", 5, 100 * Second, ReplicaState.Verified, false)]));
        Assert.Equal(2, judge.Unsettled);

        // A clock that is far ahead is no sign of writing.
        Assert.Single(judge.Compare(There(("new", 5, 100, 90_000)), []));
    }

    [Fact]
    public void A_file_that_was_deleted_from_the_catalogue_stays_so_until_it_has_another_content()
    {
        var deleted = new PlacedFile(1, "a", 5, 100 * Second, ReplicaState.Deleted, true);
        Assert.Empty(Judge(true, There(("a", 5, 100, 900)), deleted));
        Assert.Empty(Judge(true, FolderContents.Empty, deleted));
        Assert.Equal(DifferenceKind.New, Assert.Single(Judge(true, There(("a", 9, 100, 900)), deleted)).Kind);
    }

    [Fact]
    public void A_name_is_named_once_whatever_has_taken_its_place()
    {
        var there = FolderContents.Empty;
        there.Odd["a"] = "It is a symbolic link; only files themselves are catalogued.";
        there.Odd["pipe"] = "It is a pipe, not a file.";
        there.Folders.Add("b");
        var found = Judge(false, there, new(1, "a", 5, 100, ReplicaState.Verified, false), new(2, "b", 5, 100, ReplicaState.Verified, false));
        Assert.Equal(["a Gone It is a symbolic link; only files themselves are catalogued.", "b Gone A folder has taken its place.", "pipe Odd It is a pipe, not a file."],
            found.Select(each => $"{each.Name} {each.Kind} {each.Cause}").Order());
    }

    [Fact]
    public async Task What_cannot_be_catalogued_is_told_and_what_belongs_to_the_system_is_passed_by()
    {
        using var folder = new TestFolder();
        folder.Put("file", "x");
        folder.Put(".snapshot/copy", "x");
        folder.Put("@eaDir/thumb", "x");
        folder.Put(".nfs00000000a1b2c3d400000001", "x");
        folder.Put(".nfs notes", "x");
        folder.Put(".dewar-1-2-3.part", "x");
        folder.Make("sub");
        File.CreateSymbolicLink(folder["link"], folder["file"]);
        Directory.CreateSymbolicLink(folder["linked"], folder["sub"]);
        await folder.Shell("mkfifo pipe; touch $'bad\\xff'");
        using var opened = Folder.OpenRoot(folder.Path);
        var contents = FolderContents.Read(opened, "");
        Assert.Equal([".nfs notes", "file"], contents.Files.Keys.Order());
        Assert.Equal(["sub"], contents.Folders);
        Assert.Equal(["bad\\xff", "link", "linked", "pipe"], contents.Odd.Keys.Order(StringComparer.Ordinal));
        Assert.Contains("rename it", contents.Odd["bad\\xff"]);
        Assert.Equal(["It can't be catalogued: the path is longer than 4000 bytes."], FolderContents.Read(opened, string.Concat(Enumerable.Repeat("x/", 1999))).Odd.Values.Where(each => each.Contains("4000")).Distinct());
    }

    private static List<Differing> Judge(bool isInPlace, FolderContents there, params PlacedFile[] expected) => new FolderJudge(isInPlace, Settled).Compare(there, expected);

    private static FolderContents There(params (string Name, long Size, long ModifiedSeconds, long ChangedSeconds)[] files)
    {
        var contents = FolderContents.Empty;
        foreach (var (name, size, modified, changed) in files)
        {
            contents.Files[name] = new(EntryKind.File, size, modified * Second, changed * Second, 1, 1, 0, 0);
        }

        return contents;
    }
}
