using Dewar.Database;
using Dewar.Experiments;
using Dewar.Hosting;
using Dewar.Records;
using Dewar.Reservations;
using Xunit;

namespace Dewar.Sessions;

/// <summary>Sessions and what a booking system says: the booking of each, consent, use that begins and ends them, and the next booking.</summary>
public abstract class BookedSessionTests(TestSite site) : SiteTests(site)
{
    // To the second, as booking systems tell it.
    private static readonly DateTimeOffset Now = DateTimeOffset.FromUnixTimeSeconds(TimeProvider.System.GetUtcNow().ToUnixTimeSeconds());

    [Fact]
    public async Task A_session_takes_its_booking_and_its_record_says_why()
    {
        var scope = await Site.Microscope();
        var (nemo, look) = await NemoServer.Connect(Site, scope.Name);
        await using var _ = nemo;
        nemo.Books(1, "ada", Now.AddHours(-5), Now.AddHours(-3.5), "Grains");
        nemo.Books(2, "bob", Now.AddHours(-3.5), Now.AddHours(-1), "Others");
        await look();
        var session = await Over(scope, -5, -3);

        var detail = await Site.Admin.Get<SessionDetail>($"api/sessions/{session}");
        Assert.Equal(("Grains", "Ada Lovelace", detail.Booking!.Id), (detail.Booking.Title, detail.Booking.User, detail.Session.Booking));
        var record = await Record(session, 1);
        Assert.Equal(("Grains", "Grains", Now.AddHours(-5)), (record.Title, record.Motivation, record.Reservation!.Start));
        Assert.Contains(new RecordAnswer("holder", "cryo"), record.Reservation.Answers);
        Assert.Equal(("grain 7", "thin"), (record.Samples.Single().Name, record.Samples.Single().Description));
        Assert.Equal(("admin", "Ada Lovelace"), (record.Experimenters.Single().Account, record.Collaborators.Single().Name));

        // The booking moves away, and comes to another.
        nemo.Books(1, "ada", Now.AddDays(3), Now.AddDays(3.1), "Grains");
        nemo.Books(2, "bob", Now.AddHours(-6), Now.AddHours(-1), "Others");
        await look();
        Assert.Equal("Others", (await Record(session, 2)).Motivation);
        nemo.Books(2, "bob", Now.AddHours(-6), Now.AddHours(-1), "Others", cancelled: true);
        await look();
        Assert.Null((await Record(session, 3)).Reservation);
    }

    [Fact]
    public async Task Somebody_says_in_which_booking_it_was_or_in_none()
    {
        var scope = await Site.Microscope();
        var (nemo, look) = await NemoServer.Connect(Site, scope.Name);
        await using var _ = nemo;
        nemo.Books(1, "ada", Now.AddHours(-6), Now.AddHours(-1), "Mine");
        nemo.Books(2, "bob", Now.AddDays(-3), Now.AddDays(-2.9), "Moved by word of mouth");
        await look();
        var at = $"api/sessions/{await Over(scope, -5, -3)}";
        var other = (await Site.Get<ReservationStore>().List(scope.Name, Now.AddDays(-4), Now, false, default)).Single(each => each.User.StartsWith("Bob", StringComparison.Ordinal));

        await Site.Admin.Ask<Session>("PATCH", at, new SessionMending(Booking: other.Id, Reason: "swapped"));
        var detail = await Site.Admin.Get<SessionDetail>(at);
        Assert.Equal("Moved by word of mouth", detail.Booking?.Title);
        Assert.Contains(detail.History, each => each.What.Contains($"booking {other.Id}", StringComparison.Ordinal) && each.What.Contains("swapped", StringComparison.Ordinal));
        await Site.Admin.Ask<Session>("PATCH", at, new SessionMending(Booking: ""));
        Assert.Null((await Site.Admin.Get<SessionDetail>(at)).Booking);
        (await Site.Admin.Send("PATCH", at, new SessionMending(Booking: "absent"))).MustBe(404, "booking-not-found");

        // Somebody else's booking says what it is for to whoever has it: only staff gives it to a session.
        using var noa = await Site.User(Site.Name("noa"));
        var own = await noa.Post<Session>(scope.Sessions, new NewSession(At: Now.AddMinutes(-20)));
        Assert.Null(own.Booking);
        (await noa.Send("PATCH", $"api/sessions/{own.Id}", new SessionMending(Booking: other.Id))).MustBe(403);
        Assert.Equal(other.Id, (await Site.Admin.Ask<Session>("PATCH", $"api/sessions/{own.Id}", new SessionMending(Booking: other.Id))).Booking);
    }

