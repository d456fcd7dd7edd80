using System.Text;
using Dewar.Disk;
using Dewar.Sdk;
using Xunit;

namespace Dewar.Transfers;

/// <summary>What every transfer method promises. A new method's tests derive from this and say how its storage looks from outside.</summary>
public abstract partial class TransferMethodContract : IDisposable
{
    private const string Mark = "mark-of-main";
    private const string Experiment = "exp";
    private const long Stamp = 1_700_000_000_123_456_789;

    private readonly TestFolder _source = new();
    private readonly TestFolder _storage = new();
    private int _tags;

    protected TransferMethodContract() => MarkedTree.Mark(_storage.Path, Mark);

    protected abstract ITransferMethod Method { get; }

    /// <summary>The source that brings the files, where a method needs one.</summary>
    protected virtual long Source => 0;

    protected Destination To => new("main", _storage.Path, Mark, Experiment, Source);

    /// <summary>For methods that don't reach the storage by its path: somebody else must know where it is, and its mark.</summary>
    protected virtual Task Tell(Destination to) => Task.CompletedTask;

    private string[] Arrived => [.. _storage.Files.Where(file => file != MarkedTree.MarkFile)];

    public static TheoryData<int> Sizes => [0, 1, 4095, (1 << 20) - 1, 1 << 20, (1 << 20) + 1, (64 << 20) + 3];

    [Theory, MemberData(nameof(Sizes))]
    public async Task A_file_of_any_size_arrives_with_its_digest_and_its_time(int size)
    {
        var content = TestFolder.Noise(size);
        var parcel = Parcel("run/scan 1/image.tif", content);

        await Write(parcel);

        Assert.Null(parcel.Problem);
        Assert.Equal(TestFolder.Sha256(content), parcel.Sha256);
        Assert.Equal(parcel.Sha256, parcel.ReadBack);
        Assert.DoesNotContain($"{Experiment}/{parcel.Path}", Arrived);

        await Place(parcel);

        Assert.Null(parcel.Problem);
        Assert.Empty(parcel.Displaced);
        Assert.Equal([$"{Experiment}/{parcel.Path}"], Arrived);
        Assert.Equal(content, await File.ReadAllBytesAsync(_storage[Arrived[0]]));
        Assert.Equal(Stamp, _storage.Stat(Arrived[0]).ModifiedNs);
    }

    [Theory]
    [InlineData(VerifyPolicy.Reread, true)]
    [InlineData(VerifyPolicy.Disk, true)]
    [InlineData(VerifyPolicy.Trust, false)]
    public async Task What_is_read_back_is_as_asked(VerifyPolicy policy, bool readBack)
    {
        Parcel[] parcels = [Parcel("small", TestFolder.Noise(100)), Parcel("large", TestFolder.Noise(3 << 20))];

        await Method.Write(To, parcels, policy, default);

        Assert.All(parcels, parcel => Assert.Equal(readBack ? parcel.Sha256 : null, parcel.ReadBack));
        Assert.All(parcels, parcel => Assert.NotNull(parcel.Sha256));
    }

    [Theory]
    [InlineData("2262-04-01")]
    [InlineData("1970-01-01")]
    [InlineData("1969-12-31")]
    public async Task Times_far_from_now_are_kept_to_the_nanosecond(string day)
    {
        var ns = (DateTimeOffset.Parse($"{day}T12:00:00Z") - DateTimeOffset.UnixEpoch).Ticks * 100 + 7;
        _source.Put("old", "x");
        _source.SetModified("old", ns);
        var parcel = ParcelOf("old");

        await WriteAndPlace(parcel);

        Assert.Null(parcel.Problem);
        Assert.Equal(ns, _storage.Stat($"{Experiment}/old").ModifiedNs);
    }

    [Fact]
    public async Task A_batch_goes_on_past_the_files_that_fail()
    {
        var gone = Parcel("gone", "x");
        Parcel[] batch = [Parcel("a", "A"), gone, Parcel("b/c", "C")];
        File.Delete(_source["gone"]);

        await Method.Write(To, batch, VerifyPolicy.Reread, default);
        await Place([.. batch.Where(parcel => parcel.Problem is null)]);

        Assert.Equal(ParcelProblemKind.SourceGone, gone.Problem?.Kind);
        Assert.Equal($"'gone' is not there any more.", gone.Problem?.Cause);
        Assert.Equal([$"{Experiment}/a", $"{Experiment}/b/c"], Arrived);
    }

