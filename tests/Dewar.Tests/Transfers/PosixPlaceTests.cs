using Dewar.Disk;
using Dewar.Sdk;
using Xunit;

namespace Dewar.Transfers;

/// <summary>Every state that a crash can leave behind, made by hand, and then the same parcel again.</summary>
public sealed class PosixPlaceTests : IDisposable
{
    private const string Mark = "mark";
    private const string Tag = "abcd0123-7-1";
    private static readonly string New = TestFolder.Sha256("new");
    private static readonly string Old = TestFolder.Sha256("old");

    private readonly TestFolder _source = new();
    private readonly TestFolder _storage = new();
    private readonly PosixMethod _method = new();

    public PosixPlaceTests()
    {
        MarkedTree.Mark(_storage.Path, Mark);
        _storage.Make("exp/run");
        _source.Put("run/a", "new");
    }

    private Destination To => new("main", _storage.Path, Mark, "exp");

    private string[] Arrived => [.. _storage.Files.Where(file => file != MarkedTree.MarkFile)];

    /// <summary>What is on disk after each step of a trade, and whether the old content is told of by the recovery.</summary>
    public static TheoryData<string, string[], bool> States => new()
    {
        { "nothing written", ["run/a=old"], false },
        { "half written", ["run/a=old", $"run/{TemporaryName.Part(Tag)}=ne"], false },
        { "written", ["run/a=old", $"run/{TemporaryName.Part(Tag)}=new"], false },
        { "ready to trade", ["run/a=old", $"run/{TemporaryName.Ready(Tag, New)}=new"], false },
        { "traded", ["run/a=new", $"run/{TemporaryName.Ready(Tag, New)}=old"], true },
        { "kept", ["run/a=new", $"{KeptVersions.PathOf(Old)}=old"], false },
        { "traded, and kept from an earlier time", ["run/a=new", $"run/{TemporaryName.Ready(Tag, New)}=old", $"{KeptVersions.PathOf(Old)}=old"], true },
        {
            "between the two steps of a trade",
            [$"run/{TemporaryName.Ready(Tag, New)}=new", $"run/{TemporaryName.Old(TemporaryName.Ready(Tag, New))}=old"], true
        },
        { "after the two steps of a trade", ["run/a=new", $"run/{TemporaryName.Old(TemporaryName.Ready(Tag, New))}=old"], true },
        { "another try's copy beside it", ["run/a=old", $"run/{TemporaryName.Ready(Tag, New)}=new", $"run/{TemporaryName.Part(Tag)}=new"], false },
    };

    [Theory, MemberData(nameof(States))]
    public async Task After_a_crash_everything_is_there_and_nothing_else(string state, string[] files, bool told)
    {
        Lay(files);

        var recovered = await Recover("abcd0123-7-");
        var placed = await Resume();

        Assert.Equal(told ? [Old] : [], recovered);
        AssertWhole(state, recovered.Concat(placed.Displaced));
    }

    /// <summary>The storage broke off instead of the station: the parcel comes again without a recovery, as long as its name is there.</summary>
    [Theory, MemberData(nameof(States))]
    public async Task After_a_storage_came_back_everything_is_there_and_nothing_else(string state, string[] files, bool told)
    {
        if (state == "between the two steps of a trade")
        {
            files = [.. files, "run/a=new"];
        }

        Lay(files);

        var placed = await WriteAndPlace();

        Assert.Null(placed.Problem);
        AssertWhole(state, placed.Displaced);
        Assert.True(!told || placed.Displaced.Contains(Old), state);
    }

    [Theory, MemberData(nameof(States))]
    public async Task Recovering_twice_is_recovering_once(string state, string[] files, bool told)
    {
        Lay(files);

        var first = await Recover("abcd0123-");
        var second = await Recover("abcd0123-");

        Assert.Equal(told ? 1 : 0, first.Count);
        Assert.Empty(second);
        Assert.DoesNotContain(Arrived, file => Path.GetFileName(file).StartsWith(".dewar-", StringComparison.Ordinal));
        Assert.True(Arrived.Any(file => _storage.Read(file) == "old"), state);
    }

