using System.Text.Json;
using Dewar.Access;
using Dewar.Experiments;
using Dewar.Hosting;
using Dewar.Instruments;
using Xunit;
using static Dewar.Acquisitions.AcquisitionState;

namespace Dewar.Acquisitions;

/// <summary>What is wanted of stations, how they hear of it, and what becomes of what they say.</summary>
public abstract class AcquisitionTests(TestSite site) : SiteTests(site)
{
    [Fact]
    public async Task An_acquisition_reaches_its_stations_as_assignments_that_say_all()
    {
        var line = await Site.Beamline(stations: 2);
        var list = await Assignments(line, 1);

        var mine = Assert.Single(list);
        Assert.Equal((line.Sources[1], line.Acquisition.Id, line.Experiment.Name, "/data", "main", line.Experiment.StoragePath, true, false, false),
            (mine.Source, mine.Acquisition, mine.Experiment, mine.Folder, mine.Storage, mine.StoragePath, mine.AnyFolder, mine.Stop, mine.Abort));
        Assert.Equal(Site.StorageRoot, mine.StorageRoot);
        Assert.Equal((await File.ReadAllTextAsync(Path.Combine(Site.StorageRoot, ".dewar-storage"))).Trim(), mine.StorageMark);
        Assert.Equal(5, mine.Options.Settling!.QuietSeconds);
    }

    [Fact]
    public async Task The_stream_tells_the_whole_list_again_at_every_change()
    {
        var line = await Site.Beamline();
        var stopped = false;
        var events = await line.Clients[0].Events($"api/stations/{line.Stations[0]}/assignments", seen =>
        {
            if (seen.Count == 1)
            {
                _ = Stop();
            }

            return stopped && seen.Exists(item => item.EventType == "assignments" && Read(item.Data).Exists(each => each.Stop));
        });

        Assert.Equal("assignments", events[0].EventType);
        Assert.False(Read(events[0].Data).Single().Stop);
        Assert.All(events.Where(item => item.EventType == "beat"), beat => Assert.Equal("[]", beat.Data));

        async Task Stop()
        {
            (await Site.Admin.Send("POST", $"{line.Path}/acquisitions/{line.Acquisition.Id}/stop", "{}")).MustBe(200);
            stopped = true;
        }
    }

    [Fact]
    public async Task What_stations_say_adds_up_and_the_last_one_ends_it()
    {
        var line = await Site.Beamline(stations: 2);
        var problem = new SourceProblem("a/b", "no permission to read it", DateTimeOffset.UnixEpoch);
        await Report(line, 0, Running, new(Found: 5, Settling: 1, Registered: 4, BytesFound: 50, BytesRegistered: 40), problem);
        await Report(line, 1, Running, new(Found: 2, Registered: 1, Failed: 1, BytesFound: 7));

        var running = await Show(line);
        Assert.Equal((Running, 7L, 5L, 1L, 57L), (running.State, running.Totals.Found, running.Totals.Registered, running.Totals.Failed, running.Totals.BytesFound));
        Assert.Equal([problem], running.Sources[0].Problems);

        await Report(line, 0, Done, new(Found: 5, Registered: 5));
        Assert.Equal((Running, null), (await Show(line)) is var half ? (half.State, half.EndedAt) : default);
        await Report(line, 1, Failed, new(Found: 2, Registered: 1, Failed: 1));
        var ended = await Show(line);
        Assert.Equal((Failed, 6L), (ended.State, ended.Totals.Registered));
        Assert.NotNull(ended.EndedAt);
        Assert.Empty(await Assignments(line, 0));
        (await Site.Admin.Send("POST", $"{line.Path}/acquisitions/{line.Acquisition.Id}/stop", "{}")).MustBe(409, "acquisition-ended");
    }

    [Fact]
    public async Task One_that_has_ended_stays_so_and_takes_no_more_files()
    {
        var line = await Site.Beamline();
        await Report(line, 0, Done, new(Registered: 3));
        await Report(line, 0, Running, new(Registered: 1));

        var ended = await Show(line);
        Assert.Equal((Done, 3L), (ended.State, ended.Totals.Registered));
        (await line.Send([line.Arrival("late", "x")])).MustBe(409, "source-ended");
    }

