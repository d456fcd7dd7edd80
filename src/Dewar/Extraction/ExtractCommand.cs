using System.CommandLine;
using Dewar.Experiments;
using Dewar.Hosting;

namespace Dewar.Extraction;

/// <summary>dewar extract: the process that reads, and the verbs about reading.</summary>
internal static class ExtractCommand
{
    private static readonly Option<string[]> Program = new("--reader-program") { Description = "A reader that is a program: NAME=PATTERN PROGRAM", Hidden = true };
    private static readonly Option<string?> Plugins = new("--plugins") { Description = "A folder with plug-ins", Hidden = true };

    public static Command Build(MakeReaders make)
    {
        var command = new Command("extract", "Read what is in files once more, and see how far reading is") { Program, Plugins, AgainVerb(), Status() };
        return command.Runs(async (line, ct) =>
        {
            if (!Console.IsInputRedirected)
            {
                throw new FormatException("Alone this is how Dewar starts the processes that read. 'dewar extract again' reads files once more; 'dewar inspect' reads one here.");
            }

            using var answers = Console.OpenStandardOutput();
            using var alone = OwnProgram.EndWithParent();
            // Whatever a plug-in prints must not stand among the answers.
            Console.SetOut(Console.Error);
            await new ReadingLoop(make(Setup(line)), Console.In, answers).Run(ct);
            return ExitCode.Done;
        });
    }

    private static ReaderSetup Setup(ParseResult line) => new(line.Pairs(Program), line.GetValue(Plugins));

    private static Command AgainVerb()
    {
        var experiment = new Option<string>("--experiment") { Description = "The experiment", Required = true };
        var reader = new Option<string?>("--reader") { Description = "Only files that this reader read" };
        var failed = new Option<bool>("--failed") { Description = "Only files that are damaged, or that their reader did not survive" };
        var unread = new Option<bool>("--unread") { Description = "Also files that nobody has read: from before there were readers" };
        return new Command("again", "Read files once more, after a reader was improved, and show what changed") { experiment, reader, failed, unread }.Calls(async (line, api, ct) =>
        {
            var at = $"api/experiments/{Query.Name(line.GetValue(experiment)!)}/readings/again";
            var asked = await api.Post<Rereading>(at, new AgainRequest(line.GetValue(reader), line.GetValue(failed), line.GetValue(unread)), ct);
            var done = await ProgressLine.Follow<Rereading>(api, $"{at}/{asked.Id}", it => it.Waiting == it.Away, Standing, line.WantsJson,
                "Reading goes on at the site.", ct);
            var changes = await Paging.All<FileChange>(api, after => Query.Of($"{at}/{asked.Id}/changes", ("after", after)), ct);
            if (line.WantsJson)
            {
                Screen.Json(new { done.Id, done.Files, done.Changed, changes });
                return;
            }

            foreach (var file in changes)
            {
                Console.WriteLine(Screen.OneLine(file.Path));
                foreach (var text in file.Went.Select(text => $"  - {text}").Concat(file.Came.Select(text => $"  + {text}")))
                {
                    Console.WriteLine(Screen.OneLine(text));
                }
            }

            Screen.Say($"{done.Files - done.Away} files read once more; {done.Changed} of them say something else now.");
            if (done.Away > 0)
            {
                Screen.Say($"{done.Away} can't be had just now and are read later; 'dewar extract status' says why.");
            }
        });
    }

    private static ProgressLine.Standing Standing(Rereading it) =>
        new("reading", it.Files == 0 ? 1 : (double)(it.Files - it.Waiting) / it.Files, $"{it.Files - it.Waiting} of {it.Files} files", "", null);

    private static Command Status()
    {
        var experiment = new Option<string>("--experiment") { Description = "The experiment", Required = true };
        return new Command("status", "How far the reading of an experiment's files is, by reader") { experiment }.Calls(async (line, api, ct) =>
        {
            var standing = await api.Get<ReadingStanding>($"api/experiments/{Query.Name(line.GetValue(experiment)!)}/readings", ct);
            if (line.WantsJson)
            {
                Screen.Json(standing);
                return;
            }

            Screen.Facts([("waiting", $"{standing.Waiting}"), ("read", $"{standing.Read}"), ("damaged", $"{standing.Damaged}"), ("failed", $"{standing.Failed}"),
                .. standing.Trouble.Select(cause => ("trouble", (string?)cause))]);
            foreach (var file in standing.Files)
            {
                Console.WriteLine(Screen.OneLine($"{file.State.ToString().ToLowerInvariant()}: {file.Path} ({file.Reader}): {file.Message}"));
            }

            Screen.Table(standing.Readers, ("reader", r => r.Name), ("version", r => $"{r.Version}"), ("files", r => $"{r.Files}"));
        });
    }
}
