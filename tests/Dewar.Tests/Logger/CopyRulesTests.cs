using Dewar.Logger.Copying;
using Xunit;

namespace Dewar.Logger;

/// <summary>Which files are copied, and when.</summary>
public sealed class CopyRulesTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("dewar-logger-").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public void A_file_is_still_when_nothing_changed_for_the_quiet_time()
    {
        var stillness = new Stillness(1000);
        Assert.False(Look(stillness, 10, 0));
        Assert.False(Look(stillness, 10, 900));
        Assert.True(Look(stillness, 10, 1000));
        // It grows, and the time begins anew.
        Assert.False(Look(stillness, 11, 1100));
        Assert.False(Look(stillness, 11, 2000));
        Assert.True(Look(stillness, 11, 2100));
    }

    [Theory]
    [InlineData(5000, 5000, true)]
    [InlineData(1000, 1000, false)]
    [InlineData(1000, 9000, true)] // made before, written since
    [InlineData(10_500, 10_500, true)] // begun just after the end
    [InlineData(12_000, 12_000, false)]
    [InlineData(9000, 50_000, true)] // begun in the session and written to long after
    public void Files_of_a_session_are_those_written_since_it_began(long created, long modified, bool taken) =>
        Assert.Equal(taken, new CopyPeriod("s", 4000, 10_000).Takes(new("a", 1, modified, created), older: false, grace: 1000));

    [Fact]
    public void Older_files_come_where_the_settings_say_so() =>
        Assert.True(new CopyPeriod("s", 4000, null).Takes(new("a", 1, 10, 10), older: true, grace: 0));

    [Fact]
    public void What_was_sent_and_what_is_under_way_is_known_after_a_restart()
    {
        var file = new FoundFile("run1/ä.tif", 10, 20, 0);
        using (var memory = new CopyMemory(_folder))
        {
            memory.Periods.Add(new("s", 5, null));
            memory.Periods.Add(new("t", 6, 7));
            memory.SavePeriods();
            memory.Begun(new() { ["path"] = "b" });
            Assert.Equal("b", memory.UnderWay!.Text("path"));
            memory.Sent(file);
        }

        using var again = new CopyMemory(_folder);
        Assert.True(again.Has(file));
        Assert.False(again.Has(new("run1/ä.tif", 11, 20, 0)));
        Assert.False(again.Has(new("run1/ä.tif", 10, 21, 0)));
        Assert.Null(again.UnderWay);
        Assert.Equal([("s", 5L, null), ("t", 6L, 7L)], again.Periods.Select(period => (period.Session, period.Since, period.Until)));
    }

    [Fact]
    public void A_long_memory_is_shortened_and_forgets_nothing_that_counts()
    {
        using (var memory = new CopyMemory(_folder))
        {
            for (var number = 0; number < 1200; number++)
            {
                memory.Sent(new("a" + number % 3, number, number, 0));
            }
        }

        using var again = new CopyMemory(_folder);
        Assert.Equal(3, File.ReadAllLines(Path.Combine(_folder, "copied.jsonl")).Length);
        Assert.True(again.Has(new("a2", 1199, 1199, 0)));
    }

    [Fact]
    public void A_folder_is_looked_through_without_its_links_and_without_what_the_logger_keeps()
    {
        Directory.CreateDirectory(Path.Combine(_folder, "run 1", Home.FolderName));
        File.WriteAllText(Path.Combine(_folder, "run 1", "ü.tif"), "12345");
        File.WriteAllText(Path.Combine(_folder, "run 1", Home.FolderName, "journal"), "");
        Directory.CreateSymbolicLink(Path.Combine(_folder, "again"), _folder);

        var found = Assert.Single(FolderLook.Take(_folder + "/", _ => { }));

        Assert.Equal(("run 1/ü.tif", 5L), (found.Path, found.Size));
        Assert.True(found.IsAs(FolderLook.Again(_folder, found.Path)));
        Assert.Null(FolderLook.Again(_folder, "gone"));
    }

    [Fact]
    public void A_folder_that_cannot_be_read_is_named()
    {
        var told = new List<string>();
        Assert.Empty(FolderLook.Take(Path.Combine(_folder, "absent"), told.Add));
        Assert.Contains("absent", Assert.Single(told), StringComparison.Ordinal);
    }

    [Fact]
    public void Progress_tells_rate_and_time_left()
    {
        var clock = new ManualClock();
        var progress = new CopyProgress(clock);
        Assert.Equal("", progress.Text);
        progress.Begin(2, 100_000_000);
        Assert.Equal("File 1 of 2, 0 bytes of 100 MB", progress.Text);
        clock.Advance(1000);
        progress.Sent(1_000_000);
        Assert.Equal("File 1 of 2, 1.0 MB of 100 MB, 1.0 MB/s, 2 min left", progress.Text);
        progress.FileDone();
        progress.FileDone();
        Assert.Equal("", progress.Text);
    }

    private static bool Look(Stillness stillness, long size, long steady)
    {
        stillness.Begin();
        return stillness.IsStill(new("a", size, 1, 1), steady);
    }
}
