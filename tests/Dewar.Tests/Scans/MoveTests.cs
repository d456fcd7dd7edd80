using System.Diagnostics;
using System.Text.Json;
using Dewar.Catalogue;
using Dewar.Hosting;
using Xunit;

namespace Dewar.Scans;

/// <summary>Whose story a file goes on with, where several have the same bytes.</summary>
public abstract class MoveTests(IScanSite at) : SiteTests(at.Site)
{
    [Fact]
    public async Task A_copy_takes_nothing_from_a_file_that_came_back_to_its_own_path()
    {
        var it = await Scanned.InPlace(at);
        it.Put("data/a", "a");
        it.Put("stays", "stays");
        await it.Scan();
        await Describe(it, "data/a", "Si");
        it.Move("data/a", "../a-" + it.Experiment.Name);
        await it.Scan();
        it.Move("../a-" + it.Experiment.Name, "data/a");
        it.Put("copy/of a", "a");
        Assert.Equal("+1 ~0 >0 -0 <1", await it.Did());
        Assert.Equal("Si", (await it.Show("data/a")).Metadata["sample"].GetString());
    }

    [Fact]
    public async Task Of_files_with_one_content_each_keeps_its_name()
    {
        var it = await Scanned.InPlace(at);
        it.Put("old/keep", "same");
        it.Put("old/other", "same");
        it.Put("stays", "stays");
        await it.Scan();
        await Describe(it, "old/keep", "kept");
        await Describe(it, "old/other", "other");
        it.Move("old/keep", "new/keep");
        it.Move("old/other", "new/a");
        Assert.Equal(2, (await it.Scan()).Moved);
        Assert.Equal("kept", (await it.Show("new/keep")).Metadata["sample"].GetString());
        Assert.Equal("other", (await it.Show("new/a")).Metadata["sample"].GetString());
    }

    [Fact]
    public async Task Many_files_of_one_content_take_no_longer_than_others()
    {
        var times = new List<long>();
        foreach (var isSame in new[] { false, true })
        {
            var it = await Scanned.InPlace(at);
            for (var i = 0; i < 1500; i++)
            {
                it.Put($"{i}", isSame ? "same" : $"{i}");
            }

            var clock = Stopwatch.StartNew();
            Assert.Equal(1500, (await it.Scan()).Added);
            times.Add(clock.ElapsedMilliseconds);
        }

        Assert.True(times[1] < 4 * times[0], $"{times[0]} ms for different contents, {times[1]} ms for one");
    }

    [Fact]
    public async Task An_empty_file_that_is_gone_is_not_hidden_by_another_that_is_new()
    {
        var it = await Scanned.InPlace(at);
        it.Put("run1/lock", "");
        it.Put("stays", "stays");
        await it.Scan();
        File.Delete(it.At("run1/lock"));
        it.Put("run9/done.flag", "");
        Assert.Equal("+1 ~0 >0 -1 <0", await it.Did());
    }

    private Task<Answer> Describe(Scanned it, string path, string sample) => Site.Admin.Send("POST", $"{it.Path}/metadata",
        new MetadataChange([path], new Dictionary<string, JsonElement?> { ["sample"] = JsonSerializer.SerializeToElement(sample) }));
}

public sealed class MoveTestsOnSqlite(SqliteScanSite site) : MoveTests(site), IClassFixture<SqliteScanSite>;

public sealed class MoveTestsOnPostgres(PostgresScanSite site) : MoveTests(site), IClassFixture<PostgresScanSite>;