    [Fact]
    public async Task Whoever_wants_no_record_has_none_until_they_say_otherwise()
    {
        var scope = await Site.Microscope();
        var (nemo, look) = await NemoServer.Connect(Site, scope.Name);
        await using var _ = nemo;
        var session = await Over(scope, -5, -3);
        await Record(session, 1);

        nemo.Books(1, "ada", Now.AddHours(-5), Now.AddHours(-3), consent: false);
        await look();
        Assert.Contains("wanted no record", (await Status(session, RecordState.NoConsent)).Message);
        (await Site.Admin.Send("GET", $"api/sessions/{session}/record")).MustBe(404, "record-not-found");
        (await Site.Admin.Send("GET", $"api/sessions/{session}/record?revision=1&format=pdf")).MustBe(404, "record-not-found");
        Assert.Empty(await Site.Admin.Get<List<RecordRevision>>($"api/sessions/{session}/record/revisions"));

        await Site.Admin.Ask<Session>("PATCH", $"api/sessions/{session}", new SessionMending(Consent: Consent.Unknown));
        Assert.Equal(Consent.No, (await Site.Admin.Get<SessionDetail>($"api/sessions/{session}")).Session.Consent);
        await Site.Admin.Ask<Session>("PATCH", $"api/sessions/{session}", new SessionMending(Consent: Consent.Yes, Reason: "asked by phone"));
        await Status(session, RecordState.NoFiles);
        await Record(session, 1);
    }

    [Fact]
    public async Task Where_consent_is_needed_silence_is_none()
    {
        var scope = await Site.Microscope();
        (await Site.Admin.Send("PUT", $"api/instruments/{scope.Name}/session-rules", new SessionRules(NeedsConsent: true))).MustSucceed();
        var session = await Over(scope, -5, -3);

        Assert.Contains("nobody did", (await Status(session, RecordState.NoConsent)).Message);
        await Site.Admin.Ask<Session>("PATCH", $"api/sessions/{session}", new SessionMending(Consent: Consent.Yes));
        await Status(session, RecordState.NoFiles);
    }

    [Fact]
    public async Task Use_as_a_booking_system_counts_it_begins_and_ends_a_session_and_files_find_it()
    {
        var scope = await Site.Microscope();
        var (nemo, look) = await NemoServer.Connect(Site, scope.Name);
        await using var _ = nemo;
        await scope.Bring(("a.tif", Now.AddHours(-2.5)), ("b.tif", Now.AddHours(-2)));
        await Site.Placed();
        Assert.Equal("files", (await Sessions(scope)).Single().OpenedBy);
        nemo.Uses(50, "ada", Now.AddHours(-3), null);
        await look();
        var open = (await Sessions(scope)).Single();
        Assert.Equal(("booking", "Ada Lovelace", SessionState.Open, 2L, Now.AddHours(-3)), (open.OpenedBy, open.Person, open.State, open.Files, open.StartedAt));

        nemo.Uses(50, "ada", Now.AddMinutes(-192), Now.AddHours(-1));
        await look();
        await look();
        var ended = (await Sessions(scope)).Single();
        Assert.Equal((open.Id, Now.AddMinutes(-192), Now.AddHours(-1)), (ended.Id, ended.StartedAt, ended.EndedAt));
        nemo.Uses(50, "ada", Now.AddMinutes(-192), Now.AddHours(-1.5));
        await look();
        Assert.Equal(Now.AddHours(-1.5), (await Sessions(scope)).Single().EndedAt);

        // What somebody put right by hand stays.
        await Site.Admin.Ask<Session>("PATCH", $"api/sessions/{open.Id}", new SessionMending(EndedAt: Now.AddMinutes(-72)));
        nemo.Uses(50, "ada", Now.AddMinutes(-192), Now.AddMinutes(-102));
        await look();
        Assert.Equal(Now.AddMinutes(-72), (await Sessions(scope)).Single().EndedAt);
        Assert.Equal(["start", "mended", "end", "mended", "mended"], (await Site.Admin.Get<SessionDetail>($"api/sessions/{open.Id}")).History.Select(each => each.Kind));
    }

    [Fact]
    public async Task A_session_of_which_its_user_told_is_not_told_a_second_time()
    {
        var scope = await Site.Microscope();
        var (nemo, look) = await NemoServer.Connect(Site, scope.Name);
        await using var _ = nemo;
        nemo.Uses(50, "ada", Now.AddHours(-3), null);
        await look();
        await scope.Bring(("a.tif", Now.AddHours(-2.5)), ("b.tif", Now.AddHours(-2)));
        await Site.Placed();
        Assert.Equal(("booking", 2), await Only());
        await Site.Admin.Post<Session>(scope.Sessions, new NewSession("Ada Lovelace", At: Now.AddHours(-2.9)));
        await Site.Placed();

        // The files that the first had are in the one that was told.
        Assert.Equal(("api", 2), await Only());
        (await Site.Admin.Send("POST", scope.Sessions, new NewSession("Ada Lovelace"))).MustBe(409, "session-open");
        nemo.Uses(50, "ada", Now.AddHours(-3), Now.AddHours(-1));
        await look();
        Assert.Equal(("api", 2), await Only());
        nemo.Uses(51, "bob", Now.AddHours(-0.5), null);
        await look();
        Assert.Equal(["Bob Noyce", "Ada Lovelace"], (await Sessions(scope)).Select(each => each.Person));

        async Task<(string OpenedBy, long Files)> Only() => (await Sessions(scope)).Single() is var one ? (one.OpenedBy, one.Files) : default;
    }