    /// <summary>A verified copy may be all that is left of a file that was rewritten since: it is kept and gets its place.</summary>
    [Theory, MemberData(nameof(States))]
    public async Task A_verified_copy_outlives_the_recovery(string state, string[] files, bool told)
    {
        var isVerified = files.Any(file => file.StartsWith("run/.dewar-", StringComparison.Ordinal) && file.EndsWith("=new", StringComparison.Ordinal));
        Lay(files);

        var recovered = await Recover("abcd0123-7-", keep: Tag);
        var parcel = Verified();
        await _method.Place(To, [parcel], Note, default);

        Assert.Equal(told ? [Old] : [], recovered);
        Assert.Equal(isVerified || files.Contains("run/a=new") ? null : state == "half written" ? null : ParcelProblemKind.CopyGone, parcel.Problem?.Kind);
        if (isVerified)
        {
            AssertWhole(state, recovered.Concat(parcel.Displaced));
        }
    }

    [Fact]
    public async Task A_content_that_was_placed_and_pushed_aside_before_it_was_told_is_no_lost_copy()
    {
        Lay(["run/a=other", $"{KeptVersions.PathOf(New)}=new"]);
        var parcel = Verified();

        await _method.Place(To, [parcel], Note, default);

        Assert.Null(parcel.Problem);
        Assert.Equal("other", _storage.Read("exp/run/a"));
    }

    [Theory, InlineData(true), InlineData(false)]
    public async Task What_is_pushed_aside_is_told_before_it_leaves_its_temporary_name(bool recovering)
    {
        Lay(recovering ? ["run/a=new", $"run/{TemporaryName.Ready(Tag, New)}=old"] : ["run/a=old", $"run/{TemporaryName.Part(Tag)}=new"]);
        Task Refuse(string tag, string sha256) => throw new InvalidOperationException("No disk to note it on.");
        Task Try() => recovering ? _method.Recover(To, ["run/"], Tag, new HashSet<string>(), Refuse, default) : _method.Place(To, [Verified()], Refuse, default);

        await Assert.ThrowsAsync<InvalidOperationException>(Try);

        Assert.Equal("old", _storage.Read($"exp/run/{TemporaryName.Ready(Tag, New)}"));
        Assert.Equal([Old], await Recover(Tag));
    }

    [Fact]
    public async Task A_copy_without_its_part_whose_name_has_other_content_comes_from_the_start()
    {
        Lay(["run/a=old"]);

        var parcel = Verified();
        await _method.Place(To, [parcel], Note, default);

        Assert.Equal(ParcelProblemKind.CopyGone, parcel.Problem?.Kind);
        Assert.Equal("old", _storage.Read("exp/run/a"));
    }

    [Fact]
    public async Task A_trade_in_two_steps_keeps_whoever_comes_between()
    {
        Lay(["run/a=old", $"run/{TemporaryName.Ready(Tag, New)}=new"]);
        var displaced = new List<string>();
        using var tree = new OpenFolders(StorageTree.OpenExperiment(To), create: true);

        await PosixPlace.TradeInSteps(tree, tree["run/"], TemporaryName.Ready(Tag, New), "a", new(Tag, Note, displaced));

        Assert.Equal([Old], displaced);
        AssertWhole("traded in steps", displaced);
    }

    [Fact]
    public async Task Trades_in_two_steps_side_by_side_lose_nothing()
    {
        Lay(["run/a=old"]);
        var told = new List<string>();
        await Task.WhenAll(Enumerable.Range(0, 4).Select(station => Task.Run(async () =>
        {
            for (var round = 0; round < 50; round++)
            {
                var content = $"{station} {round}";
                var ready = TemporaryName.Ready($"s{station}-{round}", TestFolder.Sha256(content));
                _storage.Put($"exp/run/{ready}", content);
                var displaced = new List<string>();
                using var tree = new OpenFolders(StorageTree.OpenExperiment(To), create: true);
                await PosixPlace.TradeInSteps(tree, tree["run/"], ready, "a", new(Tag, Note, displaced));
                lock (told)
                {
                    told.AddRange(displaced);
                }
            }
        })));

        Assert.Equal(201, Arrived.Length);
        Assert.Equal(200, told.Distinct().Count());
        Assert.All(told, sha256 => Assert.Equal(sha256, TestFolder.Sha256(_storage.Read($"exp/{KeptVersions.PathOf(sha256)}"))));
    }

