using Dewar.Access;
using Dewar.Audit;
using Dewar.Database;
using Dewar.Hosting;
using Dewar.Instruments;
using Microsoft.AspNetCore.Http;
using Xunit;

namespace Dewar.Reservations;

/// <summary>Calendars of others: what is taken over, and what is not spoilt when they fail or lie.</summary>
public abstract class SourceTests(TestSite site) : SiteTests(site)
{
    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_calendar_is_taken_over_followed_and_what_leaves_it_is_cancelled()
    {
        await using var server = await ForeignServer.Start();
        var (instrument, name) = await Connected(server);
        var user = Site.Name("ada");
        await Site.Admin.Post<UserMade>("api/users", new NewUser(user, FullName: $"Ada {user}", Email: $"{user}@lab.example"));
        server.Says(Calendar(("a", 24, $"ORGANIZER;CN=Somebody:mailto:{user.ToUpperInvariant()}@LAB.example\nDESCRIPTION:sample: gold\\nconsent: no\n"), ("b", 48, "")));
        await Site.Look(name);

        var first = await Listed(instrument);
        Assert.Equal(["a", "b"], first.Select(each => each.ExternalId));
        Assert.Equal((user, Consent.No, "gold"), (first[0].Account, first[0].Consent, Assert.Single(first[0].Samples).Name));
        Assert.Null(first[1].Account);

        server.Says(Calendar(("a", 30, "")));
        await Site.Look(name);
        var second = await Listed(instrument, cancelled: true);
        Assert.Equal((first[0].Id, first[0].StartsAt.AddHours(6)), (second.Single(each => each.ExternalId == "a").Id, second.Single(each => each.ExternalId == "a").StartsAt));
        Assert.True(second.Single(each => each.ExternalId == "b").Cancelled);
        Assert.Contains((await Site.Admin.Get<List<AuditEntry>>("api/audit?limit=100")).Where(each => each.Subject == name), each => each.Action == "reservations.fetched");
    }

    // Each answers something that must change nothing but the source's own state.
    public static TheoryData<string, string> Failures => new()
    {
        { "500", "fault of its own" }, { "401", "refuses the sign-in" }, { "404", "nothing at the address" }, { "html", "web page" }, { "half", "breaks off" }, { "cut", "broke off" }, { "large", "sends more than" },
        { "loop", "on and on" }, { "ftp", "without protection" }, { "none", "does not answer" },
    };

    [Theory, MemberData(nameof(Failures))]
    public async Task What_was_good_stays_when_a_calendar_fails_and_the_failure_says_what_to_do(string how, string said)
    {
        var server = await ForeignServer.Start();
        var (instrument, name) = await Connected(server);
        server.Says(Calendar(("a", 24, "")));
        await Site.Look(name);
        Misbehave(server, how);
        if (how == "none")
        {
            await server.DisposeAsync();
        }

        await Site.Look(name);
        var once = await Site.Admin.Get<CalendarSource>($"api/reservations/sources/{name}");
        await Site.Look(name);
        var twice = await Site.Admin.Get<CalendarSource>($"api/reservations/sources/{name}");
        await server.DisposeAsync();

        Assert.Single(await Listed(instrument));
        Assert.Equal(("failing", once.State.FailingSince), (twice.State.State, twice.State.FailingSince));
        Assert.Contains(said, twice.State.Failure);
        Assert.DoesNotContain("secret-path", System.Text.Json.JsonSerializer.Serialize(twice, Wire.Json));
        Assert.True(twice.State.NextAt - twice.State.TriedAt > once.State.NextAt - once.State.TriedAt, "pauses grow");
        Assert.True(twice.State.GoodAt < twice.State.TriedAt);
    }

