using System.CommandLine;
using System.Security.Cryptography;
using Dewar.Access;
using Dewar.Hosting;

namespace Dewar.Demo;

/// <summary>dewar demo: the whole way of a file, on this computer, in a folder that is thrown away.</summary>
internal static class DemoCommand
{
    public static Command Build(Func<SiteSettings, Func<string, string?, Task>, CancellationToken, Task> runSite)
    {
        var exit = new Option<bool>("--exit") { Description = "End at once when it is done; the exit code is 0 only if every file arrived and was verified" };
        return new Command("demo", "See it work: a throw-away site, two simulated instruments, every file acquired and verified") { exit }.Runs(async (line, ct) =>
        {
            var root = Directory.CreateTempSubdirectory("dewar-demo-").FullName;
            try
            {
                return await Run(root, runSite, stay: !line.GetValue(exit), ct);
            }
            finally
            {
                Directory.Delete(root, recursive: true);
            }
        });
    }

    private static async Task<ExitCode> Run(string root, Func<SiteSettings, Func<string, string?, Task>, CancellationToken, Task> runSite, bool stay, CancellationToken ct)
    {
        var password = RandomNumberGenerator.GetHexString(12, lowercase: true);
        var passwordFile = Path.Combine(root, "password");
        await File.WriteAllTextAsync(passwordFile, password, ct);
        var site = SiteSettings.Read(null, new Dictionary<string, string?>
        {
            ["home"] = Path.Combine(root, "site"), ["urls"] = "http://127.0.0.1:0", ["name"] = "Dewar demo", ["admin-password-file"] = passwordFile, ["log"] = "warning", ["database"] = "", ["storages"] = "",
        });
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(ct);
        var address = new TaskCompletionSource<string>(TaskCreationOptions.RunContinuationsAsynchronously);
        var running = runSite(site, (url, _) =>
        {
            address.SetResult(url);
            return Task.CompletedTask;
        }, stop.Token);
        if (await Task.WhenAny(running, address.Task) == running)
        {
            await running;
        }

        var good = await Show(await address.Task, root, password, stay, ct);
        await stop.CancelAsync();
        await running.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        return good ? ExitCode.Done : ExitCode.Failed;
    }

    private static async Task<bool> Show(string url, string root, string password, bool stay, CancellationToken ct)
    {
        using var anonymous = new ApiClient(new Uri(url), null);
        var signedIn = await anonymous.Post<SignedIn>("api/sign-in", new SignIn("admin", password, "demo"), ct);
        using var api = new ApiClient(new Uri(url), signedIn.Secret);
        var good = await new DemoRun(api, new DemoInstruments(Path.Combine(root, "instruments"), TimeProvider.System), root, TimeProvider.System).Run(ct);
        if (stay)
        {
            Screen.Say($"""

                The site goes on running at {url}
                  in a browser: sign in as admin with the password {password}
                  in a shell:   export DEWAR_URL={url} DEWAR_TOKEN={signedIn.Secret}
                                ./dewar file list gold-lattice
                Ctrl-C ends it and removes everything.
                """);
            await Task.Delay(Timeout.InfiniteTimeSpan, TimeProvider.System, ct).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }

        return good;
    }
}
