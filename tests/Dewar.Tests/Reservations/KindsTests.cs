using System.Text.Json;
using Dewar.Hosting;
using Microsoft.AspNetCore.Http;
using Xunit;

namespace Dewar.Reservations;

/// <summary>Booking systems by the shape of their APIs, and a real CalDAV server.</summary>
public sealed class KindsTests
{
    private static readonly DateTimeOffset Now = new(2026, 11, 22, 12, 0, 0, TimeSpan.Zero);

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Nemo_is_read_with_answers_in_their_order_pages_and_revisions()
    {
        await using var server = await ForeignServer.Start();
        server.Answers = http => Nemo(server)(http);

        var found = await Fetch(new("nemo", $"{server.Address}/api/", Zone: "America/Denver", Tools: new Dictionary<string, string> { ["12"] = "titan" }), "t0ken");

        Assert.Equal(["1", "2", "3"], found.Reservations!.Select(each => each.Id));
        var (first, moved) = (found.Reservations![0], found.Reservations![1]);
        Assert.Equal(("titan", new DateTimeOffset(2026, 11, 22, 16, 0, 0, TimeSpan.Zero), "Ada Lovelace"), (first.Instrument, first.StartsAt, first.User));
        // Title from the booking, purpose from before the use, consent from after it.
        Assert.Equal(("Grains", "asked before", "P-9", Consent.No), (first.Said.Title, first.Said.Purpose, first.Said.Project, first.Said.Consent));
        Assert.Equal([new Sample("PID-1", "PID-1", "thin"), new Sample("gold")], first.Said.Samples);
        Assert.Contains(new AnsweredQuestion("holder", "cryo"), first.Said.Questions);
        Assert.True(moved.Cancelled);
        Assert.Equal(["50", "51"], found.Usage.Select(each => each.Id));
        Assert.Null(found.Usage[1].EndsAt);
        Assert.Equal(("Grains", "Bob", Consent.No), (found.Usage[0].Said.Title, found.Usage[0].Operator, found.Usage[0].Said.Consent));
        Assert.Contains(found.Warnings, each => each.Contains("reservation 4"));
    }

    [Fact]
    public async Task Nemos_own_forms_of_times_are_understood_and_asked_in()
    {
        await using var server = await ForeignServer.Start();
        server.Answers = http => http.Response.WriteAsync(http.Request.Path.Value!.Split('/')[^2] switch
        {
            "tools" => """[{"id":12,"name":"Titan"}]""",
            "reservations" => """[{"id":1,"tool":12,"user":1,"start":"11/22/2026 09:00 AM","end":"11/22/2026 01:00 PM"}]""",
            _ => "[]",
        });

        var found = await Fetch(new("nemo", $"{server.Address}/api", Zone: "America/Denver", TimeFormat: "%m/%d/%Y %I:%M %p", QueryFormat: "%Y-%m-%d"), "t");

        Assert.Equal(new(2026, 11, 22, 16, 0, 0, TimeSpan.Zero), Assert.Single(found.Reservations!).StartsAt);
        Assert.Contains(server.Asked, each => each.Contains("end__gte=2026-11-08&"));
    }

    [Theory]
    [InlineData("""{"results":[],"next":"http://127.0.0.1/api/tools/?page=2"}""", "without an end")]
    [InlineData("""{"results":[],"next":"http://evil.example/api/"}""", "another server")]
    [InlineData("""{"detail":"x"}""", "results")]
    [InlineData("""[{"id":1""", "breaks off")]
    [InlineData("<html>", "web page")]
    public async Task A_Nemo_that_lies_is_not_believed(string answer, string said)
    {
        await using var server = await ForeignServer.Start();
        server.Says(answer, "application/json");

        Assert.Contains(said, (await Assert.ThrowsAsync<SourceTrouble>(() => Fetch(new("nemo", $"{server.Address}/api/"), "t"))).Message);
        Assert.All(server.Asked, each => Assert.StartsWith("GET /api/", each));
    }