    [Fact]
    public async Task A_folder_that_cannot_be_entered_does_not_stop_the_recovery_of_others()
    {
        Lay([$"run/{TemporaryName.Part(Tag)}=ne", "file=x"]);
        Directory.CreateSymbolicLink(_storage["exp/link"], _source.Path);

        await _method.Recover(To, ["link/", "file/", $"{new string('n', 256)}/", "run/"], "abcd0123-", new HashSet<string>(), Note, default);

        Assert.Equal(["exp/file"], Arrived.Where(file => !file.StartsWith("exp/link", StringComparison.Ordinal)));
    }

    [Fact]
    public async Task A_recovery_of_many_folders_has_few_of_them_open()
    {
        string[] folders = [.. Enumerable.Range(0, 300).Select(i => $"many/{i}/")];
        foreach (var folder in folders)
        {
            _storage.Make($"exp/{folder}");
        }

        using var tree = new OpenFolders(StorageTree.OpenExperiment(To), create: false);
        await PosixPlace.Recover(tree, folders, "abcd0123-", new HashSet<string>(), Note);
        var open = new DirectoryInfo("/proc/self/fd").EnumerateFileSystemInfos().Count(each => each.LinkTarget?.StartsWith(_storage["exp/many"], StringComparison.Ordinal) is true);
        await _method.Recover(To, folders, "abcd0123-", new HashSet<string>(), Note, default);

        Assert.Equal(0, open);
    }

    public void Dispose()
    {
        _source.Dispose();
        _storage.Dispose();
    }

    private static Task Note(string tag, string sha256) => Task.CompletedTask;

    /// <summary>What it told, in order.</summary>
    private async Task<List<string>> Recover(string tagPrefix, params string[] keep)
    {
        var told = new List<string>();
        await _method.Recover(To, ["run/"], tagPrefix, keep.ToHashSet(), (tag, sha256) =>
        {
            Assert.Equal(Tag, tag);
            told.Add(sha256);
            return Task.CompletedTask;
        }, default);
        return told;
    }

    private void Lay(string[] files)
    {
        foreach (var file in files)
        {
            var cut = file.IndexOf('=', StringComparison.Ordinal);
            _storage.Put($"exp/{file[..cut]}", file[(cut + 1)..]);
        }
    }

    private Parcel Fresh() => new()
    {
        SourceRoot = _source.Path,
        SourcePath = "run/a",
        Path = "run/a",
        Tag = Tag,
        Size = 3,
        ModifiedNs = _source.Stat("run/a").ModifiedNs,
    };

    private Parcel Verified()
    {
        var parcel = Fresh();
        parcel.Sha256 = New;
        return parcel;
    }

    /// <summary>As a station does: from where its journal stands, and from the start if the copy is gone.</summary>
    private async Task<Parcel> Resume()
    {
        var parcel = Verified();
        await _method.Place(To, [parcel], Note, default);
        return parcel.Problem?.Kind == ParcelProblemKind.CopyGone ? await WriteAndPlace() : parcel;
    }

    private async Task<Parcel> WriteAndPlace()
    {
        var parcel = Fresh();
        await _method.Write(To, [parcel], VerifyPolicy.Reread, default);
        await _method.Place(To, [parcel], Note, default);
        return parcel;
    }

    private void AssertWhole(string state, IEnumerable<string> displaced)
    {
        Assert.Equal("new", _storage.Read("exp/run/a"));
        Assert.Equal([$"exp/{KeptVersions.PathOf(Old)}", "exp/run/a"], Arrived);
        Assert.Equal("old", _storage.Read(Arrived[0]));
        Assert.True(state == "kept" || displaced.Contains(Old), state);
    }
}
