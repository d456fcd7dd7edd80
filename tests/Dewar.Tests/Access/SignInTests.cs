using Dewar.Database;
using Dewar.Hosting;
using Xunit;

namespace Dewar.Access;

/// <summary>Signing in, passwords, the first administrator.</summary>
public abstract class SignInTests(TestSite site) : SiteTests(site)
{
    [Fact]
    public async Task A_program_gets_a_token_and_signing_out_ends_it()
    {
        var user = Site.Name("user");
        using var _ = await Site.User(user);
        using var nobody = Site.Nobody();
        var answer = (await nobody.Send("POST", "api/sign-in", new SignIn(user, TestSite.Password, "my program"))).MustBe(200);
        var signedIn = answer.As<SignedIn>();
        Assert.False(answer.Headers.Contains("Set-Cookie"));

        using var program = Site.With(signedIn.Secret!);
        Assert.Equal((user, Role.User, Scope.Write), (await program.Get<Me>("api/me")) is var me ? (me.Name, me.Role, me.Scope) : default);
        (await program.Send("POST", "api/sign-out")).MustBe(204);
        (await program.Send("GET", "api/me")).MustBe(401, "token-invalid");
    }

    [Fact]
    public async Task A_browser_gets_a_cookie_that_scripts_cannot_read()
    {
        using var nobody = Site.Nobody();
        var answer = (await nobody.Send("POST", "api/sign-in", new SignIn("admin", TestSite.Password))).MustBe(200);
        Assert.Null(answer.As<SignedIn>().Secret);

        var cookie = answer.Headers.GetValues("Set-Cookie").Single();
        Assert.Contains("httponly", cookie);
        Assert.Contains("samesite=lax", cookie);
        var value = cookie.Split(';')[0];
        Assert.Equal("admin", (await nobody.Send("GET", "api/me", null, ("Cookie", value))).As<Me>().Name);
        // A session's secret is no token, and a token no session.
        using var thief = Site.With(value.Split('=')[1]);
        (await thief.Send("GET", "api/me")).MustBe(401, "token-invalid");
        (await nobody.Send("GET", "api/me", null, ("Cookie", $"dewar={Site.Admin.Token}"))).MustBe(401, "not-signed-in");
    }

    [Theory]
    [InlineData("nobody-here", TestSite.Password), InlineData("admin", "wrong"), InlineData("admin", ""), InlineData("ADMIN", TestSite.Password), InlineData("", "")]
    public async Task What_is_wrong_is_not_told(string user, string password)
    {
        using var nobody = Site.Nobody();
        var answer = (await nobody.Send("POST", "api/sign-in", new SignIn(user, password, "x"))).MustBe(401, "sign-in-failed");
        Assert.Equal("The name or the password is wrong, or the account is disabled.", answer.Title);
    }

    [Fact]
    public async Task Guessing_is_slowed_down_for_that_name_only()
    {
        var (user, other) = (Site.Name("guessed"), Site.Name("other"));
        using var _ = await Site.User(user);
        using var __ = await Site.User(other);
        using var nobody = Site.Nobody();
        for (var i = 0; i < 8; i++)
        {
            (await nobody.Send("POST", "api/sign-in", new SignIn(user, "wrong", "x"))).MustBe(401, "sign-in-failed");
        }

        var answer = (await nobody.Send("POST", "api/sign-in", new SignIn(user, TestSite.Password, "x"))).MustBe(429, "too-many-attempts");
        Assert.Equal(TimeSpan.FromMinutes(5), answer.Headers.RetryAfter!.Delta);
        (await nobody.Send("POST", "api/sign-in", new SignIn(other, TestSite.Password, "x"))).MustBe(200);
    }

    [Fact]
    public async Task A_new_account_sets_its_password_once_with_its_token()
    {
        var user = Site.Name("new");
        var made = await Site.Admin.Post<UserMade>("api/users", new NewUser(user));
        Assert.False(made.User.HasPassword);
        using var nobody = Site.Nobody();
        (await nobody.Send("POST", "api/sign-in", new SignIn(user, "", "x"))).MustBe(401, "sign-in-failed");
        // The token sets the password and opens nothing else; nor does another token set it.
        using var setup = Site.With(made.SetupToken!);
        (await setup.Send("GET", "api/me")).MustBe(401, "token-invalid");
        (await nobody.Send("POST", "api/set-password", new SetPassword(Site.Admin.Token!, "long enough"))).MustBe(401, "token-invalid");

        (await nobody.Send("POST", "api/set-password", new SetPassword(made.SetupToken!, "short"))).MustBe(400, "password-too-short");
        (await nobody.Send("POST", "api/set-password", new SetPassword(made.SetupToken!, "long enough"))).MustBe(204);
        (await nobody.Send("POST", "api/set-password", new SetPassword(made.SetupToken!, "long enough again"))).MustBe(401, "token-invalid");
        (await nobody.Send("POST", "api/sign-in", new SignIn(user, "long enough", "x"))).MustBe(200);
    }

    [Fact]
    public async Task Ones_own_password_needs_the_one_before_and_ends_the_sessions()
    {
        var user = Site.Name("user");
        using var me = await Site.User(user);
        using var nobody = Site.Nobody();
        var cookie = (await nobody.Send("POST", "api/sign-in", new SignIn(user, TestSite.Password))).Headers.GetValues("Set-Cookie").Single().Split(';')[0];

        (await me.Send("PUT", $"api/users/{user}/password", new NewPassword("new password", "wrong"))).MustBe(400, "password-wrong");
        (await me.Send("PUT", $"api/users/{user}/password", new NewPassword("short", TestSite.Password))).MustBe(400, "password-too-short");
        (await me.Send("PUT", $"api/users/{user}/password", new NewPassword(new('x', 1001), TestSite.Password))).MustBe(400, "password-too-long");
        (await me.Send("PUT", $"api/users/{user}/password", new NewPassword("new password", TestSite.Password))).MustBe(204);
        (await nobody.Send("GET", "api/me", null, ("Cookie", cookie))).MustBe(401);
        (await nobody.Send("POST", "api/sign-in", new SignIn(user, TestSite.Password, "x"))).MustBe(401);
        (await Site.Admin.Send("PUT", $"api/users/{user}/password", new NewPassword("from above"))).MustBe(204);
        (await nobody.Send("POST", "api/sign-in", new SignIn(user, "from above", "x"))).MustBe(200);
    }

    [Fact]
    public async Task Passwords_and_secrets_are_nowhere_in_the_database_and_the_audit_log()
    {
        var user = Site.Name("secretive");
        using var client = await Site.User(user);
        var kept = await Site.Database.Query($"select password from access_user where name = {user}", row => row.GetString(0), default);
        kept.AddRange(await Site.Database.Query($"select detail from audit_entry", row => row.GetString(0), default));

        Assert.All(kept, text => Assert.DoesNotContain(TestSite.Password, text));
        Assert.All(kept, text => Assert.DoesNotContain(client.Token!.Split('_', 3)[2], text));
    }
}

public sealed class SignInTestsOnSqlite(SqliteSite site) : SignInTests(site), IClassFixture<SqliteSite>;

public sealed class SignInTestsOnPostgres(PostgresSite site) : SignInTests(site), IClassFixture<PostgresSite>;
