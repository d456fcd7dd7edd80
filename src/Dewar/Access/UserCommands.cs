using System.CommandLine;
using Dewar.Hosting;

namespace Dewar.Access;

internal static class UserCommands
{
    private static readonly Argument<string> Name = new("name") { Description = "The user's name" };

    public static Command Users() => new("user", "Accounts") { Add(), List(), Show(), Change(), Switch("disable", true), Switch("enable", false), Password(), View() };

    private static Command View()
    {
        var user = new Argument<string>("user") { Description = "The user's name" };
        var reason = new Option<string>("--reason") { Description = "Why; stays in the audit log", Required = true };
        return new Command("view", "Make a token that reads what somebody sees, for an hour") { user, reason }.Calls(async (line, api, ct) =>
        {
            var made = await api.Post<TokenMade>($"api/users/{Query.Name(line.GetValue(user)!)}/view", new ViewReason(line.GetValue(reason)!), ct);
            if (line.WantsJson)
            {
                Screen.Json(made);
                return;
            }

            Screen.Say($"It reads what '{line.GetValue(user)}' sees, until {Screen.When(made.Token.ExpiresAt)}: export DEWAR_TOKEN=…");
            Console.WriteLine(made.Secret);
        });
    }

    public static Command Groups()
    {
        var group = new Argument<string>("group") { Description = "The group's name" };
        var user = new Argument<string>("user") { Description = "The user's name" };
        var description = new Option<string>("--description") { Description = "What it is", DefaultValueFactory = _ => "" };
        return new("group", "Groups of users")
        {
            new Command("add", "Make a group") { group, description }.Calls((line, api, ct) =>
                api.Do(HttpMethod.Post, "api/groups", new NewGroup(line.GetValue(group)!, line.GetValue(description)!), ct)),
            new Command("list", "List groups and their members").Calls(async (line, api, ct) =>
            {
                var groups = await api.Get<List<Group>>("api/groups", ct);
                if (line.WantsJson)
                {
                    Screen.Json(groups);
                    return;
                }

                Screen.Table(groups, ("name", g => g.Name), ("description", g => g.Description), ("members", g => string.Join(", ", g.Members)));
            }),
            Membership("join", "Put a user in a group", HttpMethod.Put),
            Membership("leave", "Take a user out of a group", HttpMethod.Delete),
        };

        Command Membership(string verb, string help, HttpMethod method) => new Command(verb, help) { group, user }.Calls((line, api, ct) =>
            api.Do(method, $"api/groups/{Query.Name(line.GetValue(group)!)}/members/{Query.Name(line.GetValue(user)!)}", null, ct));
    }

    private static Command Add()
    {
        var password = new Option<string?>("--password-file") { Description = "A file with the password; without it a one-time token is printed, with which the user sets it" };
        var role = new Option<Role>("--role") { Description = "user, staff or administrator", DefaultValueFactory = _ => Role.User };
        var stations = new Option<string[]>("--station") { Description = "For staff: a station they look after (several times for several)" };
        var fullName = new Option<string>("--full-name") { Description = "As people write it", DefaultValueFactory = _ => "" };
        var email = new Option<string>("--email") { Description = "The address", DefaultValueFactory = _ => "" };
        return new Command("add", "Make an account") { Name, password, role, stations, fullName, email }.Calls(async (line, api, ct) =>
        {
            var secret = line.GetValue(password) is { } file ? VerbExtensions.Password(file, "") : null;
            var made = await api.Post<UserMade>("api/users", new NewUser(line.GetValue(Name)!, secret, line.GetValue(fullName)!, line.GetValue(email)!,
                line.GetValue(role), line.GetValue(stations)), ct);
            if (line.WantsJson)
            {
                Screen.Json(made);
            }
            else if (made.SetupToken is { } token)
            {
                Screen.Say($"'{made.User.Name}' sets a password within a week at:");
                Console.WriteLine($"{api.Site}set-password#{token}");
            }
        });
    }

    private static Command List() => new Command("list", "List accounts").Calls(async (line, api, ct) =>
    {
        var users = await api.Get<List<User>>("api/users", ct);
        if (line.WantsJson)
        {
            Screen.Json(users);
            return;
        }

        Screen.Table(users, ("name", u => u.Name), ("full name", u => u.FullName), ("role", u => u.Role.ToString().ToLowerInvariant()),
            ("staff of", u => string.Join(", ", u.StaffOf)), ("groups", u => string.Join(", ", u.Groups)),
            ("state", u => u.DisabledAt is not null ? "disabled" : u.HasPassword ? "" : "no password yet"));
    });

    private static Command Show() => new Command("show", "Show an account") { Name }.Calls(async (line, api, ct) =>
    {
        var user = await api.Get<User>(Path(line.GetValue(Name)!), ct);
        if (line.WantsJson)
        {
            Screen.Json(user);
            return;
        }

        Screen.Facts(("name", user.Name), ("full name", user.FullName), ("email", user.Email), ("role", user.Role.ToString().ToLowerInvariant()),
            ("staff of", string.Join(", ", user.StaffOf)), ("groups", string.Join(", ", user.Groups)), ("made", Screen.When(user.CreatedAt)),
            ("disabled", user.DisabledAt is null ? null : Screen.When(user.DisabledAt)));
    });

    private static Command Change()
    {
        var role = new Option<Role?>("--role") { Description = "user, staff or administrator" };
        var stations = new Option<string[]?>("--station") { Description = "The stations they look after, instead of those before", AllowMultipleArgumentsPerToken = true };
        var fullName = new Option<string?>("--full-name") { Description = "As people write it" };
        var email = new Option<string?>("--email") { Description = "The address" };
        return new Command("set", "Change an account") { Name, role, stations, fullName, email }.Calls((line, api, ct) => api.Do(HttpMethod.Patch, Path(line.GetValue(Name)!),
            new UserChange(line.GetValue(fullName), line.GetValue(email), line.GetValue(role), line.GetResult(stations) is null ? null : line.GetValue(stations)), ct));
    }

    private static Command Switch(string verb, bool disabled) =>
        new Command(verb, disabled ? "Disable an account and end its tokens and sessions at once" : "Let a disabled account sign in again") { Name }.Calls((line, api, ct) =>
            api.Do(HttpMethod.Patch, Path(line.GetValue(Name)!), new UserChange(Disabled: disabled), ct));

    private static Command Password()
    {
        var password = new Option<string?>("--password-file") { Description = "A file with the new password" };
        var current = new Option<string?>("--current-file") { Description = "A file with the present one; administrators need none" };
        return new Command("password", "Set a password") { Name, password, current }.Calls((line, api, ct) =>
        {
            var old = line.GetValue(current) is { } file ? VerbExtensions.Password(file, "") : null;
            var secret = VerbExtensions.Password(line.GetValue(password), $"New password of {line.GetValue(Name)}");
            return api.Do(HttpMethod.Put, $"{Path(line.GetValue(Name)!)}/password", new NewPassword(secret, old), ct);
        });
    }

    private static string Path(string name) => $"api/users/{Query.Name(name)}";
}
