using System.Runtime.InteropServices;
using Dewar.Acquisitions;
using Dewar.Disk;
using Xunit;

namespace Dewar.Station;

/// <summary>What a look finds, and what it need not ask for.</summary>
public sealed partial class TreeLookTests : IDisposable
{
    private readonly TestFolder _disk = new();
    private readonly ManualTime _time = new();
    private readonly TreeLook _look;

    public TreeLookTests() => _look = NewLook();

    [Fact]
    public void Files_are_found_until_they_are_remembered()
    {
        _disk.Put("a", "A");
        _disk.Put("run/b", "B");

        Assert.Equal(["a", "run/b"], Look(remember: false));
        Assert.Equal(["a", "run/b"], Look());
        Assert.Empty(Look());
        Assert.Empty(Look(full: true));
    }

    [Fact]
    public void A_short_look_reads_only_folders_that_changed()
    {
        _disk.Put("still/a", "A");
        _disk.Put("busy/b", "B");
        Settle();

        // In its place: the folder's own time stamp stays, so a short look that does not read it can't see the change.
        _disk.Put("still/a", "changed");
        _disk.Put("busy/b", "changed");
        _disk.Put("busy/c", "C");

        Assert.Equal(["busy/c"], Look());
        Assert.Equal(["busy/b", "still/a"], Look(full: true));
    }

    [Fact]
    public void A_file_that_comes_within_the_same_stamp_of_its_folder_is_found()
    {
        _disk.Put("run/a", "A");
        Look(full: true);
        var stamp = _disk.Stat("run").ModifiedNs;
        Assert.Empty(Look());

        // As on a file system whose stamps have two seconds.
        _disk.Put("run/b", "B");
        SetFolderTime("run", stamp);
        _time.Advance(2);

        Assert.Equal(["run/b"], Look());
    }

    [Fact]
    public void A_folder_whose_stamp_is_old_is_not_read_again()
    {
        _disk.Put("run/a", "A");
        Settle();
        var stamp = _disk.Stat("run").ModifiedNs;

        _disk.Put("run/b", "B");
        SetFolderTime("run", stamp);

        Assert.Empty(Look());
        Assert.Equal(["run/b"], Look(full: true));
    }

    [Fact]
    public void A_renamed_folder_brings_its_files_under_their_new_names()
    {
        _disk.Put("run/x/a", "A");
        Settle();

        Directory.Move(_disk["run"], _disk["done"]);

        Assert.Equal(["done/x/a"], Look());
        Assert.Equal(3, _look.Folders);
    }

    [Fact]
    public void A_folder_that_vanishes_and_returns_is_looked_at_again()
    {
        using var elsewhere = new TestFolder();
        _disk.Put("run/a", "A");
        Settle();
        Directory.Move(_disk["run"], elsewhere["run"]);
        Assert.Empty(Look());
        Assert.Equal(1, _look.Folders);

        elsewhere.Put("run/b", "B");
        Directory.Move(elsewhere["run"], _disk["run"]);

        Assert.Equal(["run/b"], Look());
    }

    [Fact]
    public void Folders_that_are_gone_are_forgotten()
    {
        for (var i = 0; i < 50; i++)
        {
            _disk.Put($"run/{i}/a", "A");
        }

        Settle();
        Assert.Equal(52, _look.Folders);
        Directory.Delete(_disk["run"], recursive: true);

        Look();
        Look(full: true);

        Assert.Equal(1, _look.Folders);
    }

    [Fact]
    public async Task What_is_no_file_is_said_once()
    {
        _disk.Put("a", "A");
        await _disk.Shell("ln -s a link; mkfifo pipe; touch $'bad\\xffname'; python3 -c 'import socket; socket.socket(socket.AF_UNIX).bind(\"socket\")' || mkfifo socket");

        var found = Findings(full: true).OrderBy(each => each.Path, StringComparer.Ordinal).Select(each => (each.Path, each.Cause)).ToList();

        Assert.Equal("a", found[0].Path);
        Assert.Equal(("bad\\xffname", "Its name is not valid UTF-8 and can't be stored; rename it."), found[1]);
        Assert.Equal(("link", "It is a symbolic link; only files themselves are taken."), found[2]);
        Assert.Equal(("pipe", "It is a pipe, not a file."), found[3]);
        Assert.EndsWith(", not a file.", found[4].Cause, StringComparison.Ordinal);
        Assert.Equal(["a"], Look(full: true));
    }

    [Fact]
    public void A_link_to_a_folder_is_not_entered()
    {
        using var outside = new TestFolder();
        outside.Put("a", "A");
        Directory.CreateSymbolicLink(_disk["link"], outside.Path);

        Assert.Equal(["link"], Findings(full: true).Select(each => each.Path));
    }

    [Fact]
    public void A_hint_finds_a_change_in_its_place_and_asks_nothing_else()
    {
        _disk.Put("run/a", "A");
        _disk.Put("run/b", "B");
        Settle();
        _disk.Put("run/a", "changed");
        _disk.Put("run/b", "changed");

        _look.Hint("run/a");
        _look.Hint("never/there");
        _look.Hint(".");

        Assert.Equal(["run/a"], Look());
        Assert.Empty(Look());
    }

