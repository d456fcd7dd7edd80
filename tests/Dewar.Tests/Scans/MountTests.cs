using Dewar.Hosting;
using Dewar.Transfers;
using Xunit;

namespace Dewar.Scans;

/// <summary>A disk that is mounted somewhere inside a storage and then is not: what lay there is not taken for deleted.</summary>
public sealed class MountTests(SqliteScanSite site) : IClassFixture<SqliteScanSite>
{
    [Theory, InlineData("disk"), InlineData("")]
    public async Task What_was_on_a_disk_that_is_not_mounted_now_is_not_judged(string where)
    {
        var it = await Scanned.InPlace(site);
        Directory.CreateDirectory(it.At(where));
        await using (await SmallDisk.Mount(4, it.At(where)))
        {
            it.Put($"{where}/deep/a".TrimStart('/'), "a");
            it.Put("elsewhere", "elsewhere");
            Assert.Equal("+2 ~0 >0 -0 <0", await it.Did());
        }

        it.Put("new", "new");
        var scan = await it.Scan();
        Assert.Contains("is not now. What should lie there was not judged.", scan.Message);
        Assert.Equal((0L, where == "" ? 0 : 1), (scan.Gone, scan.Added));
        Assert.DoesNotContain(await it.Listed(), each => each.EndsWith("missing", StringComparison.Ordinal));

        // Somebody who knows better says so.
        Assert.Equal(where == "" ? 2 : 1, (await it.Scan(new(Gone: true))).Gone);
        Assert.Equal("+0 ~0 >0 -0 <0", await it.Did());
    }

    [Fact]
    public async Task A_disk_above_an_experiment_that_is_not_mounted_is_waited_for_or_told_of()
    {
        var line = await site.Beamline();
        var it = new Scanned(site, line.Experiment, line.Folder);
        var above = Path.GetDirectoryName(line.Folder)!;
        Directory.CreateDirectory(above);
        await using (await SmallDisk.Mount(4, above))
        {
            await line.Bring("a", "a");
            await line.Bring("d/b", "b");
            Assert.Equal("+0 ~0 >0 -0 <0", await it.Did());
        }

        var scan = await it.Scan();
        Assert.Contains("is not now. What should lie there was not judged.", scan.Message);
        Assert.Equal(0, scan.Gone);
        Assert.Equal(["a verified", "d/b verified"], await it.Listed());
        Assert.Equal(2, (await it.Scan(new(Gone: true))).Gone);
    }

    [Fact]
    public async Task A_folder_that_is_a_link_is_not_followed_even_where_it_was_a_folder_before()
    {
        var it = await Scanned.InPlace(site);
        it.Put("d/a", "a");
        it.Put("b", "b");
        await it.Scan();
        it.Move("d", "../outside-" + it.Experiment.Name);
        it.Put("../outside-" + it.Experiment.Name + "/secret", "secret");
        Directory.CreateSymbolicLink(it.At("d"), it.At("../outside-" + it.Experiment.Name));
        Assert.Equal("+0 ~0 >0 -1 <0", await it.Did());
        Assert.Equal(["b verified", "d/a missing"], await it.Listed());
        Assert.Equal(["d Odd"], (await it.Differences()).Select(each => $"{each.Path} {each.Kind}"));
        Assert.Equal(409, (await site.Admin.Send("GET", $"{it.Path}/content/d/a")).Status);
    }
}
