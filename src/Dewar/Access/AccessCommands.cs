using System.CommandLine;
using Dewar.Hosting;

namespace Dewar.Access;

internal static class AccessCommands
{
    public static Command Login()
    {
        var url = new Argument<string>("url") { Description = "The site's address" };
        var user = new Option<string>("--user") { Description = "Your user name", Required = true };
        var password = new Option<string?>("--password-file") { Description = "Reads the password from a file instead of asking" };
        return new Command("login", "Sign in; the verbs after it use this site and account") { url, user, password }.Runs(async (line, ct) =>
        {
            using var api = new ApiClient(Profile.ParseSite(line.GetValue(url)!), null);
            var secret = VerbExtensions.Password(line.GetValue(password), $"Password of {line.GetValue(user)}");
            var signedIn = await api.Post<SignedIn>("api/sign-in", new SignIn(line.GetValue(user)!, secret, $"dewar on {Environment.MachineName}"), ct);
            new Profile(line.GetValue(url)!, signedIn.Secret!, signedIn.User).Save();
            Screen.Say($"Signed in to {api.Site} as {signedIn.User} ({signedIn.Role.ToString().ToLowerInvariant()}) until {Screen.When(signedIn.ExpiresAt)}.");
            return ExitCode.Done;
        });
    }

    public static Command Logout() => new Command("logout", "Sign out and forget the login on this computer").Calls(async (_, api, ct) =>
    {
        Profile.Forget();
        await api.Do(HttpMethod.Post, "api/sign-out", null, ct);
    });

    public static Command WhoAmI() => new Command("whoami", "Show who you are to the site").Calls(async (line, api, ct) =>
    {
        var me = await api.Get<Me>("api/me", ct);
        if (line.WantsJson)
        {
            Screen.Json(me);
            return;
        }

        Screen.Facts(("site", api.Site.ToString()), ("name", me.Name), ("role", me.Role.ToString().ToLowerInvariant()), ("scope", me.Scope.ToString().ToLowerInvariant()),
            ("staff of", me.StaffOf.Count > 0 ? string.Join(", ", me.StaffOf) : null));
    });

    public static Command SetPassword()
    {
        var url = new Argument<string>("url") { Description = "The link that was given out, in quotes; or the site's address, with --token" };
        var token = new Option<string?>("--token") { Description = "The one-time token: what stands behind the # of the link" };
        var password = new Option<string?>("--password-file") { Description = "Reads the password from a file instead of asking" };
        return new Command("set-password", "Set a password with the one-time token of a new account") { url, token, password }.Runs(async (line, ct) =>
        {
            var link = line.GetValue(url)!.Split("set-password#", 2);
            var secret = line.GetValue(token) ?? (link.Length == 2 ? link[1]
                : throw new FormatException("The one-time token is missing: give the whole link in quotes, or the site's address and --token."));
            using var api = new ApiClient(Profile.ParseSite(link[0]), null);
            await api.Do(HttpMethod.Post, "api/set-password", new SetPassword(secret, VerbExtensions.Password(line.GetValue(password), "New password")), ct);
            Screen.Say("The password is set; 'dewar login' signs in.");
            return ExitCode.Done;
        });
    }

    public static Command Tokens()
    {
        return new Command("token", "Tokens for programs and stations") { Add(), List(), Revoke() };

        static Command Add()
        {
            var name = new Argument<string>("name") { Description = "What it is for; for the scope station, the station" };
            var scope = new Option<Scope>("--scope") { Description = "read, write, admin, station, or worker", Required = true };
            var expires = new Option<string>("--expires") { Description = "How long it lives", DefaultValueFactory = _ => "90d" };
            var station = new Option<string?>("--station") { Description = "For the scope station: which, if it is not the name" };
            return new Command("add", "Make a token; its secret is shown this once") { name, scope, expires, station }.Calls(async (line, api, ct) =>
            {
                var made = await api.Post<TokenMade>("api/tokens",
                    new NewToken(line.GetValue(name)!, line.GetValue(scope), line.GetValue(expires)!, line.GetValue(station)), ct);
                if (line.WantsJson)
                {
                    Screen.Json(made);
                    return;
                }

                Console.WriteLine(made.Secret);
                Screen.Say($"Good until {Screen.When(made.Token.ExpiresAt)}. It is not shown again.");
            });
        }

        static Command List()
        {
            var all = new Option<bool>("--all") { Description = "Everybody's (administrators)" };
            return new Command("list", "List tokens and browser sessions") { all }.Calls(async (line, api, ct) =>
            {
                var tokens = await api.Get<List<Token>>($"api/tokens?all={(line.GetValue(all) ? "true" : "false")}", ct);
                if (line.WantsJson)
                {
                    Screen.Json(tokens);
                    return;
                }

                Screen.Table(tokens, ("id", t => t.Id), ("name", t => t.Name), ("kind", t => t.Kind), ("of", t => t.User ?? t.Station ?? ""),
                    ("scope", t => t.Scope.ToString().ToLowerInvariant()), ("expires", t => Screen.When(t.ExpiresAt)), ("last used", t => Screen.When(t.UsedAt)));
            });
        }

        static Command Revoke()
        {
            var token = new Argument<string>("token") { Description = "Its id or name" };
            return new Command("revoke", "End a token at once") { token }.Calls((line, api, ct) =>
                api.Do(HttpMethod.Delete, $"api/tokens/{Query.Name(line.GetValue(token)!)}", null, ct));
        }
    }
}
