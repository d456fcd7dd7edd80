using System.CommandLine;
using Dewar.Hosting;

namespace Dewar.Verification;

/// <summary>dewar release: deletes the local copies that are not needed any more.</summary>
internal static class ReleaseCommand
{
    public static Command Build()
    {
        var experiment = new Argument<string>("experiment") { Description = "The experiment that holds the files" };
        var folder = new Argument<string>("folder") { Description = "The folder here whose files may go" };
        var yes = new Option<bool>("--yes") { Description = "Delete without asking" };
        var folders = new Option<bool>("--folders") { Description = "Remove folders that are empty then, too" };
        return new Command("release", "Delete local files that the site holds verified; shows which, and asks") { experiment, folder, LocalCommands.Age, yes, folders }.Calls(async (line, api, ct) =>
        {
            _ = Duration.Parse(line.GetValue(LocalCommands.Age)!);
            if (!line.GetValue(yes) && (line.WantsJson || Console.IsInputRedirected))
            {
                throw new FormatException("Nobody can be asked here: give --yes, or see first what 'dewar verify EXPERIMENT --local FOLDER' tells.");
            }

            using var root = LocalFiles.Open(line.GetValue(folder)!);
            var local = new LocalFiles(api, line.GetValue(experiment)!, line.GetValue(LocalCommands.Age)!);
            var (run, below) = (new ReleaseRun(root, local), new List<string>());
            var mayGo = new List<LocalVerdict>();
            await foreach (var verdict in local.Judge(root, below, ct))
            {
                if (verdict.MayGo)
                {
                    mayGo.Add(verdict);
                }
                else
                {
                    run.Leave(verdict);
                }
            }

            if (!line.GetValue(yes) && mayGo.Count > 0)
            {
                LocalCommands.Show(mayGo.ConvertAll(LocalCommands.Answer));
                if (!VerbExtensions.Confirm($"Delete these {mayGo.Count} files ({Bytes.Show(mayGo.Sum(each => each.File.Entry.Size))}) from {root.Path}? {run.Result.Left.Count} others stay."))
                {
                    Screen.Say("Nothing was deleted.");
                    return ExitCode.NotHeld;
                }
            }

            await run.Delete(mayGo, ct);
            if (line.GetValue(folders))
            {
                run.RemoveFolders(below);
            }

            return Tell(line, run.Result);
        });
    }

    private static ExitCode Tell(ParseResult line, ReleaseResult result)
    {
        if (line.WantsJson)
        {
            Screen.Json(result);
        }
        else
        {
            Screen.Table([.. result.Deleted.Select(path => (Path: path, What: "deleted")), .. result.Left.Select(each => (each.Path, What: $"left: {each.Reason}")),
                .. result.Folders.Select(path => (Path: $"{path}/", What: "empty folder removed"))], ("path", each => each.Path), ("what", each => each.What));
            Screen.Say($"{(result.Deleted.Count == 1 ? "1 file" : $"{result.Deleted.Count} files")} deleted ({Bytes.Show(result.Bytes)}), {result.Left.Count} left.");
        }

        return result.Left.Count == 0 ? ExitCode.Done : ExitCode.NotHeld;
    }
}
