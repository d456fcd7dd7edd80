using System.Net.ServerSentEvents;
using Dewar.Access;
using Dewar.Audit;
using Dewar.Experiments;
using Dewar.Hosting;
using Xunit;

namespace Dewar.Monitoring;

/// <summary>The stream of events misses none and tells nobody what is not theirs; health and problems beside it.</summary>
public abstract class EventTests(TestSite site) : SiteTests(site)
{
    [Fact]
    public async Task Who_comes_back_with_the_last_number_misses_nothing()
    {
        var line = await Site.Beamline();
        var start = await Site.Get<AuditLog>().Newest(default);
        for (var i = 0; i < 3; i++)
        {
            await line.Register(line.Arrival($"f{i}", "x"));
        }

        var first = Numbered(await Site.Admin.Events("api/events", seen => Numbered(seen).Count >= 2, ("Last-Event-ID", $"{start}")));
        for (var i = 3; i < 6; i++)
        {
            await line.Register(line.Arrival($"f{i}", "x"));
        }

        var rest = Numbered(await Site.Admin.Events("api/events", seen => Numbered(seen).Count >= 4, ("Last-Event-ID", first[1].EventId!)));
        var all = first.Take(2).Concat(rest).ToList();
        Assert.Equal(Enumerable.Range(1, 6).Select(i => $"{start + i}"), all.Select(item => item.EventId));
        Assert.All(all, item => Assert.Equal("files.registered", item.EventType));
        Assert.Contains("\"first\":\"f5\"", all[^1].Data);
        Assert.Equal(all.Select(item => item.EventId), Numbered(await Site.Admin.Events($"api/events?after={start}", seen => Numbered(seen).Count >= 6)).Select(item => item.EventId));
    }

    [Fact]
    public async Task Events_come_as_they_happen_and_the_line_is_kept_alive()
    {
        var line = await Site.Beamline();
        var asked = false;
        var events = await Site.Admin.Events("api/events", seen =>
        {
            if (!asked && seen.Exists(item => item.EventType == "beat"))
            {
                asked = true;
                _ = line.Register(line.Arrival("later", "x"));
            }

            return seen.Exists(item => item.EventType == "files.registered" && item.Data.Contains("later", StringComparison.Ordinal));
        });

        Assert.Contains(events, item => item.EventType == "progress" && item.Data.Contains(line.Acquisition.Id, StringComparison.Ordinal));
    }

    [Fact]
    public async Task One_hears_only_of_what_one_may_see()
    {
        var (line, other) = (await Site.Beamline(), await Site.Beamline());
        var name = Site.Name("reader");
        using var reader = await Site.User(name);
        await Site.Admin.Send("PUT", $"{line.Path}/members/user/{name}", new MemberRole(ExperimentRole.Reader));
        var start = await Site.Get<AuditLog>().Newest(default);
        await other.Register(other.Arrival("secret", "x"));
        await Site.Admin.Post<Group>("api/groups", new NewGroup(Site.Name("secret")));
        await line.Register(line.Arrival("mine", "x"));

        foreach (var client in new[] { reader, line.Clients[0] })
        {
            var heard = await client.Events($"api/events?after={start}", seen => seen.Exists(item => item.EventType == "beat"));
            Assert.DoesNotContain(heard, item => item.Data.Contains("secret", StringComparison.Ordinal) || item.Data.Contains(other.Acquisition.Id, StringComparison.Ordinal));
            Assert.Equal(client == reader ? [$"{start + 3}"] : [], Numbered(heard).Select(item => item.EventId));
        }
    }

    [Fact]
    public async Task The_audit_log_is_listed_and_checked_over_the_api()
    {
        await Site.Experiment();
        var entries = await Site.Admin.Get<List<AuditEntry>>("api/audit?limit=2");
        Assert.Equal(2, entries.Count);
        Assert.Equal(entries[1].Id, (await Site.Admin.Get<List<AuditEntry>>($"api/audit?before={entries[0].Id}&limit=1")).Single().Id);
        var check = await Site.Admin.Get<AuditCheck>($"api/audit/check?expect={entries[1].Digest}");
        Assert.Equal((null, true), (check.BrokenAt, check.HoldsExpected));
        Assert.False((await Site.Admin.Get<AuditCheck>("api/audit/check?expect=ff")).HoldsExpected);
    }

    [Theory]
    [InlineData("GET", "api/none", 404, "no-such-route")]
    [InlineData("PUT", "api/me", 405, "method-not-allowed")]
    [InlineData("GET", "api/experiments/none", 404, "experiment-not-found")]
    [InlineData("GET", "api/experiments?limit=many", 400, "request-invalid")]
    [InlineData("POST", "api/experiments", 400, "request-invalid")]
    public async Task Every_refusal_is_a_problem_with_a_code(string method, string path, int status, string code)
    {
        var answer = (await Site.Admin.Send(method, path, method == "POST" ? "{\"name\":7}" : null)).MustBe(status, code);
        Assert.Equal("application/problem+json", answer.Content.ContentType!.MediaType);
        Assert.Equal(($"urn:dewar:problem:{code}", status), (answer.Json.GetProperty("type").GetString(), answer.Json.GetProperty("status").GetInt32()));
        Assert.True(answer.Title.Length > 15);
        Assert.StartsWith("/api/", answer.Json.GetProperty("instance").GetString());
        Assert.True(answer.Headers.CacheControl!.NoStore);
    }

    [Fact]
    public async Task A_body_that_is_not_JSON_is_told_apart()
    {
        var request = Site.Admin.Request("POST", "api/groups");
        request.Content = new StringContent("name=x", null, "text/plain");
        (await Site.Admin.Send(request)).MustBe(415);
        Assert.Contains("name", (await Site.Admin.Send("POST", "api/groups", """{"description":"x"}""")).MustBe(400, "request-invalid").Title);
        (await Site.Admin.Send("POST", "api/groups", "[")).MustBe(400, "request-invalid");
        var large = Site.Admin.Request("POST", "api/groups", $"{{\"name\":\"{new string('x', 33 << 20)}\"}}");
        large.Headers.ExpectContinue = true;
        (await Site.Admin.Send(large)).MustBe(413, "request-too-large");
    }

    [Fact]
    public async Task Health_is_told_to_everybody()
    {
        using var nobody = Site.Nobody();
        Assert.Equal("ok", (await nobody.Get<Health>("api/health")).Status);
    }

    private static List<SseItem<string>> Numbered(List<SseItem<string>> items) => [.. items.Where(item => !string.IsNullOrEmpty(item.EventId) && item.EventType is not ("beat" or "progress"))];
}

public sealed class EventTestsOnSqlite(SqliteSite site) : EventTests(site), IClassFixture<SqliteSite>;

public sealed class EventTestsOnPostgres(PostgresSite site) : EventTests(site), IClassFixture<PostgresSite>;
