using Dewar.Access;
using Dewar.Hosting;
using Dewar.Instruments;
using Xunit;

namespace Dewar.Reservations;

/// <summary>Dewar's own booking: the rules, on making and on changing, and who may.</summary>
public abstract class BookingTests(TestSite site) : SiteTests(site)
{
    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    // A Monday far enough ahead for every rule here, at the site's own time.
    private static DateTimeOffset Monday => new(DaysOfRule.WeekOf(TimeProvider.System.GetUtcNow().Date.AddDays(10), DayOfWeek.Monday), TimeSpan.Zero);

    // The rules, then a booking that they refuse: hours from Monday 00:00.
    public static TheoryData<string, double, double, string> Refused => new()
    {
        { """{"shortestMinutes":60}""", 10, 10.5, "too-short" },
        { """{"longestMinutes":120}""", 10, 13, "too-long" },
        { """{"aheadDays":5}""", 10, 12, "too-far-ahead" },
        { """{"hours":[{"day":"monday","from":"08:00","to":"18:00"}]}""", 17, 19, "closed" },
        { """{"hours":[{"day":"monday","from":"08:00","to":"18:00"}]}""", 34, 35, "closed" },
        { """{"weeklyHours":3}""", 10, 13.5, "too-much-in-a-week" },
        { "{}", 12, 11, "times-invalid" },
        { "{}", -1000, -999, "in-the-past" },
        { """{"open":false}""", 10, 11, "booking-closed" },
    };

    [Theory, MemberData(nameof(Refused))]
    public async Task A_rule_holds_when_a_booking_is_made_and_when_it_is_changed(string rules, double from, double to, string code)
    {
        var instrument = await Instrument();
        using var user = await Site.User(Site.Name("booker"));
        // It fits while there are no rules; then they come.
        var made = await user.Post<Reservation>(At(instrument), Booking(10, 11));
        var wide = await user.Send("PATCH", $"{At(instrument)}/{made.Id}", new BookingChange(Title: "still mine"));
        Assert.Equal(200, wide.Status);
        (await Site.Admin.Send("PUT", $"api/instruments/{instrument}/booking-rules", rules)).MustBe(200);

        var (starts, ends) = (Monday.AddHours(from), Monday.AddHours(to));
        // Under a rule that closes everything the same times are no change: others are asked for.
        var change = code == "booking-closed" ? new BookingChange(starts.AddHours(1), ends.AddHours(1)) : new BookingChange(starts, ends);
        (await user.Send("PATCH", $"{At(instrument)}/{made.Id}", change)).MustBe(409, code);
        (await user.Send("POST", $"{At(instrument)}/{made.Id}/cancel", new BookingEnd("other plans"))).MustBe(200);
        (await user.Send("POST", At(instrument), new NewBooking(starts, ends))).MustBe(409, code);
        (await Site.Admin.Send("POST", At(instrument), new NewBooking(starts, ends))).MustBe(409, code);
    }

    [Fact]
    public async Task An_overlap_is_refused_with_who_has_it_and_neighbours_keep_their_gap()
    {
        var instrument = await Instrument();
        var name = Site.Name("first");
        using var first = await Site.User(name);
        using var second = await Site.User(Site.Name("second"));
        var made = await first.Post<Reservation>(At(instrument), Booking(10, 12));

        var refused = (await second.Send("POST", At(instrument), Booking(11, 13))).MustBe(409, "taken");
        Assert.Contains(name, refused.Title);
        var beside = await second.Post<Reservation>(At(instrument), Booking(12, 13));
        (await second.Send("PATCH", $"{At(instrument)}/{beside.Id}", new BookingChange(StartsAt: Monday.AddHours(11.5)))).MustBe(409, "taken");
        (await Site.Admin.Send("PUT", $"api/instruments/{instrument}/booking-rules", """{"gapMinutes":30}""")).MustBe(200);
        (await second.Send("POST", At(instrument), Booking(9, 9.75))).MustBe(409, "gap-too-small");
        (await second.Send("POST", At(instrument), Booking(9, 9.5))).MustBe(200);
        // One's own time is in nobody's way.
        (await first.Send("PATCH", $"{At(instrument)}/{made.Id}", new BookingChange(EndsAt: Monday.AddHours(11)))).MustBe(200);
    }

    [Fact]
    public async Task Of_many_who_book_the_same_time_at_once_one_has_it()
    {
        var instrument = await Instrument();
        using var user = await Site.User(Site.Name("racer"));

        var answers = await Task.WhenAll(Enumerable.Range(0, 12).Select(at => user.Send("POST", At(instrument), Booking(10 + at * 0.05, 12))));

        Assert.Single(answers, answer => answer.Status == 200);
        Assert.All(answers.Where(answer => answer.Status != 200), answer => answer.MustBe(409, "taken"));
        Assert.Single(await user.Get<List<Reservation>>($"{At(instrument)}?from={Monday:yyyy-MM-dd'T'HH:mm:ss'Z'}"));
    }

