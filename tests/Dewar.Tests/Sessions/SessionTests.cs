using Dewar.Access;
using Dewar.Acquisitions;
using Dewar.Catalogue;
using Dewar.Database;
using Dewar.Experiments;
using Dewar.Hosting;
using Dewar.Instruments;
using Xunit;

namespace Dewar.Sessions;

/// <summary>Sessions through the API: begun, told, ended, mended, and the files that come to them.</summary>
public abstract class SessionTests(TestSite site) : SiteTests(site)
{
    private static readonly DateTimeOffset Now = TimeProvider.System.GetUtcNow();

    [Fact]
    public async Task A_session_is_begun_told_and_ended()
    {
        var instrument = (await Site.Microscope()).Name;
        var mira = await Site.User(Site.Name("mira"));
        var session = await mira.Post<Session>($"api/instruments/{instrument}/sessions", new NewSession(Sample: "S-12", Purpose: "twins", At: Now.AddHours(-2)));
        var at = $"api/sessions/{session.Id}";
        await mira.Post<Session>($"{at}/notes", new NewNote("drift of 2 nm/min\nand <b>more</b>", Now.AddHours(-1)));
        await mira.Post<Session>($"{at}/notes", new NewNote("the second"));
        Assert.Equal(SessionState.Paused, (await mira.Post<Session>($"{at}/pause", new SessionMoment(Now.AddMinutes(-50)))).State);
        Assert.Equal(SessionState.Open, (await mira.Post<Session>($"{at}/resume", new SessionMoment(Now.AddMinutes(-40)))).State);
        var ended = await mira.Post<Session>($"{at}/end", new SessionMoment());

        Assert.Equal((SessionState.Ended, "S-12", "api", session.User), (ended.State, ended.Sample, ended.OpenedBy, session.Person));
        Assert.Equal(10, (ended.Pauses.Single().Until! - ended.Pauses.Single().From).Value.TotalMinutes, 0.01);
        var detail = await mira.Get<SessionDetail>(at);
        Assert.Equal(["drift of 2 nm/min\nand <b>more</b>", "the second"], detail.Notes.Select(note => note.Text));
        Assert.Equal(["start", "note", "note", "pause", "resume", "end"], detail.History.Select(each => each.Kind));
        (await mira.Send("POST", $"{at}/end", new SessionMoment())).MustBe(409, "session-state");
        (await mira.Send("POST", $"{at}/pause", new SessionMoment())).MustBe(409, "session-state");
        (await mira.Send("POST", $"{at}/notes", new NewNote(" "))).MustBe(400, "note-invalid");
        (await mira.Send("POST", $"{at}/notes", new NewNote("x", Now.AddDays(1)))).MustBe(400, "times-invalid");
    }

    [Fact]
    public async Task Sessions_are_their_users_their_experiments_and_the_staffs()
    {
        var scope = await Site.Microscope();
        var (line, instrument) = scope;
        var (mira, noa) = (await Site.User(Site.Name("mira")), await Site.User(Site.Name("noa")));
        var staff = await Site.User(Site.Name("staff"), Role.Staff, line.Stations[0]);
        var session = await mira.Post<Session>($"api/instruments/{instrument}/sessions", new NewSession(Experiment: line.Experiment.Name));
        (await noa.Send("GET", $"api/sessions/{session.Id}")).MustBe(404, "session-not-found");
        (await noa.Send("POST", $"api/sessions/{session.Id}/end", new SessionMoment())).MustBe(404, "session-not-found");
        Assert.Empty((await noa.Get<Page<Session>>($"api/sessions?instrument={instrument}")).Items);
        (await staff.Send("GET", $"api/sessions/{session.Id}")).MustBe(200);

        await Site.Admin.Send("PUT", $"{line.Path}/members/user/{await Name(noa)}", new MemberRole(ExperimentRole.Reader));
        Assert.Single((await noa.Get<Page<Session>>($"api/sessions?instrument={instrument}")).Items);
        (await noa.Send("POST", $"api/sessions/{session.Id}/end", new SessionMoment())).MustBe(403);
        (await noa.Send("POST", $"api/instruments/{instrument}/sessions", new NewSession(Person: "somebody else"))).MustBe(403);
        (await noa.Send("POST", $"api/instruments/{instrument}/sessions", new NewSession(Experiment: "absent"))).MustBe(404, "experiment-not-found");
        (await noa.Send("POST", "api/instruments/absent/sessions", new NewSession())).MustBe(404, "instrument-not-found");
        (await noa.Send("PUT", $"api/instruments/{instrument}/session-rules", new SessionRules())).MustBe(403);
        (await staff.Send("PUT", $"api/instruments/{instrument}/session-rules", new SessionRules(TimeZone: "Mars/Base"))).MustBe(400, "time-zone-unknown");
        Assert.Equal(SessionState.Ended, (await staff.Post<Session>($"api/sessions/{session.Id}/end", new SessionMoment())).State);
    }

