using System.Globalization;
using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using Dewar.Access;
using Dewar.Database;
using Dewar.Extraction;
using Dewar.Hosting;
using Dewar.Records;
using Dewar.Sessions;
using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;

namespace Dewar.Bench;

/// <summary>A site in this process, whose clock can be put forward, and all who speak to it: loggers, a station, a worker, an administrator.</summary>
internal sealed class LivedSite : IAsyncDisposable
{
    private const string Station = "hall";
    private const string Password = "only for measuring";

    private readonly WebApplication _app;
    private readonly MonthClock _clock;
    private readonly string _home;
    private readonly HttpClient _http;
    private readonly Dictionary<string, (string Key, byte[] Secret)> _keys = [];
    private readonly Dictionary<(string, string), long> _sources = [];
    private readonly HashSet<string> _experiments = [];
    private string _admin = "", _station = "";

    private LivedSite(WebApplication app, MonthClock clock, string home)
    {
        (_app, _clock, _home) = (app, clock, home);
        _http = new() { BaseAddress = new(SiteHost.LocalAddress(app)), Timeout = TimeSpan.FromMinutes(10) };
    }

    public SiteDatabase Database => _app.Services.GetRequiredService<SiteDatabase>();

    public static async Task<LivedSite> Start(string home, string? database, MonthClock clock)
    {
        var settings = SiteSettings.Read(null, new Dictionary<string, string?> { ["home"] = home, ["urls"] = "http://127.0.0.1:0", ["database"] = database ?? "", ["embedded-station"] = "none", ["log"] = "Warning" });
        var app = Server.Build(settings, clock);
        await Server.Prepare(app, settings, default);
        await app.Services.GetRequiredService<UserStore>().EnsureAdministrator(Password, default);
        await app.StartAsync();
        var site = new LivedSite(app, clock, home);
        var admin = await site.Database.Number($"select id from access_user where name = {"admin"}", default);
        site._admin = (await app.Services.GetRequiredService<TokenStore>().Make(Caller.Nobody, "program", "bench", admin, null, Scope.Admin, TimeSpan.FromDays(300), default)).Secret;
        site._station = (await site.Ask("POST", "api/stations", new { name = Station })).GetProperty("token").GetString()!;
        return site;
    }

    public async Task AddInstrument(string name, string rule) =>
        _ = (await Ask("PUT", $"api/instruments/{name}", new { name, station = Station, description = $"The {name}", settling = new { } }),
            await Ask("PUT", $"api/instruments/{name}/session-rules", new { timeZone = "Europe/Berlin", activities = rule }));

    public async Task AddComputer(ControlClock computer)
    {
        var made = await Ask("PUT", $"api/computers/{computer.Name}", new { instrument = computer.Instrument, folder = "D:\\Data" });
        _keys[computer.Name] = (made.GetProperty("key").GetString()!, Convert.FromBase64String(made.GetProperty("secret").GetString()!));
    }

    /// <summary>The bookings of an instrument, as a calendar file that the site looks at.</summary>
    public async Task AddCalendar(string instrument, IReadOnlyList<TrueBooking> bookings)
    {
        var path = Path.Combine(_home, $"{instrument}.ics");
        await File.WriteAllTextAsync(path, Calendar.Write(bookings));
        await Ask("PUT", $"api/reservations/sources/{instrument}", new { setup = new { kind = "file", address = path, instrument, every = "24h" } });
        while (await Database.Number($"select count(*) from reservations_reservation where instrument = {instrument}", default) < bookings.Count)
        {
            await Task.Delay(50);
        }
    }

    public async Task AddExperiment(string name)
    {
        if (_experiments.Add(name))
        {
            await Ask("POST", "api/experiments", new { name, type = "bench", station = Station });
        }
    }

    /// <summary>What a person does on the web, or an administrator for them.</summary>
    public async Task<JsonElement> Ask(string method, string path, object? body = null, string? token = null)
    {
        using var request = new HttpRequestMessage(new(method), path) { Content = body is null ? null : JsonContent.Create(body, options: Wire.Json) };
        request.Headers.Authorization = new("Bearer", token ?? _admin);
        return await Answer(request);
    }