    [Fact]
    public async Task Files_of_which_nobody_told_are_of_two_people_where_two_had_booked()
    {
        var scope = await Site.Microscope();
        var (nemo, look) = await NemoServer.Connect(Site, scope.Name);
        await using var _ = nemo;
        nemo.Books(1, "ada", Now.AddHours(-6), Now.AddHours(-4));
        nemo.Books(2, "bob", Now.AddHours(-4), Now.AddHours(-2));
        await look();
        // Ada is still at work for some minutes in Bob's time, and Bob comes late; between them lies less than the quiet time.
        await scope.Bring(("a1.tif", Now.AddHours(-5)), ("a2.tif", Now.AddMinutes(-242)), ("a3.tif", Now.AddMinutes(-238)), ("b1.tif", Now.AddMinutes(-220)), ("b2.tif", Now.AddHours(-3)));
        await Site.Placed();
        Assert.Equal([("Bob Noyce", 2L), ("Ada Lovelace", 3L)], (await Sessions(scope)).Select(each => (each.Person, each.Files)));

        // A late one of Ada's finds hers, and not the one that began last.
        await scope.Bring(("a4.tif", Now.AddMinutes(-250)));
        await Site.Placed();
        Assert.Equal([("Bob Noyce", 2L), ("Ada Lovelace", 4L)], (await Sessions(scope)).Select(each => (each.Person, each.Files)));
    }

    [Fact]
    public async Task The_next_booking_ends_a_session_of_which_nothing_was_seen_since()
    {
        var scope = await Site.Microscope();
        var (nemo, look) = await NemoServer.Connect(Site, scope.Name);
        await using var _ = nemo;
        nemo.Books(1, "ada", Now.AddHours(-2), Now.AddHours(-0.5));
        await look();
        var session = await Site.Admin.Post<Session>(scope.Sessions, new NewSession("Ada Lovelace", At: Now.AddHours(-1.9)));
        await Site.Admin.Post<Session>($"api/sessions/{session.Id}/notes", new NewNote("nearly done", Now.AddMinutes(-45)));
        await Site.Get<Forgotten>().Close(default);
        Assert.Equal(SessionState.Open, (await Sessions(scope)).Single().State);

        nemo.Books(2, "bob", Now.AddHours(-0.5), Now.AddHours(2));
        await look();
        await Site.ToldThen(session.Id);
        await Site.Get<Forgotten>().Close(default);
        var closed = (await Sessions(scope)).Single();
        Assert.Equal((SessionState.Ended, Now.AddMinutes(-45)), (closed.State, closed.EndedAt));
        Assert.Contains("the booking of Bob Noyce began", closed.EndCause);
        // Somebody who is still there goes on.
        await Site.Admin.Post<Session>($"api/sessions/{session.Id}/notes", new NewNote("still here"));
        Assert.Equal(SessionState.Open, (await Sessions(scope)).Single().State);
    }

    private async Task<string> Over(Microscope scope, double from, double to)
    {
        var session = await Site.Admin.Post<Session>(scope.Sessions, new NewSession(At: Now.AddHours(from)));
        await Site.Admin.Post<Session>($"api/sessions/{session.Id}/end", new SessionMoment(Now.AddHours(to)));
        await Site.Placed();
        return session.Id;
    }

    private async Task<IReadOnlyList<Session>> Sessions(Microscope scope) => (await Site.Admin.Get<Page<Session>>($"api/sessions?instrument={scope.Name}")).Items;

    private async Task<RecordStatus> Status(string session, RecordState state)
    {
        while (true)
        {
            if (await Site.Admin.Get<RecordStatus>($"api/sessions/{session}/record/status") is var status && status.State == state)
            {
                return status;
            }

            await Task.Delay(50);
        }
    }

    private async Task<SessionRecord> Record(string session, int revision)
    {
        while (await Site.Admin.Get<RecordStatus>($"api/sessions/{session}/record/status") is var status && (status.Revision < revision || status.State == RecordState.Waiting))
        {
            await Task.Delay(50);
        }

        return SessionJson.Read((await Site.Admin.Send("GET", $"api/sessions/{session}/record")).MustBe(200).Body);
    }
}

public sealed class BookedSessionTestsOnSqlite(SqliteSite site) : BookedSessionTests(site), IClassFixture<SqliteSite>;

public sealed class BookedSessionTestsOnPostgres(PostgresSite site) : BookedSessionTests(site), IClassFixture<PostgresSite>;
