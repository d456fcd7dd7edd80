using Dewar.Acquisitions;
using Dewar.Hosting;
using Dewar.Instruments;
using Dewar.Sdk;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.WebUtilities;
using Xunit;

namespace Dewar.Portal;

/// <summary>What is typed to bring files: kept while one looks around, written as a command, and made into what the API takes.</summary>
public sealed class AcquireFieldsTests
{
    private static readonly AcquireFields Plain = Typed(("folder", "/data"));

    [Theory]
    [InlineData("acquire start e /data")]
    [InlineData("upload e /data", "kind", "upload")]
    [InlineData("acquire start e '/data/run 1' --station tem1 --to raw", "folder", "/data/run 1", "station", "tem1", "to", "raw")]
    [InlineData("acquire start e /data --quiet 5s", "quiet", "5")]
    [InlineData("acquire start e /data --quiet 2m --marker '{name}.done'", "quiet", "2m", "marker", "{name}.done")]
    [InlineData("acquire start e /data --include '*.tif' --include 'run?/**' --exclude '*.tmp'", "include", "*.tif\r\nrun?/**\r\n", "exclude", " *.tmp ")]
    [InlineData("acquire start e /data --meta 'sample=it'\\''s' --hidden --only-new --no-reprocess --for 8h --verify disk",
        "meta", "sample=it's", "hidden", "yes", "new", "yes", "once", "yes", "for", "8h", "verify", "disk")]
    [InlineData("acquire start e $'/data\\u202e'", "folder", "/data\u202e")]
    public void The_same_is_told_as_a_command(string command, params string[] typed) =>
        Assert.Equal(command, Typed([("folder", "/data"), .. typed.Chunk(2).Select(pair => (pair[0], pair[1]))]).Command("e"));

    [Fact]
    public void Looking_into_another_folder_keeps_what_was_typed()
    {
        var typed = Typed(("kind", "upload"), ("folder", "/data"), ("station", "tem1"), ("to", "a b&c"), ("quiet", "1m"), ("instrument", "titan"), ("include", "*.tif\nx"), ("exclude", "y"),
            ("marker", "{name}.done"), ("for", "8h"), ("meta", "a=b\nc=d%"), ("hidden", "yes"), ("new", "yes"), ("once", "yes"), ("verify", "trust"));

        var address = typed.Address("e", "/data/<b>?#", "last");

        var query = new QueryCollection(QueryHelpers.ParseQuery(address[address.IndexOf('?', StringComparison.Ordinal)..]));
        Assert.Equal(typed with { Folder = "/data/<b>?#" }, AcquireFields.Of(query));
        Assert.Equal("last", query["after"]);
        Assert.StartsWith("/experiments/e/acquire?", address);
    }

    [Fact]
    public void All_of_it_reaches_the_acquisition()
    {
        var wanted = Typed(("folder", "/data"), ("station", "tem1"), ("to", "raw"), ("quiet", "1.5"), ("include", "*.tif"), ("exclude", "*.tmp"), ("marker", "{stem}.xml"), ("for", "8h"),
            ("meta", "sample = A 17\nempty="), ("hidden", "yes"), ("new", "yes"), ("once", "yes"), ("verify", "disk")).Wanted([]);

        Assert.Equal(AcquisitionKind.Acquisition, wanted.Kind);
        Assert.Equal(new NewSource("/data", "tem1", "raw"), Assert.Single(wanted.Sources));
        var options = wanted.Options!;
        Assert.Equal((true, true, false, 28800.0, VerifyPolicy.Disk), (options.Hidden, options.OnlyNew, options.Reprocess, options.StopAfterSeconds, options.Verify));
        Assert.Equal((1.5, "{stem}.xml"), (options.Settling!.QuietSeconds, options.Settling.Marker));
        Assert.Equal(["*.tif"], options.Include);
        Assert.Equal(["*.tmp"], options.Exclude);
        Assert.Equal(new Dictionary<string, string> { ["sample"] = "A 17", ["empty"] = "" }, options.Metadata);
    }

    [Fact]
    public void What_is_not_typed_stays_as_it_is_by_itself()
    {
        var options = Plain.Wanted([]).Options!;

        Assert.Null(options.Settling);
        Assert.Null(options.StopAfterSeconds);
        Assert.Equal((true, VerifyPolicy.Reread, false), (options.Reprocess, options.Verify, options.OnlyNew));
    }

    [Fact]
    public void An_instruments_rules_hold_where_nothing_else_was_typed()
    {
        Instrument titan = new("titan", "tem1", "", new() { QuietSeconds = 30, Marker = "{name}.done", Temporary = ["*.tmp"] });

        var settling = (Plain with { Instrument = "titan", Quiet = "2s" }).Wanted([titan]).Options!.Settling!;

        Assert.Equal((2.0, "{name}.done"), (settling.QuietSeconds, settling.Marker));
        Assert.Equal(["*.tmp"], settling.Temporary);
    }

    [Fact]
    public void Only_a_watch_stops_by_itself_or_leaves_what_is_there()
    {
        var options = Typed(("kind", "upload"), ("folder", "/data"), ("for", "8h"), ("new", "yes")).Wanted([]).Options!;

        Assert.Equal((null, false), (options.StopAfterSeconds, options.OnlyNew));
    }

    [Theory]
    [InlineData("quiet", "soon", "quiet-invalid")]
    [InlineData("for", "a while", "stop-after-invalid")]
    [InlineData("meta", "no sign between", "metadata-invalid")]
    [InlineData("meta", "=value", "metadata-invalid")]
    public void What_makes_no_sense_is_refused(string field, string typed, string code) =>
        Assert.Equal(code, Assert.Throws<Refusal>(() => Typed(("folder", "/data"), (field, typed)).Wanted([])).Code);

    [Fact]
    public void One_that_ended_can_be_begun_again_as_it_was()
    {
        var typed = Typed(("folder", "/data"), ("station", "tem1"), ("to", "raw"), ("include", "*.tif"), ("meta", "a=b"), ("hidden", "yes"));
        var wanted = typed.Wanted([]);
        Acquisition ended = new("id", "e", wanted.Kind, AcquisitionState.Done, "anna", default, null, null, default, wanted.Options!, new(),
            [new("tem1", "/data", "raw", AcquisitionState.Done, new(), null, [])]);

        Assert.Equal(typed with { Verify = "reread" }, AcquireFields.Of(ended));
    }

    private static AcquireFields Typed(params (string Name, string Value)[] fields) =>
        AcquireFields.Of(new QueryCollection(fields.GroupBy(field => field.Name).ToDictionary(field => field.Key, field => new Microsoft.Extensions.Primitives.StringValues(field.Last().Value))));
}
