using System.Text.Json;
using System.Xml.Linq;
using Dewar.Access;
using Dewar.Acquisitions;
using Dewar.Catalogue;
using Dewar.Database;
using Dewar.Experiments;
using Dewar.Hosting;
using Dewar.Instruments;
using Dewar.Search;
using Dewar.Sessions;
using Xunit;

namespace Dewar.Records;

/// <summary>Records of sessions through the API: made, made anew, corrected, in every form.</summary>
public abstract class RecordTests(TestSite site) : SiteTests(site)
{
    private static readonly DateTimeOffset Now = TimeProvider.System.GetUtcNow();

    [Fact]
    public async Task A_record_is_made_when_a_session_ends_and_its_files_were_read()
    {
        var (scope, session) = await Session(("a1", 100), ("a2", 99), ("a3", 98), ("a4", 97), ("b1", 40), ("b2", 39), ("b3", 38), ("b4", 37));
        Assert.Equal(RecordState.Waiting, (await Site.Admin.Get<RecordStatus>($"api/sessions/{session}/record/status")).State);
        Assert.Contains("still to be read", (await Waits(session, status => status.Message.Contains("still", StringComparison.Ordinal))).Message);
        (await Site.Admin.Send("GET", $"api/sessions/{session}/record")).MustBe(404, "record-not-found");
        await Site.Read(new Dictionary<string, string> { ["a1"] = Document("STEM"), ["a2"] = Document("STEM") });
        var status = await Waits(session, status => status.State == RecordState.Built);

        Assert.Equal(1, status.Revision);
        var record = await Record(session);
        Assert.Equal(["a1,a2,a3,a4", "b1,b2,b3,b4"], record.Activities.Select(each => string.Join(',', each.Files.Select(file => file.Name))));
        Assert.Contains("without a file", record.Activities[1].Why);
        Assert.Equal(("twins", "S-1", "admin", "the first note"), (record.Title, record.Samples[0].Name, record.Experimenters[0].Account, record.Notes.Single().Text));
        Assert.Equal($"{scope.Line.Experiment.Name}/a1", record.Activities[0].Files[0].Path);
        Assert.Equal(64, record.Activities[0].Files[0].Sha256!.Length);
        Assert.Contains(record.Activities[0].Files[0].Values, value => value is { Name: "Acceleration Voltage", Text: "200", Unit: "kV" });
    }

    [Fact]
    public async Task A_late_file_a_note_and_a_correction_make_a_new_revision_and_nothing_makes_none()
    {
        var (scope, session) = await Built(("a1", 100), ("a2", 99), ("a3", 98), ("b1", 40), ("b2", 39), ("b3", 38));
        await Site.Admin.Post<Session>($"api/sessions/{session}/resume", new SessionMoment());
        await Site.Admin.Post<Session>($"api/sessions/{session}/end", new SessionMoment());
        var before = (await Site.Admin.Get<RecordStatus>($"api/sessions/{session}/record/status")).Revision;
        await Bring(scope, ("late", 97.5));
        await Site.Read(new Dictionary<string, string>());
        await Waits(session, status => status.Revision > before);

        Assert.Equal("a1,a2,a3,late", string.Join(',', (await Record(session)).Activities[0].Files.Select(file => file.Name)));
        var revisions = await Site.Admin.Get<List<RecordRevision>>($"api/sessions/{session}/record/revisions");
        Assert.Contains(revisions[0].Differences, each => each.Kind == RecordDifferenceKind.FileAdded && each.Text.Contains("late", StringComparison.Ordinal));
        Assert.Equal(3, (await Site.Admin.Send("GET", $"api/sessions/{session}/record?revision=1")).As<JsonElement>().GetProperty("session").GetProperty("activities")[0].GetProperty("files").GetArrayLength());
        (await Site.Admin.Send("GET", $"api/sessions/{session}/record?revision=99")).MustBe(404, "record-not-found");
    }

