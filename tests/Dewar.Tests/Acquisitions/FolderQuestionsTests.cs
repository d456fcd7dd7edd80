using System.Net.ServerSentEvents;
using System.Text.Json;
using Dewar.Access;
using Dewar.Experiments;
using Dewar.Hosting;
using Dewar.Instruments;
using Xunit;

namespace Dewar.Acquisitions;

/// <summary>A question goes to a station that nobody can call, and the answer comes back to who asked.</summary>
public abstract class FolderQuestionsTests(TestSite site) : SiteTests(site)
{
    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Fact]
    public async Task The_answer_of_a_station_comes_back_to_who_asked()
    {
        var name = Site.Name("asked");
        using var station = await Site.Station(name);
        await Report(station, name);
        var asking = Site.Admin.Send("GET", $"api/stations/{name}/folder?path=/data/&after=a&limit=5");
        var question = await Told(name);
        Assert.Equal(("/data/", true, "a", 5), (question.Folder, question.AnyFolder, question.After, question.Limit));

        (await station.Send("POST", $"api/stations/{name}/answers/{question.Id}",
            new StationFolder("/data", [new("b", false, 3, DateTimeOffset.UnixEpoch), new("c <&>", true, null, null)], "c <&>"))).MustBe(204);

        var answer = (await asking).As<StationFolder>();
        Assert.Equal(["b", "c <&>"], answer.Entries.Select(entry => entry.Name));
        Assert.Equal("c <&>", answer.Next);
        Assert.Empty(await Site.Get<FolderQuestions>().Open(name, Ct));
    }

    [Fact]
    public async Task One_question_after_another_reaches_the_stream()
    {
        var name = Site.Name("asked");
        using var station = await Site.Station(name);
        await Report(station, name);
        using var http = new HttpClient { BaseAddress = Site.Address, DefaultRequestHeaders = { Authorization = new("Bearer", station.Token) } };
        await using var stream = await http.GetStreamAsync($"api/stations/{name}/assignments", Ct);
        await using var events = SseParser.Create(stream).EnumerateAsync(Ct).GetAsyncEnumerator(Ct);
        foreach (var folder in new[] { "/one", "/two", "/three" })
        {
            var asking = Site.Admin.Send("GET", $"api/stations/{name}/folder?path={folder}");
            while (await events.MoveNextAsync() && events.Current.EventType != "questions")
            {
            }

            var question = JsonSerializer.Deserialize<List<FolderQuestion>>(events.Current.Data, Wire.Json)!.Single();
            Assert.Equal(folder, question.Folder);
            await station.Send("POST", $"api/stations/{name}/answers/{question.Id}", new StationFolder(folder, [], null));
            (await asking).MustBe(200);
        }
    }

    [Fact]
    public async Task Another_station_answers_nothing()
    {
        var (name, thief) = (Site.Name("asked"), Site.Name("thief"));
        using var station = await Site.Station(name);
        using var other = await Site.Station(thief);
        await Report(station, name);
        var asking = Site.Admin.Send("GET", $"api/stations/{name}/folder?path=/data");
        var question = await Told(name);

        (await other.Send("POST", $"api/stations/{name}/answers/{question.Id}", new StationFolder("/", [], null))).MustBe(403);
        (await other.Send("POST", $"api/stations/{thief}/answers/{question.Id}", new StationFolder("/false", [], null))).MustBe(204);
        Assert.False(asking.IsCompleted);

        await station.Send("POST", $"api/stations/{name}/answers/{question.Id}", new StationFolder("/data", [], null, "'/data' is not there."));
        Assert.Equal("'/data' is not there.", (await asking).MustBe(409, "folder-refused").Title);
    }

    [Fact]
    public async Task Members_ask_for_open_folders_only_and_strangers_for_none()
    {
        var name = Site.Name("asked");
        using var station = await Site.Station(name);
        await Report(station, name);
        using var member = await Site.User(Site.Name("member"));
        (await member.Send("GET", $"api/stations/{name}/folder")).MustBe(403);
        var me = (await member.Get<Me>("api/me")).Name;
        await Site.Experiment(members: new Member("user", me, ExperimentRole.Member));

        var asking = member.Send("GET", $"api/stations/{name}/folder");
        var question = await Told(name);
        Assert.Equal(("", false), (question.Folder, question.AnyFolder));
        await station.Send("POST", $"api/stations/{name}/answers/{question.Id}", new StationFolder("", [new("/open", true, null, null)], null));
        Assert.Equal("/open", (await asking).As<StationFolder>().Entries.Single().Name);
    }

    [Theory, InlineData("data"), InlineData("../etc"), InlineData("/a%00b"), InlineData("C:%5C")]
    public async Task What_is_no_path_is_asked_of_nobody(string path)
    {
        var name = Site.Name("asked");
        using var station = await Site.Station(name);
        await Report(station, name);
        (await Site.Admin.Send("GET", $"api/stations/{name}/folder?path={path}")).MustBe(400, "folder-invalid");
    }

    [Fact]
    public async Task A_silent_station_is_not_waited_for()
    {
        var name = Site.Name("silent");
        using var _ = await Site.Station(name);
        Assert.Contains("was never heard", (await Site.Admin.Send("GET", $"api/stations/{name}/folder")).MustBe(409, "station-silent").Title);
        (await Site.Admin.Send("GET", "api/stations/none-such/folder")).MustBe(404);
    }

    [Fact]
    public async Task A_station_tells_of_its_disks()
    {
        var name = Site.Name("disks");
        using var station = await Site.Station(name);
        await station.Send("POST", $"api/stations/{name}/report", new StationReport("host", "9.9.9", [], [new("/data", "files", 1, 2)]));

        Assert.Equal([new("/data", "files", 1, 2)], (await Site.Admin.Get<Instruments.Station>($"api/stations/{name}")).Disks);
    }

    [Fact]
    public async Task Trying_again_is_told_to_the_station_and_written_down()
    {
        var line = await Site.Beamline();
        var path = $"api/experiments/{line.Experiment.Name}/acquisitions/{line.Acquisition.Id}";
        var store = Site.Get<AcquisitionStore>();
        Assert.Equal(0, Assert.Single(await store.Assignments(line.Experiment.Station!, Ct)).Retries);

        (await Site.Admin.Send("POST", $"{path}/retry")).MustBe(200);
        Assert.Equal(1, Assert.Single(await store.Assignments(line.Experiment.Station!, Ct)).Retries);

        var source = Assert.Single(await store.Assignments(line.Experiment.Station!, Ct)).Source;
        await store.Report(line.Experiment.Station!, [new(source, AcquisitionState.Done, new(), null, [])], Ct);
        (await Site.Admin.Send("POST", $"{path}/retry")).MustBe(409, "acquisition-ended");
    }

    private static async Task Report(Client station, string name) =>
        (await station.Send("POST", $"api/stations/{name}/report", new StationReport("host", "1.0.0", []))).MustBe(204);

    private async Task<FolderQuestion> Told(string station)
    {
        while (true)
        {
            if (await Site.Get<FolderQuestions>().Open(station, Ct) is [var question])
            {
                return question;
            }

            await Task.Delay(TimeSpan.FromMilliseconds(10), TimeProvider.System, Ct);
        }
    }
}

public sealed class FolderQuestionsTestsOnSqlite(SqliteSite site) : FolderQuestionsTests(site), IClassFixture<SqliteSite>;

public sealed class FolderQuestionsTestsOnPostgres(PostgresSite site) : FolderQuestionsTests(site), IClassFixture<PostgresSite>;