    [Fact]
    public async Task Whoever_begins_closes_what_was_forgotten_and_nobody_has_two()
    {
        var instrument = (await Site.Microscope()).Name;
        var (mira, noa) = (await Site.User(Site.Name("mira")), await Site.User(Site.Name("noa")));
        var first = await mira.Post<Session>($"api/instruments/{instrument}/sessions", new NewSession(At: Now.AddMinutes(-20)));
        await mira.Post<Session>($"api/sessions/{first.Id}/notes", new NewNote("last seen", Now.AddMinutes(-10)));
        (await mira.Send("POST", $"api/instruments/{instrument}/sessions", new NewSession())).MustBe(409, "session-open");
        await noa.Post<Session>($"api/instruments/{instrument}/sessions", new NewSession());

        var closed = (await mira.Get<SessionDetail>($"api/sessions/{first.Id}")).Session;
        Assert.Equal((SessionState.Ended, Now.AddMinutes(-10).InMicroseconds), (closed.State, closed.EndedAt!.Value.InMicroseconds));
        Assert.Contains("began a session here", closed.EndCause);
    }

    [Fact]
    public async Task A_quiet_session_is_closed_as_of_the_last_sign_and_can_be_gone_on_with()
    {
        var instrument = (await Site.Microscope()).Name;
        var mira = await Site.User(Site.Name("mira"));
        var session = await mira.Post<Session>($"api/instruments/{instrument}/sessions", new NewSession(At: Now.AddHours(-5)));
        var at = $"api/sessions/{session.Id}";
        await mira.Post<Session>($"{at}/notes", new NewNote("the last", Now.AddHours(-4)));
        await Site.Get<Forgotten>().Close(default);
        Assert.Equal(SessionState.Open, (await mira.Get<SessionDetail>(at)).Session.State);
        await Site.ToldThen(session.Id);
        await Site.Get<Forgotten>().Close(default);
        var closed = (await mira.Get<SessionDetail>(at)).Session;
        Assert.Equal((SessionState.Ended, Now.AddHours(-4).InMicroseconds), (closed.State, closed.EndedAt!.Value.InMicroseconds));

        await mira.Post<Session>($"{at}/resume", new SessionMoment());
        Assert.Equal(SessionState.Open, (await mira.Get<SessionDetail>(at)).Session.State);
        await mira.Post<Session>($"{at}/pause", new SessionMoment());
        await Site.Get<Forgotten>().Close(default);
        Assert.Equal(SessionState.Paused, (await mira.Get<SessionDetail>(at)).Session.State);
    }