    [Fact]
    public async Task A_calendar_that_is_suddenly_empty_is_believed_the_second_time()
    {
        await using var server = await ForeignServer.Start();
        var (instrument, name) = await Connected(server);
        server.Says(Calendar(("a", 24, ""), ("b", 48, ""), ("c", 72, "")));
        await Site.Look(name);
        server.Says(Calendar());

        await Site.Look(name);
        Assert.Equal(3, (await Listed(instrument)).Count);
        Assert.Contains("suddenly empty", Assert.Single((await Site.Admin.Get<CalendarSource>($"api/reservations/sources/{name}")).State.Warnings));
        await Site.Look(name);
        Assert.Empty(await Listed(instrument));
    }

    [Fact]
    public async Task What_did_not_change_is_not_sent_again_and_accounts_are_matched_all_the_same()
    {
        await using var server = await ForeignServer.Start();
        var (instrument, name) = await Connected(server);
        var user = Site.Name("late");
        var text = Calendar(("a", 24, $"ORGANIZER;CN=Nobody Yet:mailto:{user}@lab.example\n"));
        server.Answers = async http =>
        {
            http.Response.Headers.ETag = "\"one\"";
            http.Response.StatusCode = http.Request.Headers.IfNoneMatch == "\"one\"" ? 304 : 200;
            await (http.Response.StatusCode == 304 ? Task.CompletedTask : http.Response.WriteAsync(text));
        };
        await Site.Look(name);
        Assert.Null(Assert.Single(await Listed(instrument)).Account);
        await Site.Admin.Post<UserMade>("api/users", new NewUser(user, Email: $"{user}@lab.example"));

        await Site.Look(name);

        Assert.Equal(user, Assert.Single(await Listed(instrument)).Account);
        Assert.Equal(1, (await Site.Admin.Get<CalendarSource>($"api/reservations/sources/{name}")).State.Reservations);
    }

    [Fact]
    public async Task Only_one_process_looks_and_one_that_comes_too_late_changes_nothing()
    {
        await using var server = await ForeignServer.Start();
        // Before the site's own service looks for the first time.
        server.Says(Calendar(("a", 24, "")));
        var (instrument, name) = await Connected(server);
        var (sources, fetching) = (Site.Get<SourceStore>(), Site.Get<Fetching>());
        var lease = await Site.Lease(name);

        Assert.DoesNotContain(await Leases(sources, 5), each => each.Name == name);
        // The administrator changes the setup meanwhile: what the old look found is not taken.
        (await Site.Admin.Send("PUT", $"api/reservations/sources/{name}", new CalendarForm(new("ical", $"{server.Address}/other", instrument, Every: "24h")))).MustBe(200);
        await fetching.Run(lease, Ct);
        Assert.Null((await Site.Admin.Get<CalendarSource>($"api/reservations/sources/{name}")).State.FailingSince);
        Assert.DoesNotContain((await Listed(instrument)), each => each.Source != name);
    }

    [Fact]
    public async Task A_slow_calendar_holds_up_no_other()
    {
        await using var slow = await ForeignServer.Start();
        await using var quick = await ForeignServer.Start();
        var gate = new TaskCompletionSource();
        slow.Answers = _ => gate.Task;
        quick.Says(Calendar(("a", 24, "")));
        var (_, waiting) = await Connected(slow, every: "24h");
        var (instrument, _) = await Connected(quick, every: "24h");

        // The site's own service looks at both as they are connected.
        await Until(async () => slow.Asked.Count > 0 && (await Listed(instrument)).Count == 1);
        Assert.Null((await Site.Admin.Get<CalendarSource>($"api/reservations/sources/{waiting}")).State.TriedAt);
        gate.SetResult();
    }

    [Fact]
    public async Task A_trial_tells_what_is_found_and_keeps_nothing_and_a_secret_is_never_shown()
    {
        await using var server = await ForeignServer.Start();
        server.Says(Calendar(("a", 24, "ORGANIZER;CN=Unknown Person:mailto:u@x\n"), ("b", 25, "")));
        var (instrument, name) = await Connected(server, secret: $"{server.Address}/secret-path/basic.ics", every: "24h");

        var trial = await Site.Admin.Post<CalendarTrial>($"api/reservations/sources/{name}/test", new { });
        var shown = (await Site.Admin.Send("GET", "api/reservations/sources")).Text + (await Site.Admin.Send("GET", $"api/audit?subject={name}")).Text + (await Site.Admin.Send("GET", $"api/reservations/sources/{name}")).Text
            + (await Site.Admin.Send("GET", "admin/calendars")).Text;

        Assert.Equal((2, null, instrument), (trial.Reservations, trial.Failure, trial.First[0].Instrument));
        Assert.Contains("Unknown Person", trial.WithoutAccount);
        Assert.DoesNotContain("secret-path", shown);
    }

