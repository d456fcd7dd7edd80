using System.CommandLine;
using Dewar.Hosting;

namespace Dewar.Sharing;

internal static class ShareCommands
{
    private static readonly Argument<string> Experiment = new("experiment") { Description = "The experiment's name" };

    public static Command Build() => new("share", "Links that show a part of an experiment to whoever has them") { Add(), List(), Revoke() };

    private static Command Add()
    {
        var label = new Option<string>("--label") { Description = "For whom it is", DefaultValueFactory = _ => "" };
        var folder = new Option<string?>("--folder") { Description = "Only what is below this folder" };
        var file = new Option<string[]>("--file") { Description = "Only this file (several times for several)" };
        var days = new Option<int>("--days") { Description = "How long it lives", DefaultValueFactory = _ => 30 };
        return new Command("add", "Make a link; it is printed once and kept nowhere") { Experiment, label, folder, file, days }.Calls(async (line, api, ct) =>
        {
            var paths = line.GetValue(file) is { Length: > 0 } some ? some : null;
            var made = await api.Post<ShareMade>(At(line), new NewShare(line.GetValue(label)!, line.GetValue(folder), paths, line.GetValue(days)), ct);
            if (line.WantsJson)
            {
                Screen.Json(made);
                return;
            }

            Screen.Say($"Until {Screen.When(made.Share.ExpiresAt)} whoever has this link sees the {made.Share.Shows}; 'dewar share revoke {line.GetValue(Experiment)} {made.Share.Id}' ends it.");
            Console.WriteLine(made.Link);
        });
    }

    private static Command List() => new Command("list", "List links, also those that are over") { Experiment }.Calls(async (line, api, ct) =>
    {
        var shares = await api.Get<List<Share>>(At(line), ct);
        if (line.WantsJson)
        {
            Screen.Json(shares);
            return;
        }

        Screen.Table(shares, ("id", s => s.Id), ("for", s => s.Label), ("shows", s => s.Folder ?? (s.Files is { } files ? $"{files} files" : "all")), ("made by", s => s.MadeBy),
            ("expires", s => Screen.When(s.ExpiresAt)), ("opened", s => s.UsedAt is null ? "never" : Screen.When(s.UsedAt)), ("revoked", s => s.RevokedAt is null ? "" : Screen.When(s.RevokedAt)));
    });

    private static Command Revoke()
    {
        var id = new Argument<string>("id") { Description = "The link's id" };
        return new Command("revoke", "End a link at once") { Experiment, id }.Calls((line, api, ct) => api.Do(HttpMethod.Delete, $"{At(line)}/{Query.Name(line.GetValue(id)!)}", null, ct));
    }

    private static string At(ParseResult line) => $"api/experiments/{Query.Name(line.GetValue(Experiment)!)}/shares";
}