    [Fact]
    public async Task A_large_batch_arrives_whole()
    {
        Parcel[] batch = [.. Enumerable.Range(0, 300).Select(i => Parcel($"folder {i % 30}/file {i}", $"content {i}"))];

        await WriteAndPlace(batch);

        Assert.All(batch, parcel => Assert.Null(parcel.Problem));
        Assert.All(batch, parcel => Assert.Equal(parcel.Sha256, TestFolder.Sha256(File.ReadAllBytes(_storage[$"{Experiment}/{parcel.Path}"]))));
        Assert.Equal(300, Arrived.Length);
    }

    public static TheoryData<string> Changes => ["grown", "shrunk", "rewritten", "touched", "replaced", "set back", "a folder now", "a pipe now"];

    [Theory, MemberData(nameof(Changes))]
    public async Task A_source_that_is_not_as_it_settled_is_not_taken(string change)
    {
        var parcel = Parcel("a", "settled");
        switch (change)
        {
            case "grown":
                _source.Put("a", "settled and more");
                break;
            case "shrunk":
                _source.Put("a", "set");
                break;
            case "rewritten":
                _source.Put("a", "rewrote");
                break;
            case "touched":
                _source.SetModified("a", Stamp + 1);
                break;
            case "replaced":
                _source.Put("b", "settled");
                File.Move(_source["b"], _source["a"], overwrite: true);
                break;
            case "a folder now":
                File.Delete(_source["a"]);
                _source.Make("a");
                break;
            case "a pipe now":
                await _source.Shell("rm a; mkfifo a");
                break;
            default:
                // Same size and time stamp, but another size on the way.
                _source.Put("a", "settled and more");
                _source.SetModified("a", Stamp);
                break;
        }

        await Write(parcel);
        await Method.Discard(To, [parcel], default);

        Assert.Equal(ParcelProblemKind.SourceChanged, parcel.Problem?.Kind);
        Assert.Empty(Arrived);
    }

    [Theory]
    [InlineData("grown", 200_000)]
    [InlineData("rewritten and set back", 200_000)]
    [InlineData("replaced", 200_000)]
    [InlineData("grown", 40 << 20)]
    [InlineData("rewritten and set back", 40 << 20)]
    [InlineData("replaced", 40 << 20)]
    public async Task A_source_that_changes_while_it_is_read_is_not_taken(string change, int size)
    {
        var parcel = Parcel("a", TestFolder.Noise(size));
        File.Copy(_source["a"], _source["b"]);
        _source.SetModified("b", Stamp);
        var never = 0;
        Parcel? caught = null;

        // Whoever changes a file all the time: a copy that went well must be whole, and most must be noticed.
        using var stop = new CancellationTokenSource();
        var changing = Task.Run(() => Change(change, stop.Token));
        for (var attempt = 0; attempt < 5000 && caught is null && !changing.IsCompleted; attempt++)
        {
            var again = ParcelOf("a");
            await Write(again);
            caught = again.Problem?.Kind == ParcelProblemKind.SourceChanged ? again : null;
            never += again.Problem is null ? 1 : 0;
            await Method.Discard(To, [again], default);
        }

        await stop.CancelAsync();
        await changing;
        Assert.True(caught is not null, $"Never noticed; {never} copies were taken for good.");
        Assert.Empty(Arrived);
        Assert.NotNull(parcel);
    }

    [Fact]
    public async Task Discard_leaves_nothing_and_may_run_again()
    {
        Parcel[] batch = [Parcel("a", "A"), Parcel("deep/b", "B"), ParcelOf("a", "never/written")];
        await Method.Write(To, batch[..2], VerifyPolicy.Reread, default);
        Assert.NotEmpty(Arrived);

        await Method.Discard(To, batch, default);
        await Method.Discard(To, batch, default);

        Assert.Empty(Arrived);
    }