    [Theory]
    [InlineData("""{"kind":"fax","instrument":"I"}""", 400, "kind-unknown")]
    [InlineData("""{"kind":"ical","address":"file:///etc/passwd","instrument":"I"}""", 400, "address-invalid")]
    [InlineData("""{"kind":"ical","address":"https://u:p@x/y","instrument":"I"}""", 400, "address-invalid")]
    [InlineData("""{"kind":"ical","address":"https://x/y"}""", 400, "instrument-missing")]
    [InlineData("""{"kind":"ical","address":"https://x/y","instrument":"absent"}""", 404, "instrument-not-found")]
    [InlineData("""{"kind":"ical","address":"https://x/y","instrument":"I","zone":"Mars/Olympus"}""", 400, "zone-unknown")]
    [InlineData("""{"kind":"ical","address":"https://x/y","instrument":"I","every":"1s"}""", 400, "interval-invalid")]
    [InlineData("""{"kind":"ical","address":"https://x/y","instrument":"I","every":"often"}""", 400, "interval-invalid")]
    [InlineData("""{"kind":"ical","instrument":"I","secretFile":"../dewar.db"}""", 400, "secret-invalid")]
    [InlineData("""{"kind":"ical","instrument":"I","secretVariable":"PATH"}""", 400, "secret-invalid")]
    [InlineData("""{"kind":"file","address":"calendar.ics","instrument":"I"}""", 400, "address-invalid")]
    [InlineData("""{"kind":"google","instrument":"I"}""", 400, "calendar-missing")]
    [InlineData("""{"kind":"nemo","address":"https://x/","timeFormat":"%Q"}""", 400, "format-invalid")]
    public async Task What_can_not_work_is_refused_at_once(string setup, int status, string code)
    {
        var instrument = await Instrument();

        (await Site.Admin.Send("PUT", $"api/reservations/sources/{Site.Name("bad")}", $$"""{"setup":{{setup.Replace("\"I\"", $"\"{instrument}\"")}}}""")).MustBe(status, code);
    }

    [Fact]
    public async Task A_disconnected_calendar_leaves_the_past_and_followers_are_told()
    {
        await using var server = await ForeignServer.Start();
        var (instrument, name) = await Connected(server);
        server.Says(Calendar(("past", -48, ""), ("ahead", 24, "")));
        await Site.Look(name);
        (await Site.Admin.Send("DELETE", $"api/reservations/sources/{name}")).MustBe(204);

        var all = await Site.Get<ReservationStore>().List(instrument, DateTimeOffset.UnixEpoch, TestTime.AddDays(90), true, Ct);
        Assert.Equal([("past", false), ("ahead", true)], all.Select(each => (each.ExternalId, each.Cancelled)));
        (await Site.Admin.Send("DELETE", $"api/reservations/sources/{name}")).MustBe(404);
    }

    [Fact]
    public async Task A_file_is_read_again_when_it_changed_and_its_absence_is_said()
    {
        var file = Path.Combine(Site.Settings.Home, $"{Site.Name("calendar")}.ics");
        var (instrument, name) = (await Instrument(), Site.Name("file"));
        (await Site.Admin.Send("PUT", $"api/reservations/sources/{name}", new CalendarForm(new("file", file, instrument, Every: "24h")))).MustBe(200);
        await Site.Look(name);
        Assert.Contains("no file", (await Site.Admin.Get<CalendarSource>($"api/reservations/sources/{name}")).State.Failure);

        await File.WriteAllTextAsync(file, Calendar(("a", 24, "")), Ct);
        await Site.Look(name);
        await Site.Look(name);
        Assert.Single(await Listed(instrument));
    }

