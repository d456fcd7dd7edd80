using Dewar.Station;
using Xunit;

namespace Dewar.Hosting;

/// <summary>Settings come from file, environment and flags, the later over the earlier; all mistakes are told at once.</summary>
public sealed class SettingsTests : IDisposable
{
    private static readonly Setting[] Known = [new("test-one", "a", "One."), new("test-two", "b", "Two."), new("test-map", "", "A map."), new("test-number", "7", "A number.")];
    private readonly string _file = Path.GetTempFileName();
    private readonly List<string> _set = [];

    [Fact]
    public void Each_place_goes_over_the_one_before()
    {
        Assert.Equal("a", Read("").Text("test-one"));
        Assert.Equal("file", Read("test-one: file").Text("test-one"));
        Environment("DEWAR_TEST_ONE", "environment");
        Assert.Equal("environment", Read("test-one: file").Text("test-one"));
        Assert.Equal("flag", Read("test-one: file", ("test-one", "flag")).Text("test-one"));
        Assert.Equal("environment", Read("test-one: file", ("test-one", null)).Text("test-one"));
        Assert.Equal("b", Read("test-one: file").Text("test-two"));
    }

    [Fact]
    public void All_mistakes_are_told_at_once_with_what_was_meant()
    {
        var set = Read("tets-one: x\nnothing-like-it: 1\ntest-map: {a: /x}\ntest-number: many\n", ("test-map", "a=/x,b,a=/y,=z"));
        _ = set.As("test-number", int.Parse, 0, "a number");
        _ = set.Map("test-map");
        var refusal = Assert.Throws<Refusal>(set.Check);

        Assert.Equal("settings-invalid", refusal.Code);
        Assert.Contains("there is no setting 'tets-one'; did you mean 'test-one'?", refusal.Message);
        Assert.Contains("there is no setting 'nothing-like-it'.", refusal.Message);
        Assert.Contains("test-number: 'many' is not a number.", refusal.Message);
        Assert.Contains("test-map: 'b' is not of the form name=value.", refusal.Message);
        Assert.Contains("test-map: 'a' is given twice.", refusal.Message);
        Assert.Contains("test-map: '=z' is not of the form name=value.", refusal.Message);
    }

    [Theory]
    [InlineData("test-map: {a: /x, b: /y}"), InlineData("test-map: [a=/x, b=/y]"), InlineData("test-map: a=/x,b=/y"), InlineData("""{"test-map": {"a": "/x", "b": "/y"}}""")]
    public void A_map_may_be_written_in_several_ways(string file) =>
        Assert.Equal("a=/x b=/y", string.Join(' ', Read(file).Map("test-map").Select(each => $"{each.Key}={each.Value}")));

    [Theory, InlineData("test-one: [", "line "), InlineData("test-one: [a\ntest-two: : x", "can't be read as YAML"), InlineData("- a", "expected 'name: value' lines"), InlineData("just words", "expected 'name: value' lines")]
    public void A_file_that_cannot_be_read_is_told(string text, string mistake) => Assert.Contains(mistake, Assert.Single(Read(text).Mistakes));

    [Fact]
    public void A_file_that_is_not_there_is_told() =>
        Assert.Contains("/nowhere/dewar.yaml", Assert.Single(new Settings(Known, "/nowhere/dewar.yaml", new Dictionary<string, string?>()).Mistakes));

    [Fact]
    public void With_nothing_said_a_site_is_on_this_computer_only()
    {
        var site = SiteSettings.Read(null, new Dictionary<string, string?> { ["home"] = "/srv/dewar" });
        Assert.Equal(("http://127.0.0.1:8470", "", "/srv/dewar/dewar.db", "local"), (site.Urls, site.Database, site.DatabaseFile, site.EmbeddedStation));
        Assert.Equal("/srv/dewar/storage", site.Storages["main"]);
    }

