using System.CommandLine;
using Dewar.Hosting;

namespace Dewar.Records;

/// <summary>Delivering records.</summary>
internal static class DeliveryCommands
{
    private static readonly Argument<string> Name = new("name") { Description = "The target's name" };
    private static readonly Argument<string> Session = new("session") { Description = "The session's id" };

    public static IEnumerable<Command> All() => [Target(), Deliveries(), Again()];

    private static Command Target()
    {
        var kind = new Argument<string>("kind") { Description = "folder, webhook, mail, cdcs or elabftw" };
        var address = new Argument<string>("address") { Description = "A folder of the site's computer, http(s)://…, or smtp://host:port" };
        var option = new Option<string[]>("--option") { Description = "key=value; several times for several. folder: formats; cdcs: template, workspace; mail: from, to, user" };
        var secret = new Option<string?>("--secret-file") { Description = "A file with the token or password" };
        var instrument = new Option<string?>("--instrument") { Description = "Only records of this instrument" };
        var priority = new Option<int>("--priority") { Description = "The larger is tried first", DefaultValueFactory = _ => 50 };
        return new("target", "Where records are delivered to")
        {
            new Command("set", "Add a target, or change it") { Name, kind, address, option, secret, instrument, priority }.Calls(async (line, api, ct) =>
            {
                var given = line.GetValue(secret) is { } file ? (await File.ReadAllTextAsync(file, ct)).Trim() : null;
                await api.Do(HttpMethod.Put, $"api/record-targets/{Query.Name(line.GetValue(Name)!)}",
                    new NewTarget(line.GetValue(kind)!, line.GetValue(address)!, line.Pairs(option), given, line.GetValue(instrument), line.GetValue(priority)), ct);
            }),
            new Command("list", "List targets").Calls(async (line, api, ct) =>
            {
                var all = await api.Get<List<RecordTarget>>("api/record-targets", ct);
                if (line.WantsJson)
                {
                    Screen.Json(all);
                    return;
                }

                Screen.Table(all, ("name", t => t.Name), ("kind", t => t.Kind), ("address", t => t.Address), ("instrument", t => t.Instrument ?? "all"), ("priority", t => $"{t.Priority}"), ("secret", t => t.HasSecret ? "yes" : ""),
                    ("delivered", t => $"{t.Standing?.Delivered}"), ("waiting", t => $"{t.Standing?.Waiting}"), ("failing", t => $"{t.Standing?.Failing}"));
            }),
            new Command("try", "Look whether a target answers and would take a record; nothing is delivered") { Name }.Calls(async (line, api, ct) =>
            {
                var found = await api.Post<TargetTrial>($"api/record-targets/{Query.Name(line.GetValue(Name)!)}/try", new { }, ct);
                if (line.WantsJson)
                {
                    Screen.Json(found);
                    return;
                }

                Console.WriteLine(Screen.OneLine(found.Failure ?? found.Found));
            }),
            new Command("remove", "Deliver there no more; what is there stays") { Name }.Calls((line, api, ct) => api.Do(HttpMethod.Delete, $"api/record-targets/{Query.Name(line.GetValue(Name)!)}", null, ct)),
        };
    }

    private static Command Deliveries() => new Command("deliveries", "Where the record of a session is, and the last attempts") { Session }.Calls(async (line, api, ct) =>
    {
        var all = await api.Get<RecordDeliveries>(At(line), ct);
        if (line.WantsJson)
        {
            Screen.Json(all);
            return;
        }

        Screen.Table(all.Deliveries, ("target", d => d.Target), ("state", d => d.State), ("revision", d => $"{d.Revision}"), ("tried again", d => Screen.When(d.TriedAgainAt)), ("there", d => d.Url ?? ""));
        foreach (var each in all.Attempts)
        {
            Console.WriteLine($"{Screen.When(each.At)}  {each.Target}: {Screen.OneLine(each.Message)}");
        }
    });

    private static Command Again() => new Command("deliver", "Deliver the record of a session once more, now") { Session }.Calls((line, api, ct) => api.Do(HttpMethod.Post, At(line), new { }, ct));

    private static string At(ParseResult line) => $"api/sessions/{Query.Name(line.GetValue(Session)!)}/deliveries";
}