    [Fact]
    public async Task Google_is_read_page_by_page()
    {
        await using var server = await ForeignServer.Start();
        server.Answers = http => http.Response.WriteAsync(http.Request.Headers.Authorization != "Bearer b" ? "{}" : http.Request.Query["pageToken"] == "2" ? """
            {"items":[{"id":"b","status":"confirmed","start":{"date":"2026-11-25"},"end":{"date":"2026-11-26"},"creator":{"email":"a@x"}},
                      {"id":"a","status":"confirmed","summary":"revised","start":{"dateTime":"2026-11-24T11:00:00+01:00"},"end":{"dateTime":"2026-11-24T12:00:00+01:00"}},
                      {"id":"gone","status":"cancelled","originalStartTime":{"dateTime":"2026-11-24T10:00:00Z"}},{"id":"bad","status":"confirmed"}]}
            """ : """{"nextPageToken":"2","items":[{"id":"a","status":"confirmed","summary":"first","start":{"dateTime":"2026-11-24T10:00:00","timeZone":"Europe/Berlin"},"end":{"dateTime":"2026-11-24T12:00:00+01:00"}}]}""");

        var found = await Fetch(new("google", server.Address, "titan", Zone: "Europe/Berlin", Calendar: "c@group.calendar.google.com"), "b");

        Assert.Equal([("a", false), ("b", false), ("gone", true)], found.Reservations!.Select(each => (each.Id, each.Cancelled)).Order());
        Assert.Equal(("revised", new DateTimeOffset(2026, 11, 24, 10, 0, 0, TimeSpan.Zero)), (found.Reservations!.Single(each => each.Id == "a").Said.Title, found.Reservations!.Single(each => each.Id == "a").StartsAt));
        Assert.Equal(new(2026, 11, 24, 23, 0, 0, TimeSpan.Zero), found.Reservations!.Single(each => each.Id == "b").StartsAt);
        Assert.Contains("/calendars/c%40group.calendar.google.com/events?singleEvents=true", server.Asked[0].Replace("@", "%40"));
        Assert.Single(found.Warnings);
        server.Says("""{"nextPageToken":"2","items":[]}""", "application/json");
        Assert.Contains("without an end", (await Assert.ThrowsAsync<SourceTrouble>(() => Fetch(new("google", server.Address, "titan", Calendar: "c"), "key:k"))).Message);
        Assert.Contains(server.Asked, each => each.Contains("key=k"));
    }

    [Fact]
    public async Task A_real_CalDAV_server_is_followed()
    {
        var address = Environment.GetEnvironmentVariable("DEWAR_TEST_RADICALE");
        if (address is null && Environment.GetEnvironmentVariable("DEWAR_TEST_REQUIRE") == "all")
        {
            Assert.Fail("There is no Radicale: tests/services/radicale start.");
        }

        Assert.SkipWhen(address is null, "There is no Radicale.");
        var calendar = $"{address!.TrimEnd('/')}/lab/titan-{Guid.NewGuid():N}/";
        using var web = new ForeignWeb(TimeProvider.System);
        async Task Do(string method, string path, string? body, string type = "text/calendar") => web.Good(await web.Ask(method, new(path), 1 << 20,
            headers => headers.Authorization = CalDav.Basic("lab", "lab-secret"), body is null ? null : (body, type), Ct), new(path));
        await Do("MKCALENDAR", calendar, null);
        await Do("PUT", $"{calendar}a.ics", CalendarTests.Calendar("BEGIN:VEVENT\nUID:a\nDTSTAMP:20260101T000000Z\nDTSTART;TZID=Europe/Berlin:20261101T090000\nDURATION:PT1H\nRRULE:FREQ=WEEKLY\nSUMMARY:weekly\nEND:VEVENT"));
        await Do("PUT", $"{calendar}b.ics", CalendarTests.Calendar("BEGIN:VEVENT\nUID:b\nDTSTAMP:20260101T000000Z\nDTSTART:20200101T090000Z\nDURATION:PT1H\nSUMMARY:long ago\nEND:VEVENT"));
        var setup = new CalendarSetup("caldav", calendar, "titan", "lab");

        var first = await Fetch(setup, "lab-secret");
        Assert.Equal(10, first.Reservations!.Count);
        Assert.All(first.Reservations!, each => Assert.Equal("weekly", each.Said.Title));
        Assert.NotNull(first.Memory.SyncToken);
        Assert.Null((await Fetch(setup, "lab-secret", first.Memory)).Reservations);
        // As for a server without tags: what changed is asked for by the token.
        Assert.Null((await Fetch(setup, "lab-secret", first.Memory with { Ctag = "another" })).Reservations);
        await Do("PUT", $"{calendar}c.ics", CalendarTests.Calendar("BEGIN:VEVENT\nUID:c\nDTSTAMP:20260101T000000Z\nDTSTART:20261124T090000Z\nDURATION:PT1H\nEND:VEVENT"));
        Assert.Equal(11, (await Fetch(setup, "lab-secret", first.Memory)).Reservations!.Count);
        Assert.Equal(11, (await Fetch(setup, "lab-secret", first.Memory with { SyncToken = "http://radicale.org/ns/sync/forgotten", Ctag = "x" })).Reservations!.Count);
        await Do("DELETE", $"{calendar}a.ics", null);
        Assert.Equal("c", Assert.Single((await Fetch(setup, "lab-secret", first.Memory)).Reservations!).Id);
        Assert.Contains("refuses the sign-in", (await Assert.ThrowsAsync<SourceTrouble>(() => Fetch(setup, "wrong"))).Message);
        Assert.Contains("no calendar", (await Assert.ThrowsAsync<SourceTrouble>(() => Fetch(setup with { Address = $"{address.TrimEnd('/')}/lab/" }, "lab-secret"))).Message);
    }

