using System.CommandLine;
using Dewar.Hosting;
using Dewar.Sdk;

namespace Dewar.Experiments;

internal static class ProposalCommands
{
    public static Command Build() => new("proposal", "Proposals that experiments are made from") { Find(), Show() };

    private static Command Find()
    {
        var text = new Argument<string?>("text") { Description = "In number, title or people; without it the newest", Arity = ArgumentArity.ZeroOrOne };
        return new Command("find", "Find proposals") { text }.Calls(async (line, api, ct) =>
        {
            var found = await api.Get<List<Proposal>>(Query.Of("api/proposals", ("text", line.GetValue(text))), ct);
            if (line.WantsJson)
            {
                Screen.Json(found);
                return;
            }

            Screen.Table(found, ("number", p => p.Id), ("title", p => p.Title), ("starts", p => $"{p.Starts:yyyy-MM-dd}"), ("people", p => string.Join(", ", (p.People ?? []).Select(person => person.Name))));
        });
    }

    private static Command Show()
    {
        var id = new Argument<string>("proposal") { Description = "Its number" };
        return new Command("show", "Show a proposal") { id }.Calls(async (line, api, ct) =>
        {
            var it = await api.Get<Proposal>($"api/proposals/{Query.Name(line.GetValue(id)!)}", ct);
            if (line.WantsJson)
            {
                Screen.Json(it);
                return;
            }

            Screen.Facts([("number", it.Id), ("title", it.Title), ("about", it.Abstract), ("station", it.Station), ("starts", $"{it.Starts:yyyy-MM-dd}"), ("ends", $"{it.Ends:yyyy-MM-dd}"),
                .. (it.People ?? []).Select(person => (person.Leads ? "leads" : "with", (string?)$"{person.Name} {person.Email}".TrimEnd()))]);
        });
    }
}