    [Fact]
    public void A_hint_leads_into_no_folder_that_a_look_would_not_enter()
    {
        using var outside = new TestFolder();
        outside.Put("a", "A");
        _disk.Put(".hidden/a", "A");
        _disk.Put("run/.deep/x/a", "A");
        _disk.Put(".dewar/a", "A");
        Directory.CreateSymbolicLink(_disk["link"], outside.Path);
        Look(full: true);

        foreach (var path in new[] { ".hidden/a", "run/.deep/x/a", ".dewar/a", "link/a" })
        {
            _look.Hint(path);
        }

        Assert.Empty(Look());
    }

    [Fact]
    public void A_way_too_long_for_the_kernel_does_not_stop_the_look()
    {
        // Deeper than one path can name, made a piece at a time.
        var name = new string('d', 250);
        using (var root = Folder.OpenRoot(_disk.Path))
        {
            var folder = root.Below("");
            for (var i = 0; i < 20; i++)
            {
                using var above = folder;
                folder = above.Below(name, create: true);
            }

            using (folder)
            {
                folder.CreateFile("deep").Dispose();
            }
        }

        _disk.Put("a", "A");
        Assert.Contains("a", Look(full: true));
        _disk.Put("b", "B");

        Assert.Contains("b", Look());
    }

    [Theory]
    [InlineData(false, "a")]
    [InlineData(true, ".c,.hidden/b,a")]
    public void Hidden_names_are_taken_when_asked(bool hidden, string found)
    {
        _disk.Put("a", "A");
        _disk.Put(".c", "C");
        _disk.Put(".hidden/b", "B");
        _disk.Put(".dewar/x", "X");
        using var root = Folder.OpenRoot(_disk.Path);

        var looked = NewLook(new() { Hidden = hidden }).Look(root, full: true).Select(each => each.Path).Order(StringComparer.Ordinal);

        Assert.Equal(found, string.Join(',', looked));
    }

    [Fact]
    public void A_closed_folder_is_told_once_and_again_when_it_is_mended()
    {
        const UnixFileMode Open = UnixFileMode.UserRead | UnixFileMode.UserExecute | UnixFileMode.GroupRead | UnixFileMode.GroupExecute | UnixFileMode.OtherRead | UnixFileMode.OtherExecute;
        _disk.Put("shut/a", "A");
        File.SetUnixFileMode(_disk.Path, Open | UnixFileMode.UserWrite);

        for (var round = 0; round < 2; round++)
        {
            File.SetUnixFileMode(_disk["shut"], UnixFileMode.None);
            var closed = Assert.Single(FindingsOfNobody());
            Assert.Equal("shut", closed.Path);
            Assert.Contains("Permission denied", closed.Cause, StringComparison.Ordinal);
            Assert.Empty(FindingsOfNobody());

            File.SetUnixFileMode(_disk["shut"], Open | UnixFileMode.UserWrite);
            Assert.Equal([("shut", true), ("shut/a", false)], FindingsOfNobody().Select(each => (each.Path, each.IsMended)));
            Assert.Equal([("shut/a", false)], FindingsOfNobody().Select(each => (each.Path, each.IsMended)));
        }
    }

    [Fact]
    public void A_folder_given_up_to_a_file_is_no_folder_any_more()
    {
        _disk.Put("x/a", "A");
        Settle();
        Directory.Delete(_disk["x"], recursive: true);
        _disk.Put("x", "file");

        Assert.Equal(["x"], Look());
        Assert.Equal(1, _look.Folders);
    }

    public void Dispose() => _disk.Dispose();

    private TreeLook NewLook(AcquisitionOptions? options = null) => new(new(options ?? new()), _time);

    private List<Finding> Findings(bool full)
    {
        using var root = Folder.OpenRoot(_disk.Path);
        return [.. _look.Look(root, full)];
    }

    /// <summary>As root meets no closed folder, this thread asks as nobody for a moment.</summary>
    private List<Finding> FindingsOfNobody()
    {
        const uint Nobody = 65534;
        _ = setfsuid(Environment.IsPrivilegedProcess ? Nobody : uint.MaxValue);
        try
        {
            return Findings(full: true);
        }
        finally
        {
            _ = setfsuid(Environment.IsPrivilegedProcess ? 0 : uint.MaxValue);
        }
    }

    [LibraryImport("libc")]
    private static partial int setfsuid(uint user);

    private List<string> Look(bool full = false, bool remember = true)
    {
        var found = Findings(full).Where(each => each.Cause is null).ToList();
        foreach (var each in found.Where(_ => remember))
        {
            _look.Remember(each.Path, each.Entry.Size, each.Entry.ModifiedNs);
        }

        return [.. found.Select(each => each.Path).Order(StringComparer.Ordinal)];
    }

    /// <summary>Until all stamps are older than any file system's are coarse.</summary>
    private void Settle()
    {
        Look(full: true);
        for (var i = 0; i < 3; i++)
        {
            _time.Advance(4);
            Look();
        }
    }

    private void SetFolderTime(string folder, long ns)
    {
        using var root = Folder.OpenRoot(_disk.Path);
        using var below = root.Below(folder);
        using var self = below.OpenSelf();
        self.SetModified(ns);
    }
}