    [Fact]
    public async Task Activities_are_merged_split_and_named_by_hand_and_stay_so()
    {
        var (scope, session) = await Built(("a1", 100), ("a2", 99), ("a3", 98), ("b1", 40), ("b2", 39), ("b3", 38));
        var name = scope.Line.Experiment.Name;
        await Correct(session, new(CorrectionKind.Merge, $"{name}/a1", $"{name}/b1"));
        await Correct(session, new(CorrectionKind.Split, $"{name}/b2"));
        await Correct(session, new(CorrectionKind.Name, $"{name}/b2", Name: "tilt series"));
        var record = await Until(session, record => record.Activities.Any(each => each.Name == "tilt series"));
        Assert.Equal(["a1,a2,a3,b1", "b2,b3"], record.Activities.Select(each => string.Join(',', each.Files.Select(file => file.Name))));

        await Bring(scope, ("late", 38.5));
        await Site.Read(new Dictionary<string, string>());
        record = await Until(session, record => record.Activities.Sum(each => each.Files.Count) == 7);
        Assert.Equal(("tilt series", 3), (record.Activities[1].Name, record.Activities[1].Files.Count));
        await Correct(session, new(CorrectionKind.Move, $"{name}/late", $"{name}/a1"));
        record = await Until(session, record => record.Activities[0].Files.Count == 5);
        Assert.Contains("late", record.Activities[0].Files.Select(file => file.Name));

        (await Site.Admin.Send("POST", $"api/sessions/{session}/corrections", new NewCorrection(CorrectionKind.Split, $"{name}/absent"))).MustBe(404, "file-not-found");
        (await Site.Admin.Send("POST", $"api/sessions/{session}/corrections", new NewCorrection(CorrectionKind.Split, $"{name}/a1"))).MustBe(409, "correction-pointless");
        (await Site.Admin.Send("POST", $"api/sessions/{session}/corrections", new NewCorrection(CorrectionKind.Merge, $"{name}/a1"))).MustBe(400, "correction-invalid");
        (await Site.Admin.Send("POST", $"api/sessions/{session}/corrections", new NewCorrection(CorrectionKind.Name, $"{name}/a1", Name: "a\nb"))).MustBe(400, "text-invalid");
        var stranger = await Site.User(Site.Name("stranger"));
        (await stranger.Send("POST", $"api/sessions/{session}/corrections", new NewCorrection(CorrectionKind.Split, $"{name}/a2"))).MustBe(404, "session-not-found");
    }

    [Fact]
    public async Task A_record_is_written_in_every_form_with_whole_addresses()
    {
        var (scope, session) = await Built(("a&b<c>.dm3", 100), ("ü 2.tif", 99));
        var xml = (await Site.Admin.Send("GET", $"api/sessions/{session}/record?format=xml")).MustBe(200);
        Assert.Equal("application/xml", xml.Content.ContentType!.MediaType);
        var names = XDocument.Parse(xml.Text).Descendants().Where(each => each.Name.LocalName == "dataset").Select(each => each.Elements().First(one => one.Name.LocalName == "name").Value);
        Assert.Equal(["a&b<c>.dm3", "ü 2.tif"], names);
        var pdf = (await Site.Admin.Send("GET", $"api/sessions/{session}/record?format=pdf")).MustBe(200);
        Assert.Equal("%PDF-1", pdf.Text[..6]);
        var crate = (await Site.Admin.Send("GET", $"api/sessions/{session}/record?format=crate")).MustBe(200);
        Assert.Contains("https://w3id.org/ro/crate", crate.Text);
        var url = (await Record(session)).Activities[0].Files[0].Url!;
        Assert.StartsWith($"{Site.Address}api/experiments/{scope.Line.Experiment.Name}/content/", url);
        Assert.Equal("a&b<c>.dm3", (await Site.Admin.Send("GET", new Uri(url).PathAndQuery[1..])).MustBe(200).Text);
        (await Site.Admin.Send("GET", $"api/sessions/{session}/record?format=docx")).MustBe(400, "format-unknown");
    }

