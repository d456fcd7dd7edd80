using System.CommandLine;
using Dewar.Hosting;

namespace Dewar.Experiments;

internal static class ExperimentCommands
{
    private static readonly Argument<string> Name = new("experiment") { Description = "The experiment's name" };

    public static Command Build() => new("experiment", "Experiments") { Add(), List(), Show(), Change(), Act("close", "Close it: what runs is stopped, no more files are accepted"), Act("reopen", "Open it again"), Members(), TypeCommands.Build() };

    private static Command Add()
    {
        var type = new Option<string>("--type") { Description = "What kind: a technique, a class of use", Required = true };
        var from = new Option<string?>("--from-proposal") { Description = "A proposal's number: title, dates and people are taken from it (see dewar proposal find)" };
        var title = new Option<string>("--title") { Description = "What a colleague would call it", DefaultValueFactory = _ => "" };
        var description = new Option<string>("--description") { Description = "What it is about", DefaultValueFactory = _ => "" };
        var station = new Option<string?>("--station") { Description = "Where it is done; decides where files are stored" };
        var proposal = new Option<string?>("--proposal") { Description = "The proposal's number" };
        var starts = new Option<DateTimeOffset?>("--starts") { Description = "First day" };
        var ends = new Option<DateTimeOffset?>("--ends") { Description = "Last day" };
        var property = new Option<string[]>("--property") { Description = "key=value (several times for several)" };
        var path = new Option<string?>("--storage-path") { Description = "Instead of the station's template" };
        var storage = new Option<string?>("--storage") { Description = "Instead of the station's; with an in-place one, --storage-path is the folder whose files it has already" };
        return new Command("add", "Make an experiment") { Name, type, from, title, description, station, proposal, starts, ends, property, path, storage }.Calls(async (line, api, ct) =>
            Print(line, await api.Post<Experiment>("api/experiments", new NewExperiment(line.GetValue(Name)!, line.GetValue(type)!, line.GetValue(title)!, line.GetValue(description)!,
                line.GetValue(station), line.GetValue(proposal), line.Pairs(property), line.GetValue(starts), line.GetValue(ends), line.GetValue(path),
                Storage: line.GetValue(storage), FromProposal: line.GetValue(from)), ct)));
    }

    private static Command List()
    {
        var text = new Option<string?>("--text") { Description = "Only those with this in their name, title or proposal" };
        var station = new Option<string?>("--station") { Description = "Only of this station" };
        var type = new Option<string?>("--type") { Description = "Only of this type" };
        var open = new Option<bool>("--open") { Description = "Only those not closed" };
        var mine = new Option<bool>("--mine") { Description = "Only those you are a member of" };
        return new Command("list", "List experiments, newest first") { text, station, type, open, mine }.Calls(async (line, api, ct) =>
        {
            var all = await Paging.All<Experiment>(api, after => Query.Of("api/experiments", ("text", line.GetValue(text)), ("station", line.GetValue(station)),
                ("type", line.GetValue(type)), ("open", line.GetValue(open) ? "true" : null), ("mine", line.GetValue(mine) ? "true" : null), ("after", after), ("limit", "1000")), ct);
            if (line.WantsJson)
            {
                Screen.Json(all);
                return;
            }

            Screen.Table(all, ("name", e => e.Name), ("title", e => e.Title), ("type", e => e.Type), ("station", e => e.Station ?? ""), ("files", e => $"{e.Files}"),
                ("size", e => Bytes.Show(e.Bytes)), ("made", e => Screen.When(e.CreatedAt)), ("state", e => e.ClosedAt is null ? "open" : "closed"), ("you", e => e.Role.ToString().ToLowerInvariant()));
        });
    }

    private static Command Show() => new Command("show", "Show an experiment") { Name }.Calls(async (line, api, ct) =>
        Print(line, await api.Get<Experiment>(Path(line), ct)));

