using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using Dewar.Access;
using Dewar.Acquisitions;
using Dewar.Experiments;
using Dewar.Hosting;
using Microsoft.Extensions.Logging.Abstractions;

namespace Dewar.Station;

/// <summary>
/// <c>dewar upload</c> of folders that no station sees: this process is the station for as long as it takes. Its journal stays until all is
/// done, so that the same command goes on where it was broken off.
/// </summary>
internal sealed class OwnComputer
{
    private const string TokenLife = "30d";
    private static readonly TimeSpan LookEvery = TimeSpan.FromSeconds(1);

    private readonly ApiClient _api;
    private readonly string _experiment;
    private readonly string _home;
    private readonly string _station;

    private OwnComputer(ApiClient api, string user, string experiment, string work)
    {
        var id = Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(work)))[..12];
        (_api, _experiment) = (api, experiment);
        _home = Path.Combine(Environment.GetFolderPath(Environment.SpecialFolder.LocalApplicationData, Environment.SpecialFolderOption.DoNotVerify), "dewar", "uploads", id);
        _station = OwnStation.Of(user, $"{Environment.MachineName}-{id}");
    }

    private string StateFile => Path.Combine(_home, "upload.json");

    /// <summary>
    /// The ended upload; null when these folders are a station's to take. They are this computer's where they exist and the station that
    /// would be asked is not on it.
    /// </summary>
    public static async Task<Acquisition?> Upload(ApiClient api, string experiment, IReadOnlyList<NewSource> sources, AcquisitionOptions options, bool quiet, CancellationToken ct)
    {
        if (options.Instrument is not null || sources.Any(source => source.Station is not null || !Directory.Exists(source.Folder)) || await IsHere(api, experiment, ct))
        {
            return null;
        }

        var me = await api.Get<Me>("api/me", ct);
        var here = new OwnComputer(api, me.Name, experiment, JsonSerializer.Serialize(new { Site = api.Site, me.Name, experiment, sources, options }, Wire.Json));
        return await here.Run(sources, options, quiet, ct);
    }

    /// <summary>Whether the station that works for the experiment runs on this computer.</summary>
    private static async Task<bool> IsHere(ApiClient api, string experiment, CancellationToken ct)
    {
        var name = (await api.Get<Experiment>($"api/experiments/{Query.Name(experiment)}", ct)).Station;
        var stations = await api.Get<List<Instruments.Station>>("api/stations", ct);
        var station = name is null ? stations is [var only] ? only : null : stations.Find(each => each.Name == name);
        return station is { Silent: false } && station.Host == Environment.MachineName;
    }

    private async Task<Acquisition> Run(IReadOnlyList<NewSource> sources, AcquisitionOptions options, bool quiet, CancellationToken ct)
    {
        var path = $"api/experiments/{Query.Name(_experiment)}/acquisitions";
        var upload = await Unfinished(path, ct) ?? await Begin(path, sources, options, ct);
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(ct);
        var agent = new StationAgent(new()
        {
            Site = _api.Site,
            Token = upload.Token,
            Home = Path.Combine(_home, "station"),
            Roots = ["/"],
            SeesStorages = false,
            LookEvery = LookEvery,
        }, TimeProvider.System, NullLoggerFactory.Instance).Run(stop.Token);
        var following = AcquisitionProgress.Follow(_api, $"{path}/{upload.Acquisition}", quiet, "The same command goes on from here.", stop.Token);
        if (await Task.WhenAny(agent, following) == agent)
        {
            await stop.CancelAsync();
            await agent;
        }

        var ended = await following;
        await stop.CancelAsync();
        await agent.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        await _api.Do(HttpMethod.Delete, $"api/tokens/{upload.TokenId}", null, ct);
        Directory.Delete(_home, recursive: true);
        return ended;
    }

    /// <summary>What an earlier run of the same command began and did not end.</summary>
    private async Task<State?> Unfinished(string path, CancellationToken ct)
    {
        try
        {
            var state = JsonSerializer.Deserialize<State>(await File.ReadAllTextAsync(StateFile, ct), Wire.Json)!;
            var acquisition = await _api.Get<Acquisition>($"{path}/{state.Acquisition}", ct);
            if (acquisition.EndedAt is null)
            {
                Screen.Say($"Going on with what began on {Screen.When(acquisition.StartedAt)}: {acquisition.Totals.Registered} files are there.");
                return state;
            }
        }
        catch (Exception none) when (none is FileNotFoundException or DirectoryNotFoundException or JsonException or ApiProblem { Status: 404 })
        {
            // There is nothing to go on with.
        }

        return null;
    }

    private async Task<State> Begin(string path, IReadOnlyList<NewSource> sources, AcquisitionOptions options, CancellationToken ct)
    {
        if (Directory.Exists(_home))
        {
            Directory.Delete(_home, recursive: true);
        }

        Directory.CreateDirectory(_home);
        var token = await _api.Post<TokenMade>("api/tokens", new NewToken($"upload from {Environment.MachineName}", Scope.Station, TokenLife, _station), ct);
        var started = await _api.Post<Acquisition>(path, new NewAcquisition([.. sources.Select(source => source with { Station = _station })], AcquisitionKind.Upload, options), ct);
        var state = new State(started.Id, token.Secret, token.Token.Id);
        await using var file = new FileStream(StateFile, new FileStreamOptions
        {
            Mode = FileMode.Create,
            Access = FileAccess.Write,
            UnixCreateMode = OperatingSystem.IsWindows() ? null : UnixFileMode.UserRead | UnixFileMode.UserWrite,
        });
        await JsonSerializer.SerializeAsync(file, state, Wire.Json, ct);
        return state;
    }

    private sealed record State(string Acquisition, string Token, string TokenId);
}
