using System.Text;
using Dewar.Access;
using Dewar.Catalogue;
using Dewar.Hosting;
using Microsoft.Extensions.Logging.Abstractions;

namespace Dewar.Extraction;

/// <summary>An experiment on a site whose files are read by a worker, in processes as they are run in earnest.</summary>
internal sealed class ReadingBench : IAsyncDisposable
{
    private readonly CancellationTokenSource _stop = new();
    private readonly ApiClient _api;
    private readonly Task _worker;

    private ReadingBench(TestSite site, Beamline line, ApiClient api, WorkerOptions options)
    {
        (Line, _api) = (line, api);
        _worker = new ReadingWorker(api, options, TimeProvider.System, NullLogger<ReadingWorker>.Instance).Run(_stop.Token);
        Site = site;
    }

    public TestSite Site { get; }

    public Beamline Line { get; }

    /// <param name="programs">Readers that are scripts, by name: a pattern for names, and what the shell runs with the file as $1.</param>
    /// <param name="versions">Other versions of readers than they have.</param>
    /// <param name="scripts">Is told where the programs are.</param>
    public static async Task<ReadingBench> Open(
        TestSite site, Beamline? line = null, IReadOnlyDictionary<string, (string Pattern, string Script)>? programs = null, ReadingLimits? limits = null,
        IReadOnlyDictionary<string, long>? versions = null, IReadOnlyList<string>? command = null, List<string>? scripts = null)
    {
        line ??= await site.Beamline();
        var patterns = new Dictionary<string, string>();
        foreach (var (name, (pattern, text)) in programs ?? new Dictionary<string, (string, string)>())
        {
            var script = Script(text);
            scripts?.Add(script);
            patterns[name] = $"{pattern} {script}";
        }

        var setup = new ReaderSetup(patterns, null);
        var readers = Plugins.Readers(setup).ToDictionary(reader => reader.Name, reader => (long)reader.Version);
        foreach (var (name, version) in versions ?? new Dictionary<string, long>())
        {
            readers[name] = version;
        }

        var token = await site.Get<TokenStore>().Make(Caller.Nobody, "worker", "test", null, null, Scope.Worker, TimeSpan.FromDays(1), default);
        command ??= ["dotnet", "exec", Path.Combine(AppContext.BaseDirectory, "dewar.dll"), "extract", .. setup.Arguments];
        var options = new WorkerOptions(1, limits ?? new(TimeSpan.FromSeconds(60), 512 << 20), readers, command, new Dictionary<string, string>());
        return new(site, line, new ApiClient(site.Address, token.Secret), options);
    }

    public bool HasEnded => _worker.IsCompleted;

    /// <summary>Waits until every file of the experiment was read.</summary>
    public async Task AllAreRead()
    {
        for (var turn = 0; turn < 3000; turn++)
        {
            var standing = await Site.Admin.Get<ReadingStanding>($"{Line.Path}/readings");
            if (standing.Waiting == 0)
            {
                return;
            }

            if (_worker.IsCompleted)
            {
                await _worker;
            }

            await Task.Delay(100);
        }

        throw new TimeoutException("The files were not read within five minutes.");
    }

    /// <summary>Brings a file and waits until it was read.</summary>
    public async Task<CatalogueFile> Read(string path, byte[] content)
    {
        await Line.Bring(path, content);
        await AllAreRead();
        return await Line.Show(path);
    }

    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync();
        await _worker.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        _api.Dispose();
        _stop.Dispose();
    }

    private static string Script(string text)
    {
        var path = Path.Combine(Directory.CreateTempSubdirectory("dewar-reader-").FullName, "read");
        File.WriteAllText(path, $"#!/bin/sh\n{text}\n", Encoding.ASCII);
        File.SetUnixFileMode(path, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
        return path;
    }
}