    /// <summary>As the station does, with an acquisition for each instrument and experiment.</summary>
    public async Task Register(string instrument, string experiment, IReadOnlyList<TrueFile> files)
    {
        if (!_sources.TryGetValue((instrument, experiment), out var source))
        {
            await AddExperiment(experiment);
            await Ask("POST", $"api/experiments/{experiment}/acquisitions", new { sources = new[] { new { folder = $"/{instrument}/{experiment}", station = Station } }, options = new { instrument } });
            source = _sources[(instrument, experiment)] = await Database.Number($"select max(id) from acquisitions_source", default);
        }

        await Ask("POST", $"api/experiments/{experiment}/registrations", new
        {
            source,
            files = files.Select(file => new
            {
                path = file.Path,
                size = 1000 + file.Path.Length,
                sha256 = Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(file.Path))),
                modifiedNs = file.Stamp.InMicroseconds * 1000,
                delivery = file.Path,
                verifiedAt = file.Arrives,
            }),
        }, _station);
    }

    /// <summary>As a logger does; signed as docs/reference/logger.md says.</summary>
    public async Task Deliver(string computer, LoggerBatch batch)
    {
        var (key, secret) = _keys[computer];
        const string path = "api/logger/entries";
        var bytes = JsonSerializer.SerializeToUtf8Bytes(batch, Wire.Json);
        using var request = new HttpRequestMessage(HttpMethod.Post, path) { Content = new ByteArrayContent(bytes) { Headers = { ContentType = new MediaTypeHeaderValue("application/json") } } };
        var (time, nonce, digest) = (_clock.GetUtcNow().ToUnixTimeMilliseconds().ToString(CultureInfo.InvariantCulture), Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(16)), Convert.ToHexStringLower(SHA256.HashData(bytes)));
        request.Headers.Add("Dewar-Key", key);
        request.Headers.Add("Dewar-Time", time);
        request.Headers.Add("Dewar-Nonce", nonce);
        request.Headers.Add("Dewar-Digest", digest);
        request.Headers.Add("Dewar-Signature", Convert.ToBase64String(HMACSHA256.HashData(secret, Encoding.UTF8.GetBytes($"dewar-1\nPOST\n/{path}\n{time}\n{nonce}\n{digest}"))));
        var refused = (await Answer(request)).GetProperty("refused");
        if (refused.GetArrayLength() > 0)
        {
            throw new InvalidOperationException($"The site refuses an entry: {refused}");
        }
    }

    /// <summary>As a worker would: what is in the files that wait for being read.</summary>
    public async Task Read(Func<string, string> document)
    {
        var (wanted, readings) = (_app.Services.GetRequiredService<Wanted>(), _app.Services.GetRequiredService<Readings>());
        for (List<LeasedFile> taken; (taken = await wanted.Take("bench", 1000, TimeSpan.Zero, default)).Count > 0;)
        {
            await readings.Save([.. taken.Select(file => new ReadingResult(file.File, file.Version, file.Lease, new("bench", 1), JsonSerializer.Deserialize<JsonElement>(document(file.Path))))], default);
        }
    }

    /// <summary>What the site does by itself every few seconds: time goes faster here than its timers know.</summary>
    public async Task Settle()
    {
        await _app.Services.GetRequiredService<Forgotten>().Close(default);
        while (await ISessionWork.First(_app.Services.GetServices<ISessionWork>(), default))
        {
            await _app.Services.GetRequiredService<Forgotten>().Close(default);
        }
    }

    public async Task MakeRecords()
    {
        for (var maker = _app.Services.GetServices<IHostedService>().OfType<RecordMaker>().Single(); await maker.Step(default);)
        {
            // Twenty at a time.
        }
    }

    public async ValueTask DisposeAsync()
    {
        _http.Dispose();
        await _app.StopAsync();
        await _app.DisposeAsync();
    }

    private async Task<JsonElement> Answer(HttpRequestMessage request)
    {
        using var answer = await _http.SendAsync(request);
        var text = await answer.Content.ReadAsStringAsync();
        return !answer.IsSuccessStatusCode ? throw new InvalidOperationException($"{request.Method} {request.RequestUri} was answered with {(int)answer.StatusCode}: {text}")
            : text.Length == 0 ? default : JsonSerializer.Deserialize<JsonElement>(text);
    }
}
