using System.CommandLine;
using Dewar.Experiments;
using Dewar.Hosting;

namespace Dewar.Verification;

/// <summary>dewar verify: reads replicas again, tells what is wrong, repairs.</summary>
internal static class VerifyCommand
{

    public static Command Build()
    {
        var experiment = new Argument<string>("experiment") { Description = "The experiment's name" };
        var path = new Option<string?>("--path") { Description = "Only paths like this: '*.tif', 'raw/**', 'run[12]/*'" };
        var older = new Option<string?>("--older-than") { Description = "Only replicas that were not looked at for so long, such as 30d" };
        var wait = new Option<bool>("--wait") { Description = "Wait until it is done, showing progress; fails if anything is suspect or missing then" };
        var report = new Option<bool>("--report") { Description = "Read nothing; list what is suspect or missing, and why" };
        var repair = new Option<bool>("--repair") { Description = "Write those that are suspect or missing again, from another replica that is right; what lay there is kept aside" };
        var stop = new Option<bool>("--stop") { Description = "Stop what the site is reading of this experiment; what it found stays" };
        var local = new Option<string?>("--local") { Description = "A folder here: may its files be deleted, since the site holds them? Ends with 0 only if all may" };
        return new Command("verify", "Read the stored files of an experiment again and compare them with their digests") { experiment, path, older, wait, report, repair, stop, local, LocalCommands.Age }.Calls(async (line, api, ct) =>
        {
            var name = line.GetValue(experiment)!;
            if (line.GetValue(local) is { } folder)
            {
                return await LocalCommands.Verify(line, api, name, folder, ct);
            }

            var at = $"api/experiments/{Query.Name(name)}";
            if (line.GetValue(report))
            {
                return await Report(line, api, at, ct);
            }

            if (line.GetValue(stop))
            {
                return await Stop(line, api, at, ct);
            }

            if (line.GetValue(path) is "")
            {
                throw new FormatException("An empty --path fits no file; leave it out for all.");
            }

            var run = await api.Post<Verification>($"{at}/verifications", new NewVerification(line.GetValue(path), line.GetValue(older), line.GetValue(repair)), ct);
            if (line.GetValue(wait))
            {
                run = await ProgressLine.Follow<Verification>(api, $"{at}/verifications/{run.Id}", it => it.EndedAt is not null, Standing, line.WantsJson, "The site goes on reading.", ct);
            }

            return Tell(line, name, run);
        });
    }

    private static ExitCode Tell(ParseResult line, string experiment, Verification run)
    {
        if (line.WantsJson)
        {
            Screen.Json(run);
        }
        else if (run.EndedAt is null)
        {
            Console.WriteLine(run.Id);
            Screen.Say($"The site reads; 'dewar verify {experiment} --report' tells what is wrong.");
        }
        else
        {
            Screen.Say($"{run.Replicas} replicas read ({Bytes.Show(run.Bytes)}): {run.Suspect} suspect, {run.Missing} missing" +
                $"{(run.Restored > 0 ? $", {run.Restored} right again" : "")}{(run.Repaired > 0 ? $", {run.Repaired} repaired" : "")}." +
                $"{(run.Suspect + run.Missing > 0 ? $" 'dewar verify {experiment} --report' names them." : "")}");
        }

        return run.Suspect + run.Missing == 0 && run.State is not VerificationState.Stopped ? ExitCode.Done : ExitCode.Failed;
    }

    private static async Task<ExitCode> Stop(ParseResult line, ApiClient api, string at, CancellationToken ct)
    {
        var stopped = new List<Verification>();
        foreach (var run in (await api.Get<List<Verification>>($"{at}/verifications", ct)).Where(run => run.EndedAt is null))
        {
            stopped.Add(await api.Post<Verification>($"{at}/verifications/{run.Id}/stop", null, ct));
        }

        if (line.WantsJson)
        {
            Screen.Json(stopped);
        }
        else
        {
            Screen.Say(stopped.Count == 0 ? "Nothing is being read." : string.Join('\n', stopped.Select(run => $"Stopped after {run.Replicas} replicas ({Bytes.Show(run.Bytes)}).")));
        }

        return ExitCode.Done;
    }

    private static async Task<ExitCode> Report(ParseResult line, ApiClient api, string at, CancellationToken ct)
    {
        var all = await Paging.All<Finding>(api, after => Query.Of($"{at}/findings", ("limit", "5000"), ("after", after)), ct);

        if (line.WantsJson)
        {
            Screen.Json(all);
        }
        else
        {
            Screen.Table(all, ("path", f => f.Path), ("version", f => $"{f.Version}"), ("state", f => $"{f.Storage} {f.State.ToString().ToLowerInvariant()}"), ("cause", f => f.Cause),
                ("found", f => Screen.When(f.FoundAt)), ("last right", f => Screen.When(f.LastRightAt)), ("place", f => f.Place));
        }

        return all.Count == 0 ? ExitCode.Done : ExitCode.Failed;
    }

    private static ProgressLine.Standing Standing(Verification run) => new(
        run.Message ?? run.State.ToString().ToLowerInvariant(), run.ExpectedFiles is > 0 ? Math.Min(1, (double)run.Files / run.ExpectedFiles.Value) : 0,
        $"{run.Files}{(run.ExpectedFiles is { } files ? $" of {files}" : "")} files, {Bytes.Show(run.Bytes)} read", $"{Bytes.Show(run.BytesPerSecond)}/s",
        run.SecondsLeft is { } left ? TimeSpan.FromSeconds(left) : null);
}
