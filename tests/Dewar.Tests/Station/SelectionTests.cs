using Dewar.Acquisitions;
using Dewar.Instruments;
using Xunit;

namespace Dewar.Station;

public sealed class SelectionTests
{
    [Theory]
    [InlineData("run/a.tif", true)]
    [InlineData("run/a.tif.tmp", false)]
    [InlineData("run/a.h5", true)]
    [InlineData("run/notes.txt", false)]
    [InlineData("run/dark_1.tif", false)]
    [InlineData("scratch/x/a.tif", false)]
    [InlineData("run/.a.tif", false)]
    [InlineData("run/.dewar-1.tif", false)]
    public void A_file_is_wanted_that_is_included_and_not_excluded(string path, bool wanted)
    {
        var selection = new Selection(new()
        {
            Include = ["*.tif", "run/*.h5", "*.tmp"],
            Exclude = ["dark_*", "scratch/**"],
            Settling = new() { Temporary = ["*.tmp"] },
        });

        Assert.Equal(wanted, selection.WantsFile(path));
    }

    [Theory]
    [InlineData("a", true)]
    [InlineData(".a", true)]
    [InlineData(".dewar", false)]
    [InlineData(".dewar-1.part", false)]
    public void Hidden_names_but_never_our_own_are_wanted_when_asked(string name, bool wanted)
    {
        var selection = new Selection(new() { Hidden = true });

        Assert.Equal(wanted, selection.WantsFile(name));
        Assert.Equal(wanted, selection.WantsFolder(name));
    }

    [Theory]
    [InlineData("{name}.done", "run/a.tif", "run/a.tif.done")]
    [InlineData("{name}.done", "run/a.tif.done", null)]
    [InlineData("{stem}.xml", "run/a.tif", "run/a.xml")]
    [InlineData("{stem}.xml", "run/a.b.tif", "run/a.b.xml")]
    [InlineData("{stem}.xml", "run/a.xml", null)]
    [InlineData("../{folder}.finished", "scans/run7/a.tif", "scans/run7.finished")]
    [InlineData("../{folder}.finished", "run7/a.tif", "run7.finished")]
    [InlineData("../{folder}.finished", "run7.finished", null)]
    [InlineData("../{folder}.finished", "a.tif", "../watched.finished")]
    [InlineData("../../{folder}.finished", "x/y/a.tif", "y.finished")]
    [InlineData("done.txt", "run/a.tif", "run/done.txt")]
    [InlineData("done.txt", "run/done.txt", null)]
    [InlineData("done.txt", "run/undone.txt", "run/done.txt")]
    [InlineData("done-{name}", "run/a.tif", "run/done-a.tif")]
    [InlineData("done-{name}", "run/done-a.tif", null)]
    [InlineData("status/{name}.ok", "run/a.tif", "run/status/a.tif.ok")]
    [InlineData("a+(b).{name}", "x", "a+(b).x")]
    public void A_marker_is_where_the_rule_says(string rule, string path, string? marker) =>
        Assert.Equal(marker, new Selection(new() { Settling = new Settling { Marker = rule } }, "watched").MarkerFor(path));

    [Fact]
    public void Without_a_rule_no_file_needs_a_marker() => Assert.Null(new Selection(new AcquisitionOptions()).MarkerFor("a"));
}