    internal static DateTimeOffset TestTime => TimeProvider.System.GetUtcNow();

    /// <summary>Events of an hour, so many hours from now.</summary>
    internal static string Calendar(params (string Uid, int In, string More)[] events) => CalendarTests.Calendar(string.Concat(events.Select(each =>
        $"BEGIN:VEVENT\nUID:{each.Uid}\nDTSTART:{TestTime.AddHours(each.In):yyyyMMdd'T'HH'0000Z'}\nDURATION:PT1H\nSUMMARY:{each.Uid}\n{each.More}END:VEVENT\n")));

    internal async Task<string> Instrument()
    {
        var (station, name) = (Site.Name("station"), Site.Name("scope"));
        using var _ = await Site.Station(station);
        (await Site.Admin.Send("PUT", $"api/instruments/{name}", new Instrument(name, station, "", new()))).MustBe(200);
        return name;
    }

    private async Task<(string Instrument, string Name)> Connected(ForeignServer server, string? secret = null, string every = "24h")
    {
        var (instrument, name) = (await Instrument(), Site.Name("calendar"));
        var setup = new CalendarSetup("ical", secret is null ? $"{server.Address}/secret-path" : null, instrument, Every: every);
        (await Site.Admin.Send("PUT", $"api/reservations/sources/{name}", new CalendarForm(setup, secret))).MustBe(200);
        return (instrument, name);
    }

    private async Task<List<Reservation>> Listed(string instrument, bool cancelled = false) =>
        await Site.Get<ReservationStore>().List(instrument, TestTime.AddDays(-20), TestTime.AddDays(90), cancelled, Ct);

    private static async Task<List<SourceLease>> Leases(SourceStore sources, int most)
    {
        var all = new List<SourceLease>();
        while (all.Count < most && await sources.Take(Ct) is { } lease)
        {
            all.Add(lease);
        }

        return all;
    }

    private static async Task Until(Func<Task<bool>> isTrue)
    {
        using var limit = new CancellationTokenSource(TimeSpan.FromSeconds(60));
        while (!await isTrue())
        {
            await Task.Delay(TimeSpan.FromMilliseconds(50), TimeProvider.System, limit.Token);
        }
    }

    private static void Misbehave(ForeignServer server, string how)
    {
        switch (how)
        {
            case "html": server.Says("<!DOCTYPE html><title>Sign in</title>", "text/html"); break;
            case "half": server.Says(Calendar(("a", 24, ""), ("b", 25, ""))[..150]); break;
            // Less than was announced; the server closes the connection after it.
            case "cut":
                server.Answers = async http =>
                {
                    http.Response.ContentLength = 10_000;
                    await http.Response.WriteAsync("BEGIN:VCALENDAR\r\n");
                    await http.Response.Body.FlushAsync();
                };
                break;
            case "large":
                server.Answers = async http =>
                {
                    var megabyte = new byte[1 << 20];
                    for (var sent = 0; sent < 40 && !http.RequestAborted.IsCancellationRequested; sent++)
                    {
                        await http.Response.Body.WriteAsync(megabyte, http.RequestAborted);
                    }
                };
                break;
            case "loop": server.Answers = http => Task.Run(() => http.Response.Redirect($"/again{server.Asked.Count}")); break;
            case "ftp": server.Answers = http => Task.Run(() => http.Response.Headers.Location = "ftp://example.org/x").ContinueWith(_ => http.Response.StatusCode = 302, TaskScheduler.Default); break;
            case "none": break;
            default: server.Says("no", "text/plain", int.Parse(how, System.Globalization.CultureInfo.InvariantCulture)); break;
        }
    }
}

public sealed class SourceTestsOnSqlite(SqliteSite site) : SourceTests(site), IClassFixture<SqliteSite>;

public sealed class SourceTestsOnPostgres(PostgresSite site) : SourceTests(site), IClassFixture<PostgresSite>;
