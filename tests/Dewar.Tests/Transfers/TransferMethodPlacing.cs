using Dewar.Disk;
using Dewar.Sdk;
using Xunit;

namespace Dewar.Transfers;

/// <summary>The contract's second half: names that are taken, fought for, or can't be had.</summary>
public abstract partial class TransferMethodContract
{
    [Fact]
    public async Task A_new_content_puts_the_old_one_aside_under_its_digest()
    {
        await WriteAndPlace(Parcel("run/a", "one"));
        var two = Parcel("run/a", "two");

        await WriteAndPlace(two);

        Assert.Equal([TestFolder.Sha256("one")], two.Displaced);
        Assert.Equal("two", _storage.Read($"{Experiment}/run/a"));
        Assert.Equal("one", _storage.Read($"{Experiment}/{KeptVersions.PathOf(two.Displaced[0])}"));
        Assert.Equal(2, Arrived.Length);
    }

    [Fact]
    public async Task The_same_content_is_no_new_version_and_keeps_its_time()
    {
        await WriteAndPlace(Parcel("a", "same"));
        _source.SetModified("a", Stamp + 5);
        var again = ParcelOf("a");

        await WriteAndPlace(again);

        Assert.Null(again.Problem);
        Assert.Empty(again.Displaced);
        Assert.Equal([$"{Experiment}/a"], Arrived);
        Assert.Equal(Stamp, _storage.Stat(Arrived[0]).ModifiedNs);
    }

    [Fact]
    public async Task A_content_that_comes_back_is_kept_once()
    {
        foreach (var content in new[] { "one", "two", "one", "two", "one" })
        {
            var parcel = Parcel("a", content);
            await WriteAndPlace(parcel);
            Assert.Null(parcel.Problem);
        }

        Assert.Equal("one", _storage.Read($"{Experiment}/a"));
        Assert.Equal(
            new[] { $"{Experiment}/a", $"{Experiment}/{KeptVersions.PathOf(TestFolder.Sha256("one"))}", $"{Experiment}/{KeptVersions.PathOf(TestFolder.Sha256("two"))}" }.Order(StringComparer.Ordinal),
            Arrived);
    }

    [Fact]
    public async Task A_folder_that_has_the_name_is_left_and_said()
    {
        _storage.Put($"{Experiment}/a/inside", "theirs");
        var parcel = Parcel("a", "mine");

        await WriteAndPlace(parcel);

        Assert.Equal(ParcelProblemKind.Refused, parcel.Problem?.Kind);
        Assert.Contains("A folder has the name", parcel.Problem?.Cause, StringComparison.Ordinal);
        Assert.Equal([$"{Experiment}/a/inside"], Arrived);
    }

    [Fact]
    public async Task A_name_that_is_too_long_there_is_refused_alone()
    {
        var source = Parcel("a", "A");
        var tooLong = ParcelOf("a", path: new string('n', 256));
        var folderTooLong = ParcelOf("a", path: $"{new string('f', 256)}/a");

        await WriteAndPlace(tooLong, folderTooLong, source);

        Assert.Equal(ParcelProblemKind.Refused, tooLong.Problem?.Kind);
        Assert.Equal(ParcelProblemKind.Refused, folderTooLong.Problem?.Kind);
        Assert.Contains("long", tooLong.Problem?.Cause, StringComparison.Ordinal);
        await Method.Discard(To, [tooLong, folderTooLong], default);
        Assert.Equal([$"{Experiment}/a"], Arrived);
    }

    [Fact]
    public async Task Links_in_the_source_are_not_followed()
    {
        using var outside = new TestFolder();
        outside.Put("secret", "outside");
        outside.SetModified("secret", Stamp);
        File.CreateSymbolicLink(_source["file"], outside["secret"]);
        Directory.CreateSymbolicLink(_source["folder"], outside.Path);
        Parcel[] batch = [Outside("file"), Outside("folder/secret")];

        await WriteAndPlace(batch);

        Assert.All(batch, parcel => Assert.NotNull(parcel.Problem));
        Assert.Empty(Arrived);
    }

    [Fact]
    public async Task Links_in_the_destination_are_not_followed()
    {
        using var outside = new TestFolder();
        outside.Put("a", "theirs");
        _storage.Make(Experiment);
        Directory.CreateSymbolicLink(_storage[$"{Experiment}/folder"], outside.Path);
        File.CreateSymbolicLink(_storage[$"{Experiment}/a"], outside["a"]);
        Parcel[] batch = [Parcel("folder/a", "mine"), Parcel("a", "mine")];

        await WriteAndPlace(batch);

        Assert.All(batch, parcel => Assert.Equal(ParcelProblemKind.Refused, parcel.Problem?.Kind));
        Assert.Equal(["a"], outside.Files);
        Assert.Equal("theirs", outside.Read("a"));
    }

