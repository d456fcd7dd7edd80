using System.Collections.Concurrent;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using System.Text.RegularExpressions;
using Dewar.Hosting;
using Dewar.Instruments;
using Dewar.Search;
using Dewar.Sessions;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;
using Xunit;

namespace Dewar.Records;

/// <summary>Records on their way to others: each kind of target, what fails, what is tried again.</summary>
public abstract partial class DeliveryTests(TestSite site) : SiteTests(site)
{
    private readonly string _folder = Directory.CreateTempSubdirectory("dewar-delivery-").FullName;

    [Fact]
    public async Task A_record_is_written_into_a_folder_and_anew_when_it_changes()
    {
        var instrument = await Instrument();
        await Target("files", new("folder", _folder, new Dictionary<string, string> { ["formats"] = "xml,json" }, Instrument: instrument));
        var session = await Ended(instrument);
        await Delivered(session, "files", 1);

        var files = Directory.GetFiles(_folder, "*", SearchOption.AllDirectories);
        Assert.Equal([".json", ".xml"], files.Select(Path.GetExtension).Order());
        Assert.Equal(RecordState.Exported, (await Site.Admin.Get<RecordStatus>($"api/sessions/{session}/record/status")).State);
        await Site.Admin.Ask<Session>("PATCH", $"api/sessions/{session}", new SessionMending(Purpose: "changed"));
        await Delivered(session, "files", 2);
        Assert.Contains("changed", await File.ReadAllTextAsync(files.First(file => file.EndsWith(".json", StringComparison.Ordinal))));
    }

    [Fact]
    public async Task A_record_that_is_older_than_a_target_goes_there_when_somebody_asks()
    {
        var instrument = await Instrument();
        var session = await Ended(instrument);
        (await Site.Admin.Send("POST", $"api/sessions/{session}/deliveries", new { })).MustBe(409);
        while ((await Site.Admin.Get<RecordStatus>($"api/sessions/{session}/record/status")).Revision == 0)
        {
            await Task.Delay(50, TestContext.Current.CancellationToken);
        }

        (await Site.Admin.Send("POST", $"api/sessions/{session}/deliveries", new { })).MustBe(409, "target-missing");
        await Target("later", new("folder", _folder, Instrument: instrument));
        await Site.Get<Deliverer>().Step(default);
        Assert.Equal("none", (await Site.Admin.Get<RecordDeliveries>($"api/sessions/{session}/deliveries")).Deliveries.Single(each => each.Target == "later").State);
        Assert.Empty(Directory.GetFileSystemEntries(_folder));
        (await Site.Admin.Send("POST", $"api/sessions/{session}/deliveries", new { })).MustBe(204);
        await Delivered(session, "later", 1);
        Assert.NotEmpty(Directory.GetFileSystemEntries(_folder));
    }

    [Fact]
    public async Task A_cdcs_gets_the_xml_in_its_workspace_and_later_the_changes()
    {
        var instrument = await Instrument();
        await using var there = await Foreign.Start(asked => (asked.Method, asked.Path) switch
        {
            ("GET", "/rest/template-version-manager/global/") => (200, """[{"id":7,"title":"other","current":"t-other"},{"id":8,"title":"Nexus Experiment Schema","current":"t-1"}]""", null),
            ("POST", "/rest/data/") => (201, """{"id":4711,"title":"x"}""", null),
            ("GET", "/rest/workspace/read_access/") => (200, """[{"id":3,"title":"Global Public Workspace"}]""", null),
            ("PATCH", "/rest/data/4711/assign/3/") or ("PATCH", "/rest/data/4711/") => (200, "{}", null),
            _ => (404, "{}", null),
        });
        await Target("cdcs", new("cdcs", there.Address, new Dictionary<string, string> { ["template"] = "Nexus Experiment Schema", ["workspace"] = "Global Public Workspace" }, "the token", instrument));
        var session = await Ended(instrument);
        await Delivered(session, "cdcs", 1);

        var posted = there.Asked.Single(asked => asked is { Method: "POST", Path: "/rest/data/" });
        Assert.Equal("Token the token", posted.Authorization);
        Assert.Equal("t-1", posted.Json.GetProperty("template").GetString());
        Assert.Contains(":Experiment ", posted.Json.GetProperty("xml_content").GetString());
        Assert.Contains(there.Asked, asked => asked.Path == "/rest/data/4711/assign/3/");
        var delivery = (await Site.Admin.Get<RecordDeliveries>($"api/sessions/{session}/deliveries")).Deliveries.Single();
        Assert.Equal(("delivered", $"{there.Address}/data?id=4711"), (delivery.State, delivery.Url));
        await Site.Admin.Ask<Session>("PATCH", $"api/sessions/{session}", new SessionMending(Purpose: "changed"));
        await Delivered(session, "cdcs", 2);
        Assert.Contains("changed", there.Asked.Last(asked => asked is { Method: "PATCH", Path: "/rest/data/4711/" }).Json.GetProperty("xml_content").GetString());
    }

