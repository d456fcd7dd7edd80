using Microsoft.Data.Sqlite;
using Xunit;

namespace Dewar.Disk;

public sealed class GlobTests
{
    [Theory]
    [InlineData("*.tif", "a.tif", true)]
    [InlineData("*.tif", "deep/below/a.tif", true)]
    [InlineData("*.tif", "a.tiff", false)]
    [InlineData("*.tif", "a.TIF", false)]
    [InlineData("run*/a.tif", "run1/a.tif", true)]
    [InlineData("run*/a.tif", "run1/deep/a.tif", false)]
    [InlineData("run*/a.tif", "x/run1/a.tif", false)]
    [InlineData("/a.tif", "a.tif", true)]
    [InlineData("/a.tif", "deep/a.tif", false)]
    [InlineData("**/a.tif", "a.tif", true)]
    [InlineData("**/a.tif", "x/y/a.tif", true)]
    [InlineData("run/**", "run/x/y", true)]
    [InlineData("run/**", "running/x", false)]
    [InlineData("run/**/end", "run/end", true)]
    [InlineData("run/**/end", "run/a/b/end", true)]
    [InlineData("scan_????.h5", "scan_0001.h5", true)]
    [InlineData("scan_????.h5", "scan_001.h5", false)]
    [InlineData("a?b/c", "a/b/c", false)]
    [InlineData("[ab]1", "b1", true)]
    [InlineData("[ab]1", "c1", false)]
    [InlineData("[!ab]1", "c1", true)]
    [InlineData("[!ab]1", "a1", false)]
    [InlineData("x/[!a]/y", "x//y", false)]
    [InlineData("[0-9]", "5", true)]
    [InlineData("[0-9]", "-", false)]
    [InlineData("[-a]", "-", true)]
    [InlineData("[a-]", "-", true)]
    [InlineData("[^a]", "^", true)]
    [InlineData("[^a]", "b", false)]
    [InlineData("[]]", "]", true)]
    [InlineData("[!]]", "x", true)]
    [InlineData("[!]]", "]", false)]
    [InlineData("[[]", "[", true)]
    [InlineData("[\\]", "\\", true)]
    [InlineData("*.{tif,h5}", "a.h5", true)]
    [InlineData("*.{tif,h5}", "a.png", false)]
    [InlineData("a(b)+.$", "a(b)+.$", true)]
    [InlineData("é?", "éa", true)]
    [InlineData("line\nbreak", "line\nbreak", true)]
    public void A_pattern_matches_what_it_says(string pattern, string path, bool matches) => Assert.Equal(matches, new Glob(pattern).Matches(path));

    [Theory]
    [InlineData("*.tif", "", true, "%.tif")]
    [InlineData("run/a_?.tif", "run/a_", false, "a!_%.tif")]
    [InlineData("/run-1*/x[ab]y", "run-1", true, "x%y")]
    [InlineData("run/{a,b}-100%!", "run/", false, "%-100!%!!")]
    [InlineData("run/a**b", "run/a", true, "%b")]
    [InlineData("run/{a/b,c}", "run/", true, "%")]
    [InlineData("run/a", "run/a", false, "a")]
    public void A_database_is_told_where_to_look(string pattern, string start, bool deeper, string like)
    {
        var glob = new Glob(pattern);
        Assert.Equal((start, deeper, like), (glob.Start, glob.GoesDeeper, glob.NameLike));
    }

    [Fact]
    public void Where_a_database_looks_all_matches_are()
    {
        Database.SqliteLibrary.Choose();
        using var database = new SqliteConnection("Data Source=:memory:");
        database.Open();
        using var ask = database.CreateCommand();
        ask.CommandText = "select @name like @pattern escape '!'";
        ask.Parameters.AddWithValue("@name", "");
        ask.Parameters.AddWithValue("@pattern", "");
        var random = new Random(1);
        string Some(string letters, int most) => string.Concat(Enumerable.Range(0, random.Next(1, most)).Select(_ => letters[random.Next(letters.Length)]));
        var matches = 0;
        for (var round = 0; round < 20_000; round++)
        {
            var (pattern, path) = (Some("ab/*?[]{},!%_", 9), Some("aab/%_!{}[],", 6).Trim('/'));
            var glob = new Glob(pattern);
            if (glob.Matches(path))
            {
                var (folder, name) = RelativePath.Split(path);
                (ask.Parameters[0].Value, ask.Parameters[1].Value) = (name, glob.NameLike);
                Assert.True((long)ask.ExecuteScalar()! == 1, $"'{path}' matches '{pattern}', and is not like '{glob.NameLike}'");
                Assert.True(path.StartsWith(glob.Start, StringComparison.Ordinal) && (glob.GoesDeeper || folder == RelativePath.Split(glob.Start).Folder), $"'{path}' matches '{pattern}'");
                matches++;
            }
        }

        Assert.True(matches > 100);
    }

    [Fact]
    public void A_range_that_runs_backwards_is_said() =>
        Assert.Equal("'x[z-a]' is no pattern: look at what stands between '[' and ']'.", Assert.Throws<FormatException>(() => new Glob("x[z-a]")).Message);

    /// <summary>People type these; they mean themselves.</summary>
    [Theory]
    [InlineData("[")]
    [InlineData("[]")]
    [InlineData("[!]")]
    [InlineData("[a-z")]
    [InlineData("{")]
    [InlineData("{a,{b}")]
    [InlineData("}a{")]
    [InlineData("[a&&[b]]")]
    [InlineData("[a-z-[aeiou]]")]
    [InlineData("[\\d]")]
    [InlineData("(?<x>")]
    [InlineData("")]
    [InlineData("\\")]
    public void No_pattern_is_a_failure(string pattern) => Assert.False(new Glob(pattern).Matches("never/matches this"));

    [Theory]
    [InlineData("*.tif", "")]
    [InlineData("a.tif", "")]
    [InlineData("run/a.tif", "run/")]
    [InlineData("run/x/*.tif", "run/x/")]
    [InlineData("run/x*/a", "run/")]
    [InlineData("run/**", "run/")]
    [InlineData("{a/b,c}/d", "")]
    [InlineData("/run/*", "run/")]
    public void All_matches_lie_below_what_is_fixed(string pattern, string below) => Assert.Equal(below, new Glob(pattern).Below);

    [Fact]
    public void No_pattern_makes_matching_slow() =>
        Assert.False(new Glob("*a*a*a*a*a*a*a*a*a*a*a*a*a*b").Matches(new string('a', 5_000)));
}