    private static async Task<Fetched> Fetch(CalendarSetup setup, string secret, FetchMemory? memory = null)
    {
        using var web = new ForeignWeb(TimeProvider.System);
        try
        {
            return await CalendarKinds.Of(setup.Kind).Fetch(new(setup, secret, Now.AddDays(-14), Now.AddDays(60), Now, memory ?? new(), ["titan"], web), Ct);
        }
        catch (ForeignTrouble trouble)
        {
            throw new SourceTrouble(trouble.Message, trouble);
        }
    }

    private static RequestDelegate Nemo(ForeignServer server) => http =>
    {
        string Question(object answers) => JsonSerializer.Serialize(JsonSerializer.Serialize(answers));
        if (http.Request.Headers.Authorization != "Token t0ken")
        {
            http.Response.StatusCode = 401;
            return Task.CompletedTask;
        }

        var booking = Question(new
        {
            experiment_title = new { type = "textbox", user_input = "Grains" },
            experiment_purpose = new { type = "textbox", user_input = "asked when booking" },
            project_id = new { user_input = "P-9" },
            data_consent = new { user_input = "Agree" },
            holder = new { user_input = "cryo" },
            sample_group = new { type = "group", user_input = new Dictionary<string, object> { ["0"] = new { sample_name = "PID-1", sample_or_pid = "PID", sample_details = "thin" }, ["1"] = new { sample_name = "gold", sample_or_pid = "Sample Name" } } },
        });
        return http.Response.WriteAsync((http.Request.Path.Value!.Split('/')[^2], http.Request.Query["page"].ToString()) switch
        {
            ("tools", _) => """[{"id":12,"name":"FEI Titan"},{"id":13,"name":"Mill"}]""",
            ("users", "") => $$"""{"count":2,"next":"{{server.Address}}/api/users/?page=2","results":[{"id":7,"username":"ada","first_name":"Ada","last_name":"Lovelace","email":"ada@x"}]}""",
            ("users", _) => """{"results":[{"id":8,"username":"Bob"}],"next":null}""",
            ("projects", _) => """[{"id":3,"name":"Steel"}]""",
            ("reservations", _) => $$"""
                [{"id":1,"tool":12,"user":7,"project":3,"start":"2026-11-22T08:00:00","end":"2026-11-22T12:00:00","question_data":null},
                 {"id":1,"tool":12,"user":7,"project":3,"start":"2026-11-22T09:00:00-07:00","end":"2026-11-22T13:00:00-07:00","question_data":{{booking}}},
                 {"id":2,"tool":12,"user":7,"start":"2026-11-23T09:00:00-07:00","end":"2026-11-23T13:00:00-07:00","cancelled":true,"descendant":3},
                 {"id":3,"tool":12,"user":7,"start":"2026-11-23T10:00:00-07:00","end":"2026-11-23T14:00:00-07:00"},
                 {"id":4,"tool":12,"user":7,"start":"yesterday","end":"2026-11-23T14:00:00-07:00"},
                 {"id":5,"tool":13,"user":7,"start":"2026-11-23T10:00:00-07:00","end":"2026-11-23T14:00:00-07:00"}]
                """,
            ("usage_events", _) => $$"""
                [{"id":50,"tool":12,"user":7,"operator":8,"project":3,"start":"2026-11-22T09:05:00-07:00","end":"2026-11-22T12:50:00-07:00",
                  "pre_run_data":{{Question(new { experiment_purpose = new { user_input = "asked before" }, data_consent = new { user_input = "Agree" } })}},"run_data":{{Question(new { data_consent = new { user_input = "disagree" } })}}},
                 {"id":51,"tool":12,"user":8,"operator":8,"start":"2026-11-22T10:00:00Z","end":null}]
                """,
            _ => "[]",
        });
    };
}