    [Fact]
    public async Task An_elabftw_gets_an_experiment_with_tags_and_the_documents()
    {
        var instrument = await Instrument();
        await using var there = await Foreign.Start(asked => asked is { Method: "POST", Path: "/api/v2/experiments" } ? (201, "", "/api/v2/experiments/17") : (200, "{}", null));
        await Target("elab", new("elabftw", there.Address, null, "3-key", instrument));
        var session = await Ended(instrument);
        await Delivered(session, "elab", 1);

        Assert.All(there.Asked, asked => Assert.Equal("3-key", asked.Authorization));
        Assert.Equal(2, there.Asked.Count(asked => asked.Path == "/api/v2/experiments/17/uploads"));
        Assert.Contains("%PDF-", there.Asked.First(asked => asked.Path == "/api/v2/experiments/17/uploads").Text);
        Assert.Contains("&lt;script&gt;", there.Asked.Single(asked => asked is { Method: "PATCH" }).Json.GetProperty("body").GetString());
        Assert.Contains(there.Asked, asked => asked.Path.EndsWith("/tags", StringComparison.Ordinal) && asked.Text.Contains(instrument, StringComparison.Ordinal));
    }

    [Fact]
    public async Task A_web_hook_gets_signed_json_and_is_tried_again_until_it_takes_it()
    {
        var instrument = await Instrument();
        var isUp = false;
        await using var there = await Foreign.Start(_ => isUp ? (204, "", null) : (503, "closed for repairs", null));
        await Target("hook", new("webhook", $"{there.Address}/in", null, "shared", instrument));
        var session = await Ended(instrument);
        var failed = await Attempted(session, attempts => attempts.Count > 0);
        Assert.False(failed[0].Succeeded);
        Assert.Contains("503", failed[0].Message);
        Assert.Contains("closed for repairs", failed[0].Message);
        var status = await Site.Admin.Get<RecordStatus>($"api/sessions/{session}/record/status");
        Assert.Equal(RecordState.Built, status.State);
        Assert.Contains("hook did not take it", status.Message);

        isUp = true;
        (await Site.Admin.Send("POST", $"api/sessions/{session}/deliveries", new { })).MustBe(204);
        await Delivered(session, "hook", 1);
        var last = there.Asked.Last();
        Assert.Equal($"sha256={Convert.ToHexStringLower(HMACSHA256.HashData(Encoding.UTF8.GetBytes("shared"), last.Body))}", last.Signature);
        Assert.Equal(session, last.Json.GetProperty("session").GetProperty("id").GetString());
    }

    [Fact]
    public async Task A_target_is_tried_without_a_delivery_and_tells_how_far_records_are()
    {
        var (instrument, isUp) = (await Instrument(), false);
        await using var there = await Foreign.Start(asked => (isUp, asked.Path) switch
        {
            (false, _) => (401, "no", null),
            (true, "/rest/template-version-manager/global/") => (200, """[{"title":"one","current":"t-1"}]""", null),
            (true, "/rest/workspace/read_access/") => (200, "[]", null),
            (true, "/in") => (405, "", null),
            _ => (200, "[]", null),
        });
        var (hook, elab, cdcs, files, mail) = (Site.Name("hook"), Site.Name("elab"), Site.Name("cdcs"), Site.Name("files"), Site.Name("mail"));
        await Target(hook, new("webhook", $"{there.Address}/in", Instrument: instrument));
        await Target(elab, new("elabftw", there.Address, null, "key", instrument));
        await Target(cdcs, new("cdcs", there.Address, new Dictionary<string, string> { ["workspace"] = "none" }, "token", instrument));
        await Target(files, new("folder", Path.Combine(_folder, "new"), Instrument: instrument));
        await Target(mail, new("mail", "smtp://127.0.0.1:9", new Dictionary<string, string> { ["from"] = "dewar@lab.example" }, Instrument: instrument));
        Assert.Contains("401", (await Trial(elab)).Failure);
        Assert.Contains("(401 ", (await Trial(hook)).Found);
        isUp = true;
        Assert.Null((await Trial(elab)).Failure);
        Assert.Null((await Trial(hook)).Failure);
        Assert.Contains("no workspace 'none'", (await Trial(cdcs)).Failure);
        Assert.Contains("can't be reached", (await Trial(mail)).Failure);
        Assert.Null((await Trial(files)).Failure);
        Assert.Empty(Directory.GetFileSystemEntries(Path.Combine(_folder, "new")));
        Assert.All(there.Asked, asked => Assert.Contains(asked.Method, (string[])["GET", "HEAD"]));
        (await Site.Admin.Send("POST", $"api/record-targets/{Site.Name("none")}/try", new { })).MustBe(404, "target-not-found");

        var session = await Ended(instrument);
        await Delivered(session, files, 1);
        await Attempted(session, attempts => attempts.Any(each => each.Target == hook));
        var all = (await Site.Admin.Get<List<RecordTarget>>("api/record-targets")).ToDictionary(each => each.Name, each => each.Standing!);
        Assert.Equal((1, 0, 0, null), (all[files].Delivered, all[files].Waiting, all[files].Failing, all[files].Failure));
        Assert.Equal((0, 0, 1), (all[hook].Delivered, all[hook].Waiting, all[hook].Failing));
        Assert.Contains("405", all[hook].Failure);
    }

