using System.CommandLine;
using Dewar.Hosting;

namespace Dewar.Records;

internal static class RecordCommands
{
    private static readonly Argument<string> Session = new("session") { Description = "The session's id" };

    public static Command Build()
    {
        var record = new Command("record", "Records of sessions") { Show(), Get(), Revisions(), Correct() };
        foreach (var command in DeliveryCommands.All())
        {
            record.Add(command);
        }

        return record;
    }

    private static Command Show() => new Command("show", "How far the record of a session is, and what is in it") { Session }.Calls(async (line, api, ct) =>
    {
        var status = await api.Get<RecordStatus>($"{At(line)}/record/status", ct);
        var record = status.Revision == 0 ? null : (await api.Get<Written>($"{At(line)}/record", ct)).Session;
        if (line.WantsJson)
        {
            Screen.Json(new { status, record });
            return;
        }

        Screen.Facts(("state", status.State.ToString().ToLowerInvariant()), ("why", status.Message.Length > 0 ? status.Message : null), ("revision", status.Revision > 0 ? $"{status.Revision}, {Screen.When(status.MadeAt)}" : null),
            ("title", record?.Title));
        if (record is not null)
        {
            Screen.Table(record.Activities.ToList(), ("activity", each => $"{each.Number}"), ("name", each => each.Name ?? ""), ("began", each => Screen.When(each.Start)), ("files", each => $"{each.Files.Count}"),
                ("first file", each => each.Files.Count > 0 ? each.Files[0].Path : ""), ("why it begins", each => each.Why ?? ""));
        }
    });

    private static Command Get()
    {
        var format = new Option<string>("--format") { Description = $"One of {string.Join(", ", RecordEndpoints.Formats.Select(each => each.Format))}", DefaultValueFactory = _ => "json" };
        var revision = new Option<int>("--revision") { Description = "An earlier one" };
        var to = new Option<string?>("--out") { Description = "The file to write; default: standard output" };
        return new Command("get", "Write a record as a document") { Session, format, revision, to }.Calls(async (line, api, ct) =>
        {
            var number = line.GetValue(revision);
            using var document = await api.Stream(Query.Of($"{At(line)}/record", ("format", line.GetValue(format)), ("revision", number > 0 ? $"{number}" : null)), null, ct);
            await using var file = line.GetValue(to) is { } path ? File.Create(path) : Console.OpenStandardOutput();
            await document.Content.CopyToAsync(file, ct);
        });
    }

    private static Command Revisions() => new Command("revisions", "What changed from one revision of a record to the next") { Session }.Calls(async (line, api, ct) =>
    {
        var all = await api.Get<List<RecordRevision>>($"{At(line)}/record/revisions", ct);
        if (line.WantsJson)
        {
            Screen.Json(all);
            return;
        }

        foreach (var each in all)
        {
            Console.WriteLine($"{each.Revision}  {Screen.When(each.MadeAt)}");
            foreach (var difference in each.Differences)
            {
                Console.WriteLine($"   {Screen.OneLine(difference.Text)}");
            }
        }
    });

    private static Command Correct()
    {
        var kind = new Argument<CorrectionKind>("what") { Description = "split, merge, name or move" };
        var file = new Argument<string>("file") { Description = "A file of the record, as it names it: EXPERIMENT/PATH" };
        var other = new Option<string?>("--with") { Description = "For merge a file of the other activity, for move one of that to which it belongs" };
        var name = new Option<string?>("--name") { Description = "For name: what the activity is called" };
        return new Command("correct", "Split, merge or name activities, or move a file to another; it stays so when late files come") { Session, kind, file, other, name }.Calls((line, api, ct) =>
            api.Do(HttpMethod.Post, $"{At(line)}/corrections", new NewCorrection(line.GetValue(kind), line.GetValue(file)!, line.GetValue(other), line.GetValue(name)), ct));
    }

    private static string At(ParseResult line) => $"api/sessions/{Query.Name(line.GetValue(Session)!)}";

    private sealed record Written(SessionRecord Session);
}