    [Fact]
    public void A_sites_settings_are_checked_as_a_whole()
    {
        var refusal = Assert.Throws<Refusal>(() => SiteSettings.Read(null, new Dictionary<string, string?>
        {
            ["home"] = "/srv/dewar",
            ["urls"] = "localhost;ftp://x",
            ["database"] = "mysql://x",
            ["storages"] = "main=relative",
            ["roots"] = "data",
            ["admin-password-file"] = "/nowhere",
            ["log"] = "loud",
            ["verify-every"] = "0d",
            ["verify-rate"] = "quick",
        }));
        foreach (var part in new[] { "verify-every: '0d' is not a duration", "verify-rate: 'quick'", "urls: 'localhost'", "urls: 'ftp://x'", "database: this is neither", "must be absolute", "admin-password-file: '/nowhere' can't be read: there is no such file", "roots: the path 'data' must be absolute", "log: 'loud'" })
        {
            Assert.Contains(part, refusal.Message);
        }
    }

    [Fact]
    public void A_station_says_what_it_lacks()
    {
        var refusal = Assert.Throws<Refusal>(() => StationOptions.Read(null, new Dictionary<string, string?> { ["look"] = "often", ["movers"] = "-1", ["storages"] = "main=mnt" }));
        foreach (var part in new[] { "site: the address of the site is missing", "token-file: a station needs its token", "look: 'often'", "movers: '-1'", "storages: the path 'mnt'" })
        {
            Assert.Contains(part, refusal.Message);
        }
    }

    [Fact]
    public void An_address_that_is_none_does_not_hide_the_other_mistakes()
    {
        var refusal = Assert.Throws<Refusal>(() => StationOptions.Read(null, new Dictionary<string, string?> { ["site"] = "not a site", ["log"] = "99" }));
        Assert.Contains("site: 'not a site' is not an address", refusal.Message);
        Assert.Contains("log: '99' is not error", refusal.Message);
    }

    [Fact]
    public void A_token_file_that_is_not_there_is_told() => Assert.Contains("token-file: '/nowhere' can't be read: there is no such file.", Assert.Throws<Refusal>(() =>
        StationOptions.Read(null, new Dictionary<string, string?> { ["site"] = "http://x", ["token-file"] = "/nowhere" })).Message);

    [Theory]
    [InlineData("90s", 90), InlineData("500ms", 0.5), InlineData("1.5h", 5400), InlineData("30d", 2592000), InlineData("2w", 1209600)]
    public void A_duration_is_a_number_and_a_unit(string text, double seconds) => Assert.Equal(seconds, Duration.Parse(text).TotalSeconds);

    [Theory, InlineData("5"), InlineData("s"), InlineData("-5s"), InlineData("1e99d"), InlineData("soon"), InlineData("99999999999s"), InlineData("")]
    public void Other_durations_are_refused(string text) => Assert.Throws<FormatException>(() => Duration.Parse(text));

    [Theory]
    [InlineData("12", 12), InlineData("1kB", 1000), InlineData("1.5 MB", 1_500_000), InlineData("2KiB", 2048), InlineData("3G", 3_000_000_000)]
    public void A_size_has_decimal_units_unless_it_says_otherwise(string text, long bytes) => Assert.Equal(bytes, Bytes.Parse(text));

    [Theory, InlineData("large"), InlineData("-1"), InlineData("1 XB"), InlineData("")]
    public void Other_sizes_are_refused(string text) => Assert.Throws<FormatException>(() => Bytes.Parse(text));

    [Theory, InlineData(0, "0 B"), InlineData(999, "999 B"), InlineData(1000, "1.00 kB"), InlineData(12_345, "12.3 kB"), InlineData(999_999, "1.00 MB"), InlineData(5e18, "5.00 EB")]
    public void Sizes_are_shown_with_three_digits(double bytes, string shown) => Assert.Equal(shown, Bytes.Show(bytes));

    public void Dispose()
    {
        _set.ForEach(name => System.Environment.SetEnvironmentVariable(name, null));
        File.Delete(_file);
    }

    private void Environment(string name, string value)
    {
        _set.Add(name);
        System.Environment.SetEnvironmentVariable(name, value);
    }

    private Settings Read(string text, params (string Key, string? Value)[] flags)
    {
        File.WriteAllText(_file, text);
        return new(Known, _file, flags.ToDictionary(each => each.Key, each => each.Value));
    }
}