    private Task<TargetTrial> Trial(string name) => Site.Admin.Post<TargetTrial>($"api/record-targets/{name}/try", new { });

    [Fact]
    public async Task Targets_are_the_administrators_and_their_secrets_are_never_shown()
    {
        var name = Site.Name("target");
        (await Site.Admin.Send("PUT", $"api/record-targets/{name}", new NewTarget("cdcs", "https://cdcs.example.org", Secret: "never seen again"))).MustBe(200);
        var answer = (await Site.Admin.Send("GET", "api/record-targets")).MustBe(200);
        Assert.DoesNotContain("never seen", answer.Text);
        Assert.True(answer.As<List<RecordTarget>>().Single(each => each.Name == name).HasSecret);
        (await Site.Admin.Send("PUT", $"api/record-targets/{name}", new NewTarget("cdcs", "https://cdcs2.example.org"))).MustBe(200);
        Assert.True((await Site.Admin.Get<List<RecordTarget>>("api/record-targets")).Single(each => each.Name == name).HasSecret);
        (await Site.Admin.Send("DELETE", $"api/record-targets/{name}")).MustBe(204);
        (await Site.Admin.Send("DELETE", $"api/record-targets/{name}")).MustBe(404, "target-not-found");
        foreach (var bad in (NewTarget[])[new("fax", "1"), new("folder", "relative"), new("folder", "/tmp", new Dictionary<string, string> { ["formats"] = "docx" }), new("webhook", "file:///etc/passwd"), new("cdcs", "https://x"), new("mail", "smtp://x")])
        {
            (await Site.Admin.Send("PUT", $"api/record-targets/{name}", bad)).MustBe(400, "target-invalid");
        }
    }

    [Fact]
    public async Task The_user_gets_a_mail_with_the_record_and_a_way_to_its_page()
    {
        var address = Environment.GetEnvironmentVariable("DEWAR_TEST_SMTP");
        Assert.False(address is null && Environment.GetEnvironmentVariable("DEWAR_TEST_REQUIRE") == "all", "There is no mail server: tests/services/smtp start.");
        Assert.SkipWhen(address is null, "There is no mail server: tests/services/smtp start.");
        // Both databases have one mail server.
        var (instrument, user) = (await Instrument(), $"ada-{Guid.NewGuid():N}");
        await Site.Admin.Post<Access.UserMade>("api/users", new Access.NewUser(user, Email: $"{user}@lab.example"));
        await Target("mail", new("mail", $"smtp://{new Uri(address!).Authority}", new Dictionary<string, string> { ["from"] = "dewar@lab.example" }, Instrument: instrument));
        var session = await Ended(instrument);
        Assert.Contains("no account with a mail address", (await Attempted(session, attempts => attempts.Count > 0))[0].Message);
        await Site.Admin.Ask<Session>("PATCH", $"api/sessions/{session}", new SessionMending(Person: user));
        await Delivered(session, "mail", 2);

        var mail = Directory.GetFiles(Path.Combine(new Uri(address!).AbsolutePath, "new")).Select(File.ReadAllText).Single(text => text.Contains($"{user}@lab.example", StringComparison.Ordinal));
        var parts = MailPart().Matches(mail.ReplaceLineEndings("\n")).Select(part => (Type: part.Groups[1].Value, Bytes: Convert.FromBase64String(part.Groups[2].Value.Replace("\n", "", StringComparison.Ordinal)))).ToList();
        var html = Encoding.UTF8.GetString(parts.Single(part => part.Type == "text/html").Bytes);
        Assert.Contains("&lt;script&gt;alert(1)", html);
        Assert.DoesNotContain("<script", html);
        Assert.Contains($"/sessions/{session}\"", html);
        Assert.Equal("%PDF-"u8, parts.Single(part => part.Type == "application/pdf").Bytes.AsSpan(0, 5));
    }