    [Fact]
    public async Task A_station_speaks_only_for_its_own_sources()
    {
        var (line, other) = (await Site.Beamline(), await Site.Beamline());
        (await other.Clients[0].Send("POST", $"api/stations/{other.Stations[0]}/report", new StationReport("h", "1", [new(line.Sources[0], Done, new(), null, [])]))).MustBe(204);

        Assert.Equal(Pending, (await Show(line)).State);
        (await other.Clients[0].Send("POST", $"api/stations/{line.Stations[0]}/report", new StationReport("h", "1", []))).MustBe(403);
    }

    [Fact]
    public async Task A_station_that_reports_was_heard()
    {
        var line = await Site.Beamline();
        Assert.Equal((null, true), (await Site.Admin.Get<Instruments.Station>($"api/stations/{line.Stations[0]}")) is var before ? (before.HeardAt, before.Silent) : default);
        await Report(line, 0, Running, new());

        var station = await Site.Admin.Get<Instruments.Station>($"api/stations/{line.Stations[0]}");
        Assert.Equal((false, "host", "9.9"), (station.Silent, station.Host, station.Version));
        Assert.NotNull(station.HeardAt);
    }

    [Fact]
    public async Task Closing_stops_what_runs_with_a_last_sweep_that_still_registers()
    {
        var line = await Site.Beamline();
        (await Site.Admin.Send("POST", $"{line.Path}/close")).MustBe(204);

        var stopping = Assert.Single(await Assignments(line, 0));
        Assert.Equal((true, false), (stopping.Stop, stopping.Abort));
        Assert.Equal("the experiment was closed", (await Show(line)).StopCause);
        (await line.Send([line.Arrival("last", "x")])).MustBe(200);
        await Report(line, 0, Done, new(Registered: 1));
        Assert.Equal((Done, "the experiment was closed"), (await Show(line)) is var ended ? (ended.State, ended.StopCause) : default);
    }

    [Fact]
    public async Task A_stop_can_become_an_abort_and_keeps_its_first_cause()
    {
        var line = await Site.Beamline();
        await Site.Admin.Send("POST", $"{line.Path}/acquisitions/{line.Acquisition.Id}/stop", "{}");
        var aborted = (await Site.Admin.Send("POST", $"{line.Path}/acquisitions/{line.Acquisition.Id}/stop", new StopAcquisition(Abort: true))).As<Acquisition>();

        Assert.Equal("stopped by admin", aborted.StopCause);
        Assert.True((await Assignments(line, 0)).Single().Abort);
    }

    [Theory]
    [InlineData("""{"sources":[]}""", 400, "sources-invalid")]
    [InlineData("""{"sources":[{"folder":"relative"}]}""", 400, "folder-invalid")]
    [InlineData("""{"sources":[{"folder":""}]}""", 400, "folder-invalid")]
    [InlineData("""{"sources":[{"folder":"/x","to":"../up"}]}""", 400, "destination-invalid")]
    [InlineData("""{"sources":[{"folder":"/x","to":".dewar"}]}""", 400, "destination-invalid")]
    [InlineData("""{"sources":[{"folder":"/x","station":"none"}]}""", 404, "station-not-found")]
    [InlineData("""{"sources":[{"folder":"/x"}],"options":{"instrument":"none"}}""", 404, "instrument-not-found")]
    [InlineData("""{"sources":[{"folder":"/x"}],"options":{"stopAfterSeconds":0}}""", 400, "stop-after-invalid")]
    [InlineData("""{"sources":[{"folder":"/x"}],"options":{"settling":{"quietSeconds":-1}}}""", 400, "settling-invalid")]
    [InlineData("""{"sources":[{"folder":"/x"}],"options":{"include":["[z-a]"]}}""", 400, "pattern-invalid")]
    [InlineData("""{"sources":[{"folder":"/x"}],"options":{"settling":{"temporary":["[z-a]"]}}}""", 400, "pattern-invalid")]
    [InlineData("""{"sources":[{"folder":"/x"}],"kind":"raid"}""", 400, "request-invalid")]
    public async Task What_makes_no_acquisition_is_refused_with_the_reason(string body, int status, string code)
    {
        var line = await Site.Beamline();
        (await Site.Admin.Send("POST", $"{line.Path}/acquisitions", body)).MustBe(status, code);
        Assert.Single(await Site.Admin.Get<List<Acquisition>>($"{line.Path}/acquisitions"));
    }

