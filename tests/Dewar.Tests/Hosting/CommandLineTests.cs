using Dewar.Access;
using Dewar.Database;
using Xunit;

namespace Dewar.Hosting;

/// <summary>The program as somebody types it: what it prints where, and with which code it ends.</summary>
public sealed class CommandLineTests(SqliteSite site) : IClassFixture<SqliteSite>, IDisposable
{
    private readonly string _config = Directory.CreateTempSubdirectory("dewar-test-").FullName;

    [Fact]
    public async Task A_login_is_kept_where_only_its_owner_reads_it_until_logout()
    {
        var password = Path.Combine(_config, "password");
        await File.WriteAllTextAsync(password, TestSite.Password + "\n");
        var login = await Dewar(false, "login", site.Address.ToString(), "--user", "admin", "--password-file", password);
        Assert.Equal((0, ""), (login.Code, login.Out));
        Assert.Contains("as admin (administrator) until", login.Error);
        Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite, File.GetUnixFileMode(Path.Combine(_config, "profile.json")));

        Assert.Equal("admin", (await Dewar(false, "whoami", "--json")).Json.GetProperty("name").GetString());
        Assert.Equal(0, (await Dewar(false, "logout")).Code);
        var after = await Dewar(false, "whoami");
        Assert.Equal(3, after.Code);
        Assert.Contains("dewar login", after.Error);
    }

    [Fact]
    public async Task Files_are_shown_for_programs_with_what_the_documentation_names()
    {
        var line = await site.Beamline();
        await line.Bring("run/a\u001b[31m.dat", "content");
        var shown = (await Dewar(true, "file", "show", line.Experiment.Name, "run/a\u001b[31m.dat", "--json")).Json;
        foreach (var key in new[] { "path", "size", "sha256", "version", "modifiedAt", "registeredAt", "metadata", "replicas" })
        {
            Assert.True(shown.TryGetProperty(key, out _), key);
        }

        Assert.Equal("verified", shown.GetProperty("replicas")[0].GetProperty("state").GetString());
        Assert.Equal(1, (await Dewar(true, "file", "list", line.Experiment.Name, "--path", "*.dat", "--json")).Json.GetArrayLength());
        // What would drive the terminal is spelled out.
        Assert.DoesNotContain('\u001b', (await Dewar(true, "file", "list", line.Experiment.Name)).Out);
    }

    [Fact]
    public async Task A_token_is_printed_alone_so_that_it_can_be_piped()
    {
        var made = await Dewar(true, "token", "add", "piped", "--scope", "read", "--expires", "1d");
        Assert.Matches("^dewar_[0-9a-f]{12}_[A-Za-z0-9_-]{43}\n$", made.Out);
        using var client = site.With(made.Out.Trim());
        Assert.Equal(Scope.Read, (await client.Get<Me>("api/me")).Scope);
    }

    [Theory]
    [InlineData(2, "experiment", "ad")]
    [InlineData(2, "experiment", "add")]
    [InlineData(2, "token", "add", "x", "--scope", "everything")]
    [InlineData(2, "experiment", "add", "a b", "--type", "t")]
    [InlineData(4, "experiment", "show", "none")]
    [InlineData(4, "user", "show", "a/b")]
    [InlineData(4, "user", "add", "x", "--station", "nowhere")]
    [InlineData(4, "token", "add", "nowhere", "--scope", "station")]
    [InlineData(2, "token", "add", "x", "--scope", "read", "--station", "nowhere")]
    [InlineData(2, "user", "show", "")]
    [InlineData(2, "user", "disable", "..")]
    [InlineData(2, "station", "show", "")]
    [InlineData(2, "station", "set", ".", "--description", "x")]
    [InlineData(2, "experiment", "show", "")]
    [InlineData(2, "experiment", "close", "")]
    [InlineData(2, "experiment", "member", "add", "none", "")]
    [InlineData(2, "group", "join", "", "admin")]
    [InlineData(2, "instrument", "show", "")]
    [InlineData(2, "token", "revoke", "")]
    [InlineData(2, "acquire", "list", "--experiment", "")]
    [InlineData(4, "acquire", "show", "")]
    [InlineData(2, "file", "list", "")]
    [InlineData(2, "file", "list", "none", "--path", "")]
    [InlineData(2, "file", "show", "none", "")]
    [InlineData(2, "download", "none", "")]
    [InlineData(2, "download", "none", "x", "--path", "")]
    [InlineData(0, "--help")]
    [InlineData(0, "completion", "bash")]
    public async Task The_exit_code_tells_what_went_wrong(int code, params string[] words)
    {
        var done = await Dewar(true, words);
        Assert.Equal(code, done.Code);
        Assert.Equal(code == 0, done.Error.Length == 0);
        Assert.DoesNotContain("   at ", done.Error);
        Assert.DoesNotContain("Dewar's own", done.Error);
    }

    [Fact]
    public async Task A_token_whose_name_has_a_slash_is_ended_by_it()
    {
        Assert.Equal(0, (await Dewar(true, "token", "add", "for a/b", "--scope", "read")).Code);
        Assert.Contains("'for a%2Fb'", (await Dewar(true, "token", "revoke", "for a%2Fb")).Error);
        Assert.Equal((0, ""), await Dewar(true, "token", "revoke", "for a/b") is var done ? (done.Code, done.Error) : default);
        Assert.Contains("'for a/b'", (await Dewar(true, "token", "revoke", "for a/b")).Error);
    }

    [Fact]
    public async Task Who_never_signed_in_may_still_sign_out()
    {
        var made = (await site.Admin.Post<TokenMade>("api/tokens", new NewToken("to sign out", Scope.Read))).Secret;
        var done = await Typed.Dewar(Path.Combine(_config, "none"), site.Address.ToString(), made, "logout");
        Assert.Equal((0, ""), (done.Code, done.Error));
        using var client = site.With(made);
        (await client.Send("GET", "api/me")).MustBe(401);
    }

    [Fact]
    public async Task A_site_that_does_not_answer_is_told_apart()
    {
        var away = await Dewar(false, "set-password", "http://127.0.0.1:1", "--token", "x", "--password-file", "/dev/null");
        Assert.Equal(5, away.Code);
        Assert.Contains("does not answer", away.Error);
    }

    [Fact]
    public async Task The_link_of_a_new_account_is_taken_as_it_was_printed()
    {
        var link = (await Dewar(true, "user", "add", site.Name("user"), "--json")).Json.GetProperty("setupToken").GetString();
        var password = Path.Combine(_config, "new");
        await File.WriteAllTextAsync(password, "long enough\n");
        Assert.Equal(2, (await Dewar(false, "set-password", site.Address.ToString(), "--password-file", password)).Code);
        Assert.Equal(0, (await Dewar(false, "set-password", $"{site.Address}set-password#{link}", "--password-file", password)).Code);
    }

    [Fact]
    public async Task A_station_whose_token_is_wrong_is_told_how_to_get_one_and_one_that_all_can_read_is_told_of()
    {
        var token = Path.Combine(_config, "token");
        await File.WriteAllTextAsync(token, "dewar_000000000000_x");
        File.SetUnixFileMode(token, UnixFileMode.UserRead | UnixFileMode.OtherRead);
        var station = await Dewar(false, "station", "--site", site.Address.ToString(), "--token-file", token, "--home", Path.Combine(_config, "station"));
        Assert.Equal(3, station.Code);
        Assert.Contains("dewar token add NAME --scope station", station.Error);
        Assert.Contains("chmod 600", station.Out);
    }

    [Fact]
    public async Task A_database_of_a_newer_version_is_no_fault_of_ours()
    {
        var home = Path.Combine(_config, "home");
        Directory.CreateDirectory(home);
        await using (var database = SiteDatabase.Open("", Path.Combine(home, "dewar.db")))
        {
            await database.Execute($"create table database_migration (name text primary key, applied_us bigint not null)", default);
            await database.Execute($"insert into database_migration values ('2999-01-01a later.sql', 0)", default);
        }

        var serve = await Dewar(false, "serve", "--home", home, "--urls", "http://127.0.0.1:0");
        Assert.Equal(2, serve.Code);
        Assert.Contains("last used by a newer Dewar", serve.Error);
        Assert.DoesNotContain("fault of Dewar's own", serve.Error);
    }

    public void Dispose() => Directory.Delete(_config, recursive: true);

    private Task<Typed> Dewar(bool signedIn, params string[] words) => Typed.Dewar(_config, signedIn ? site.Address.ToString() : "", signedIn ? site.Admin.Token! : "", words);
}