    [Fact]
    public async Task A_folder_swapped_for_a_link_leads_nowhere()
    {
        using var outside = new TestFolder();
        _storage.Make($"{Experiment}/run");
        _source.Make("run");
        for (var i = 0; i < 40; i++)
        {
            outside.Put($"s{i}", "outside");
            outside.SetModified($"s{i}", Stamp);
            _source.Put($"run/s{i}", "inside.");
            _source.SetModified($"run/s{i}", Stamp);
        }

        var all = new List<Parcel>();
        var (there, here) = (new LinkSwap(_storage[$"{Experiment}/run"], outside.Path, rest: 400), new LinkSwap(_source["run"], outside.Path, rest: 400));
        await using (there)
        await using (here)
        {
            // On a busy machine, until all has been met with.
            for (var round = 0; round < 25 || (round < 1000 && (Math.Min(there.Swaps, here.Swaps) < 100 || all.DistinctBy(each => each.Problem is null).Count() < 2)); round++)
            {
                Parcel[] batch = [.. Enumerable.Range(0, 40).Select(i => Outside($"run/s{i}", $"run/r{round}-s{i}"))];
                await WriteAndPlace(batch);
                all.AddRange(batch);
            }
        }

        TestContext.Current.TestOutputHelper?.WriteLine($"{there.Swaps} swaps of the destination, {here.Swaps} of the source, {all.Count(each => each.Problem is not null)} of {all.Count} files refused");
        Assert.True(Math.Min(there.Swaps, here.Swaps) >= 100, "Nothing was swapped.");
        Assert.Contains(all, parcel => parcel.Problem is null);
        Assert.Contains(all, parcel => parcel.Problem is not null);
        Assert.Equal(40, outside.Files.Length);
        Assert.All(outside.Files, file => Assert.Equal("outside", outside.Read(file)));
        Assert.All(Arrived, file => Assert.Equal("inside.", _storage.Read(file)));
    }

    [Theory, InlineData(2), InlineData(5)]
    public async Task Stations_that_fight_for_a_name_lose_nothing(int stations)
    {
        const int Rounds = 40;
        var all = new List<Parcel>();
        var fights = Enumerable.Range(0, stations).Select(station => Enumerable.Range(0, Rounds).Select(round =>
        {
            var source = $"{station}/{round}";
            // Now and then two bring the same content.
            Parcel(source, round % 5 == 0 ? $"same {round}" : $"station {station}, round {round}");
            var parcel = ParcelOf(source, path: "run/fought for", tag: $"station{station}-{Source}-{round}");
            all.Add(parcel);
            return parcel;
        }).ToList()).ToList();

        await Task.WhenAll(fights.Select(mine => Task.Run(async () =>
        {
            foreach (var parcel in mine)
            {
                await WriteAndPlace(parcel);
            }
        })));

        Assert.All(all, parcel => Assert.Null(parcel.Problem));
        var contents = all.Select(parcel => parcel.Sha256!).ToHashSet();
        var last = TestFolder.Sha256(_storage.Read($"{Experiment}/run/fought for"));
        Assert.Contains(last, contents);
        Assert.All(contents.Where(sha256 => sha256 != last), sha256 =>
            Assert.Equal(sha256, TestFolder.Sha256(_storage.Read($"{Experiment}/{KeptVersions.PathOf(sha256)}"))));
        Assert.All(contents.Where(sha256 => sha256 != last), sha256 => Assert.Contains(all, parcel => parcel.Displaced.Contains(sha256)));
        Assert.DoesNotContain(Arrived, file => Path.GetFileName(file).StartsWith(RelativePath.OwnPrefix, StringComparison.Ordinal));
    }

    [Fact]
    public async Task A_full_storage_is_trouble_for_all_and_keeps_nothing_half()
    {
        await using var small = await SmallDisk.Mount(4);
        MarkedTree.Mark(small.Path, Mark);
        var to = To with { Root = small.Path };
        await Tell(to);
        Parcel[] batch = [Parcel("fits", TestFolder.Noise(1 << 20)), Parcel("large", TestFolder.Noise(8 << 20)), Parcel("waits", "w")];

        await Method.Write(to, batch, VerifyPolicy.Reread, default);

        Assert.Equal([null, ParcelProblemKind.StorageTrouble, ParcelProblemKind.StorageTrouble], batch.Select(parcel => parcel.Problem?.Kind));
        Assert.Contains("No space left", batch[1].Problem?.Cause, StringComparison.Ordinal);
        await Method.Discard(to, batch[1..], default);
        await Method.Place(to, batch[..1], Note, default);
        Assert.Null(batch[0].Problem);
        Assert.Equal([MarkedTree.MarkFile, $"{Experiment}/fits"], small.Files);
    }

    [Fact]
    public async Task Recovering_removes_what_is_this_stations_and_nothing_else()
    {
        var mine = Parcel("run/a", "mine", tag: $"me-{Source}-1");
        var theirs = Parcel("run/b", "theirs", tag: $"you-{Source}-1");
        await Write(mine, theirs);
        _storage.Put($"{Experiment}/run/.hidden", "a user's");

        var told = new List<string>();
        await Method.Recover(To, ["run/", "never/made/"], $"me-{Source}-", new HashSet<string>(), (_, sha256) =>
        {
            told.Add(sha256);
            return Task.CompletedTask;
        }, default);
        await Place(theirs);

        Assert.Empty(told);
        Assert.Null(theirs.Problem);
        Assert.Equal([$"{Experiment}/run/.hidden", $"{Experiment}/run/b"], Arrived);
        await Place(mine);
        Assert.Equal(ParcelProblemKind.CopyGone, mine.Problem?.Kind);
    }

    private Parcel Outside(string sourcePath, string? path = null) => new()
    {
        SourceRoot = _source.Path,
        SourcePath = sourcePath,
        Path = path ?? sourcePath,
        Tag = $"test-{Source}-{Interlocked.Increment(ref _tags)}",
        Size = 7,
        ModifiedNs = Stamp,
    };
}