    [Fact]
    public async Task The_instruments_rules_hold_and_its_station_does_the_work()
    {
        var line = await Site.Beamline(stations: 2);
        var name = Site.Name("stem");
        await Site.Admin.Send("PUT", $"api/instruments/{name}", new Instrument(name, line.Stations[1], "", new() { QuietSeconds = 9, Marker = "{name}.done", Temporary = ["*.tmp"] }));
        var started = await Site.Admin.Post<Acquisition>($"{line.Path}/acquisitions", new NewAcquisition([new("/more/", To: "/sub/dir/")], AcquisitionKind.Upload, new() { Instrument = name }));

        var source = Assert.Single(started.Sources);
        Assert.Equal((line.Stations[1], "/more", "sub/dir", AcquisitionKind.Upload), (source.Station, source.Folder, source.To, started.Kind));
        Assert.Equal((9.0, "{name}.done"), (started.Options.Settling!.QuietSeconds, started.Options.Settling.Marker));
        Assert.Equal("the station has not taken it up yet", source.Message);
    }

    [Fact]
    public async Task A_member_may_start_one_but_only_in_the_folders_that_the_station_allows()
    {
        var line = await Site.Beamline();
        var name = Site.Name("member");
        using var member = await Site.User(name);
        await Site.Admin.Send("PUT", $"{line.Path}/members/user/{name}", new MemberRole(ExperimentRole.Member));
        var started = await member.Post<Acquisition>($"{line.Path}/acquisitions", new NewAcquisition([new("/mine")]));

        Assert.Equal((name, Pending), (started.StartedBy, started.State));
        Assert.Equal([true, false], (await Assignments(line, 0)).Select(each => each.AnyFolder));
        Assert.Equal([started.Id, line.Acquisition.Id], (await member.Get<List<Acquisition>>("api/acquisitions")).Select(each => each.Id));
        Assert.Equal(2, (await member.Get<List<Acquisition>>($"{line.Path}/acquisitions?active=true")).Count);
        Assert.Equal([started.Id], (await member.Get<List<Acquisition>>($"{line.Path}/acquisitions?limit=1")).Select(each => each.Id));
        (await member.Send("GET", $"{line.Path}/acquisitions/none")).MustBe(404, "acquisition-not-found");
        // Another experiment's acquisition is not found here, even by those who see both.
        var other = await Site.Beamline();
        (await Site.Admin.Send("GET", $"{line.Path}/acquisitions/{other.Acquisition.Id}")).MustBe(404, "acquisition-not-found");
    }

    private Task<Acquisition> Show(Beamline line) => Site.Admin.Get<Acquisition>($"{line.Path}/acquisitions/{line.Acquisition.Id}");

    private static async Task Report(Beamline line, int station, AcquisitionState state, SourceCounts counts, params SourceProblem[] problems) =>
        (await line.Clients[station].Send("POST", $"api/stations/{line.Stations[station]}/report",
            new StationReport("host", "9.9", [new(line.Sources[station], state, counts, null, problems)]))).MustBe(204);

    private static async Task<List<Assignment>> Assignments(Beamline line, int station) =>
        Read((await line.Clients[station].Events($"api/stations/{line.Stations[station]}/assignments", seen => seen.Count == 1)).Single().Data);

    private static List<Assignment> Read(string data) => JsonSerializer.Deserialize<List<Assignment>>(data, Wire.Json)!;
}

public sealed class AcquisitionTestsOnSqlite(SqliteSite site) : AcquisitionTests(site), IClassFixture<SqliteSite>;

public sealed class AcquisitionTestsOnPostgres(PostgresSite site) : AcquisitionTests(site), IClassFixture<PostgresSite>;
