using System.CommandLine;
using Dewar.Hosting;

namespace Dewar.Reservations;

internal static class SourceCommands
{
    private static readonly Argument<string> Source = new("name") { Description = "What the calendar is called here" };

    public static Command Build() => new("source", "Calendars and booking systems of others (administrators)") { Add(), List(), Test(), Remove() };

    private static Command Add()
    {
        var kind = new Option<string>("--kind") { Description = string.Join("; ", CalendarKinds.All.Select(each => $"{each.Name}: {each.Help}")), Required = true };
        var address = new Option<string?>("--address") { Description = "A path for a file, else where it is on the web" };
        var instrument = new Option<string?>("--instrument") { Description = "Whose calendar it is (not for nemo)" };
        var user = new Option<string?>("--user") { Description = "The name to sign in with" };
        var secret = new Option<string?>("--secret") { Description = "A file on this computer with the password, token or secret address; '-' asks for it. It is sent to the site and never shown again" };
        var (file, variable) = (new Option<string?>("--secret-file") { Description = "A file in the site's folder of secrets instead" }, new Option<string?>("--secret-variable") { Description = "A variable of the site's environment instead" });
        var zone = new Option<string>("--zone") { Description = "The zone of times that name none", DefaultValueFactory = _ => "UTC" };
        var every = new Option<string>("--every") { Description = "How often it is looked at", DefaultValueFactory = _ => "5m" };
        var calendar = new Option<string?>("--calendar") { Description = "The calendar's id (google)" };
        var tools = new Option<string[]>("--tool") { Description = "TOOL=INSTRUMENT (nemo; several times for several)" };
        var (form, query) = (new Option<string?>("--time-format") { Description = "How it writes times, as %Y-%m-%d %H:%M:%S (nemo)" }, new Option<string?>("--query-format") { Description = "How it wants times in questions (nemo)" });
        return new Command("add", "Connect a calendar, or change how it is connected") { Source, kind, address, instrument, user, secret, file, variable, zone, every, calendar, tools, form, query }.Calls(async (line, api, ct) =>
        {
            var said = line.GetValue(secret) switch { null => null, "-" => VerbExtensions.Password(null, "Secret"), var path => VerbExtensions.Password(path, "Secret") };
            var pairs = line.Pairs(tools);
            var made = await api.Ask<CalendarSource>(HttpMethod.Put, At(line), new CalendarForm(new(line.GetValue(kind)!, line.GetValue(address), line.GetValue(instrument), line.GetValue(user), line.GetValue(zone)!,
                line.GetValue(every)!, line.GetValue(calendar), pairs.Count > 0 ? pairs : null, line.GetValue(form), line.GetValue(query), line.GetValue(file), line.GetValue(variable)), said), ct);
            if (line.WantsJson)
            {
                Screen.Json(made);
                return;
            }

            Screen.Say($"'{made.Name}' is looked at every {made.Setup.Every}; 'dewar booking source test {made.Name}' tells what is found.");
        });
    }

    private static Command List() => new Command("list", "List them, and how it goes with each").Calls(async (line, api, ct) =>
    {
        var sources = await api.Get<List<CalendarSource>>("api/reservations/sources", ct);
        if (line.WantsJson)
        {
            Screen.Json(sources);
            return;
        }

        Screen.Table(sources, ("name", s => s.Name), ("kind", s => s.Setup.Kind), ("of", s => s.Setup.Instrument ?? ""), ("state", s => s.State.State), ("last good", s => Screen.When(s.State.GoodAt)),
            ("reservations", s => $"{s.State.Reservations}"), ("failing since", s => Screen.When(s.State.FailingSince)), ("what to do", s => s.State.Failure ?? string.Join(" ", s.State.Warnings.Take(1))));
    });

    private static Command Test() => new Command("test", "Look at one now and tell what is found, keeping nothing") { Source }.Calls(async (line, api, ct) =>
    {
        var trial = await api.Post<CalendarTrial>($"{At(line)}/test", null, ct, TimeSpan.FromMinutes(3));
        if (line.WantsJson)
        {
            Screen.Json(trial);
            return trial.Failure is null ? ExitCode.Done : ExitCode.Failed;
        }

        if (trial.Failure is { } failure)
        {
            Screen.Say(failure);
            return ExitCode.Failed;
        }

        Screen.Say($"{trial.Reservations} reservations and {trial.Usage} uses within the window.{(trial.WithoutAccount.Count > 0 ? $" Without an account: {string.Join(", ", trial.WithoutAccount)}." : "")}");
        foreach (var warning in trial.Warnings)
        {
            Screen.Say(warning);
        }

        Screen.Table(trial.First, ("instrument", t => t.Instrument), ("from", t => Screen.When(t.StartsAt)), ("to", t => Screen.When(t.EndsAt)), ("who", t => t.User), ("account", t => t.HasAccount ? "yes" : "no"), ("title", t => t.Title));
        return ExitCode.Done;
    });

    private static Command Remove() => new Command("remove", "Disconnect one; what it has still to come is cancelled here") { Source }.Calls((line, api, ct) => api.Do(HttpMethod.Delete, At(line), null, ct));

    private static string At(ParseResult line) => $"api/reservations/sources/{Query.Name(line.GetValue(Source)!)}";
}