    [Fact]
    public async Task Files_of_experiments_that_one_may_not_see_are_not_in_the_record_that_one_gets()
    {
        var name = Site.Name("mira");
        var mira = await Site.User(name);
        var (scope, session) = await Built(("secret", 100));
        await Site.Admin.Ask<Session>("PATCH", $"api/sessions/{session}", new SessionMending(name));
        Assert.Empty((await mira.Send("GET", $"api/sessions/{session}/record")).As<JsonElement>().GetProperty("session").GetProperty("activities").EnumerateArray());
        (await Site.Admin.Send("PUT", $"{scope.Line.Path}/members/user/{name}", new MemberRole(ExperimentRole.Reader))).MustSucceed();
        Assert.Single((await mira.Send("GET", $"api/sessions/{session}/record")).As<JsonElement>().GetProperty("session").GetProperty("activities").EnumerateArray());
    }

    [Fact]
    public async Task A_session_without_files_says_what_to_look_at()
    {
        var (_, session) = await Session();
        var status = await Waits(session, status => status.State == RecordState.NoFiles);
        Assert.Contains("clock", status.Message);
    }

    private async Task<(Microscope Microscope, string Session)> Built(params (string Path, double MinutesAgo)[] files)
    {
        var (scope, session) = await Session(files);
        foreach (var (path, _) in files)
        {
            scope.Line.Put(path, path);
        }

        await Site.Read(new Dictionary<string, string>());
        await Waits(session, status => status.State == RecordState.Built);
        return (scope, session);
    }

    private async Task<(Microscope Microscope, string Session)> Session(params (string Path, double MinutesAgo)[] files)
    {
        var scope = await Site.Microscope();
        var session = await Site.Admin.Post<Session>(scope.Sessions, new NewSession(Sample: "S-1", Purpose: "twins", At: Now.AddHours(-2)));
        await Site.Admin.Post<Session>($"api/sessions/{session.Id}/notes", new NewNote("the first note", Now.AddMinutes(-90)));
        await Bring(scope, files);
        await Site.Admin.Post<Session>($"api/sessions/{session.Id}/end", new SessionMoment(Now.AddMinutes(-10)));
        await Site.Placed();
        return (scope, session.Id);
    }

    private async Task Bring(Microscope scope, params (string Path, double MinutesAgo)[] files)
    {
        await scope.Bring([.. files.Select(file => (file.Path, Now.AddMinutes(-file.MinutesAgo)))]);
        await Site.Placed();
    }

    private async Task Correct(string session, NewCorrection form) => (await Site.Admin.Send("POST", $"api/sessions/{session}/corrections", form)).MustBe(204);

    private async Task<SessionRecord> Record(string session) => SessionJson.Read((await Site.Admin.Send("GET", $"api/sessions/{session}/record")).MustBe(200).Body);

    /// <summary>Waits for the site, which makes records by itself.</summary>
    private async Task<RecordStatus> Waits(string session, Func<RecordStatus, bool> until)
    {
        while (true)
        {
            if (await Site.Admin.Get<RecordStatus>($"api/sessions/{session}/record/status") is var status && until(status))
            {
                return status;
            }

            await Task.Delay(50);
        }
    }

    private async Task<SessionRecord> Until(string session, Func<SessionRecord, bool> until)
    {
        while (true)
        {
            if (await Record(session) is var record && until(record))
            {
                return record;
            }

            await Task.Delay(50);
        }
    }

    private static string Document(string mode) => """
        {"format":"Test","signals":[{"type":"image","main":true}],"metadata":{"mode":{"value":"MODE"},"acceleration_voltage":{"value":200,"unit":"kV","si":200000,"siUnit":"V"}}}
        """.Replace("MODE", mode, StringComparison.Ordinal);
}

public sealed class RecordTestsOnSqlite(SqliteSite site) : RecordTests(site), IClassFixture<SqliteSite>;

public sealed class RecordTestsOnPostgres(PostgresSite site) : RecordTests(site), IClassFixture<PostgresSite>;
