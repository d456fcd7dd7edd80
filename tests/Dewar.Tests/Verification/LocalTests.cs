using Dewar.Database;
using Dewar.Disk;
using Dewar.Hosting;
using Xunit;

namespace Dewar.Verification;

/// <summary>dewar verify, as somebody types it; above all --local: may I delete my copy?</summary>
public sealed class LocalTests(SqliteSite site) : IClassFixture<SqliteSite>, IDisposable
{
    private readonly TestFolder _local = new();

    [Fact]
    public async Task All_that_is_held_may_go_under_whatever_name()
    {
        var line = await With("a", "d/b");
        _local.Put("a", "a");
        _local.Put("renamed", "d/b");
        var all = await Local(line);
        Assert.Equal((0, "2 of 2 files may be deleted here.\n"), (all.Code, all.Error));
        Assert.Contains("renamed\tyes\tverified", all.Out);
        Assert.Contains("main:d/b version 1", all.Out);
        Assert.Equal(2, _local.Files.Length);
    }

    [Fact]
    public async Task One_doubt_is_a_no_with_its_reason_and_another_exit_code()
    {
        var line = await With("a", "b", "c", "hard");
        foreach (var path in new[] { "a", "b", "unknown" })
        {
            _local.Put(path, path);
        }

        File.CreateSymbolicLink(_local["link"], _local["a"]);
        await _local.Shell($"mkfifo pipe; mkdir sub; : > sub/$'bad\\xff'; ln '{line.At("hard")}' hard");
        _local.Put("sub/c", "C");
        await File.WriteAllTextAsync(line.At("b"), "B");
        await line.Verify(site);
        var answers = await Local(line, "--json");
        Assert.Equal(6, answers.Code);
        var found = answers.Json.EnumerateArray().ToDictionary(each => each.GetProperty("path").GetString()!, each => each);
        foreach (var (path, may, reason) in new[]
        {
            ("a", true, "verified"), ("b", false, "its replica is suspect: its bytes differ"), ("unknown", false, "no file with these bytes"), ("link", false, "links are not followed"),
            ("pipe", false, "it is no file"), ("sub/bad\\xff", false, "no text"), ("sub/c", false, "no file with these bytes"), ("hard", false, "may be the stored file itself"),
        })
        {
            Assert.Equal((path, may), (path, found[path].GetProperty("mayBeDeleted").GetBoolean()));
            Assert.Contains(reason, found[path].GetProperty("reason").GetString());
        }

        Assert.Equal(8, found.Count);
        Assert.Contains("1 of 8 files may be deleted here; 7 may not.", (await Local(line)).Error);
    }

    [Fact]
    public async Task What_was_read_too_long_ago_may_not_go()
    {
        var line = await site.Beamline();
        await line.Bring("a", "a");
        _local.Put("a", "a");
        Assert.Equal(6, (await Local(line)).Code);
        Assert.Equal(0, (await Local(line, "--age", "3000d")).Code);
        Assert.Equal(2, (await Local(line, "--age", "long")).Code);
        Assert.Equal(4, (await Typed.Dewar(site, "verify", "none", "--local", _local.Path)).Code);
        Assert.Equal(1, (await Typed.Dewar(site, "verify", line.Experiment.Name, "--local", _local["none"])).Code);
        Assert.Equal(2, (await Typed.Dewar(site, "verify", line.Experiment.Name, "--local", "")).Code);
    }

    [Fact]
    public async Task What_is_still_written_may_not_go()
    {
        var line = await With("a");
        _local.Put("growing", new byte[50_000_000]);
        using var api = new ApiClient(site.Address, site.Admin.Token);
        using var root = LocalFiles.Open(_local.Path);
        using var over = new CancellationTokenSource();
        // A thread of its own, at work before anybody looks: those of the pool may all have something to do.
        var begun = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        var writing = Task.Factory.StartNew(() =>
        {
            using var file = new FileStream(_local["growing"], FileMode.Append);
            while (!over.IsCancellationRequested)
            {
                file.WriteByte(1);
                file.Flush();
                begun.TrySetResult();
            }
        }, CancellationToken.None, TaskCreationOptions.LongRunning, TaskScheduler.Default);
        await begun.Task;
        var verdict = Assert.Single(await new LocalFiles(api, line.Experiment.Name, "7d").Judge(root, [], default).ToListAsync());
        await over.CancelAsync();
        await writing;
        Assert.Equal((false, "it changed while it was read"), (verdict.MayGo, verdict.Reason));
    }