    [Fact]
    public async Task What_was_wrong_is_put_right_by_hand_and_the_history_keeps_it()
    {
        var scope = await Site.Microscope();
        var (line, instrument) = scope;
        var session = await Site.Admin.Post<Session>($"api/instruments/{instrument}/sessions", new NewSession(Person: "Guest", At: Now.AddHours(-3)));
        var at = $"api/sessions/{session.Id}";
        await Site.Admin.Post<Session>($"{at}/end", new SessionMoment(Now.AddHours(-1)));
        var mended = await Site.Admin.Ask<Session>("PATCH", at, new SessionMending("admin", line.Experiment.Name, EndedAt: Now.AddHours(-2), Reason: "left earlier"));

        Assert.Equal(("admin", "admin", line.Experiment.Name, Now.AddHours(-2).InMicroseconds), (mended.Person, mended.User, mended.Experiment, mended.EndedAt!.Value.InMicroseconds));
        var history = (await Site.Admin.Get<SessionDetail>(at)).History;
        Assert.Contains("left earlier", history[^1].What);
        Assert.Contains("Guest", history[0].What);
        (await Site.Admin.Send("PATCH", at, new SessionMending(StartedAt: Now.AddHours(-1)))).MustBe(400, "times-invalid");
        (await Site.Admin.Send("PATCH", at, new SessionMending(EndedAt: Now.AddHours(9)))).MustBe(400, "times-invalid");
    }

    [Fact]
    public async Task Files_come_to_the_session_in_which_they_were_taken_also_late_ones()
    {
        var scope = await Site.Microscope();
        var (line, instrument) = scope;
        var session = await Site.Admin.Post<Session>($"api/instruments/{instrument}/sessions", new NewSession(At: Now.AddHours(-3)));
        await Site.Admin.Post<Session>($"api/sessions/{session.Id}/end", new SessionMoment(Now.AddHours(-2)));
        await Bring(scope, ("a.tif", Now.AddMinutes(-150)), ("b.tif", Now.AddMinutes(-170)), ("c.tif", Now.AddMinutes(-119)));

        Assert.Equal(["b.tif", "a.tif", "c.tif"], (await Files(session)).Select(file => file.Path));
        Assert.Equal(["inside", "inside", "after"], (await Files(session)).Select(file => file.How));
        Assert.Equal(3, (await Site.Admin.Get<SessionDetail>($"api/sessions/{session.Id}")).Session.Files);
        await Bring(scope, ("late.tif", Now.AddMinutes(-160)));
        Assert.Equal(4, (await Files(session)).Count);
        await Site.Admin.Post<BatchResult>($"{line.Path}/delete", new Deletion(["late.tif"], "test"));
        await Site.Placed();
        Assert.Equal(3, (await Site.Admin.Get<SessionDetail>($"api/sessions/{session.Id}")).Session.Files);
    }

    [Fact]
    public async Task Files_without_a_session_make_one_and_go_to_the_one_that_a_logger_tells_of_later()
    {
        var scope = await Site.Microscope();
        var (line, instrument) = scope;
        await Bring(scope, ("1.tif", Now.AddMinutes(-300)), ("2.tif", Now.AddMinutes(-280)), ("3.tif", Now.AddMinutes(-30)));
        var made = (await Site.Admin.Get<Page<Session>>($"api/sessions?instrument={instrument}")).Items;
        Assert.Equal([1, 2], made.Select(each => each.Files));
        Assert.All(made, each => Assert.Equal("files", each.OpenedBy));
        Assert.Equal((Now.AddMinutes(-300).InMicroseconds, line.Experiment.Name), (made[1].StartedAt.InMicroseconds, made[1].Experiment));
        await Bring(scope, ("0.tif", Now.AddMinutes(-310)));
        Assert.Equal(Now.AddMinutes(-310).InMicroseconds, (await Site.Admin.Get<SessionDetail>($"api/sessions/{made[1].Id}")).Session.StartedAt.InMicroseconds);

        var told = await Site.Admin.Post<Session>($"api/instruments/{instrument}/sessions", new NewSession(Person: "Mira", At: Now.AddMinutes(-320)));
        await Site.Admin.Post<Session>($"api/sessions/{told.Id}/end", new SessionMoment(Now.AddMinutes(-200)));
        await Site.Placed();
        Assert.Equal(["0.tif", "1.tif", "2.tif"], (await Files(told)).Select(file => file.Path));
        (await Site.Admin.Send("GET", $"api/sessions/{made[1].Id}")).MustBe(404);
    }

