using Dewar.Acquisitions;
using Dewar.Disk;
using Xunit;

namespace Dewar.Station;

public sealed class FolderLookTests : IDisposable
{
    private readonly TestFolder _disk = new TestFolder().Make("home").Make("open/data").Make("secret");

    [Fact]
    public void People_begin_at_the_roots_and_staff_anywhere()
    {
        Assert.Equal([_disk["open"]], Names(Look("", anyFolder: false)));
        Assert.Equal([_disk["open"], "/"], Names(Look("", anyFolder: true)));
        Assert.Contains("lets only its staff", FolderLook.At(new(1, "", false, null, 10), Options() with { Roots = [] }).Refused);
    }

    [Fact]
    public async Task Folders_and_files_come_by_name_with_size_and_time_and_the_rest_is_counted()
    {
        await File.WriteAllTextAsync(_disk["open/b.tif"], "abc", TestContext.Current.CancellationToken);
        await _disk.Shell("mkfifo open/pipe; ln -s secret open/link; touch open/$'bad\\xff'; touch \"open/a<b>&\"");

        var look = Look(_disk["open"]);

        Assert.Equal(["a<b>&", "b.tif", "data"], Names(look));
        Assert.Equal((3L, false), (look.Entries[1].Size!.Value, look.Entries[1].IsFolder));
        Assert.Equal((null, true, 3), (look.Entries[2].Size, look.Entries[2].IsFolder, look.Unseen));
        Assert.NotNull(look.Entries[1].ModifiedAt);
    }

    [Fact]
    public async Task Pages_join_without_a_gap()
    {
        for (var number = 0; number < 25; number++)
        {
            await File.WriteAllTextAsync(_disk[$"open/data/{number:00}"], "", TestContext.Current.CancellationToken);
        }

        var (all, after) = (new List<string>(), (string?)null);
        do
        {
            var page = FolderLook.At(new(1, _disk["open/data"], false, after, 10), Options());
            all.AddRange(Names(page));
            after = page.Next;
        }
        while (after is not null);

        Assert.Equal(Enumerable.Range(0, 25).Select(number => $"{number:00}"), all);
    }

    [Theory, InlineData("secret"), InlineData("open/../secret"), InlineData("open/link"), InlineData("opened")]
    public async Task Outside_the_roots_nothing_is_shown(string path)
    {
        await _disk.Shell("ln -s \"$PWD/secret\" open/link");

        var look = Look(_disk[""].TrimEnd('/') + "/" + path);

        Assert.Empty(look.Entries);
        Assert.Contains("outside the folders", look.Refused);
    }

    [Theory, InlineData("open/none"), InlineData("open/file")]
    public async Task What_is_no_folder_is_said(string path)
    {
        await File.WriteAllTextAsync(_disk["open/file"], "", TestContext.Current.CancellationToken);
        Assert.NotNull(Look(_disk[path], anyFolder: true).Refused);
    }

    [Fact]
    public void A_disk_is_told_once()
    {
        var disks = FolderLook.Disks(Options() with { Roots = [_disk["open"], _disk["secret"], _disk["none"]] }, []);

        var disk = Assert.Single(disks);
        Assert.Equal("journal", disk.For);
        Assert.InRange(disk.FreeBytes, 0, disk.TotalBytes);
    }

    private StationOptions Options() => new() { Site = new("http://127.0.0.1:1"), Token = "t", Home = _disk["home"], Roots = [_disk["open"]] };

    private StationFolder Look(string path, bool anyFolder = false) => FolderLook.At(new(1, path, anyFolder, null, 100), Options());

    private static IEnumerable<string> Names(StationFolder folder) => folder.Entries.Select(entry => entry.Name);

    public void Dispose() => _disk.Dispose();
}