    [Fact]
    public async Task A_parcel_may_come_again_after_any_step()
    {
        var content = TestFolder.Noise(100);
        var first = Parcel("a", content, tag: $"x-{Source}-1");
        await Write(first);
        var second = ParcelOf("a", tag: $"x-{Source}-1");
        await WriteAndPlace(second);
        var third = ParcelOf("a", tag: $"x-{Source}-1");
        await WriteAndPlace(third);
        await Place(third);

        Assert.All([first, second, third], parcel => Assert.Null(parcel.Problem));
        Assert.Equal([$"{Experiment}/a"], Arrived);
    }

    [Fact]
    public async Task Only_the_storage_with_the_right_mark_is_one()
    {
        Assert.Null(await Method.Obstacle(To, default));
        var other = await Obstacle(To with { Mark = "another" });
        var away = await Obstacle(To with { Root = _storage["nowhere"] });
        await Tell(To);
        File.Delete(_storage[MarkedTree.MarkFile]);
        var unmounted = await Method.Obstacle(To, default);
        var parcel = Parcel("a", "A");
        await Write(parcel);

        Assert.Equal($"The storage 'main' is not at '{_storage.Path}': another tree is there (its {MarkedTree.MarkFile} differs)", other);
        Assert.Equal($"The storage 'main' is not at '{_storage.Path}': it is not mounted (no {MarkedTree.MarkFile})", unmounted);
        Assert.Equal($"The storage 'main' is not at '{_storage["nowhere"]}': there is no such folder", away);
        Assert.Equal(ParcelProblemKind.StorageTrouble, parcel.Problem?.Kind);
        Assert.Empty(_storage.Files);
        Assert.Empty(Directory.EnumerateFileSystemEntries(_storage.Path));
    }

    private async Task<string?> Obstacle(Destination to)
    {
        await Tell(to);
        return await Method.Obstacle(to, default);
    }

    public void Dispose()
    {
        _source.Dispose();
        _storage.Dispose();
        GC.SuppressFinalize(this);
    }

    private void Change(string change, CancellationToken stop)
    {
        while (!stop.IsCancellationRequested)
        {
            switch (change)
            {
                case "grown":
                    using (var file = new FileStream(_source["a"], FileMode.Append))
                    {
                        file.WriteByte(1);
                    }

                    using (var file = new FileStream(_source["a"], FileMode.Open))
                    {
                        file.SetLength(file.Length - 1);
                    }

                    break;
                case "replaced":
                    File.CreateSymbolicLink(_source["c"], "b");
                    File.Delete(_source["c"]);
                    File.Copy(_source["b"], _source["c"]);
                    File.Move(_source["c"], _source["a"], overwrite: true);
                    break;
                default:
                    using (var file = new FileStream(_source["a"], FileMode.Open))
                    {
                        file.Position = file.Length - 1;
                        file.WriteByte(7);
                    }

                    break;
            }

            _source.SetModified("a", Stamp);
        }
    }

    private Parcel Parcel(string path, string content, string? tag = null) => Parcel(path, Encoding.UTF8.GetBytes(content), tag);

    /// <summary>A settled file and the parcel for it.</summary>
    private Parcel Parcel(string path, byte[] content, string? tag = null)
    {
        _source.Put(path, content);
        _source.SetModified(path, Stamp);
        return ParcelOf(path, tag: tag);
    }

    private Parcel ParcelOf(string sourcePath, string? path = null, string? tag = null)
    {
        var entry = _source.Stat(sourcePath);
        return new()
        {
            SourceRoot = _source.Path,
            SourcePath = sourcePath,
            Path = path ?? sourcePath,
            Tag = tag ?? $"test-{Source}-{Interlocked.Increment(ref _tags)}",
            Size = entry.Size,
            ModifiedNs = entry.ModifiedNs,
        };
    }

    private Task Write(params Parcel[] batch) => Method.Write(To, batch, VerifyPolicy.Reread, default);

    private static Task Note(string tag, string sha256) => Task.CompletedTask;

    private Task Place(params Parcel[] batch) => Method.Place(To, batch, Note, default);

    private async Task WriteAndPlace(params Parcel[] batch)
    {
        await Write(batch);
        await Place([.. batch.Where(parcel => parcel.Problem is null)]);
    }
}