    [Fact]
    public async Task Files_of_a_clock_that_is_far_off_make_one_session_and_stay_there()
    {
        var scope = await Site.Microscope();
        var (line, instrument) = scope;
        await Site.Admin.Ask<ComputerMade>("PUT", $"api/computers/{Site.Name("PC")}", new NewComputer(instrument));
        await Site.Database.Execute($"""
            insert into sessions_clock (instrument, computer_id, at_us, offset_us) select instrument, id, {Now.InMicroseconds}, {5 * 3_600_000_000L} from sessions_computer where instrument = {instrument}
            """, default);
        await Bring(scope, ("1.tif", Now.AddHours(-9)), ("2.tif", Now.AddHours(-8.9)), ("ahead.tif", Now.AddHours(3)));
        await Site.Placed();

        var made = (await Site.Admin.Get<Page<Session>>($"api/sessions?instrument={instrument}")).Items;
        Assert.Equal([1, 2], made.Select(each => each.Files));
        Assert.Equal(Now.AddHours(-4).InMicroseconds, made[1].StartedAt.InMicroseconds);
        await Bring(scope, ("3.tif", Now.AddHours(-8.8)));
        Assert.Equal(made.Select(each => each.Id), (await Site.Admin.Get<Page<Session>>($"api/sessions?instrument={instrument}")).Items.Select(each => each.Id));
        Assert.Equal(3, (await Files(made[1])).Count);
    }

    [Fact]
    public async Task Files_that_come_long_after_a_forgotten_end_still_find_their_session()
    {
        var scope = await Site.Microscope();
        var (line, instrument) = scope;
        var begun = await Site.Admin.Post<Session>($"api/instruments/{instrument}/sessions", new NewSession(At: Now.AddMinutes(-600)));
        await Site.ToldThen(begun.Id);
        await Site.Get<Forgotten>().Close(default);
        Assert.Equal(SessionState.Ended, (await Site.Admin.Get<SessionDetail>($"api/sessions/{begun.Id}")).Session.State);
        await Bring(scope, [.. Enumerable.Range(0, 5).Select(place => ($"{place}.tif", Now.AddMinutes(-580 + 60 * place)))]);
        var only = Assert.Single((await Site.Admin.Get<Page<Session>>($"api/sessions?instrument={instrument}")).Items);
        Assert.Equal((begun.Id, 5, Now.AddMinutes(-340).InMicroseconds), (only.Id, only.Files, only.EndedAt!.Value.InMicroseconds));
    }

    [Fact]
    public async Task A_session_that_turns_out_to_be_for_another_experiment_gives_back_what_it_took()
    {
        var silver = await Site.Microscope();
        var gold = await Site.Microscope(silver.Name);
        await Bring(silver, ("before.tif", Now.AddMinutes(-270)));
        var told = await Site.Admin.Post<Session>(silver.Sessions, new NewSession("Mira", At: Now.AddMinutes(-240)));
        await Site.Admin.Post<Session>($"api/sessions/{told.Id}/end", new SessionMoment(Now.AddMinutes(-120)));
        await Bring(silver, ("still.tif", Now.AddMinutes(-234)));
        Assert.Equal(["still.tif"], (await Files(told)).Select(file => file.Path));

        await Bring(gold, ("1.tif", Now.AddMinutes(-200)));
        Assert.Equal(["still.tif", "1.tif"], (await Files(told)).Select(file => file.Path));
        await Bring(gold, ("2.tif", Now.AddMinutes(-190)));
        await Site.Placed();
        Assert.Equal(["1.tif", "2.tif"], (await Files(told)).Select(file => file.Path));
        var made = (await Site.Admin.Get<Page<Session>>($"api/sessions?instrument={silver.Name}")).Items.Single(each => each.OpenedBy == "files");
        Assert.Equal(["before.tif", "still.tif"], (await Files(made)).Select(file => file.Path));
    }