    [Fact]
    public async Task The_storage_itself_is_no_local_copy()
    {
        var line = await With("d/a");
        foreach (var folder in new[] { site.StorageRoot, line.Folder, line.At("d") })
        {
            var done = await Typed.Dewar(site, "verify", line.Experiment.Name, "--local", folder);
            Assert.Equal(2, done.Code);
            Assert.Contains("lies in a storage of Dewar's", done.Error);
        }
    }

    [Fact]
    public async Task Verifying_waits_tells_and_fails_when_something_is_wrong()
    {
        var line = await With("a", "b");
        var asked = await Typed.Dewar(site, "verify", line.Experiment.Name);
        Assert.Equal(0, asked.Code);
        await line.Ended(site, asked.Out.Trim());
        var good = await Typed.Dewar(site, "verify", line.Experiment.Name, "--wait");
        Assert.Equal(0, good.Code);
        Assert.Contains("2 replicas read (2 B): 0 suspect, 0 missing.", good.Error);
        Assert.Equal(0, (await Typed.Dewar(site, "verify", line.Experiment.Name, "--report")).Code);
        File.Delete(line.At("b"));
        var bad = await Typed.Dewar(site, "verify", line.Experiment.Name, "--wait", "--json");
        Assert.Equal((1, 1), (bad.Code, bad.Json.GetProperty("missing").GetInt32()));
        var report = await Typed.Dewar(site, "verify", line.Experiment.Name, "--report");
        Assert.Equal(1, report.Code);
        Assert.StartsWith("b\t1\tmain missing\tnothing is there\t", report.Out);
        Assert.Contains("missing (nothing is there), last right", (await Typed.Dewar(site, "file", "show", line.Experiment.Name, "b")).Out);
        Assert.Matches("^main\tmanaged\t[^\t]*\there\t\\d+\t[1-9]", (await Typed.Dewar(site, "storage", "list")).Out);
        Assert.True((await Typed.Dewar(site, "storage", "list", "--json")).Json[0].GetProperty("missing").GetInt32() > 0);
        Assert.Equal(2, (await Typed.Dewar(site, "verify", line.Experiment.Name, "--path", "")).Code);
    }

    [Fact]
    public async Task What_is_being_read_can_be_stopped()
    {
        var line = await With("a");
        Assert.Contains("Nothing is being read.", (await Typed.Dewar(site, "verify", line.Experiment.Name, "--stop")).Error);
        var run = await line.Verify(site);
        await site.Database.Execute($"update verification_run set ended_us = null, state = 'paused', due_us = {long.MaxValue} where public_id = {run.Id}", default);
        var stopped = await Typed.Dewar(site, "verify", line.Experiment.Name, "--stop", "--json");
        Assert.Equal((0, "stopped"), (stopped.Code, Assert.Single(stopped.Json.EnumerateArray()).GetProperty("state").GetString()));
        Assert.Contains("Nothing is being read.", (await Typed.Dewar(site, "verify", line.Experiment.Name, "--stop")).Error);
    }

    public void Dispose() => _local.Dispose();

    private Task<Typed> Local(Beamline line, params string[] more) => Typed.Dewar(site, ["verify", line.Experiment.Name, "--local", _local.Path, .. more]);

    private async Task<Beamline> With(params string[] paths)
    {
        var line = await site.Beamline();
        foreach (var path in paths)
        {
            line.Put(path, path);
        }

        await line.Register([.. paths.Select(path => line.Arrival(path, path) with { VerifiedAt = TimeProvider.System.GetUtcNow() })]);
        return line;
    }
}