    [Fact]
    public async Task Who_books_changes_and_cancels_is_looked_at()
    {
        var (instrument, station) = (Site.Name("scope"), Site.Name("station"));
        using var _ = await Site.Station(station);
        (await Site.Admin.Send("PUT", $"api/instruments/{instrument}", new Instrument(instrument, station, "", new()))).MustBe(200);
        var (owner, group) = (Site.Name("owner"), Site.Name("lab"));
        using var mine = await Site.User(owner);
        using var other = await Site.User(Site.Name("other"));
        using var staff = await Site.User(Site.Name("staff"), Role.Staff, station);
        await Site.Admin.Post<Group>("api/groups", new NewGroup(group));
        (await Site.Admin.Send("PUT", $"api/groups/{group}/members/{owner}")).MustSucceed();
        (await other.Send("PUT", $"api/instruments/{instrument}/booking-rules", "{}")).MustBe(403);
        (await staff.Send("PUT", $"api/instruments/{instrument}/booking-rules", $$"""{"groups":["{{group}}"]}""")).MustBe(200);
        (await staff.Send("PUT", $"api/instruments/{instrument}/booking-rules", """{"groups":["absent"]}""")).MustBe(404, "group-not-found");

        (await other.Send("POST", At(instrument), Booking(10, 11))).MustBe(403);
        (await mine.Send("POST", At(instrument), Booking(10, 11) with { User = "admin" })).MustBe(403);
        var made = (await mine.Send("POST", At(instrument), Booking(10, 11) with { Purpose = "private", Project = "P", Consent = Consent.No })).As<Reservation>();
        var forOwner = await staff.Post<Reservation>(At(instrument), Booking(14, 15) with { User = owner });
        Assert.Equal(owner, forOwner.Account);
        (await other.Send("PATCH", $"{At(instrument)}/{made.Id}", new BookingChange(Title: "x"))).MustBe(403);
        (await other.Send("POST", $"{At(instrument)}/{made.Id}/cancel", new BookingEnd())).MustBe(403);
        Assert.Equal("private", (await staff.Get<Reservation>($"{At(instrument)}/{made.Id}")).Purpose);
        var seen = await other.Get<Reservation>($"{At(instrument)}/{made.Id}");
        Assert.Equal(("", null, Consent.Unknown, owner), (seen.Purpose, seen.Project, seen.Consent, seen.Account));
        (await staff.Send("POST", $"{At(instrument)}/{made.Id}/cancel", new BookingEnd("service"))).MustBe(200);
        (await mine.Send("PATCH", $"{At(instrument)}/{made.Id}", new BookingChange(Title: "x"))).MustBe(409, "booking-cancelled");
        Assert.Equal("service", (await mine.Get<Reservation>($"{At(instrument)}/{made.Id}")).CancelReason);
    }

    [Fact]
    public void Opening_hours_and_weeks_are_those_of_the_clock_where_the_instrument_is_also_when_it_changes()
    {
        var rules = new BookingRules(Zone: "Europe/Berlin", Hours: [new(DayOfWeek.Saturday, "08:00", "24:00"), new(DayOfWeek.Sunday, "00:00", "06:00"), new(DayOfWeek.Sunday, "08:00", "20:00")]);
        var zone = rules.In;
        bool Open(string from, string to) => rules.OpenBetween(zone.At(DateTime.Parse(from)), zone.At(DateTime.Parse(to))).Exists(open => open.From <= zone.At(DateTime.Parse(from)) && open.To >= zone.At(DateTime.Parse(to)));

        // In the night to 25 October 2026 the clocks go back; in that to 29 March forward.
        Assert.True(Open("2026-10-24T20:00", "2026-10-25T06:00"));
        Assert.False(Open("2026-10-24T20:00", "2026-10-25T06:01"));
        Assert.True(Open("2026-10-25T08:00", "2026-10-25T20:00"));
        Assert.False(Open("2026-10-25T07:59", "2026-10-25T20:00"));
        Assert.True(Open("2026-03-28T22:00", "2026-03-29T06:00"));
        Assert.Throws<FormatException>(() => BookedTime.Parse("2026-03-29T02:30", zone));
        Assert.Equal(new(2026, 10, 25, 0, 30, 0, TimeSpan.Zero), BookedTime.Parse("2026-10-25T02:30", zone));
    }

    [Fact]
    public async Task A_weeks_hours_are_counted_together_and_what_others_calendars_hold_is_not_ours_to_change()
    {
        var instrument = await Instrument();
        using var user = await Site.User(Site.Name("busy"));
        (await Site.Admin.Send("PUT", $"api/instruments/{instrument}/booking-rules", """{"weeklyHours":5}""")).MustBe(200);
        await user.Post<Reservation>(At(instrument), Booking(10, 13));
        (await user.Send("POST", At(instrument), Booking(34, 37))).MustBe(409, "too-much-in-a-week");
        (await user.Send("POST", At(instrument), Booking(34, 36))).MustBe(200);
        (await user.Send("POST", At(instrument), Booking(24 * 7 - 1, 24 * 7 + 2))).MustBe(409, "too-much-in-a-week");
        (await user.Send("POST", At(instrument), Booking(24 * 7, 24 * 7 + 5))).MustBe(200);

        var elsewhere = await Instrument();
        (await Site.Admin.Send("PUT", $"api/reservations/sources/{Site.Name("file")}", new CalendarForm(new("file", "/nowhere/x.ics", elsewhere, Every: "24h")))).MustBe(200);
        (await user.Send("POST", At(elsewhere), Booking(10, 11))).MustBe(409, "booked-elsewhere");
    }