    [Fact]
    public async Task Two_sessions_that_only_files_made_are_one_when_files_come_between()
    {
        var scope = await Site.Microscope();
        var (line, instrument) = scope;
        await Bring(scope, ("1.tif", Now.AddMinutes(-400)), ("5.tif", Now.AddMinutes(-240)));
        Assert.Equal(2, (await Site.Admin.Get<Page<Session>>($"api/sessions?instrument={instrument}")).Items.Count);
        await Bring(scope, ("3.tif", Now.AddMinutes(-320)));
        var one = Assert.Single((await Site.Admin.Get<Page<Session>>($"api/sessions?instrument={instrument}")).Items);
        Assert.Equal(["1.tif", "3.tif", "5.tif"], (await Files(one)).Select(file => file.Path));
        Assert.Equal((Now.AddMinutes(-400).InMicroseconds, Now.AddMinutes(-240).InMicroseconds), (one.StartedAt.InMicroseconds, one.EndedAt!.Value.InMicroseconds));
    }

    [Fact]
    public async Task Files_that_were_moved_by_hand_stay()
    {
        var scope = await Site.Microscope();
        var (line, instrument) = scope;
        var first = await Site.Admin.Post<Session>($"api/instruments/{instrument}/sessions", new NewSession(At: Now.AddHours(-3)));
        await Site.Admin.Post<Session>($"api/sessions/{first.Id}/end", new SessionMoment(Now.AddHours(-2)));
        var second = await Site.Admin.Post<Session>($"api/instruments/{instrument}/sessions", new NewSession(At: Now.AddHours(-1)));
        await Bring(scope, ("a.tif", Now.AddMinutes(-150)), ("b.tif", Now.AddMinutes(-149)));
        Assert.Equal(1, (await Site.Admin.Post<BatchMoved>($"api/sessions/{second.Id}/files", new FilesMoved(line.Experiment.Name, ["a.tif"]))).Moved);
        await Site.Admin.Ask<Session>("PATCH", $"api/sessions/{first.Id}", new SessionMending(StartedAt: Now.AddHours(-4)));
        await Site.Placed();

        Assert.Equal(["b.tif"], (await Files(first)).Select(file => file.Path));
        Assert.Equal(("a.tif", "hand"), ((await Files(second))[0].Path, (await Files(second))[0].How));
        (await Site.Admin.Send("POST", $"api/sessions/{second.Id}/files", new FilesMoved(line.Experiment.Name, ["absent"]))).MustBe(404, "file-not-found");
        (await Site.Admin.Send("POST", $"api/sessions/{second.Id}/files", new FilesMoved(line.Experiment.Name, []))).MustBe(400, "batch-invalid");
    }

    [Fact]
    public async Task Sessions_are_listed_in_pages()
    {
        var instrument = (await Site.Microscope()).Name;
        for (var number = 0; number < 7; number++)
        {
            await Site.Admin.Post<Session>($"api/instruments/{instrument}/sessions", new NewSession(Person: $"p{number}", At: Now.AddMinutes(number - 20)));
        }

        var (seen, after) = (new List<string>(), "");
        do
        {
            var page = await Site.Admin.Get<Page<Session>>($"api/sessions?instrument={instrument}&limit=3{after}");
            seen.AddRange(page.Items.Select(each => each.Person));
            after = page.Next is null ? null : $"&after={page.Next}";
        }
        while (after is not null);
        Assert.Equal(["p6", "p5", "p4", "p3", "p2", "p1", "p0"], seen);
        Assert.Single((await Site.Admin.Get<Page<Session>>($"api/sessions?instrument={instrument}&open=true")).Items);
        (await Site.Admin.Send("GET", "api/sessions?after=x")).MustBe(400, "cursor-invalid");
    }

    private async Task Bring(Microscope scope, params (string Path, DateTimeOffset Taken)[] files)
    {
        await scope.Bring(files);
        await Site.Placed();
    }

    private async Task<IReadOnlyList<SessionFile>> Files(Session session) => (await Site.Admin.Get<Page<SessionFile>>($"api/sessions/{session.Id}/files")).Items;

    private static async Task<string> Name(Client client) => (await client.Get<Me>("api/me")).Name;
}

public sealed class SessionTestsOnSqlite(SqliteSite site) : SessionTests(site), IClassFixture<SqliteSite>;

public sealed class SessionTestsOnPostgres(PostgresSite site) : SessionTests(site), IClassFixture<PostgresSite>;