    [GeneratedRegex(@"^Content-Type: ([a-z]+/[a-z]+)[^\n]*(?:\n[^\n]+)*?\n(?:[^\n]+\n)*\n([A-Za-z0-9+/=\n]+)\n--", RegexOptions.Multiline)]
    private static partial Regex MailPart();

    private async Task<string> Instrument()
    {
        var station = Site.Name("station");
        (await Site.Admin.Send("POST", "api/stations", new NewStation(station))).MustSucceed();
        var name = Site.Name("scope");
        (await Site.Admin.Send("PUT", $"api/instruments/{name}", new Instrument(name, station, "A microscope", new()))).MustSucceed();
        return name;
    }

    private async Task Target(string name, NewTarget form) => (await Site.Admin.Send("PUT", $"api/record-targets/{name}", form)).MustBe(200);

    /// <summary>A session that is over, with a file that is put into it by hand.</summary>
    private async Task<string> Ended(string instrument)
    {
        var line = await Site.Beamline();
        await line.Bring("one.txt", "one");
        await Site.Read(new Dictionary<string, string>());
        var now = TimeProvider.System.GetUtcNow();
        var session = await Site.Admin.Post<Session>($"api/instruments/{instrument}/sessions", new NewSession(Purpose: "<script>alert(1)</script>", At: now.AddHours(-1)));
        await Site.Admin.Post<Session>($"api/sessions/{session.Id}/notes", new NewNote("<script>alert(2)</script>"));
        await Site.Admin.Post<BatchMoved>($"api/sessions/{session.Id}/files", new FilesMoved(line.Experiment.Name, ["one.txt"]));
        await Site.Admin.Post<Session>($"api/sessions/{session.Id}/end", new SessionMoment());
        return session.Id;
    }

    private async Task Delivered(string session, string target, int revision)
    {
        while (!(await Site.Admin.Get<RecordDeliveries>($"api/sessions/{session}/deliveries")).Deliveries.Any(each => each.Target == target && each.State == "delivered" && each.Revision >= revision))
        {
            await Site.Get<Deliverer>().Step(default);
            await Task.Delay(50);
        }
    }

    private async Task<IReadOnlyList<RecordAttempt>> Attempted(string session, Func<IReadOnlyList<RecordAttempt>, bool> until)
    {
        while (true)
        {
            await Site.Get<Deliverer>().Step(default);
            if ((await Site.Admin.Get<RecordDeliveries>($"api/sessions/{session}/deliveries")).Attempts is var attempts && until(attempts))
            {
                return attempts;
            }

            await Task.Delay(50);
        }
    }

    /// <summary>A site of somebody else's: a web server that answers as it is told, and remembers what it was asked.</summary>
    private sealed class Foreign : IAsyncDisposable
    {
        private readonly WebApplication _app;

        private Foreign(WebApplication app) => _app = app;

        public ConcurrentQueue<Request> Asked { get; } = [];

        public string Address => _app.Urls.First();

        public static async Task<Foreign> Start(Func<Request, (int Status, string Text, string? Location)> answer)
        {
            var builder = WebApplication.CreateSlimBuilder();
            builder.Logging.ClearProviders();
            builder.WebHost.UseUrls("http://127.0.0.1:0");
            var foreign = new Foreign(builder.Build());
            foreign._app.Run(async http =>
            {
                using var body = new MemoryStream();
                await http.Request.Body.CopyToAsync(body);
                var asked = new Request(http.Request.Method, http.Request.Path.Value!, http.Request.Headers.Authorization.ToString(), http.Request.Headers["Dewar-Signature"].ToString(), body.ToArray());
                foreign.Asked.Enqueue(asked);
                var (status, text, location) = answer(asked);
                http.Response.StatusCode = status;
                if (location is not null)
                {
                    http.Response.Headers.Location = location;
                }

                await http.Response.WriteAsync(status == 204 ? "" : text);
            });
            await foreign._app.StartAsync();
            return foreign;
        }

        public async ValueTask DisposeAsync() => await _app.DisposeAsync();
    }

    private sealed record Request(string Method, string Path, string Authorization, string Signature, byte[] Body)
    {
        public string Text => Encoding.UTF8.GetString(Body);

        public JsonElement Json => JsonSerializer.Deserialize<JsonElement>(Body);
    }
}

public sealed class DeliveryTestsOnSqlite(SqliteSite site) : DeliveryTests(site), IClassFixture<SqliteSite>;

public sealed class DeliveryTestsOnPostgres(PostgresSite site) : DeliveryTests(site), IClassFixture<PostgresSite>;