    [Theory]
    [InlineData("""{"zone":"Mars/Olympus"}""")]
    [InlineData("""{"shortestMinutes":0}""")]
    [InlineData("""{"longestMinutes":5}""")]
    [InlineData("""{"aheadDays":0}""")]
    [InlineData("""{"weeklyHours":169}""")]
    [InlineData("""{"gapMinutes":-1}""")]
    [InlineData("""{"hours":[{"day":"monday","from":"20:00","to":"08:00"}]}""")]
    [InlineData("""{"hours":[{"day":"monday","from":"8","to":"9"}]}""")]
    public async Task Rules_that_make_no_sense_are_refused(string rules) =>
        (await Site.Admin.Send("PUT", $"api/instruments/{await Instrument()}/booking-rules", rules)).MustBe(400, "rules-invalid");

    [Fact]
    public async Task The_week_is_shown_and_booked_on_its_page()
    {
        var instrument = await Instrument();
        var made = await Site.Admin.Post<Reservation>(At(instrument), Booking(10, 12) with { Title = "<script>alert(1)</script>" });
        var page = (await Site.Admin.Send("GET", $"booking/{instrument}?week={Monday:yyyy-MM-dd}", null, ("Accept", "text/html"))).MustBe(200).Text;

        Assert.Contains($"/booking/{instrument}/{made.Id}", page);
        Assert.DoesNotContain("<script>alert", page);
        Assert.DoesNotContain("style=", page);
        Assert.Contains("10:00–12:00", System.Net.WebUtility.HtmlDecode(page));
        foreach (var path in new[] { "booking", $"booking/{instrument}/{made.Id}", $"booking/{instrument}/rules", "admin/calendars", $"booking/{instrument}?week=9999-99-99&starts=x" })
        {
            (await Site.Admin.Send("GET", path, null, ("Accept", "text/html"))).MustBe(200);
        }

        async Task<Answer> Form(string path, params (string, string)[] fields)
        {
            var request = Site.Admin.Request("POST", path);
            request.Content = new FormUrlEncodedContent(fields.Select(each => KeyValuePair.Create(each.Item1, each.Item2)));
            return await Site.Admin.Send(request);
        }

        (await Form($"booking/{instrument}", ("starts", $"{Monday:yyyy-MM-dd}T14:00"), ("ends", $"{Monday:yyyy-MM-dd}T15:00"), ("title", "by form"), ("samples", "a\nb"))).MustBe(303);
        Assert.Contains("has", (await Form($"booking/{instrument}", ("starts", $"{Monday:yyyy-MM-dd}T14:30"), ("ends", $"{Monday:yyyy-MM-dd}T15:00"))).MustBe(409).Text);
        (await Form($"booking/{instrument}", ("starts", "soon"), ("ends", ""))).MustBe(400);
        (await Form($"booking/{instrument}/{made.Id}", ("starts", $"{Monday:yyyy-MM-dd}T09:00"), ("ends", $"{Monday:yyyy-MM-dd}T12:00"), ("title", "earlier"))).MustBe(303);
        (await Form($"booking/{instrument}/{made.Id}/cancel", ("reason", "done"))).MustBe(303);
        (await Form($"booking/{instrument}/rules", ("open", "yes"), ("zone", "Europe/Berlin"), ("shortest", "30"), ("longest", "600"), ("ahead", "30"), ("gap", "5"), ("weekly", "20"), ("hours", "Mon Tue 08:00-20:00\nSat 10:00-14:00"), ("groups", ""))).MustBe(303);
        Assert.Equal(3, (await Site.Admin.Get<BookingRules>($"api/instruments/{instrument}/booking-rules")).OpenAt.Count);
        var all = await Site.Get<ReservationStore>().List(instrument, Monday, Monday.AddDays(7), true, Ct);
        Assert.Equal([("earlier", true), ("by form", false)], all.Select(each => (each.Title, each.Cancelled)));
    }

    private static NewBooking Booking(double from, double to) => new(Monday.AddHours(from), Monday.AddHours(to));

    private static string At(string instrument) => $"api/instruments/{instrument}/reservations";

    private async Task<string> Instrument()
    {
        var (station, name) = (Site.Name("station"), Site.Name("scope"));
        using var _ = await Site.Station(station);
        (await Site.Admin.Send("PUT", $"api/instruments/{name}", new Instrument(name, station, "", new()))).MustBe(200);
        return name;
    }
}

public sealed class BookingTestsOnSqlite(SqliteSite site) : BookingTests(site), IClassFixture<SqliteSite>;

public sealed class BookingTestsOnPostgres(PostgresSite site) : BookingTests(site), IClassFixture<PostgresSite>;