    private static Command Change()
    {
        var title = new Option<string?>("--title") { Description = "What a colleague would call it" };
        var type = new Option<string?>("--type") { Description = "What kind" };
        var description = new Option<string?>("--description") { Description = "What it is about" };
        var proposal = new Option<string?>("--proposal") { Description = "The proposal's number" };
        var starts = new Option<string?>("--starts") { Description = "First day; \"\" for none" };
        var ends = new Option<string?>("--ends") { Description = "Last day; \"\" for none" };
        var property = new Option<string[]>("--property") { Description = "key=value; key= removes it" };
        return new Command("set", "Change an experiment") { Name, title, type, description, proposal, starts, ends, property }.Calls(async (line, api, ct) =>
            Print(line, await api.Ask<Experiment>(HttpMethod.Patch, Path(line), new ExperimentChange(line.GetValue(title), line.GetValue(type), line.GetValue(description),
                line.GetValue(proposal), line.Pairs(property), line.GetValue(starts), line.GetValue(ends)), ct)));
    }

    private static Command Act(string verb, string help) => new Command(verb, help) { Name }.Calls((line, api, ct) =>
        api.Do(HttpMethod.Post, $"{Path(line)}/{verb}", null, ct));

    private static Command Members()
    {
        var member = new Argument<string>("member") { Description = "A user's name; with --group a group's" };
        var role = new Option<ExperimentRole>("--role") { Description = "owner, member or reader", DefaultValueFactory = _ => ExperimentRole.Member };
        var group = new Option<bool>("--group") { Description = "The name is a group's" };
        return new("member", "Who belongs to an experiment")
        {
            new Command("add", "Give a user or group a role") { Name, member, role, group }.Calls((line, api, ct) =>
                api.Do(HttpMethod.Put, At(line), new MemberRole(line.GetValue(role)), ct)),
            new Command("remove", "Take a user or group out") { Name, member, group }.Calls((line, api, ct) => api.Do(HttpMethod.Delete, At(line), null, ct)),
            new Command("list", "List members") { Name }.Calls(async (line, api, ct) =>
            {
                var members = (await api.Get<Experiment>(Path(line), ct)).Members;
                if (line.WantsJson)
                {
                    Screen.Json(members);
                    return;
                }

                Screen.Table(members, ("name", m => m.Name), ("kind", m => m.Kind), ("role", m => m.Role.ToString().ToLowerInvariant()));
            }),
        };

        string At(ParseResult line) => $"{Path(line)}/members/{(line.GetValue(group) ? "group" : "user")}/{Query.Name(line.GetValue(member)!)}";
    }

    private static void Print(ParseResult line, Experiment it)
    {
        if (line.WantsJson)
        {
            Screen.Json(it);
            return;
        }

        Screen.Facts(("name", it.Name), ("title", it.Title), ("type", it.Type), ("description", it.Description.Length > 0 ? it.Description : null), ("station", it.Station), ("proposal", it.Proposal),
            ("dates", it.StartsAt is null && it.EndsAt is null ? null : $"{it.StartsAt:yyyy-MM-dd} to {it.EndsAt:yyyy-MM-dd}"),
            ("properties", it.Properties.Count == 0 ? null : string.Join(", ", it.Properties.Select(pair => $"{pair.Key}={pair.Value}"))),
            ("stored at", $"{it.Storage}: {it.StoragePath}"), ("files", $"{it.Files} ({Bytes.Show(it.Bytes)})"), ("made", $"{Screen.When(it.CreatedAt)} by {it.CreatedBy}"),
            ("state", it.ClosedAt is null ? "open" : $"closed since {Screen.When(it.ClosedAt)}"),
            ("members", string.Join(", ", it.Members.Select(m => $"{m.Name} ({m.Role.ToString().ToLowerInvariant()}{(m.Kind == "group" ? ", group" : "")})"))));
    }

    private static string Path(ParseResult line) => $"api/experiments/{Query.Name(line.GetValue(Name)!)}";
}
