using Dewar.Access;
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
    [InlineData(0, "--help")]
    [InlineData(0, "completion", "bash")]
    public async Task The_exit_code_tells_what_went_wrong(int code, params string[] words)
    {
        var done = await Dewar(true, words);
        Assert.Equal(code, done.Code);
        Assert.Equal(code == 0, done.Error.Length == 0);
        Assert.DoesNotContain("   at ", done.Error);
    }

    [Fact]
    public async Task A_site_that_does_not_answer_is_told_apart()
    {
        var away = await Dewar(false, "set-password", "http://127.0.0.1:1", "--token", "x", "--password-file", "/dev/null");
        Assert.Equal(5, away.Code);
        Assert.Contains("does not answer", away.Error);
    }

    public void Dispose() => Directory.Delete(_config, recursive: true);

    private Task<Typed> Dewar(bool signedIn, params string[] words) => Typed.Dewar(_config, signedIn ? site.Address.ToString() : "", signedIn ? site.Admin.Token! : "", words);
}
